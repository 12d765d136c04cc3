"""The check of service-target-port-partial.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Confidence,
    Context,
    Endpoint,
    PortOutcome,
    Problem,
    Related,
    Service,
    ServicePort,
    Truth,
    describe_container_port,
    describe_service_port,
    listed,
    may_be_injected_port,
    near_ports,
    unrelated_pods,
)


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    if service.headless or not service.headless_known:
        return  # clients take the addresses of the pods from DNS, whatever ports these have
    for port in service.ports:
        if port.port is None or not isinstance(port.target, str):
            continue
        ends = ctx.graph.endpoints(port)
        with_it = [end for end in ends if end.resolution.outcome is PortOutcome.NAMED]
        if not with_it or may_be_injected_port(with_it[0].template, port.target):  # of a name that does not depend on the pods
            continue
        without = [end for end in ends if end.resolution.outcome is PortOutcome.MISSING and is_expected(end, service, ctx)]
        if without:
            yield partial(port, with_it[0], without)


def is_expected(end: Endpoint, service: Service, ctx: Context) -> bool:
    """Whether pods are meant to serve: jobs are not, and of those that are not meant at all another rule speaks."""
    beside = unrelated_pods(ctx.graph, service)
    return not end.template.ends and (beside is None or end.template not in beside.lost)


def partial(port: ServicePort, with_it: Endpoint, without: Sequence[Endpoint]) -> Problem:
    near = near_ports(port, [end.template for end in without])
    pods = listed([end.template for end in without])
    here = with_it.resolution.port
    there = (
        [] if here is None else [Related(here.nearest("name"), f"{with_it.template} declares {describe_container_port(here)}")]
    )
    number = describe_service_port(port)
    return Problem(
        node=port.nearest("targetPort"),
        message=(
            f'{port.service} sends port {number} to "{port.target}", which {with_it.template} declares and {pods} '
            f"{'does' if len(without) == 1 else 'do'} not"
        ),
        label=near.label or f"not a port of {pods}",
        related=(*near.notes(), *there),
        effect=f"pods of {pods} get no traffic from port {number}",
        confidence=None if all(end.truth is Truth.YES for end in (with_it, *without)) else Confidence.LIKELY,
    )
