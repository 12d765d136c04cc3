"""Writes what is generated from the pages: `python -m k8slint.rulebook [--check]` in a checkout."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from k8slint.rulebook import BookError, load
from k8slint.rulebook.book import builtin
from k8slint.rulebook.readme import readme

if TYPE_CHECKING:
    from collections.abc import Sequence


_USAGE = "usage: python -m k8slint.rulebook [--check]\n"


def main(arguments: Sequence[str]) -> int:
    """Write `rules/README.md`, or with `--check` only compare it; 1 where it differs or a page has faults."""
    if list(arguments) not in ([], ["--check"]):
        sys.stderr.write(_USAGE)
        return 2
    try:
        rules = load()
    except BookError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    index = Path(builtin().folder) / "README.md"
    text = readme(rules)
    if not arguments:
        index.write_text(text, encoding="utf-8", newline="\n")
    elif not index.is_file() or index.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{index} is not what the pages say; run: python -m k8slint.rulebook\n")
        return 1
    sys.stdout.write(f"{index}: {len(rules)} rules\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
