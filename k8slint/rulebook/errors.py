"""What is wrong with a page, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class PageError(NamedTuple):
    """One fault of a page or of the body beside it: line and column from 1."""

    path: str
    line: int
    column: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.message}"


class BookError(Exception):
    """A rule book that cannot be read: all faults of all its pages, one a line."""

    def __init__(self, errors: Iterable[PageError]) -> None:
        self.errors = tuple(errors)
        super().__init__("\n".join(str(error) for error in self.errors))
