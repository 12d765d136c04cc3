"""The check of container-port-collision.md."""

import re
from collections.abc import Iterator

from k8slint.api import Container, ContainerPort, Context, PodTemplate, Problem, Related, Severity, is_placeholder

_Port = tuple[int, str]


def check(template: PodTemplate, _ctx: Context) -> Iterator[Problem]:
    groups: dict[_Port, list[ContainerPort]] = {}
    on_node: dict[tuple[int, str, str], list[ContainerPort]] = {}
    for container in template.live:
        for port in container.ports:
            if port.number is None or port.protocol is None:
                continue
            groups.setdefault((port.number, port.protocol), []).append(port)
            number = host_port(port)
            if number is not None and not is_placeholder(host_ip(port)):
                on_node.setdefault((number, port.protocol, host_ip(port)), []).append(port)
    refused = [group for group in on_node.values() if len(group) > 1]
    for group in refused:
        yield same_host_port(group)
    known = {id(port) for group in refused for port in group}
    for group in groups.values():
        for index in reversed(range(1, len(group))):
            last = group[index]
            others = [port for port in group[:index] if collide(port, last)]
            if others:
                if id(last) not in known:
                    yield same_port(last, others)
                break


def host_port(port: ContainerPort) -> int | None:
    """Tell which port of the node it takes: in the network of the node, its own number."""
    return port.host_port or (port.number if port.container.template.host_network else None)


def host_ip(port: ContainerPort) -> str:
    """Tell on which address of the node; the API server compares them as they are written."""
    value = port.container.get("ports", port.index, "hostIP")
    return value if isinstance(value, str) else ""


def collide(one: ContainerPort, other: ContainerPort) -> bool:
    """Tell whether two declarations of one port are of one listener."""
    if one.container is not other.container:
        return not (bound_elsewhere(one.container, one.number) or bound_elsewhere(other.container, other.number))
    same_place = (one.host_port, host_ip(one)) == (other.host_port, host_ip(other))
    return same_place or one.host_port is None or other.host_port is None


def bound_elsewhere(container: Container, number: int | None) -> bool:
    """Tell whether it listens on one address only (`--listen=127.0.0.1:9100`, `[$(IP)]:9100`; a URL is no such word)."""
    address = re.compile(rf"(?<!//)(?:127\.0\.0\.\d+|localhost|::1\]?|\$\([A-Za-z_]+\)\]?):{number}\b")
    texts = [*words(container, "command"), *words(container, "args"), *variables(container)]
    return any(address.search(text) for text in texts)


def words(container: Container, field: str) -> list[str]:
    """List the texts of a command."""
    value = container.get(field)
    return [word for word in value if isinstance(word, str)] if isinstance(value, list) else []


def variables(container: Container) -> list[str]:
    """List the values of the environment."""
    entries = container.get("env")
    values = [entry.get("value") for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
    return [value for value in values if isinstance(value, str)]


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
    number = host_port(last)
    fields = {id(port): "hostPort" if port.host_port else "containerPort" for port in group}
    taken = f"port {number}/{last.protocol} of the node a second time"
    return Problem(
        node=last.nearest(fields[id(last)]),
        message=f"{last.container} of {last.container.template} takes {taken}",
        label="taken already",
        related=tuple(Related(port.nearest(fields[id(port)]), f"taken by {port.container}") for port in others),
        effect="the API server rejects the pods",
    )
