"""Entries of kustomizations that name what is not there."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.api import Confidence, Context, Edit, Fix, Kustomization, Node, Problem, Related, Severity, named_path, near_files

#: Fields whose files are often made just before a build, and left out of the repository: they hold settings or secrets.
_GENERATORS = frozenset({"configMapGenerator", "secretGenerator"})


def check(kustomization: Kustomization, _: Context) -> Iterator[Problem]:
    for fault in kustomization.faults:
        if fault.kind != "resource-not-found":
            continue
        node = fault.node
        entry = named_path(node)
        near = near_files(kustomization, fault)
        fix = None
        if entry is not None and fault.message.endswith("has no kustomization"):
            message = f"{kustomization.path} names {entry}, a directory without a kustomization"
        elif entry is None or f"`{entry}` " not in fault.message:
            message = f"{kustomization.path} cannot be built: {fault.message}"
        else:
            message = f"{kustomization.path} names {entry}, which {fault.message.partition('` ')[2]}"
        made_before = not near and isinstance(node, Node) and not _GENERATORS.isdisjoint(node.path)
        if len(near) == 1 and isinstance(node, Node):
            fix = Fix(f"write `{near[0].entry}`", (Edit(node, value=near[0].entry),))
        yield Problem(
            node,
            message,
            label="nothing lies there" if fault.message.endswith("does not exist") else "",
            related=tuple(Related(one.place, f"nearest: {one.entry}", listed=True) for one in near),
            fix=fix,
            severity=Severity.WARNING if made_before else None,
            confidence=Confidence.LIKELY if made_before else None,
        )
