"""What a terminal shows: which characters, how wide they are, and in which colours."""

from __future__ import annotations

import os
import sys
import unicodedata
from functools import lru_cache
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_WIDTH = 100
TAB = " " * 4

RESET = "\x1b[0m"
BOLD = "\x1b[1m"
GREEN = "\x1b[1;32m"
RED = "\x1b[1;31m"
YELLOW = "\x1b[1;33m"
CYAN = "\x1b[1;36m"
BLUE = "\x1b[1;34m"
DIM = "\x1b[2m"

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def terminal_width(environ: Mapping[str, str]) -> int:
    """Tell how many columns there are: COLUMNS, else the terminal's, else a width that reads well."""
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno() if sys.__stdout__ else 1).columns or DEFAULT_WIDTH
    except (OSError, ValueError):
        return DEFAULT_WIDTH


def use_color(flag: str, stream: IO[str], environ: Mapping[str, str]) -> bool:
    """Whether to colour a stream: by the flag (auto, always, never), NO_COLOR, what forces it, then the stream."""
    if flag != "auto":
        return flag == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "") not in {"", "0"} for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    if environ.get("GITHUB_ACTIONS") == "true":  # its logs show colours, although they are no terminal
        return True
    return stream.isatty() and environ.get("TERM") != "dumb"


def paint(text: str, style: str, color: bool) -> str:
    """Wrap a text in a style where colours are on."""
    return f"{style}{text}{RESET}" if color and text else text


def escape(character: str) -> str:
    r"""Spell a character that is not printable: `\n`, `\x1b`, `\u202e`."""
    if short := _SHORT.get(character):
        return short
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004 - Python's own spelling


def sanitize(text: str) -> str:
    """Make a text safe on one line of a terminal: whatever is not printable (control, bidi, invisible) is spelt out."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else escape(character) for character in text)


@lru_cache(maxsize=4096)
def width_of(character: str) -> int:
    """How many columns a printable character takes: 0 for combining marks, 2 for wide ones."""
    if unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def display_width(text: str) -> int:
    """How many columns a sanitized text takes."""
    return len(text) if text.isascii() else sum(map(width_of, text))
