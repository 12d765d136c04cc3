"""The check of container-port-collision.md."""

from collections.abc import Iterator

from k8slint.api import ContainerPort, Context, PodTemplate, Problem, Related, Severity, has_own_address


def check(template: PodTemplate, _ctx: Context) -> Iterator[Problem]:
    groups: dict[tuple[int, str], list[ContainerPort]] = {}
    of_node: dict[tuple[int, str, str], list[ContainerPort]] = {}
    for container in template.live:
        for port in container.ports:
            if port.number is not None and port.protocol is not None:
                groups.setdefault((port.number, port.protocol), []).append(port)
                if port.on_node is not None:
                    of_node.setdefault((*port.on_node, port.protocol), []).append(port)
    refused = [sorted(group, key=written_at) for group in of_node.values() if len(group) > 1]
    for group in refused:
        yield same_host_port(group)
    told = {id(port) for group in refused for port in group}
    for group in (sorted(group, key=written_at) for group in groups.values() if len(group) > 1):
        for index in reversed(range(1, len(group))):
            others = [port for port in group[:index] if collide(port, group[index])]
            if others:
                if id(group[index]) not in told:
                    yield same_port(group[index], others)
                break


def written_at(port: ContainerPort) -> tuple[str, bool, int]:
    """Give the order of files: what is composed has its containers in another order in each overlay."""
    source, span = port.nearest("containerPort").site
    return source.path, port.container.native_sidecar, span.start


def collide(one: ContainerPort, other: ContainerPort) -> bool:
    """Tell whether two declarations of one number are of one listener, or of two that exclude one another."""
    if one.container is not other.container:
        return not (has_own_address(one.container, one.number) or has_own_address(other.container, other.number))
    return one.on_node is None or other.on_node is None or one.on_node == other.on_node


def same_port(last: ContainerPort, others: list[ContainerPort]) -> Problem:
    template = last.container.template
    apart = next((port.container for port in others if port.container is not last.container), None)
    if apart is None:
        times = "twice" if len(others) == 1 else f"{len(others) + 1} times"
        message, effect = f"{last.container} of {template} declares port {last} {times}", None
    else:
        message = f"{last.container} of {template} declares port {last}, and so does {apart}"
        effect = "containers of a pod share one network: the second one to listen fails"
    return Problem(
        node=last.nearest("containerPort"),
        message=message,
        label="the same port again",
        related=tuple(Related(port.nearest("containerPort"), f"{port} of {port.container}") for port in others),
        effect=effect,
        severity=Severity.WARNING,
    )


def same_host_port(group: list[ContainerPort]) -> Problem:
    *others, last = group
    number = last.host_port or last.number
    fields = {id(port): "hostPort" if port.host_port else "containerPort" for port in group}
    taken = f"port {number}/{last.protocol} of the node a second time"
    return Problem(
        node=last.nearest(fields[id(last)]),
        message=f"{last.container} of {last.container.template} takes {taken}",
        label="taken already",
        related=tuple(Related(port.nearest(fields[id(port)]), f"taken by {port.container}") for port in others),
        effect="the API server rejects the pods",
    )
