"""The check of service-field-rejected.md.

The conditions are those of ValidateService [pkg/apis/core/validation/validation.go], after the defaults.
"""

from collections.abc import Iterator

from k8slint.api import Change, Context, Edit, Fix, Problem, Related, Service, is_placeholder

_RANGES = ("metadata", "annotations", "service.beta.kubernetes.io/load-balancer-source-ranges")
_POLICY = "externalTrafficPolicy"
_BALANCER, _NODES = frozenset({"LoadBalancer"}), frozenset({"NodePort", "LoadBalancer"})
_ADDRESS = frozenset({"ClusterIP", "NodePort", "LoadBalancer"})
#: The types that may have a field.
_TYPES = {
    "allocateLoadBalancerNodePorts": _BALANCER,
    "loadBalancerClass": _BALANCER,
    "loadBalancerSourceRanges": _BALANCER,
    "healthCheckNodePort": _BALANCER,
    _POLICY: _NODES,
    "clusterIP": _ADDRESS,
    "clusterIPs": _ADDRESS,
    "ipFamilies": _ADDRESS,
    "ipFamilyPolicy": _ADDRESS,
}


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    if service.type is None:
        return
    spec = service.value["spec"]  # a mapping: else the type is not known
    for field, types in _TYPES.items():
        if (
            field in spec
            and service.type not in types
            and given(service, field)
            and not (field == _POLICY and reachable(service))
        ):
            yield rejected(service, field, ("spec", field))
    if service.type not in _BALANCER and service.get(*_RANGES) is not None and not given(service, "loadBalancerSourceRanges"):
        yield rejected(service, f"the annotation {_RANGES[-1]}", _RANGES)
    if service.type == "ClusterIP":
        for port in service.ports:
            if port.node_port is not None:
                yield rejected(service, f"nodePort {port.node_port}", (*port.path, "nodePort"))
    if service.headless and service.type in _NODES:
        field = "clusterIP" if service.get("spec", "clusterIP") == "None" else "clusterIPs"
        problem = rejected(service, f"{field} None", ("spec", field))
        yield keeping_headless(problem, service) if governs(service, ctx) else problem
    yield from missing(service, ctx)


def missing(service: Service, ctx: Context) -> Iterator[Problem]:
    """What the type, or another field, cannot do without."""
    policy = service.get("spec", _POLICY)
    if service.type == "ExternalName" and not service.get("spec", "externalName"):
        yield lacks(service, "externalName", "for type ExternalName")
    if service.type in _ADDRESS and not service.headless and service.headless_known and service.ports_known and not service.ports:
        yield lacks(service, "ports", "unless it is headless or an ExternalName", write_headless(service, ctx))
    if service.type in _BALANCER and given(service, "healthCheckNodePort") and policy != "Local" and not is_placeholder(policy):
        yield Problem(
            node=service.nearest("spec", "healthCheckNodePort"),
            message=f"{service} sets healthCheckNodePort, which is rejected by the API server unless {_POLICY} is Local",
            label=f"not without {_POLICY}: Local",
            related=(Related(service.nearest("spec", _POLICY), f"the policy is {policy or 'Cluster, the default'}"),),
            help=f"leave out `healthCheckNodePort`, or write `{_POLICY}: Local`",
            key=True,
            fix=removal(service, ("spec", "healthCheckNodePort")),
        )


def rejected(service: Service, what: str, path: tuple[str | int, ...]) -> Problem:
    return Problem(
        node=service.nearest(*path),
        message=f"{service} sets {what}, which is rejected by the API server for type {service.type}",
        label=f"not of type {service.type}",
        related=(type_of(service),),
        help=f"leave out `{path[-1]}`, or change the type",
        key=True,
        fix=removal(service, path),
    )


def keeping_headless(problem: Problem, service: Service) -> Problem:
    """The problem of a Service that a StatefulSet takes for a headless one: the type is wrong."""
    others = [field for field, types in _TYPES.items() if "ClusterIP" not in types and given(service, field)]
    numbers = any(port.node_port is not None for port in service.ports)
    fix = None if others or numbers else Fix("remove `type`", (Edit(service.root, ("spec", "type"), change=Change.REMOVE),))
    return problem._replace(help="leave out `type`: a StatefulSet needs the Service to be headless", fix=fix)


def removal(service: Service, path: tuple[str | int, ...]) -> Fix:
    """Remove a field; of the address both forms, of which the API server makes the same."""
    twins = ("clusterIP", "clusterIPs")
    paths = [("spec", twin) for twin in twins if service.node("spec", twin) is not None] if path[-1] in twins else [path]
    edits = tuple(Edit(service.root, one, change=Change.REMOVE) for one in paths)
    return Fix(f"remove {' and '.join(f'`{one[-1]}`' for one in paths)}", edits)


def lacks(service: Service, field: str, when: str, help_: str | None = None) -> Problem:
    return Problem(
        node=service.nearest("spec", field),
        message=f"{service} has no {field}, which is rejected by the API server {when}",
        label=f"no {field}",
        related=(type_of(service),),
        help=help_,
        key=True,
        fix=None if help_ is None else Fix(help_, (Edit(service.root, ("spec", "clusterIP"), "None"),)),
    )


def write_headless(service: Service, ctx: Context) -> str | None:
    """What to write where a StatefulSet takes the Service for a headless one."""
    return "write `clusterIP: None`" if service.type == "ClusterIP" and governs(service, ctx) else None


def governs(service: Service, ctx: Context) -> bool:
    """Whether a StatefulSet names the pods of the Service after it."""
    return any(found.want.row.id == "governing-service" for found in ctx.graph.referrers(service))


def type_of(service: Service) -> Related:
    """Where the type is said, or would be."""
    default = "" if service.get("spec", "type") else ", the default"
    return Related(service.nearest("spec", "type"), f"{service} is of type {service.type}{default}")


def given(service: Service, field: str) -> bool:
    """Whether a field of the spec is known to be set to something that the API server does not take for nothing."""
    value = service.get("spec", field)
    return value is False or (value not in (None, "", 0, []) and not is_placeholder(value))


def reachable(service: Service) -> bool:
    """Whether traffic from outside may come by addresses that are routed to the cluster."""
    return service.type == "ClusterIP" and bool(service.get("spec", "externalIPs"))
