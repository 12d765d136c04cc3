"""The check of ingress-tls-secret-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Absence, Context, Controller, Graph, Ingress, Outcome, Problem, controller_of, not_found

#: Annotations of what makes certificates, and with them Secrets, for an Ingress.
_ISSUERS = (
    "cert-manager.io/",
    "certmanager.k8s.io/",
    "acme.cert-manager.io/",
    "kubernetes.io/tls-acme",
    "cert.gardener.cloud/",
    "external-dns.alpha.kubernetes.io/",
)
#: Controllers that take certificates from elsewhere.
_OWN_CERTIFICATES = frozenset({Controller.ALB, Controller.GCE})


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    references = [one for one in ctx.graph.references(ingress, "Secret") if one.outcome in {Outcome.MISSING, Outcome.ELSEWHERE}]
    if not references or any(key.startswith(_ISSUERS) for key in ingress.annotations):
        return
    if controller_of(ingress, ctx.graph) in _OWN_CERTIFICATES:
        return
    for reference in references:
        problem = not_found(reference, ctx.unit, f"{ingress} takes its certificate from Secret {reference.want.name}")
        if problem.absence in {Absence.OPEN, Absence.BARREN} and ingress.namespace in ctx.graph.once(certified):
            # The others of this namespace are here.
            problem = problem._replace(absence=Absence.NEAR)
        yield problem


def certified(graph: Graph) -> frozenset[str | None]:
    """The namespaces for which the unit holds a TLS Secret, or a Certificate, which makes one."""
    secrets = (one for one in graph.index.of_kind("Secret") if one.get("type") == "kubernetes.io/tls")
    return frozenset(one.namespace for one in (*secrets, *graph.index.of_kind("Certificate")))
