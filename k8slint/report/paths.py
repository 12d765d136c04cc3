"""File names, lines and addresses for the readers of other tools' formats."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k8slint.findings import Location

_LONE = re.compile(r"[\ud800-\udfff]")  # what stands for the bytes of a name that is no UTF-8

_ADDRESS = re.compile(r"https?://[\w./~:?#=&;%+@,-]+", re.ASCII)


def spelt(path: str) -> str:
    """The name in characters that every reader takes: some refuse the whole report over half of a surrogate pair."""
    return _LONE.sub("\ufffd", path)


def last_line(where: Location) -> int:
    """The last line that has a character of a place; a place without characters lies on its first."""
    return max(where.line, where.end_line - (where.end_column == 1))


def address(url: str | None) -> str | None:
    """An address that can be linked as it is; None for what is not plainly one: some readers refuse the report over it."""
    return url if url and _ADDRESS.fullmatch(url) else None
