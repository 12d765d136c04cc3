"""The check of ingress-issuer-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Change, Context, Edit, Fix, Ingress, Problem, Reference, is_missing, not_found

#: The annotation for each kind of issuer.
_KEYS = {"Issuer": "cert-manager.io/issuer", "ClusterIssuer": "cert-manager.io/cluster-issuer"}


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(ingress):
        want = reference.want
        if want.row.id == "annotated-issuer" and is_missing(reference):
            problem = not_found(reference, ctx.unit, f"{ingress} asks {want.kind} {want.name} for its certificates")
            yield of_another_kind(problem, reference, ingress)


def of_another_kind(problem: Problem, reference: Reference, ingress: Ingress) -> Problem:
    """The problem where there is an issuer of the name, but another annotation is for its kind."""
    want, near = reference.want, reference.found.near
    key = _KEYS.get(near[0].resource.kind) if len(near) == 1 and near[0].differs == "kind" else None
    node = ingress.node(*want.field)
    if key is None or node is None:
        return problem
    title = f"write `{key}: {want.name}`"
    fix = None if key in ingress.annotations else Fix(title, (Edit(node, value=key, change=Change.RENAME),))
    return problem._replace(help=title, fix=fix)
