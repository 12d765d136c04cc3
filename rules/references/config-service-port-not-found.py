"""The check of config-service-port-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Call,
    Change,
    Confidence,
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
    sure = call.found.sure and call.host.certain
    proved = sure and meant is not None and meant.another_role
    own = "a client uses the Service's own port: " if meant is not None and meant.another_role else ""
    return Problem(
        node=call.host.text.node,
        message=f"{call.host.text} names port {port} of {service}, which has {ports_phrase(service.ports)}",
        label="not a port of the Service",
        related=other_ends(service, meant),
        help=None if right is None else f"{own}write `{call.host.host}:{right}`",
        confidence=None if sure else Confidence.LIKELY,
        within=call.host.port_span,
        fix=None if right is None else replacement(call, right, Safety.SAFE if proved else Safety.UNSAFE),
    )


def replacement(call: Call, port: int, safety: Safety) -> Fix:
    """Write another port in the place of this one: that is safe where another role of the very port was taken for it."""
    edit = Edit(call.host.text.node, value=str(port), change=Change.REPLACE, within=call.host.port_span)
    return Fix(f"write `{call.host.host}:{port}`", (edit,), safety)


def at_pods(service: Service, call: Call, port: int, ctx: Context) -> Problem | None:
    """What is wrong with a port at which pods are asked themselves: their Service has no address, or one pod is named."""
    listens = pod_ports(ctx.graph, service)
    if not listens or port in listens or not call.is_likely:
        return None
    swapped = [at for at, one in listens.items() if one is not None and one.port == port]
    near = swapped or transposed(port, listens) or tuple(listens)
    whose = f"pod {call.host.pod}, but the pods of {service}" if call.host.pod else f"headless {service}, whose pods"
    ends = (Related(one.nearest("port"), f"{service}: {at}") for at, one in listens.items() if one is not None)
    return Problem(
        node=call.host.text.node,
        message=f"{call.host.text} names port {port} of {whose} listen on {listed([str(at) for at in listens])}",
        label="no port of the pods",
        related=tuple(ends),
        help=f"write `{call.host.host}:{near[0]}`" if len(near) == 1 else None,
        confidence=Confidence.LIKELY,  # pods may listen on ports that they do not declare
        within=call.host.port_span,
        fix=replacement(call, near[0], Safety.UNSAFE) if len(near) == 1 else None,
    )
