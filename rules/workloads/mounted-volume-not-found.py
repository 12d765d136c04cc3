"""The check of mounted-volume-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Container, Context, Mount, PodTemplate, Problem, Related, Unit, may_be_injected_volume


def check(container: Container, ctx: Context) -> Iterator[Problem]:
    template = container.template
    known = template.volumes_known and None not in template.claims and template.workload.understood
    if not container.mounts or not known:
        return
    defined = {volume.name for volume in template.volumes} | set(template.claims)
    for mount in container.mounts:
        name = mount.volume
        if name is None or name in defined or may_be_injected_volume(template, name) or is_added(ctx.unit, name):
            continue
        yield no_volume(mount, name, ctx)


def is_added(unit: Unit, name: str) -> bool:
    """Tell whether a custom resource adds a volume of this name to pods, as a SidecarSet or a PodDefault does."""
    for resource in unit.resources:
        volumes = None if resource.built_in else resource.get("spec", "volumes")
        if isinstance(volumes, list) and any(isinstance(one, dict) and one.get("name") == name for one in volumes):
            return True
    return False


def no_volume(mount: Mount, name: str, ctx: Context) -> Problem:
    template = mount.container.template
    places = volume_places(template)
    near = ctx.graph.nearest(name, places)
    related = tuple(Related(template.workload.nearest(*places[one]), f"nearest: volume {one}") for one in near)
    if not near and places:
        holder = template.workload.nearest(*template.spec_path, "volumes")
        related = (Related(holder, f"the volumes of the pod: {', '.join(places)}", key=True),)
    return Problem(
        node=mount.nearest("name"),
        message=f'{mount.container} of {template} mounts volume "{name}", which the pod does not define',
        label="no such volume",
        related=related,
        effect=f"the API server rejects {'its pods' if template.workload.kind == 'StatefulSet' else 'it'}",
        help=f"write `name: {near[0]}`" if len(near) == 1 else None,
    )


def volume_places(template: PodTemplate) -> dict[str, tuple[str | int, ...]]:
    """Find the names of the volumes of a pod: its own and those of claim templates, with the path of each."""
    places: dict[str, tuple[str | int, ...]] = {}
    for index, claim in enumerate(template.claims):
        if claim is not None:
            places[claim] = (*template.path[:-1], "volumeClaimTemplates", index, "metadata", "name")
    for volume in template.volumes:
        if volume.name is not None:
            places[volume.name] = (*volume.path, "name")
    return places
