"""Writes what is generated from the pages: `python -m k8slint.rulebook [--check]` in a checkout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from k8slint.rulebook import BookError, load
from k8slint.rulebook.book import builtin
from k8slint.rulebook.equivalents import equivalents
from k8slint.rulebook.readme import readme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8slint.rulebook import Rule

_USAGE = "usage: python -m k8slint.rulebook [--check]\n"


def main(arguments: Sequence[str]) -> int:
    """Write what is generated from the pages, or with `--check` only compare it; 1 where it differs or a page has faults."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write(_USAGE)
        return 2
    try:
        rules = load()
    except BookError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    stale = [path for path, text in _generated(rules) if not _is_written(path, text, write=not arguments)]
    for path in stale:
        sys.stderr.write(f"{path} is not what the pages say; run: python -m k8slint.rulebook\n")
    if not stale:
        sys.stdout.write(f"{Path(builtin().folder) / 'README.md'}: {len(rules)} rules\n")
    return int(bool(stale))


def _generated(rules: Sequence[Rule]) -> Iterator[tuple[Path, str]]:
    """The files that are generated, and what they are to hold."""
    folder = Path(builtin().folder)
    yield folder / "README.md", readme(rules)
    if (docs := folder.parent / "docs").is_dir():
        yield docs / "equivalents.md", equivalents(rules)


def _is_written(path: Path, text: str, *, write: bool) -> bool:
    """Whether a file holds a text, which it does once it is written."""
    if write:
        path.write_text(text, encoding="utf-8", newline="\n")
        return True
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
