"""The check of pod-affinity-selects-nothing.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Absence,
    AffinityTerm,
    Asked,
    Confidence,
    Context,
    Operator,
    PodTemplate,
    Problem,
    Selection,
    Severity,
    looked_at,
    required_terms,
    unselected,
)

_NAME = "kubernetes.io/metadata.name"
#: From what proves most to what proves least.
_PROOF = (Absence.CLOSED, Absence.NEAR, Absence.OPEN, Absence.BARREN, Absence.UNREAD, Absence.ELSEWHERE)


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    for term in required_terms(template):
        if term.selector.absent:
            yield no_selector(term)
            continue
        places = namespaces(term)
        if places is None:
            continue  # nobody knows which namespaces there are
        found = [ctx.graph.covered(Asked(term.selector, place)) for place in places]
        if found and all(selection.absence is not None for selection in found):
            yield nothing(term, places, found, ctx)


def namespaces(term: AffinityTerm) -> tuple[str | None, ...] | None:
    """The namespaces that a term is about; None where they are chosen by labels that any namespace may have."""
    if term.own_namespace:
        return (term.template.workload.namespace,)
    if term.namespaces is None or not term.namespace_selector.known:
        return None
    named: tuple[str, ...] = ()
    for one in term.namespace_selector.requirements:
        if one.key == _NAME and one.operator is Operator.IN and not one.open and len(term.namespace_selector.requirements) == 1:
            named = one.values
    if not (named or term.namespace_selector.absent):
        return None
    return tuple(dict.fromkeys((*term.namespaces, *named)))


def no_selector(term: AffinityTerm) -> Problem:
    what = "anti-affinity" if term.anti else "affinity"
    return Problem(
        node=term.nearest("labelSelector"),
        message=f"a required pod {what} of {term.template} has no labelSelector, so it matches no pods",
        label="no labelSelector",
        effect="it keeps nothing apart" if term.anti else "the pods stay Pending",
        severity=Severity.INFO if term.anti else Severity.WARNING,
    )


def nothing(term: AffinityTerm, places: Sequence[str | None], found: Sequence[Selection], ctx: Context) -> Problem:
    template = term.template
    selection = max(found, key=lambda one: _PROOF.index(one.absence or Absence.OPEN))
    selection = next((one for one in found if one.near is not None and one.near.likely), selection)
    absence = max((one.absence or Absence.OPEN for one in found), key=_PROOF.index)
    where = f" in namespace {places[0]}" if len(places) == 1 and places[0] else ""
    if absence is not Absence.CLOSED and not selection.elsewhere:
        where = f" {looked_at(ctx.unit)}"
    rule = "without `namespaces` it looks in its own" if term.own_namespace else ""
    why = unselected(selection, term.selector, template.workload, where, rule)
    what = "anti-affinity" if term.anti else "affinity"
    return Problem(
        node=template.workload.nearest(*why.path),
        message=f"a required pod {what} of {template} matches no pods{why.says}",
        label="matches no pod template",
        related=why.related,
        effect="it keeps nothing apart" if term.anti else "the pods stay Pending: no node runs such a pod",
        help=why.help,
        severity=Severity.INFO if term.anti else None,
        confidence=Confidence.LIKELY if len(found) > 1 else None,
        fix=why.fix,
        absence=absence,
    )
