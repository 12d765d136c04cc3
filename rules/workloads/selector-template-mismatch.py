"""The check of selector-template-mismatch.md."""

from collections.abc import Iterator

from k8slint.api import Confidence, Context, Operator, Problem, Related, Requirement, Severity, Truth, Workload

_APPS = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"})
#: Kinds whose selector must match the labels of the template, by group.
_KINDS = {
    "apps": _APPS,
    "extensions": _APPS,
    "": frozenset({"ReplicationController"}),
    "batch": frozenset({"Job"}),
    "argoproj.io": frozenset({"Rollout"}),
    "apps.openshift.io": frozenset({"DeploymentConfig"}),
    "apps.kruise.io": frozenset({"CloneSet", "StatefulSet", "DaemonSet"}),
}
#: Groups where it must be written; the API server itself writes it in `apps/v1beta1` and for all others.
_REQUIRED = frozenset({"apps", "argoproj.io", "apps.kruise.io"})


def check(workload: Workload, ctx: Context) -> Iterator[Problem]:
    if workload.kind not in _KINDS.get(workload.group, ()) or not workload.makes_pods:
        return
    selector, labels = workload.selector, workload.template.labels
    if selector.empty:
        defaulted = (workload.group, workload.version) == ("apps", "v1beta1")
        if workload.group in _REQUIRED and not defaulted and not ctx.unit.partial:  # Kustomize may write both
            yield no_selector(workload)
    elif selector.match(labels) is Truth.NO:
        unmet = tuple(one for one in selector.requirements if one.match(labels) is Truth.NO)
        yield mismatch(workload, unmet, partial=ctx.unit.partial)


def no_selector(workload: Workload) -> Problem:
    labels = [f"{key}: {value}" for key, value in workload.template.labels.values.items()]
    return Problem(
        node=workload.nearest("spec", "selector"),
        message=f"{workload} has {'no' if workload.selector.absent else 'an empty'} selector",
        label="no selector" if workload.selector.absent else "selects nothing",
        related=(Related(workload.nearest(*workload.template.labels_path), "the labels of its pods", key=True),),
        help=f"write `selector: {{matchLabels: {{{labels[0]}}}}}`" if len(labels) == 1 else None,
        effect=effect(workload),
        key=workload.selector.absent,
    )


def mismatch(workload: Workload, unmet: tuple[Requirement, ...], *, partial: bool) -> Problem:
    values, labels = workload.template.labels.values, workload.template.labels_path
    keys = dict.fromkeys(one.key for one in unmet if one.key is not None)
    has = {key: f"{key}={values[key]}" if key in values else f"no label {key}" for key in keys}
    one = unmet[0] if len(unmet) == 1 else None
    single = one is not None and one.operator is Operator.IN and not one.open and len(one.values) == 1
    wanted = ", ".join(map(wants, unmet))
    return Problem(
        node=workload.nearest(*(unmet[0].path if unmet else ("spec", "selector"))),
        message=f"the selector of {workload} wants {wanted}, its own pods have {', '.join(has.values())}",
        label="does not match the pod template",
        related=tuple(Related(workload.nearest(*labels, key), f"the pods have {text}") for key, text in has.items()),
        help=f"write `{one.key}: {one.values[0]}` in the labels of the template" if one and single else None,
        effect=effect(workload),
        severity=Severity.INFO if partial else None,  # Kustomize may change both
        confidence=Confidence.LIKELY if partial else None,
    )


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
