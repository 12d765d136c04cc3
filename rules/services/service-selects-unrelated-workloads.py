"""The check of service-selects-unrelated-workloads.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Confidence,
    Context,
    PodTemplate,
    Problem,
    Related,
    Service,
    Severity,
    Unrelated,
    describe_declared,
    describe_service_port,
    listed,
    unrelated_pods,
)


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    found = unrelated_pods(ctx.graph, service)
    if found is None:
        return
    others = (*found.lost, *found.ending) or found.served
    there = [Related(one.nearest("metadata", "labels"), f"the pods of {one} have {labels(one)}") for one in others]
    if found.lost or found.ending:
        there += [Related(one.nearest("metadata", "labels"), f"{one} serves it") for one in found.served]
    pair = found.telling_pair()
    yield Problem(
        node=service.nearest("spec", "selector"),
        message=f"{service} also selects {lost(found)}" if found.apart is None else apart(service, found, found.apart),
        label="selects too much" if found.apart is None else "",
        related=tuple(there),
        effect=None if found.apart is not None else effect(service, found),
        help=None if found.apart is not None or pair is None else f"add `{pair[0]}: {pair[1]}` to the selector",
        severity=None if found.apart is None and is_routed(service) else Severity.INFO,
        confidence=None if found.sure and not found.ending else Confidence.LIKELY,
    )


def is_routed(service: Service) -> bool:
    """Whether a Service sends requests on to its pods; clients of a headless one look pods up, whatever its ports are."""
    return service.headless_known and not service.headless


def lost(found: Unrelated) -> str:
    """Say what is selected besides the pods that serve."""
    says = [f"the pods of {one}, which declares {declares(one)}" for one in found.lost]
    says += [f"the pods of {one}, which come to an end" for one in found.ending]
    return listed(says)


def declares(template: PodTemplate) -> str:
    what = describe_declared(template)
    return what if what == "no ports" else f"only {what}"


def apart(service: Service, found: Unrelated, key: str) -> str:
    pods = listed([f"{one} ({key}={one.labels.values.get(key, 'none')})" for one in found.served])
    return f"{service} selects the pods of {pods}, which are told apart by their label {key}"


def effect(service: Service, found: Unrelated) -> str:
    """What becomes of requests."""
    ports = listed([describe_service_port(port) for port in service.ports])
    which = f"port{'s' if len(service.ports) > 1 else ''} {ports}"
    if not is_routed(service):
        return f"the DNS name of {service} leads to these pods, too, and those that take it for {which} find nothing there"
    if any(isinstance(port.target, int) for port in service.ports):
        when = "" if found.lost else "while they run, "
        return f"{when}requests to {which} that reach these pods fail"
    return f"these pods never get traffic from {which}"


def labels(template: PodTemplate) -> str:
    pairs: Sequence[str] = [f"{key}={value}" for key, value in template.labels.values.items()]
    return listed(pairs) if pairs else "no labels"
