"""The check of config-service-port-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Call,
    Change,
    Confidence,
    ConfigText,
    Configuration,
    Context,
    Edit,
    Fix,
    PortRole,
    Problem,
    Related,
    Safety,
    Service,
    calls_of,
    listed,
    meant_port,
    other_ends,
    pod_ports,
    ports_phrase,
    transposed,
)


def check(resource: Configuration, ctx: Context) -> Iterator[Problem]:
    for call in calls_of(ctx.graph, resource):
        host = call.host
        if host.port is None or host.port_span is None or host.domain not in {None, "", ctx.cluster.domain}:
            continue
        if (host.free or not host.port_beside) and call.is_own:
            continue
        problems = [problem_with(service, call, host.port, ctx) for service in call.services]
        if problems and problems[0] is not None and all(problems):
            yield problems[0]


def problem_with(service: Service, call: Call, port: int, ctx: Context) -> Problem | None:
    """What is wrong with a port of a Service; None: nothing, or it cannot be told."""
    if not service.ports_known or service.type is None or service.external_name or not service.headless_known:
        return None
    if service.headless or call.host.pod is not None:
        return at_pods(service, call, port, ctx)
    if any(one.port is None or one.port == port for one in service.ports):
        return None
    meant = meant_port(service, port, ctx.graph.endpoints)
    if not call.is_likely and (meant is None or meant.role is PortRole.ONLY):
        return None
    right = None if meant is None else meant.port.port
    # How a chart that is deployed beside it is installed may not all be known.
    sure = call.found.sure and call.host.certain and call.host.port_beside and ctx.graph.holds(service)
    proved = sure and meant is not None and meant.another_role
    own = "a client uses the Service's own port: " if meant is not None and meant.another_role else ""
    return Problem(
        node=whole(call).node,
        message=f"{whole(call)} names port {port} of {service}, which has {ports_phrase(service.ports)}",
        label="not a port of the Service",
        related=(*other_ends(service, meant), *named_by(call)),
        help=None if right is None else f"{own}{write(call, right)}",
        confidence=None if sure else Confidence.LIKELY,
        within=call.host.port_span,
        fix=None if right is None else replacement(call, right, Safety.SAFE if proved else Safety.UNSAFE),
    )


def whole(call: Call) -> ConfigText:
    """The text that the port is in: that of the host, unless it stands by itself."""
    return call.host.port_text or call.host.text


def write(call: Call, port: int) -> str:
    """What to write: the port behind its host, or by itself."""
    return f"write `{call.host.host}:{port}`" if call.host.port_beside else f"write `{port}`"


def named_by(call: Call) -> Iterator[Related]:
    """Where the host stands, if it is not where the port does."""
    host = call.host
    if host.port_text is not None:
        yield Related(host.text.node, f"{host.text} names {host.host}")


def replacement(call: Call, port: int, safety: Safety) -> Fix:
    """Write another port in the place of this one: that is safe where another role of the very port was taken for it."""
    edit = Edit(whole(call).node, value=str(port), change=Change.REPLACE, within=call.host.port_span)
    return Fix(write(call, port), (edit,), safety)


def at_pods(service: Service, call: Call, port: int, ctx: Context) -> Problem | None:
    """What is wrong with a port at which pods are asked themselves: their Service has no address, or one pod is named."""
    listens = pod_ports(ctx.graph, service)
    if not listens or port in listens or not call.is_likely or call.is_own:
        return None  # pods that are told their own port may listen there, declared or not
    swapped = [at for at, one in listens.items() if one is not None and one.port == port]
    near = swapped or transposed(port, listens) or tuple(listens)
    whose = f"pod {call.host.pod}, but the pods of {service}" if call.host.pod else f"headless {service}, whose pods"
    ends = (Related(one.nearest("port"), f"{service}: {at}") for at, one in listens.items() if one is not None)
    return Problem(
        node=whole(call).node,
        message=f"{whole(call)} names port {port} of {whose} listen on {listed([str(at) for at in listens])}",
        label="no port of the pods",
        related=(*ends, *named_by(call)),
        help=write(call, near[0]) if len(near) == 1 else None,
        confidence=Confidence.LIKELY,  # pods may listen on ports that they do not declare
        within=call.host.port_span,
        fix=replacement(call, near[0], Safety.UNSAFE) if len(near) == 1 else None,
    )
