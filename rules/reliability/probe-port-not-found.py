"""The check of probe-port-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Container,
    ContainerPort,
    Context,
    Edit,
    Fix,
    Problem,
    Related,
    describe_container_port,
    is_injected_container,
    known_text,
)

_NEVER_READY = "the probe is never made: the pod never becomes ready"
#: Where a container names a port that the kubelet calls, what that is called, and what happens where there is none.
_CALLS = (
    (("startupProbe",), "startup probe", _NEVER_READY),
    (("readinessProbe",), "readiness probe", _NEVER_READY),
    (("livenessProbe",), "liveness probe", "the probe is never made: a container that hangs is never restarted"),
    (("lifecycle", "postStart"), "postStart hook", "the hook fails, and the container is restarted without end"),
    (("lifecycle", "preStop"), "preStop hook", "the hook fails: the container is stopped without it"),
)


def check(container: Container, ctx: Context) -> Iterator[Problem]:
    runs = container.role == "containers" or container.native_sidecar  # of the others the API server refuses probes
    if not runs or not container.ports_known or not container.template.workload.understood:
        return
    if container.name is not None and is_injected_container(container.name):
        return
    for path, what, effect in _CALLS:
        if path[0] not in container.value:
            continue
        for way in ("httpGet", "tcpSocket"):
            name = known_text(container.get(*path, way, "port"))
            # A number in quotes is no name that is missing.
            if name is None or name.strip().isdigit() or may_have(container, name):
                continue
            yield no_port(container, (*path, way, "port"), name, what, effect, ctx)


def may_have(container: Container, name: str) -> bool:
    """Tell whether a port of a container has a name, or may have it."""
    return any(port.name == name or not port.name_known for port in container.ports)


def no_port(container: Container, path: tuple[str, ...], name: str, what: str, effect: str, ctx: Context) -> Problem:
    template = container.template
    others = [port for port in template.ports.get(name, ()) if port.container is not container]
    near = nearest_ports(container, name, ctx)
    meant: set[str | int | None] = set()
    because = ""
    if others:
        which = f"which only {others[0].container} declares"
        related = tuple(Related(port.nearest("name"), describe_container_port(port)) for port in others)
        if len(others) == 1 and others[0].protocol == "TCP":
            meant, because = {others[0].number}, "a number goes to any container of the pod: "
    else:
        which = "which it does not declare"
        related = tuple(
            Related(port.nearest("name" if port.name else "containerPort"), f"nearest: {describe_container_port(port)}")
            for port in near
        )
        meant = {port.name or port.number for port in near}
    meant -= {None}
    port = meant.pop() if len(meant) == 1 else None
    node = container.nearest(*path)
    write = f"write `port: {port}`"
    return Problem(
        node=node,
        message=f'the {what} of {container} of {template} goes to port "{name}", {which}',
        label="no port of this container",
        related=related or declared(container),
        effect=effect,
        help=None if port is None else because + write,
        fix=None if port is None else Fix(write, (Edit(node, value=port),)),
    )


def nearest_ports(container: Container, name: str, ctx: Context) -> list[ContainerPort]:
    """The TCP ports of a container that are probably meant: those with nearly the name, else its only one."""
    named = {port.name: port for port in container.ports if port.name is not None and port.protocol == "TCP"}
    near = [named[one] for one in ctx.graph.nearest(name, named)]
    left = [port for port in container.ports if port.protocol == "TCP" and (port.name or port.number)]
    return near or (left if len(left) == 1 else [])


def declared(container: Container) -> tuple[Related, ...]:
    """Point at the ports that there are."""
    ports = [f'"{port.name}" {port}' if port.name else str(port) for port in container.ports]
    return (Related(container.nearest("ports"), f"ports: {', '.join(ports)}", key=True),) if ports else ()
