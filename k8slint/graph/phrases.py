"""How several things are told in one phrase."""

from __future__ import annotations

from collections.abc import Sequence

#: How many things of a list are told one by one.
_TOLD = 4


def listed(texts: Sequence[str]) -> str:
    """Texts in one phrase: `a`, `a and b`, `a, b and c`; of many the first, and how many others."""
    if len(texts) > _TOLD:
        return f"{', '.join(texts[: _TOLD - 1])} and {len(texts) - _TOLD + 1} others"
    if len(texts) > 1:
        return f"{', '.join(texts[:-1])} and {texts[-1]}"
    return "".join(texts)
