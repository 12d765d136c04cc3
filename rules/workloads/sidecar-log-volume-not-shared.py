"""The check of sidecar-log-volume-not-shared.md."""

from collections.abc import Iterator

from k8slint.api import (
    Container,
    Context,
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
    for reader in template.live:
        others = [one for one in containers if one is not reader]
        if all(is_log_shipper(one) for one in others if one.role == "containers"):
            continue  # nobody beside it writes logs: it collects those of other pods
        shared = {mount.volume for one in others for mount in one.mounts}
        for path, mount in read_from(reader, ctx):
            volume = volumes.get(mount.volume) if mount else None
            if mount is None:
                yield not_mounted(reader, path, others)
            elif volume and volume.private and volume.name not in shared and not injected(volume):
                shared.add(volume.name)  # told once
                yield not_shared(mount, path.text, others, volume)


def injected(volume: Volume) -> bool:
    return may_be_injected_volume(volume.template, volume.name or "")


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


def not_mounted(reader: Container, path: LogPath, others: list[Container]) -> Problem:
    return Problem(
        node=reader.nearest(*(path.field or ())),
        message=f"{reader} of {reader.template} reads {path.text}, but no volume is mounted there",
        label="none of these holds the files" if path.configured else "only this container has these files",
        related=tuple(mounted_there(path.directory, others)),
        key=path.configured,
    )


def mounted_there(where: str, others: list[Container]) -> list[Related]:
    """Point at the volumes that other containers have in a directory."""
    there = [one for other in others for one in other.mounts if one.at is not None and lies_in(where, one.at)]
    return [Related(one.nearest("name"), f"{one.container} has volume {one.volume} there") for one in there]


def not_shared(mount: Mount, path: str, others: list[Container], volume: Volume) -> Problem:
    reader = mount.container
    begins = volume.node("name")
    related = mounted_there(mount.at or "", others)
    says = f"no other container of the pod mounts volume {volume.name}"
    return Problem(
        node=mount.nearest("name"),
        message=f"{reader} of {reader.template} reads {path}, but {says}",
        label="nobody else writes here",
        related=(*related, *([Related(begins, "begins empty")] if begins else [])),
    )
