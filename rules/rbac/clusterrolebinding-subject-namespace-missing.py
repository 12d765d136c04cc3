"""The check of clusterrolebinding-subject-namespace-missing.md."""

from collections.abc import Iterator
from itertools import islice

from k8slint.api import ClusterRoleBinding, Context, Edit, Fix, Node, Problem, Related, is_placeholder

TOLD = 8  # accounts of one name


def check(binding: ClusterRoleBinding, ctx: Context) -> Iterator[Problem]:
    subjects = binding.node("subjects")
    if subjects is None or ctx.unit.partial:
        return  # Kustomize fills in the namespace of accounts that it knows
    for subject in subjects.elements():
        value = subject.value
        if isinstance(value, dict) and value.get("kind") == "ServiceAccount" and value.get("namespace") in (None, ""):
            yield report(binding, subject, value.get("name"), ctx)


def report(binding: ClusterRoleBinding, subject: Node, name: object, ctx: Context) -> Problem:
    """The problem of a subject, with the namespace of the only account of that name."""
    known = isinstance(name, str) and bool(name) and not is_placeholder(name)
    accounts = list(islice(ctx.graph.index.named("ServiceAccount", str(name)), TOLD)) if known else []
    places = {account.namespace for account in accounts}
    where = places.pop() if len(places) == 1 else None
    text = f"write `namespace: {where}`"
    return Problem(
        node=subject.nearest("namespace"),
        message=f"{binding} names ServiceAccount {name if known else 'of unknown name'} without a namespace,"
        " which is rejected by the API server",
        label="no namespace",
        related=tuple(
            Related(one.node("metadata", "namespace") or one.nearest(), f"nearest: {one}{one.in_namespace}") for one in accounts
        ),
        help=text if where else None,
        fix=Fix(text, (Edit(subject, ("namespace",), where),)) if where else None,
        key=True,
    )
