"""The check of duplicate-container-port-name.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import Container, ContainerPort, Context, PodTemplate, Problem, Related, Severity


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    refused: set[int] = set()
    for container in template.containers:
        for ports in named(container.ports).values():
            if len(ports) > 1:
                refused.update(map(id, ports))
                yield within(container, sorted(ports, key=written_at))
    for (name, protocol), ports in across(template).items():
        apart = [port for port in ports if port.container is not ports[0].container]
        if apart and not any(id(port) in refused for port in ports) and targeted(template, name, protocol, ctx):
            yield between(template, ports[0], apart)


def named(ports: Sequence[ContainerPort]) -> dict[str, list[ContainerPort]]:
    found: dict[str, list[ContainerPort]] = {}
    for port in ports:
        if port.name is not None:
            found.setdefault(port.name, []).append(port)
    return found


def written_at(port: ContainerPort) -> tuple[str, int]:
    """Give the order of files: what is composed may have what an overlay adds before the rest."""
    source, span = port.nearest("name").site
    return source.path, span.start


def across(template: PodTemplate) -> dict[tuple[str, str], list[ContainerPort]]:
    """The ports of the containers that run side by side, by what a Service looks them up by."""
    found: dict[tuple[str, str], list[ContainerPort]] = {}
    for container in template.live:
        for port in container.ports:
            if port.name is not None and port.protocol is not None:
                found.setdefault((port.name, port.protocol), []).append(port)
    return found


def targeted(template: PodTemplate, name: str, protocol: str, ctx: Context) -> bool:
    """Whether a Service sends requests to the name; to a monitor of pods each of its ports is one to ask."""
    ports = (port for service in ctx.graph.services_of(template) for port in service.ports)
    return any(port.target == name and port.protocol == protocol for port in ports)


def within(container: Container, ports: Sequence[ContainerPort]) -> Problem:
    *others, last = ports
    many = "two" if len(ports) == len("ab") else f"{len(ports)}"
    return Problem(
        node=last.nearest("name"),
        message=f'{container} of {container.template} declares {many} ports named "{last.name}"',
        label="the same name again",
        related=tuple(Related(port.nearest("name"), f"{port}") for port in others),
        effect="the API server rejects it",
    )


def between(template: PodTemplate, first: ContainerPort, apart: Sequence[ContainerPort]) -> Problem:
    last = apart[-1]
    return Problem(
        node=last.nearest("name"),
        message=f'ports {first} of {first.container} and {last} of {last.container} of {template} are both named "{last.name}"',
        label="never found by name",
        related=(Related(first.nearest("name"), f"{first.container}: {first}, the one that Services find"),),
        effect=f"a Service that sends requests to `{last.name}` reaches {first.container} only",
        severity=Severity.WARNING,
    )
