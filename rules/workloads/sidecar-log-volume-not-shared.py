"""The check of sidecar-log-volume-not-shared.md."""

from collections.abc import Iterator
from heapq import merge
from itertools import islice
from operator import itemgetter

from k8slint.api import (
    Container,
    Context,
    Edit,
    Fix,
    LogPath,
    Mount,
    PodTemplate,
    Problem,
    Related,
    Volume,
    is_log_shipper,
    lies_in,
    log_paths,
    may_be_injected_volume,
    mounted_texts,
)

_TOLD = 100  # mounts of others that are told
_DEEPEST = 64  # steps of a path that are looked at
#: Directories that the node or the image provides.
_SYSTEM = ("/proc", "/dev", "/sys", "/etc", "/run", "/bin", "/usr")


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    containers = [one for one in template.containers if one.role != "ephemeralContainers"]
    if len(containers) <= 1:  # nobody beside it
        return
    known = template.containers_known and template.volumes_known and template.workload.understood
    if not known or any(mount.volume is None for one in containers for mount in one.mounts):
        return
    volumes = {volume.name: volume for volume in template.volumes}
    writers = [one for one in containers if one.role == "containers" and not is_log_shipper(one)]
    places = Places(containers)
    for reader in template.live:
        if not writers or writers == [reader]:
            continue  # nobody beside it writes logs: it collects those of other pods
        told: set[str | None] = set()
        for path, mount in read_from(reader, ctx):
            volume = volumes.get(mount.volume) if mount else None
            if mount is None:
                yield not_mounted(reader, path, places)
            elif volume and volume.private and volume.name not in told and not is_shared(volume, reader, places):
                told.add(volume.name)
                others = [writer for writer in writers if writer is not reader]
                yield not_shared(mount, path.text, places, volume, others)


class Places:
    """What the containers of a pod mount, found by the volume and by the place."""

    def __init__(self, containers: list[Container]) -> None:
        self.users: dict[str | None, set[int]] = {}
        self.mounts: dict[str, list[tuple[int, Mount]]] = {}
        self._told: dict[int, Related] = {}
        every = (mount for container in containers for mount in container.mounts)
        for number, mount in enumerate(every):
            self.users.setdefault(mount.volume, set()).add(id(mount.container))
            if mount.at is not None:
                self.mounts.setdefault(mount.at.rstrip("/"), []).append((number, mount))

    def shares(self, volume: Volume, reader: Container) -> bool:
        """Whether another container than the reader mounts a volume."""
        return bool(self.users.get(volume.name, set()) - {id(reader)})

    def told(self, mount: Mount) -> Related:
        """A mount as what several problems tell of."""
        if id(mount) not in self._told:
            says = f"{mount.container} has volume {mount.volume} there"
            self._told[id(mount)] = Related(mount.nearest("name"), says)
        return self._told[id(mount)]

    def around(self, where: str, reader: Container) -> list[Mount]:
        """The volumes that other containers than the reader have in a directory, in the order of the containers: the first."""
        steps = where.rstrip("/").split("/")[:_DEEPEST]
        above = {"/".join(steps[:depth]) for depth in range(1, len(steps) + 1)}
        found = merge(*(self.mounts[at] for at in above if at in self.mounts), key=itemgetter(0))
        return list(islice((mount for _, mount in found if mount.container is not reader), _TOLD))


def is_shared(volume: Volume, reader: Container, places: Places) -> bool:
    return places.shares(volume, reader) or may_be_injected_volume(volume.template, volume.name or "")


def read_from(reader: Container, ctx: Context) -> Iterator[tuple[LogPath, Mount | None]]:
    """Find the files that a container reads and the mount of each; if no files are known, the directories to read from."""
    paths = log_paths(reader, mounted_texts(ctx.graph, reader))
    mounts = {path: reader.mount_of(path.directory) for path in paths}
    # Configuration that several pods share names the files of others, too.
    partly = any(mount for path, mount in mounts.items() if path.configured)
    for path, mount in mounts.items():
        below = any(lies_in(one.at or "", path.directory) for one in reader.mounts)
        own = path.field is None or "log" not in path.text.lower() or path.text.startswith(_SYSTEM)
        if mount or not (below or own or (path.configured and partly)):
            yield path, mount
            partly = partly or path.configured  # told once
    for mount in reader.mounts if not paths and is_log_shipper(reader) else ():
        if mount.value.get("readOnly") is True and "log" in f"{mount.at} {mount.volume}".lower():
            yield LogPath(mount.at or "", None), mount


def not_mounted(reader: Container, path: LogPath, places: Places) -> Problem:
    return Problem(
        node=reader.nearest(*(path.field or ())),
        message=f"{reader} of {reader.template} reads {path.text}, but no volume is mounted there",
        label="none of these holds the files" if path.configured else "only this container has these files",
        related=mounted_there(path.directory, reader, places),
        key=path.configured,
        fix=seen_too(reader, places.around(path.directory, reader)),
    )


def seen_too(reader: Container, there: list[Mount]) -> Fix | None:
    """Mount in the reader what exactly one volume of the others has at a place of the files."""
    volumes = {mount.volume for mount in there}
    mount = there[0] if there else None
    if mount is None or len(volumes) != 1 or mount.volume is None or mount.at is None or "subPath" in mount.value:
        return None
    return mounting(reader, {"name": mount.volume, "mountPath": mount.at, "readOnly": True})


def mounting(container: Container, entry: dict[str, object]) -> Fix:
    """Give a container one more mount."""
    mounts = container.value.get("volumeMounts")
    node = container.nearest()
    edit = (
        Edit(node, ("volumeMounts", len(mounts)), entry) if isinstance(mounts, list) else Edit(node, ("volumeMounts",), [entry])
    )
    return Fix(f"mount volume {entry['name']} at {entry['mountPath']} in {container}", (edit,))


def mounted_there(where: str, reader: Container, places: Places) -> tuple[Related, ...]:
    """Point at the volumes that other containers have in a directory."""
    return tuple(map(places.told, places.around(where, reader)))


def not_shared(mount: Mount, path: str, places: Places, volume: Volume, writers: list[Container]) -> Problem:
    reader = mount.container
    begins = volume.node("name")
    related = mounted_there(mount.at or "", reader, places)
    says = f"no other container of the pod mounts volume {volume.name}"
    return Problem(
        node=mount.nearest("name"),
        message=f"{reader} of {reader.template} reads {path}, but {says}",
        label="nobody else writes here",
        related=(*related, *([Related(begins, "begins empty")] if begins else [])),
        fix=shared(mount, places, writers),
    )


def shared(mount: Mount, places: Places, writers: list[Container]) -> Fix | None:
    """Let the reader see the volume that one other container has at that very place, or give its own to the only one.

    There is none where several containers may write the files, or where something else is mounted there.
    """
    there = places.around(mount.at or "", mount.container)
    same = {one.volume for one in there if one.at and mount.at and one.at.rstrip("/") == mount.at.rstrip("/")}
    if len(same) == 1 and None not in same:
        name = same.pop()
        return Fix(f"write `name: {name}`", (Edit(mount.nearest("name"), value=name),))
    if there or len(writers) != 1 or mount.at is None or mount.volume is None:
        return None
    return mounting(writers[0], {"name": mount.volume, "mountPath": mount.at})
