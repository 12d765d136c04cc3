"""The check of topology-spread-selector-mismatch.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
    Change,
    Context,
    Difference,
    Edit,
    Fix,
    NearTemplate,
    PodTemplate,
    Problem,
    Related,
    Requirement,
    Severity,
    SpreadConstraint,
    Truth,
    describe_requirement,
    listed,
    meant_label,
    near_requirement,
    place_of,
    spread_constraints,
)


def check(template: PodTemplate, _ctx: Context) -> Iterator[Problem]:
    for constraint in spread_constraints(template):
        twice = [key for key in constraint.label_keys or () if key in keys_of(constraint)]
        if constraint.selector.absent:
            yield no_selector(constraint)
        elif twice:
            yield asked_twice(constraint, twice)
        elif constraint.selector.match(template.labels) is Truth.NO:
            yield mismatch(constraint)


def keys_of(constraint: SpreadConstraint) -> set[str | None]:
    return {one.key for one in constraint.selector.requirements}


def asked_twice(constraint: SpreadConstraint, keys: Sequence[str]) -> Problem:
    """A key that the labelSelector has may not be in matchLabelKeys [validateMatchLabelKeysInTopologySpread]."""
    named, known = constraint.nearest("matchLabelKeys"), constraint.label_keys or ()
    first = named.nearest(known.index(keys[0]))
    there = next(one for one in constraint.selector.requirements if one.key == keys[0])
    title = f"remove {listed([f'`{key}`' for key in keys])} from `matchLabelKeys`"
    gone = [Edit(named.nearest(index), change=Change.REMOVE) for index, key in enumerate(known) if key in keys][::-1]
    phrase = f"the label{'s' if len(keys) > 1 else ''} {listed(keys)}"
    edits = gone if len(gone) < len(known) else [Edit(named, change=Change.REMOVE)]
    return Problem(
        node=first,
        message=f"a topology spread constraint of {constraint.template} asks for {phrase} twice",
        label="the labelSelector has it too",
        related=(Related(constraint.template.workload.nearest(*there.path), f"asked for here: {describe_requirement(there)}"),),
        effect="the API server rejects it",
        help=title,
        fix=Fix(title, tuple(edits)),
    )


def no_selector(constraint: SpreadConstraint) -> Problem:
    template = constraint.template
    pairs = dict(template.workload.selector.pairs())
    rejected = constraint.label_keys != ()
    # A key that is in matchLabelKeys may not be here, too.
    whole = len(pairs) == len(template.workload.selector.requirements) and constraint.label_keys is not None
    pairs = {key: wanted for key, wanted in pairs.items() if key not in (constraint.label_keys or ())}
    value = {"matchLabels": pairs} if pairs and whole else None
    text = ", ".join(f"{key}: {wanted}" for key, wanted in pairs.items())
    title = f"write `labelSelector: {{matchLabels: {{{text}}}}}`"
    says = "has matchLabelKeys but no labelSelector" if rejected else "has no labelSelector, so it counts no pods"
    return Problem(
        node=constraint.nearest("matchLabelKeys" if rejected else "labelSelector"),
        message=f"a topology spread constraint of {template} {says}",
        label="nothing to add the keys to" if rejected else "no labelSelector",
        effect="the API server rejects it" if rejected else "every node is as good as any other",
        help=title if value else None,
        fix=Fix(title, (Edit(constraint.nearest(), ("labelSelector",), value),)) if value else None,
        severity=None if rejected else Severity.WARNING,
        key=rejected,
    )


def mismatch(constraint: SpreadConstraint) -> Problem:
    template, selector = constraint.template, constraint.selector
    unmet = [one for one in selector.requirements if one.match(template.labels) is Truth.NO]
    near = own_labels(template, constraint, unmet)
    counted = listed([describe_requirement(one) for one in unmet])
    return Problem(
        node=template.workload.nearest(*place_of(unmet[0] if len(unmet) == 1 else None, selector)),
        message=f"a topology spread constraint of {template} counts pods with {counted}, its own pods have {near.has}",
        label="does not count the pods themselves",
        related=tuple(
            Related(template.nearest("metadata", "labels", one.renamed or one.key), f"the pods have {one}")
            for one in near.differences
        ),
        effect="the pods are placed without regard to one another",
        help=near.suggestion(),
        severity=Severity.WARNING,
        fix=meant_label(near, selector, template.workload),
    )


def own_labels(template: PodTemplate, constraint: SpreadConstraint, unmet: Sequence[Requirement]) -> NearTemplate:
    """In what the pods differ from those that they mean to count: themselves."""
    values = template.labels.values
    found = []
    for one in unmet:
        key = one.key or ""
        renamed = None if key in values else near_requirement(one, constraint.selector, values).key
        found.append(Difference(key, ", ".join(one.values), values.get(key), renamed))
    return NearTemplate(template, tuple(found))
