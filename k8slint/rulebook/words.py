"""The nearest right word, for whoever wrote a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(word: str, words: Iterable[str]) -> str | None:
    """Return the word of `words` that was probably meant, whatever its case; None where nothing is near."""
    import difflib  # only wrong words need it

    known = {other.lower(): other for other in sorted(words, reverse=True)}
    found = difflib.get_close_matches(word.lower(), known, n=1)
    return known[found[0]] if found else None


def suggestion(word: str, words: Iterable[str]) -> str:
    """End a message about a wrong word: "; did you mean `x`?", or nothing."""
    found = nearest(word, words)
    return "" if found is None else f"; did you mean `{found}`?"
