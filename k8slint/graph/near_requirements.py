"""What a condition of a selector probably means that the labels of its own pods do not meet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from k8slint.findings import Change, Edit, Fix
from k8slint.near import nearest
from k8slint.resources import Operator, Requirement, Selector, Workload


class NearRequirement(NamedTuple):
    """A condition that labels do not meet, the label that is nearly it (`key`), or the wanted value that is nearly theirs."""

    requirement: Requirement
    labels: Mapping[str, str]
    key: str | None = None
    value: str | None = None

    @property
    def path(self) -> tuple[str | int, ...]:
        """Where it is wrong, in the resource: at the value that was meant, or at the key."""
        one = self.requirement
        if not self._in_expression:
            return one.path
        value = self._has if one.operator is Operator.NOT_IN else self.value
        if value in one.values:
            return (*one.path, "values", one.values.index(value))
        return (*one.path, "values" if one.values and self._has is not None else "key")

    def suggestion(self) -> str | None:
        """What to write, in the selector or in the labels, where that is known."""
        one = self.requirement
        if self.key is not None:
            return f"write `key: {self.key}`" if self._in_expression else f"write `{self.key}: {self.labels[self.key]}`"
        if one.operator is not Operator.IN or one.open or one.key is None:
            return None
        if len(one.values) == 1:
            return f"write `{one.key}: {one.values[0]}` in the labels of the template"
        return None if self.value is None else f"write `{self._has}` for `{self.value}`"

    def fix(self, workload: Workload, *, labels_are_right: bool) -> Fix | None:
        """Write what is suggested; `labels_are_right`: something else asks for them as they are, so the selector is wrong."""
        one, title, root = self.requirement, self.suggestion(), workload.root
        if title is None or one.key is None:
            return None
        edit: Edit | None = None
        if self.key is not None:
            in_list = Edit(root, (*one.path, "key"), self.key)
            edit = in_list if self._in_expression else Edit(root, one.path, self.key, Change.RENAME)
        elif len(one.values) != 1:
            edit = Edit(root, self.path, self._has)
        elif not labels_are_right:
            edit = Edit(root, (*workload.template.labels_path, one.key), one.values[0])
        elif self._has is not None and self._in_expression:
            edit, title = Edit(root, self.path, self._has), f"write `{self._has}` for `{one.values[0]}`"
        elif self._has is not None:
            edit, title = Edit(root, one.path, self._has), f"write `{one.key}: {self._has}`"
        return None if edit is None else Fix(title, (edit,))

    @property
    def _in_expression(self) -> bool:
        return bool(self.requirement.path) and isinstance(self.requirement.path[-1], int)

    @property
    def _has(self) -> str | None:
        """The value of the label."""
        return None if self.requirement.key is None else self.labels.get(self.requirement.key)


def near_requirement(one: Requirement, selector: Selector, labels: Mapping[str, str]) -> NearRequirement:
    """What a condition of a selector probably means, which the labels do not meet."""
    if one.key is None or one.open or one.operator not in {Operator.IN, Operator.EXISTS}:
        return NearRequirement(one, labels)
    has = labels.get(one.key)
    if has is not None:
        values = nearest(has, one.values) if len(one.values) > 1 else one.values
        return NearRequirement(one, labels, value=values[0] if len(values) == 1 else None)
    asked = {other.key for other in selector.requirements}
    free = (key for key in labels if key not in asked)
    keys = nearest(one.key, (key for key in free if one.operator is Operator.EXISTS or labels[key] in one.values))
    return NearRequirement(one, labels, key=keys[0] if len(keys) == 1 else None)
