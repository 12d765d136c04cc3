"""The check of rolebinding-subject-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Outcome, Problem, RoleBinding, not_found


def check(binding: RoleBinding, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(binding, "ServiceAccount"):
        want = reference.want
        if want.row.id not in {"subject", "subject-user"} or reference.outcome not in {Outcome.MISSING, Outcome.ELSEWHERE}:
            continue
        if binding.kind == "ClusterRoleBinding" and want.namespace is None:
            continue  # refused, or not known
        yield not_found(reference, ctx.unit, f"{binding} grants {role_of(binding)} to ServiceAccount {want.name}")


def role_of(binding: RoleBinding) -> str:
    """What a binding grants: `Role report`."""
    kind, name = binding.get("roleRef", "kind"), binding.get("roleRef", "name")
    return f"{kind} {name}" if isinstance(kind, str) and isinstance(name, str) else "its role"
