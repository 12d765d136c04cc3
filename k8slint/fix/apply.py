"""Fixes applied to texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from k8slint.findings import TextFix
from k8slint.text import SourceFile


class Applied(NamedTuple):
    """What became of some fixes: the texts that changed, by path; the fixes that were made; those that were not, and why.

    A fix that touches what another one touches is left out without a reason: it may apply to the new text.
    """

    texts: Mapping[str, str]
    applied: tuple[TextFix, ...]
    refused: tuple[tuple[TextFix, str], ...]


def apply(sources: Mapping[str, SourceFile], fixes: Iterable[TextFix]) -> Applied:
    """Apply fixes to the files they were made for, each wholly or not at all, and prove the outcome."""
    del sources, fixes
    return Applied({}, (), ())
