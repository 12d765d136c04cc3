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
    controller_of,
    listed,
    secret_keys,
)

_NEEDED = ("tls.crt", "tls.key")
_TLS = "kubernetes.io/tls"
#: Types of Secrets in which every controller looks for the keys.
_TAKEN = frozenset({None, "", "Opaque", _TLS})


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    if controller_of(ingress, ctx.graph) is Controller.ALB:  # its certificates are those of AWS
        return
    told = set()
    for reference in ctx.graph.references(ingress, "Secret"):
        if reference.outcome is Outcome.FOUND and reference.want.name not in told:
            told.add(reference.want.name)
            yield from of_keys(reference, ingress)


def of_keys(reference: Reference, ingress: Ingress) -> Iterator[Problem]:
    """The problem of a Secret that holds no certificate with its key."""
    secrets = list(reference.found.targets)
    made = reference.found.produced
    if made is not None and made.maker.kind == "SealedSecret":
        secrets = [made.maker]
    known = [(secret, secret_keys(secret)) for secret in secrets]
    if not known or not all(keys.complete for _, keys in known):
        return
    sure = None if reference.found.sure else Confidence.LIKELY
    secret, keys = known[0]
    missing = [key for key in _NEEDED if not any(key in keys.every for _, keys in known)]
    if missing:
        yield lacking(reference, ingress, secret, keys, missing)._replace(confidence=sure if keys.every else Confidence.LIKELY)
    elif made is None and all(isinstance(kind := one.get("type"), str) and kind not in _TAKEN for one in secrets):
        yield Problem(
            node=ingress.nearest(*reference.want.field),
            message=f"{ingress} takes its certificate from {secret}, which is of type {secret.get('type')}",
            label=f"not of type {_TLS}",
            related=(Related(secret.nearest("type"), "the type of the Secret"),),
            effect="controllers that go by the type do not take it",
            help=f"write `type: {_TLS}`",
            severity=Severity.WARNING,
            confidence=sure,
        )


def lacking(reference: Reference, ingress: Ingress, secret: Resource, keys: ConfigKeys, missing: list[str]) -> Problem:
    has = f"it has {listed(sorted(keys.every))}" if keys.every else "it has none"
    field = next((name for name in ("data", "stringData") if secret.get(name)), "data")
    where = secret.nearest("spec", "encryptedData") if secret.kind == "SealedSecret" else secret.nearest(field)
    return Problem(
        node=ingress.nearest(*reference.want.field),
        message=f"{ingress} takes its certificate from {secret}, which has no key {' and no key '.join(missing)}",
        label=f"no {' and no '.join(missing)}",
        related=(Related(where, has, key=True),),
        effect="is rejected by the API server" if False else None,
    )
