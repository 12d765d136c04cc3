"""Regular expressions of Kustomize, which are Go's: those that mean the same here, and take no time to speak of.

Go's take linear time; ours could be made to take years by whoever writes the kustomization.
"""

from __future__ import annotations

import re
from typing import Final

from k8slint.units.kustomizing.stops import Mark, Refusal

_OTHER = re.compile(r"\(\?[^:]|\\[^.\\/\-+*?()\[\]{}|^$dwsDWSb]|[*+?}]\+")
_REPEATED = re.compile(r"\)[*+{]")
_UNBOUNDED = re.compile(r"(?<!\\)[*+{]")
_CHOICE = re.compile(r"(?<!\\)[|]|(?<![(*+}\\])\?")
_CLASS = re.compile(r"(?<!\\)\[\^?\]?[^\]]*\]")
_MOST_UNBOUNDED: Final = 2
_MOST_CHOICES: Final = 40
_MOST_GROUPS: Final = 4
_LONGEST: Final = 2_000
_LONGEST_TEXT: Final = 300


class Pattern:
    """A regular expression that is known to be harmless."""

    __slots__ = ("_at", "_found", "_pattern")

    def __init__(self, pattern: re.Pattern[str], at: Mark) -> None:
        self._pattern = pattern
        self._found: dict[str, bool] = {}
        self._at = at

    def matches(self, text: str) -> bool:
        """Whether it matches a text; raises Refusal for a very long one."""
        found = self._found.get(text)
        if found is None:
            if len(text) > _LONGEST_TEXT:
                raise Refusal("a regular expression for a very long text", self._at)
            found = self._found[text] = self._pattern.search(text) is not None
        return found


def compiled(pattern: str, at: Mark, before: str = "^(?:", after: str = ")$") -> Pattern:
    """A pattern between others, which anchor it; raises Refusal for one that is not plain."""
    bare = _CLASS.sub("x", pattern)
    if (
        len(pattern) > _LONGEST
        or _REPEATED.search(bare)
        or len(_UNBOUNDED.findall(bare)) > _MOST_UNBOUNDED
        or len(_CHOICE.findall(bare)) > _MOST_CHOICES
        or (_CHOICE.search(bare) and bare.count("(") + bare.count("?") > _MOST_GROUPS)
    ):
        raise Refusal("a regular expression that may take long", at)
    if not pattern.isascii() or _OTHER.search(bare) or "[[:" in pattern:
        raise Refusal("a regular expression that Go reads otherwise", at)
    try:
        return Pattern(re.compile(f"{before}{pattern}{after}", re.ASCII), at)
    except re.error:
        raise Refusal("a regular expression that Go reads otherwise", at) from None
