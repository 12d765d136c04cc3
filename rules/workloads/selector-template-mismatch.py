"""The check of selector-template-mismatch.md."""

from collections.abc import Iterator, Mapping

from k8slint.api import (
    Confidence,
    Context,
    Edit,
    Fix,
    Operator,
    Problem,
    Related,
    Requirement,
    Severity,
    Truth,
    Workload,
    loses_its_own,
    must_select_its_own,
    near_requirement,
)

#: Groups where it must be written; the API server itself writes it in `apps/v1beta1` and for all others.
_REQUIRED = frozenset({"apps", "argoproj.io", "apps.kruise.io"})


def check(workload: Workload, ctx: Context) -> Iterator[Problem]:
    if not must_select_its_own(workload):
        return
    selector, labels = workload.selector, workload.template.labels
    if selector.empty:
        defaulted = (workload.group, workload.version) == ("apps", "v1beta1")
        if workload.group in _REQUIRED and not defaulted and not ctx.unit.partial:  # Kustomize may write both
            yield no_selector(workload)
    elif loses_its_own(workload):
        unmet = tuple(one for one in selector.requirements if one.match(labels) is Truth.NO)
        yield mismatch(workload, unmet, ctx)


def no_selector(workload: Workload) -> Problem:
    labels = [f"{key}: {value}" for key, value in workload.template.labels.values.items()]
    help_ = f"write `selector: {{matchLabels: {{{labels[0]}}}}}`" if len(labels) == 1 else None
    written = dict(workload.template.labels.values)
    return Problem(
        node=workload.nearest("spec", "selector"),
        message=f"{workload} has {'no' if workload.selector.absent else 'an empty'} selector",
        label="no selector" if workload.selector.absent else "selects nothing",
        related=(Related(workload.nearest(*workload.template.labels_path), "the labels of its pods", key=True),),
        help=help_,
        effect=effect(workload),
        key=workload.selector.absent,
        fix=None if help_ is None else Fix(help_, (Edit(workload.root, ("spec", "selector"), {"matchLabels": written}),)),
    )


def mismatch(workload: Workload, unmet: tuple[Requirement, ...], ctx: Context) -> Problem:
    partial = ctx.unit.partial
    values, labels = workload.template.labels.values, workload.template.labels_path
    near = [near_requirement(one, workload.selector, values) for one in unmet]
    has = {one.key: f"{one.key}={values[one.key]}" if one.key in values else f"no label {one.key}" for one in unmet if one.key}
    there = {one.key: f"the pods have {has[one.key]}" for one in unmet if one.key}
    for one in near:
        if one.key and one.requirement.key:
            there.pop(one.requirement.key, None)
            there[one.key] = f"nearest: the pods have {one.key}={values[one.key]}"
    fix = near[0].fix(workload, labels_are_right=bool(ctx.graph.services_of(workload.template))) if len(near) == 1 else None
    return Problem(
        node=workload.nearest(*(near[0].path if near else ("spec", "selector"))),
        message=f"the selector of {workload} wants {', '.join(map(wants, unmet))}, {what_is_there(unmet, has)}",
        label="does not match the pod template",
        related=tuple(Related(workload.nearest(*labels, key), text) for key, text in there.items()),
        help=fix.title if fix is not None else near[0].suggestion() if len(near) == 1 else None,
        effect=effect(workload),
        severity=Severity.INFO if partial else None,  # Kustomize may change both
        confidence=Confidence.LIKELY if partial else None,
        fix=fix,
    )


def what_is_there(unmet: tuple[Requirement, ...], has: Mapping[str, str]) -> str:
    """The half sentence that says what the pods have instead."""
    if all(one.operator is Operator.EXISTS for one in unmet):
        return "which its own pods do not have"
    return f"its own pods have {', '.join(has.values())}"


def wants(one: Requirement) -> str:
    """Say what a requirement asks for."""
    values = ", ".join(one.values)
    if one.operator is Operator.EXISTS or one.operator is Operator.DOES_NOT_EXIST:
        return f"{'a' if one.operator is Operator.EXISTS else 'no'} label {one.key}"
    if one.operator is Operator.IN and len(one.values) == 1:
        return f"{one.key}={values}"
    return f"{one.key} {'in' if one.operator is Operator.IN else 'not in'} ({values})"


def effect(workload: Workload) -> str:
    """Say who refuses the workload."""
    return "the API server rejects it" if workload.built_in else "its controller refuses it and makes no pods"
