"""What the recorded ignore files of a tree, and patterns from elsewhere, leave out of it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Sequence
from typing import NamedTuple

from k8slint.discover.entries import Entries
from k8slint.discover.ignore import LARGEST, OWN, Patterns, excludes, names, patterns
from k8slint.patterns import Patterns as Excluding


class _State(NamedTuple):
    """What holds in one directory: whether it is left out itself, and the patterns for what is in it."""

    out: bool
    stack: tuple[Patterns, ...]


class Ignoring:
    """What is left out of recorded files; what names a directory that was named itself has no say there."""

    def __init__(self, entries: Entries, where: str, excluded: Sequence[tuple[str, Excluding]]) -> None:
        self._entries = entries
        self._where = where
        self._excluded = excluded
        self._states: dict[tuple[str, str], _State] = {}  # by directory, and the one above it that was named

    def passes_over(self, directory: str, top: str) -> bool:
        """Whether a directory below one that was named, or one on the way to it, is left out."""
        return self._state(directory, top).out

    def leaves_out(self, path: str, top: str) -> bool:
        """Whether an ignore file of the tree, or an excluding pattern, names a file of a directory that is not left out."""
        stack = self._state(posixpath.dirname(path), top).stack
        return (bool(stack) and names(stack, path, directory=False)) or self._excludes(path, directory=False)

    def _excludes(self, path: str, *, directory: bool) -> bool:
        where = os.path.join(self._where, path)
        return bool(self._excluded) and excludes(self._excluded, where, directory=directory)

    def _state(self, directory: str, top: str) -> _State:
        """What holds in a directory; those above it come first, however many there are."""
        way = [directory]
        while way[-1] and (way[-1], top) not in self._states:
            way.append(posixpath.dirname(way[-1]))
        found = self._states.get((way[-1], top), _State(out=False, stack=()))
        for one in reversed(way):
            if (one, top) not in self._states:
                self._states[one, top] = self._within(found, one, top)
            found = self._states[one, top]
        return found

    def _within(self, above: _State, directory: str, top: str) -> _State:
        out, stack = above
        hit = bool(stack) and names(stack, directory, directory=True)
        if directory == top or top.startswith(f"{directory}/") or not directory:
            out = False  # what names the directory that was named has no say
            stack = tuple(one for one in stack if not names((one,), directory, directory=True)) if hit else stack
        else:
            out = out or hit or self._excludes(directory, directory=True)
        own = self._entries.by_path.get(posixpath.join(directory, OWN))
        data = self._entries.blobs.get(own.blob) if own is not None and own.kind == "file" else None
        if data is not None:
            stack = (*stack, patterns(data[:LARGEST].decode("utf-8", "surrogateescape"), directory))
        return _State(out, stack)
