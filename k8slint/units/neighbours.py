"""Files that cannot be read, by directory: a neighbour may refer to what they hold, or would have been joined by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from k8slint.units.directory import Directory
from k8slint.units.layout import parent
from k8slint.units.model import Gap
from k8slint.units.naming import common
from k8slint.units.parts import Part

#: Gaps of one directory that its neighbours are told; more say nothing new.
_TOLD = 3


class _Side(NamedTuple):
    """A directory, and the side of the environments on which it is looked at."""

    path: str
    boundary: tuple[str, ...]


class Neighbours:
    """What cannot be read in directories, as seen from those around them."""

    def __init__(self, directories: Sequence[Directory], parts: Mapping[str, Sequence[Part]]) -> None:
        self._boundaries = {directory.path: directory.boundary for directory in directories}
        self._in: dict[_Side, list[Gap]] = {}
        self._below: dict[_Side, list[Gap]] = defaultdict(list)
        for directory in directories:
            gaps = [gap for part in parts[directory.path] for gap in part.gaps if gap.kind == "unparsed"][:_TOLD]
            if gaps:
                self._in[_Side(directory.path, directory.boundary)] = gaps
                self._below[_Side(parent(directory.path), directory.boundary)] += gaps

    def gaps(self, paths: Sequence[str]) -> tuple[Gap, ...]:
        """What cannot be read in the parents, children and siblings of directories, but not in themselves."""
        if not self._in:
            return ()
        gaps = [gap for path in paths for gap in self._around(path, self._boundaries[path])]
        if len(paths) > 1:
            gaps += self._around(common(paths), self._boundaries[paths[0]])
        return tuple(dict.fromkeys(gap for gap in gaps if parent(gap.path) not in paths))

    def _around(self, path: str, side: tuple[str, ...]) -> Iterable[Gap]:
        above = parent(path)
        yield from self._in.get(_Side(above, side), ())
        for where in (path, above):
            yield from self._below.get(_Side(where, side), [])[: 4 * _TOLD]
