"""The check of ingress-tls-secret-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Absence,
    Context,
    Controller,
    Edit,
    Fix,
    Graph,
    Ingress,
    Outcome,
    Problem,
    Reference,
    Related,
    Resource,
    controller_of,
    covers,
    known_text,
    listed,
    names_of,
    not_found,
)

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
        if problem.absence in {Absence.OPEN, Absence.BARREN} and ingress.namespace in ctx.graph.once(with_certificates):
            # The others of this namespace are here.
            problem = problem._replace(absence=Absence.NEAR)
        yield problem if reference.found.near else with_certificate(problem, reference, ingress, ctx.graph)


def with_certificate(problem: Problem, reference: Reference, ingress: Ingress, graph: Graph) -> Problem:
    """The problem with the only Certificate for the same hosts, whose Secret was probably meant."""
    hosts = next((entry.hosts for entry in ingress.tls() if entry.secret_path == reference.want.field), ())
    found: dict[str, Resource] = {}
    for certificate in graph.index.of_kind("Certificate") if hosts else ():
        secret, names = known_text(certificate.get("spec", "secretName")), names_of(certificate) or ()
        mine = certificate.namespace == ingress.namespace
        if secret and mine and all(any(covers(name, host) for name in names) for host in hosts):
            found.setdefault(secret, certificate)
    if len(found) != 1:
        return problem
    ((secret, certificate),) = found.items()
    node = certificate.nearest("spec", "secretName")
    title = f"write `secretName: {secret}`"
    field = ingress.node(*reference.want.field)
    return problem._replace(
        related=(Related(node, f"nearest: Secret {secret} of {certificate}, for {listed(hosts)}"), *problem.related),
        help=title,
        fix=None if field is None else Fix(title, (Edit(field, value=secret),)),
        absence=Absence.NEAR if problem.absence in {Absence.OPEN, Absence.BARREN} else problem.absence,
    )


def with_certificates(graph: Graph) -> frozenset[str | None]:
    """The namespaces for which the unit holds a TLS Secret, or a Certificate, which makes one."""
    secrets = (one for one in graph.index.of_kind("Secret") if one.get("type") == "kubernetes.io/tls")
    return frozenset(one.namespace for one in (*secrets, *graph.index.of_kind("Certificate")))
