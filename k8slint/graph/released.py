"""Names that a chart makes of the name of its release, where another one stands in for that."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: A name that is the release alone, or nearly, says nothing of any other.
_TELLING = 3


def is_of_release(name: str, release: str | None) -> bool:
    """Whether a name is made of that of the release, and more: then it is the chart itself that makes what is called so."""
    return release is not None and name != release and (name.startswith(f"{release}-") or name.endswith(f"-{release}"))


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
