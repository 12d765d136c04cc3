"""A change of a file as a unified diff."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.report.terminal import BOLD, CYAN, GREEN, RED, paint, sanitize
from k8slint.report.veil import veil
from k8slint.text import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

_STYLES = {"+": GREEN, "-": RED, "@": CYAN}
_NO_END = "\\ No newline at end of file"


def unified(path: str, before: str, after: str, *, color: bool, escape: bool) -> Iterator[str]:
    """Write a change line by line, each with its line feed; `escape`: for a terminal, which may obey what a file holds.

    Values of Secrets are hidden here too: a diff lands in logs.
    """
    import difflib  # only who asks for a diff needs it

    name = sanitize(path)
    before, after = (veil(SourceFile(path, text)).text for text in (before, after))
    for number, line in enumerate(difflib.unified_diff(_lines(before), _lines(after), name, name)):
        text = line.removesuffix("\n")
        shown = sanitize(text) if escape and not text.isprintable() else text
        style = BOLD if number < 2 else _STYLES.get(text[:1], "")  # noqa: PLR2004  # the two lines that name the file
        yield (paint(shown, style, color) if style else shown) + "\n"
        if not line.endswith("\n"):
            yield f"{_NO_END}\n"


def _lines(text: str) -> list[str]:
    """Lines with their ends, which only line feeds are, as for every tool that reads diffs."""
    return [f"{line}\n" for line in text.split("\n")[:-1]] + ([text.rpartition("\n")[2]] if text[-1:] not in {"", "\n"} else [])
