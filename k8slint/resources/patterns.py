"""Regular expressions that few runs ask: each is compiled when it is first asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.resources.lazy import Lazy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Pattern:
    """A regular expression that is asked as one of `re` is."""

    def __init__(self, text: str, flags: int = 0) -> None:
        self._text = text
        self._flags = flags

    @Lazy
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._text, self._flags)

    @Lazy
    def search(self) -> Callable[..., re.Match[str] | None]:
        """The first place in a text that matches."""
        return self._compiled.search

    @Lazy
    def match(self) -> Callable[..., re.Match[str] | None]:
        """What matches where a text, or a part of it, begins."""
        return self._compiled.match

    @Lazy
    def fullmatch(self) -> Callable[..., re.Match[str] | None]:
        """The match of a whole text, or of a part of it."""
        return self._compiled.fullmatch

    @Lazy
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """Every place in a text that matches, in order."""
        return self._compiled.finditer

    @Lazy
    def sub(self) -> Callable[..., str]:
        """A text with something else in every place that matches."""
        return self._compiled.sub
