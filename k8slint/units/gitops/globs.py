"""The patterns with which Argo CD picks directories and files of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPECIAL = re.compile(r"(?:\*\*/)+|\*+|\?|\[[^\]/]*\]")
#: How much of a pattern may stand for several texts: a bound on hostile input, far above real patterns.
_MOST = 9


def is_pattern(path: str) -> bool:
    """Whether a path stands for several."""
    return _SPECIAL.search(path) is not None


def _one(text: str) -> str:
    """The expression for one special part of a pattern."""
    if text.startswith("["):
        inner = text[1:-1].replace("\\", "\\\\")
        return f"[^{inner[1:]}]" if inner.startswith(("^", "!")) else f"[{inner}]"
    if text == "?":
        return "[^/]"
    if text.endswith("/"):
        return "(?:[^/]*/)*"
    return "[^/]*" if text == "*" else ".*"


def matching(pattern: str, paths: Iterable[str]) -> tuple[str, ...] | None:
    """The paths that a pattern matches as a whole; None where it is malformed, or more than anybody writes."""
    specials = list(_SPECIAL.finditer(pattern))
    if len(specials) > _MOST:
        return None
    parts, end = [], 0
    for found in specials:
        parts += [re.escape(pattern[end : found.start()]), _one(found[0])]
        end = found.end()
    try:
        expression = re.compile("".join((*parts, re.escape(pattern[end:]))))
    except re.error:
        return None
    return tuple(path for path in paths if expression.fullmatch(path) is not None)
