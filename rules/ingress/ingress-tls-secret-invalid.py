"""The check of ingress-tls-secret-invalid.md."""

from collections.abc import Iterator

from k8slint.api import (
    Confidence,
    ConfigKeys,
    Context,
    Controller,
    Ingress,
    Outcome,
    Problem,
    Reference,
    Related,
    Resource,
    Severity,
    config_keys,
    controller_of,
    known_text,
    listed,
    produced_keys,
)

_NEEDED = ("tls.crt", "tls.key")
_TLS = "kubernetes.io/tls"
_OPAQUE = "Opaque"  # what a Secret without a type is
#: Controllers whose certificates are not in Secrets.
_NO_SECRETS = frozenset({Controller.ALB})


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    if controller_of(ingress, ctx.graph) in _NO_SECRETS:
        return
    told = set()
    for reference in ctx.graph.references(ingress, "Secret"):
        name, made = reference.want.name, reference.found.produced
        if reference.outcome is not Outcome.FOUND or name in told:
            continue
        told.add(name)
        holders = list(reference.found.targets) if made is None else [made.maker]
        keys = [config_keys(one) if made is None else produced_keys(one, name) for one in holders]
        if not holders or not all(one.complete for one in keys):
            continue
        missing = [key for key in _NEEDED if not any(key in one.every for one in keys)]
        problem = lacking(reference, holders[0], keys[0], missing) if missing else of_type(reference, holders)
        if problem is not None:
            yield problem._replace(confidence=None if reference.found.sure else Confidence.LIKELY)


def lacking(reference: Reference, holder: Resource, keys: ConfigKeys, missing: list[str]) -> Problem:
    """The problem of a Secret without the certificate, or without its key."""
    ingress, name = reference.want.source, reference.want.name
    rejected = holder.kind == "Secret" and holder.get("type") == _TLS
    maker = "" if holder.kind == "Secret" else f"{holder}: "
    return Problem(
        node=ingress.nearest(*reference.want.field),
        message=f"{ingress} takes its certificate from Secret {name}, which has no key {' and no key '.join(missing)}",
        label=f"no {' and no '.join(missing)}",
        related=(Related(holder.nearest(*keys.holder), f"{maker}has {listed(sorted(keys.every))}", key=True),),
        effect=f"a Secret of type {_TLS} without them is rejected by the API server" if rejected else None,
    )


def of_type(reference: Reference, secrets: list[Resource]) -> Problem | None:
    """The problem of a Secret that has the keys, and a type that does not say so."""
    types = [known_text(one.get("type")) for one in secrets]
    if any(one.kind != "Secret" for one in secrets) or any(kind in {None, _OPAQUE, _TLS} for kind in types):
        return None
    ingress, secret = reference.want.source, secrets[0]
    return Problem(
        node=ingress.nearest(*reference.want.field),
        message=f"{ingress} takes its certificate from {secret}, which is of type {types[0]}",
        label=f"not of type {_TLS}",
        related=(Related(secret.nearest("type"), f"type {types[0]}"),),
        effect="controllers that go by the type do not take it, and serve their default, self-signed certificate",
        help=f"write `type: {_TLS}`",
        severity=Severity.WARNING,
    )
