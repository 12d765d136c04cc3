"""The patterns with which Argo CD picks directories and files of a repository."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SPECIAL = re.compile(r"(?:\*\*/)+|\*+|\?|\[[^\]/]*\]")
#: What means something in a set of characters of an expression, and nothing in one of a pattern.
_IN_SET = r"([\\\[&~|])"
_ESCAPED = r"\\\1"
#: How much of a pattern may stand for several texts: a bound on hostile input, far above real patterns.
_MOST = 9


def is_pattern(path: str) -> bool:
    """Whether a path stands for several."""
    return _SPECIAL.search(path) is not None


def _one(text: str) -> str:
    """The expression for one special part of a pattern."""
    if text.startswith("["):
        start = "^" if text[1:2] in {"^", "!"} else ""
        return f"[{start}{re.sub(_IN_SET, _ESCAPED, text[1 + len(start) : -1])}]"
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
