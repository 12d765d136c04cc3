"""Patterns that people write in configurations: of names with `*` and `?`, and of paths as in git's ignore files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def fits(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern says: `*` stands for any text, `?` for one character, all else for itself.

    It takes time in proportion to the product of both lengths at worst, whatever the pattern.
    """
    if pattern == "*":
        return True
    at = here = 0  # how much of the text and of the pattern fit so far
    last: tuple[int, int] | None = None  # the same at the last star: its text may be longer
    while at < len(text):
        step = pattern[here : here + 1]
        if step == "*":
            here += 1
            last = at, here
        elif step in {"?", text[at]} and step:
            at, here = at + 1, here + 1
        elif last is not None:
            at, here = last = last[0] + 1, last[1]
        else:
            return False
    return not pattern[here:].strip("*")


def names_path(patterns: Sequence[str], path: str) -> bool:
    """Whether patterns of a git ignore file name a file by its path, which is relative to where they are written."""
    return bool(patterns) and _spec(tuple(patterns)).match_file(path)


@lru_cache(maxsize=256)
def _spec(patterns: tuple[str, ...]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec  # tens of milliseconds that most runs need not pay

    return GitIgnoreSpec.from_lines(patterns)
