"""What a search for files leaves out besides what ignore files name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from k8slint.discover.names import BASELINE
from k8slint.patterns import Patterns


class Leaving(NamedTuple):
    """What is left out: by patterns, each with the directory that they are relative to, and files that are no manifests.

    `marks` are names of files that say something of their directory, `files` are others of ours, by where they lie.
    `forced`: what is excluded is left out also where it is named itself.
    """

    excluded: Sequence[tuple[str, Patterns]] = ()
    marks: frozenset[str] = frozenset()
    files: frozenset[str] = frozenset()
    forced: bool = False

    def passes(self, name: str, where: str) -> bool:
        """Whether a file is one of ours, and no manifest."""
        return name in self.marks or name == BASELINE or (bool(self.files) and where in self.files)
