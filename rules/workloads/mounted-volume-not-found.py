"""The check of mounted-volume-not-found.md."""

from collections.abc import Iterator
from itertools import islice

from k8slint.api import Container, Context, Edit, Fix, Graph, Mount, Problem, Related, may_be_injected_volume

_TOLD = 50  # volumes that are named where none is near


def check(container: Container, ctx: Context) -> Iterator[Problem]:
    template = container.template
    known = template.volumes_known and None not in template.claims and template.workload.understood
    if not container.mounts or not known:
        return
    defined = template.volume_places
    for mount in container.mounts:
        name = mount.volume
        if name is None or name in defined or may_be_injected_volume(template, name) or name in ctx.graph.once(added):
            continue
        yield no_volume(mount, name, ctx)


def added(graph: Graph) -> frozenset[str]:
    """Name the volumes that custom resources add to pods, as a SidecarSet or a PodDefault does."""
    custom = (resource for resource in graph.unit.resources if not resource.built_in)
    lists = (resource.get("spec", "volumes") for resource in custom)
    volumes = (volume for entries in lists if isinstance(entries, list) for volume in entries)
    names = (volume.get("name") for volume in volumes if isinstance(volume, dict))
    return frozenset(name for name in names if isinstance(name, str))


def begun(mount: Mount, name: str) -> tuple[str, ...]:
    """The only volume that no container mounts, where it or the name begins with the other."""
    template = mount.container.template
    mounted = {other.volume for container in template.containers for other in container.mounts}
    idle = [one for one in template.volume_places if one not in mounted]
    return tuple(one for one in idle if one.startswith(name) or name.startswith(one)) if len(idle) == 1 else ()


def no_volume(mount: Mount, name: str, ctx: Context) -> Problem:
    template = mount.container.template
    places = template.volume_places
    near = ctx.graph.nearest(name, places) or begun(mount, name)
    related = tuple(Related(template.workload.nearest(*places[one]), f"nearest: volume {one}") for one in near)
    if not near and places:
        holder = template.workload.nearest(*template.spec_path, "volumes")
        more = f" and {len(places) - _TOLD} more" if len(places) > _TOLD else ""
        related = (Related(holder, f"the volumes of the pod: {', '.join(islice(places, _TOLD))}{more}", key=True),)
    node = mount.nearest("name")
    help_ = f"write `name: {near[0]}`" if len(near) == 1 else None
    return Problem(
        node=node,
        message=f'{mount.container} of {template} mounts volume "{name}", which the pod does not define',
        label="no such volume",
        related=related,
        effect=f"the API server rejects {'its pods' if template.workload.kind == 'StatefulSet' else 'it'}",
        help=help_,
        fix=Fix(help_, (Edit(node, value=near[0]),)) if help_ else None,
    )
