"""The check of service-field-rejected.md.

The conditions are those of ValidateService [pkg/apis/core/validation/validation.go], after the defaults.
"""

from collections.abc import Callable, Iterator

from k8slint.api import Context, Problem, Related, Service, is_placeholder

_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"


def check(service: Service, _ctx: Context) -> Iterator[Problem]:
    if service.type is None:
        return
    for find in _FINDERS:
        yield from find(service)


def only_of_balancers(service: Service) -> Iterator[Problem]:
    """Fields that only a Service of type LoadBalancer may have."""
    if service.type == "LoadBalancer":
        return
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass", "loadBalancerSourceRanges"):
        value = service.get("spec", field)
        if value is not None and value != [] and not is_placeholder(value):
            yield rejected(service, field, help_=f"leave out `{field}`, or write `type: LoadBalancer`")
    if _RANGES in service.annotations and not service.get("spec", "loadBalancerSourceRanges"):
        yield rejected(service, f"the annotation {_RANGES}", ("metadata", "annotations", _RANGES))


def node_ports(service: Service) -> Iterator[Problem]:
    """Node ports where nothing is opened on nodes."""
    if service.type == "ClusterIP":
        for port in service.ports:
            if port.node_port is not None:
                help_ = "leave out `nodePort`, or write `type: NodePort`"
                yield rejected(service, f"nodePort {port.node_port}", (*port.path, "nodePort"), help_=help_)


def traffic_policy(service: Service) -> Iterator[Problem]:
    """A policy for traffic from outside where none comes, and the health check that goes with it."""
    policy = service.get("spec", "externalTrafficPolicy")
    outside = service.type in {"NodePort", "LoadBalancer"}
    outside = outside or (service.type == "ClusterIP" and bool(service.get("spec", "externalIPs")))
    if policy and not outside:
        yield rejected(service, "externalTrafficPolicy", help_="leave out `externalTrafficPolicy`")
    if not _given(service, "healthCheckNodePort") or is_placeholder(policy):
        return
    if service.type != "LoadBalancer":
        yield rejected(service, "healthCheckNodePort", help_="leave out `healthCheckNodePort`")
    elif policy != "Local":
        path = ("spec", "externalTrafficPolicy")
        yield Problem(
            node=service.nearest("spec", "healthCheckNodePort"),
            message=(
                f"{service} sets healthCheckNodePort, which is rejected by the API server unless externalTrafficPolicy is Local"
            ),
            label="not without externalTrafficPolicy: Local",
            related=(Related(service.nearest(*path), f"externalTrafficPolicy is {policy or 'Cluster, the default'}"),),
            help="leave out `healthCheckNodePort`, or write `externalTrafficPolicy: Local`",
            key=True,
        )


def headless(service: Service) -> Iterator[Problem]:
    """No address of its own where the type builds upon one."""
    if service.headless and service.type in {"NodePort", "LoadBalancer"}:
        field = "clusterIP" if service.get("spec", "clusterIP") == "None" else "clusterIPs"
        help_ = f"leave out `{field}`, or write `type: ClusterIP`"
        yield rejected(service, f"{field} None", ("spec", field), help_=help_, key=False)


def external_name(service: Service) -> Iterator[Problem]:
    """What an alias in the DNS cannot have, and the one thing that it needs."""
    if service.type != "ExternalName":
        return
    for field in ("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"):
        if _given(service, field):
            yield rejected(service, field, help_=f"leave out `{field}`")
    if not service.get("spec", "externalName"):
        yield Problem(
            node=service.nearest("spec", "externalName"),
            message=f"{service} has no externalName, which is rejected by the API server for type ExternalName",
            label="no externalName",
            related=(type_of(service),),
            key=True,
        )


def no_ports(service: Service) -> Iterator[Problem]:
    """No port where nothing can be reached without."""
    needed = service.type != "ExternalName" and service.headless_known and not service.headless
    if needed and service.ports_known and not service.ports:
        yield Problem(
            node=service.nearest("spec", "ports"),
            message=f"{service} has no ports, which is rejected by the API server unless it is headless",
            label="no ports",
            key=True,
        )


_FINDERS: tuple[Callable[[Service], Iterator[Problem]], ...] = (
    only_of_balancers, node_ports, traffic_policy, headless, external_name, no_ports,
)  # fmt: skip


def rejected(
    service: Service, what: str, path: tuple[str | int, ...] = (), *, help_: str | None = None, key: bool = True
) -> Problem:
    return Problem(
        node=service.nearest(*(path or ("spec", what))),
        message=f"{service} sets {what}, which is rejected by the API server for type {service.type}",
        label=f"not of type {service.type}",
        related=(type_of(service),),
        help=help_,
        key=key,
    )


def type_of(service: Service) -> Related:
    """Where the type is said, or would be."""
    written = service.get("spec", "type")
    says = f"{service} is of type {service.type}" + ("" if written else ", the default")
    return Related(service.nearest("spec", "type"), says)


def _given(service: Service, field: str) -> bool:
    """Whether a field of the spec is known to be set to something that the API server does not take for nothing."""
    value = service.get("spec", field)
    return value not in (None, "", 0, []) and not is_placeholder(value)
