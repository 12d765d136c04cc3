"""The check of duplicate-ingress-path.md."""

from collections.abc import Iterator

from k8slint.api import (
    Context,
    Controller,
    Graph,
    Ingress,
    IngressPath,
    Problem,
    Related,
    Severity,
    class_of,
    controller_of,
    listed,
    report_order,
)

#: Annotations by which an Ingress takes only some of the requests for its paths, or is one part of another.
_SHARES = (
    "nginx.ingress.kubernetes.io/canary",
    "nginx.org/mergeable-ingress-type",
    "zalando.org/skipper-predicate",
    "alb.ingress.kubernetes.io/conditions.",
    "konghq.com/methods",
    "konghq.com/headers.",
    "konghq.com/protocols",
)
_SOLVER = "acme.cert-manager.io/http01-solver"
_ENTRY_POINTS = "traefik.ingress.kubernetes.io/router.entrypoints"
_GROUP = "alb.ingress.kubernetes.io/group.name"
_ACTION = "use-annotation"
#: Classes of which every Ingress is a load balancer of its own.
_ALONE = frozenset({Controller.ALB, Controller.GCE})


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    for clash in ctx.graph.once(clashes).get(id(ingress), ()):
        yield told(clash, ctx)


def clashes(graph: Graph) -> dict[int, list[list[IngressPath]]]:
    """The paths of a unit that are routed several times, each group in order, by the `id` of the Ingress of its last."""
    groups: dict[tuple[object, ...], list[IngressPath]] = {}
    seen: dict[tuple[str | None, str | None], int] = {}
    for resource in graph.index.of_kind("Ingress"):
        if isinstance(resource, Ingress):
            first = seen.setdefault((resource.namespace, resource.name), id(resource)) == id(resource)
            company = competes(resource, graph) if first or resource.name is None else (id(resource),)
            for path in resource.paths():
                request = requests(path)
                if request is not None and path.backend.port_name != _ACTION:
                    groups.setdefault((company, request), []).append(path)
    found: dict[int, list[list[IngressPath]]] = {}
    for group in groups.values():
        if len(group) > 1:
            group.sort(key=order)
            found.setdefault(id(group[-1].ingress), []).append(group)
    return found


def order(path: IngressPath) -> tuple[object, ...]:
    kind, namespace, name, group, *equals = report_order(path.ingress)
    return (kind, namespace, name, group, path.path, *equals)


def competes(ingress: Ingress, graph: Graph) -> tuple[object, ...]:
    """With which other Ingresses an Ingress competes for requests: those for which this is the same."""
    shares = any(key.startswith(_SHARES) for key in ingress.annotations) or _SOLVER in ingress.labels
    name = class_of(ingress, graph)
    group = ingress.annotations.get(_GROUP)
    alone = controller_of(ingress, graph) in _ALONE and group is None
    if shares or alone or (name is None and ingress.names_class):
        return (id(ingress),)
    return (name, group, ingress.annotations.get(_ENTRY_POINTS))


def requests(path: IngressPath) -> tuple[str, str, str] | None:
    """Which requests a path takes; None: not known."""
    if path.host is None or path.http_path is None or (path.path_type is None and path.node("pathType") is not None):
        return None
    http_path = path.http_path or "/"
    if path.path_type == "Prefix":
        http_path = http_path.rstrip("/") or "/"
    return path.host.lower(), http_path, path.path_type or "ImplementationSpecific"


def told(clash: list[IngressPath], ctx: Context) -> Problem:
    last = clash[-1]
    ingress = last.ingress
    where = f"{last.host}{last.http_path or '/'}" if last.host else f"{last.http_path or '/'} of every host"
    others = {str(other.ingress): None for other in clash if other.ingress is not ingress}
    if others:
        message = f"{ingress} routes {where}, which {listed(tuple(others))} {'routes' if len(others) == 1 else 'route'} too"
        known = class_of(ingress, ctx.graph) is not None
    else:
        times = "twice" if len(clash) == 2 else f"{len(clash)} times"  # noqa: PLR2004  # twice is two times
        message = f"{ingress} routes {where} {times}; only the first path is used"
        known = any(backend_of(other) != backend_of(last) for other in clash)
    nginx = others and controller_of(ingress, ctx.graph) is Controller.NGINX
    return Problem(
        node=last.node("path") or ingress.nearest(*last.path),
        message=message,
        label="routed before" if not others else "routed elsewhere too",
        related=tuple(Related(other.node("path") or other.ingress.nearest(*other.path), there(other)) for other in clash[:-1]),
        effect="ingress-nginx rejects the Ingress that comes second, or serves only the older one" if nginx else None,
        severity=None if known else Severity.WARNING,
    )


def backend_of(path: IngressPath) -> tuple[object, ...]:
    backend = path.backend
    return backend.service, backend.port_number, backend.port_name, backend.resource


def there(path: IngressPath) -> str:
    return f"{path.ingress}, to Service {path.backend.service}" if path.backend.service else str(path.ingress)
