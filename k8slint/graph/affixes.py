"""Names that lack what a release puts before or behind all of its names: Helm's `fullname`, kustomize's `namePrefix`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8slint.resources import Resource

#: Labels by which a resource says the release that it is of.
_RELEASE = ("app.kubernetes.io/instance", "release")
#: Fewer names than these show no habit.
_FEW = 3
_SHORTEST = 2


def forgotten_affix(name: str, candidates: Mapping[str, Resource], names: Collection[str]) -> str | None:
    """Find the only candidate that is a name with the release before or behind it; `names` are all of the namespace."""
    if len(name) < _SHORTEST:
        return None
    before, behind = f"-{name}", f"{name}-"
    found = [candidate for candidate in candidates if candidate.endswith(before) or candidate.startswith(behind)]
    if len(found) != 1:
        return None
    candidate = found[0]
    if candidate.endswith(before):
        release = candidate[: -len(before)]
        labels = candidates[candidate].labels
        if release in {labels.get(key) for key in _RELEASE}:
            return candidate
        share = sum(other.startswith(f"{release}-") for other in names)
    else:
        release = candidate[len(behind) :]
        share = sum(other.endswith(f"-{release}") for other in names)
    return candidate if share >= _FEW and 2 * share >= len(names) else None
