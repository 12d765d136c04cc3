"""The check of helmrelease-values-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Confidence,
    Context,
    Edit,
    Fix,
    HelmRelease,
    Problem,
    Reference,
    Related,
    is_missing,
    key_sources,
    known_text,
    not_found,
)

_DEFAULT = "values.yaml"


def check(release: HelmRelease, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(release):
        want = reference.want
        if want.row.id != "helm-values" or want.optional:
            continue
        if is_missing(reference):
            yield not_found(reference, ctx.unit, f"{release} takes values from {want.kind} {want.name}")
        else:
            yield from without_key(release, reference, ctx)


def without_key(release: HelmRelease, reference: Reference, ctx: Context) -> Iterator[Problem]:
    want = reference.want
    entry = want.field[:-1]
    written = release.get(*entry, "valuesKey")
    key = _DEFAULT if written is None else known_text(written)
    sources = key_sources(ctx.graph, reference)
    if key is None or sources is None or any(key in one.files for one in sources):
        return
    says = sources[0]
    near = ctx.graph.nearest(key, says.keys.every) or (says.keys.every if len(says.keys.every) == 1 else ())
    title = f"write `valuesKey: {near[0]}`" if len(near) == 1 else None
    node = release.nearest(*entry, "name" if written is None else "valuesKey")
    holder = release.node(*entry)
    at = (*says.keys.holder, *says.keys.every) if len(says.keys.every) == 1 else says.keys.holder
    there = ", ".join(says.keys.every[:6])
    yield Problem(
        node=node,
        message=f'{release} takes values from key "{key}" of {want.kind} {want.name}, which has no such key',
        label="no such key",
        related=(Related(says.says.nearest(*at), f"keys: {there}" if there else "no keys", key=True),),
        help=title,
        confidence=None if reference.found.sure else Confidence.LIKELY,
        fix=None if title is None or holder is None else Fix(title, (Edit(holder, ("valuesKey",), near[0]),)),
    )
