"""The check of sidecar-blocks-job.md."""

from collections.abc import Iterator

from k8slint.api import (
    Change,
    Container,
    Context,
    Edit,
    Fix,
    PodTemplate,
    Problem,
    Related,
    is_injected_container,
    is_remarked,
    runs_on,
    stops_others,
)

_KINDS = frozenset({"Job", "CronJob", "ScaledJob"})


def check(template: PodTemplate, _ctx: Context) -> Iterator[Problem]:
    workload = template.workload
    containers = [one for one in template.containers if one.role == "containers"]
    if workload.kind not in _KINDS or len(containers) <= 1 or not template.containers_known:
        return
    sidecars = [one for one in containers if runs_on(one) and not is_part(one)]
    tasks = [one for one in containers if one not in sidecars]
    if not tasks or template.spec.get("shareProcessNamespace") is True or any(map(stops_others, tasks)):
        return
    so = "the Job never completes" if workload.kind == "Job" else "its Jobs never complete"
    for sidecar in sidecars:
        yield Problem(
            node=sidecar.nearest("name"),
            message=f"{sidecar} of {template} looks like one that runs until it is stopped; then {so}",
            label="nothing stops it",
            related=(Related(tasks[0].nearest("name"), f"{tasks[0]} ends, and nobody tells it"),),
            help="move it to `initContainers` and write `restartPolicy: Always`",
            fix=moved(sidecar),
        )


def is_part(container: Container) -> bool:
    """Whether it only says a part of what a webhook adds: `image: auto`, or none."""
    return is_injected_container(container.name or "") and "/" not in (container.image or "")


def moved(sidecar: Container) -> Fix | None:
    """Make it a native sidecar, which the kubelet stops once the other containers have ended."""
    template = sidecar.template
    place = template.spec_path
    spec = template.workload.node(*place)
    container = template.workload.node(*sidecar.path)
    init = template.spec.get("initContainers")
    if spec is None or container is None or not (init is None or isinstance(init, list)):
        return None
    if is_remarked(container):
        return None  # the comments would stay behind
    value = {**sidecar.value, "restartPolicy": "Always"}
    add = Edit(spec, ("initContainers", len(init)), value) if init else Edit(spec, ("initContainers",), [value])
    return Fix("make it a native sidecar", (add, Edit(container, change=Change.REMOVE)))
