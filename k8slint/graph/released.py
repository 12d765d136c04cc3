"""What a chart makes with other values, and names that it makes of that of its release, where another one stands in for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from k8slint.resources import Resource
from k8slint.units import Unit
from k8slint.yaml import Node

#: A name that is the release alone, or nearly, says nothing of any other.
_TELLING = 3


def is_of_release(name: str, release: str | None) -> bool:
    """Whether a name is made of that of the release, and more: then it is the chart itself that makes what is called so."""
    return release is not None and name != release and (name.startswith(f"{release}-") or name.endswith(f"-{release}"))


def only_its_own(kind: str, name: str, unit: Unit) -> bool:
    """Whether nothing but the chart, all of which is known, makes what is called so; people bring Secrets all the same."""
    return is_of_release(name, unit.release) and kind != "Secret" and not (unit.gaps or unit.partial)


def with_other_values(there: Sequence[Resource], unit: Unit) -> Node | None:
    """Where a chart makes what other units have with other values than these; None if it does not."""
    if unit.kind != "chart" or unit.partial or not there:
        return None
    paths = {source.path for source in unit.sources}
    found = (one for one in there if one.document.source.path in paths)
    return next((one.node("metadata", "name") or one.root for one in found), None)


def under_another_release(name: str, made: Iterable[str], release: str | None) -> str | None:
    """The name that would be this one if the release were called otherwise; None if there is none.

    Charts leave a part away that the name of the release holds already: `web-web-settings` is `web-settings`.
    """
    if release is None or release in name:
        return None
    return next((other for other in made if _may_be(name, other, release)), None)


def _may_be(name: str, other: str, release: str) -> bool:
    before, found, after = other.partition(release)
    if not found or release in after or len(before) + len(after) < _TELLING:
        return False
    short = f"{before.rstrip('-')}-{after.lstrip('-')}" if before and after else before.rstrip("-") or after.lstrip("-")
    return name == short or re.fullmatch(f"{re.escape(before)}[a-z0-9.-]+{re.escape(after)}", name) is not None
