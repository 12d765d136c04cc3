"""What a search for files leaves out besides what ignore files name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from k8slint.patterns import Patterns


class Leaving(NamedTuple):
    """What is left out: by patterns, each with the directory that they are relative to, and files that are no manifests.

    `marks` are names of files that say something of their directory.
    """

    excluded: Sequence[tuple[str, Patterns]] = ()
    marks: frozenset[str] = frozenset()
