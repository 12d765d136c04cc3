"""The check of ingress-backend-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Backend, Context, Ingress, Problem, Reference, is_missing, may_be_installed, may_name, not_found

#: What ingress-nginx once sent everything else to, wherever it was.
_DEFAULT_BACKEND = "default-http-backend"


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    backends = {backend.service_path: backend for backend in ingress.backends()}
    for reference in ctx.graph.references(ingress, "Service"):
        backend = backends.get(reference.want.field)
        if backend is not None and is_missing(reference) and means_service(backend, reference, ctx):
            yield no_service(backend, reference, ctx)


def means_service(backend: Backend, reference: Reference, ctx: Context) -> bool:
    """Whether a backend names a Service that the files should hold.

    A chart that is installed there may bring it, unless another one is meant and the name is none of the chart's.
    """
    if backend.is_action or backend.service == _DEFAULT_BACKEND:
        return False
    if not may_be_installed(ctx.unit, backend.ingress.namespace):
        return True
    return any(miss.differs == "name" for miss in reference.found.near) and not may_name(ctx.graph, reference.want.name)


def no_service(backend: Backend, reference: Reference, ctx: Context) -> Problem:
    problem = not_found(reference, ctx.unit, f"{backend} sends requests to Service {reference.want.name}")
    if problem.help is None and any(miss.differs == "namespace" for miss in reference.found.near):
        return problem._replace(help="an Ingress only sends requests to Services of its own namespace")
    return problem
