"""The check of duplicate-ingress-path.md."""

from collections.abc import Iterator

from k8slint.api import (
    Context,
    Controller,
    Ingress,
    IngressPath,
    Node,
    Problem,
    Related,
    Severity,
    clashing_paths,
    class_of,
    controller_of,
    listed,
)


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    for clash in ctx.graph.once(clashing_paths).get(id(ingress), ()):
        last = clash[-1]
        where = f"{last.host}{last.http_path or '/'}" if last.host else f"{last.http_path or '/'} of every host"
        others = tuple(dict.fromkeys(str(path.ingress) for path in clash if path.ingress is not ingress))
        yield among(others, clash, where, ctx) if others else alone(clash, where)


def among(others: tuple[str, ...], clash: tuple[IngressPath, ...], where: str, ctx: Context) -> Problem:
    """The problem of several Ingresses."""
    ingress = clash[-1].ingress
    nginx = controller_of(ingress, ctx.graph) is Controller.NGINX
    return Problem(
        node=node_of(clash[-1]),
        message=f"{ingress} routes {where}, which {listed(others)} {'routes' if len(others) == 1 else 'route'} too",
        label="routed elsewhere too",
        related=related(clash),
        effect="ingress-nginx rejects the Ingress that comes second, or serves only the older one" if nginx else None,
        severity=Severity.WARNING if class_of(ingress, ctx.graph) is None else None,
    )


def alone(clash: tuple[IngressPath, ...], where: str) -> Problem:
    """The problem of one Ingress; it breaks nothing where all rules say the same."""
    times = "twice" if len(clash) == 2 else f"{len(clash)} times"  # noqa: PLR2004  # twice is two times
    return Problem(
        node=node_of(clash[-1]),
        message=f"{clash[-1].ingress} routes {where} {times}; only the first path is used",
        label="routed before",
        related=related(clash),
        severity=Severity.WARNING if len({backend_of(path) for path in clash}) == 1 else None,
    )


def related(clash: tuple[IngressPath, ...]) -> tuple[Related, ...]:
    return tuple(Related(node_of(path), there(path)) for path in clash[:-1])


def node_of(path: IngressPath) -> Node:
    return path.ingress.nearest(*path.path, "path")


def backend_of(path: IngressPath) -> tuple[object, ...]:
    backend = path.backend
    return backend.service, backend.port_number, backend.port_name, backend.resource


def there(path: IngressPath) -> str:
    return f"{path.ingress}, to Service {path.backend.service}" if path.backend.service else str(path.ingress)
