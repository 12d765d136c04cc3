"""Files as git has recorded them: what a walk would have found had a revision, or the index, been checked out."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from k8slint.discover.entries import Entries
from k8slint.discover.files import File, Tree
from k8slint.discover.leaving import Leaving
from k8slint.discover.names import absolute, printable
from k8slint.discover.recorded_ignoring import Ignoring
from k8slint.discover.recorded_names import Names, segments
from k8slint.discover.walk import CHART, wanted
from k8slint.git.blobs import Blobs
from k8slint.git.recorded import Entry
from k8slint.units.kustomizing.files import Found
from k8slint.units.roots import Root
from k8slint.units.unseen import Unseen, renderings

if TYPE_CHECKING:
    from k8slint.units.charts.chart import Chart

_NAMES = 1_000  # of a directory, that a misspelt one is compared with
_TEMPLATES = "templates"


_NOTHING = Leaving()


def recorded(
    top: str,
    entries: Iterable[Entry],
    blobs: Blobs,
    paths: Sequence[str] = (),
    cwd: str | None = None,
    leaving: Leaving = _NOTHING,
) -> Tree:
    """The tree that the recorded files of a repository make, of which the command line names these paths.

    `top` is the repository's top. A path that is not recorded holds nothing. Raises GitError for a path outside of the
    repository and where the bytes of files are missing.
    """
    here = os.path.abspath(cwd if cwd is not None else os.getcwd())
    names_of = Names(top, here)
    scope = [names_of.inside(absolute(path, here)) for path in paths or (".",)]
    found = Recorded(names_of, entries, blobs, scope, leaving)
    files, unseen = found.taken()
    return Tree(
        files,
        "directory" if found.tops else "files",
        found.roots(),
        names_of.here,
        () if found.tops else found.beside({file.path for file in files}),
        unseen,
        here,
        tuple(os.path.join(top, path) if path else top for path in found.tops),
        found,
        found.marked(),
    )


class Recorded:
    """The recorded files of a repository by path, links followed inside of it; the store of a run (see `Around`)."""

    def __init__(
        self, names_of: Names, entries: Iterable[Entry], blobs: Blobs, scope: Iterable[str], leaving: Leaving = _NOTHING
    ) -> None:
        self._names = names_of
        self._blobs = blobs
        self._held = Entries(entries, blobs)
        self._entries, self._children = self._held.by_path, self._held.children
        scope = tuple(sorted(dict.fromkeys(scope)))
        self.tops = tuple(path for path in scope if path in self._children or self._is_directory(path))
        files = (path for path in scope if path in self._entries and path not in self._children)
        self._single = tuple(path for path in files if self._entries[path].kind != "submodule")
        self._taken: dict[str, Entry] = {}  # the files of the run, as reports name them
        self._ignoring = Ignoring(self._held, names_of.top, leaving.excluded)
        self._leaving = leaving

    def marked(self) -> tuple[str, ...]:
        """The directories that a file says something of which is on disk, too: it is read there."""
        marks = self._leaving.marks
        named = (path for path in self._entries if posixpath.basename(path) in marks and self._top(path) is not None)
        files = (os.path.join(self._names.top, path) for path in named)
        return tuple(dict.fromkeys(os.path.dirname(file) for file in files if os.path.isfile(file)))

    @property
    def unknown(self) -> tuple[str, ...]:
        """The directories, as reports name them, of which another repository knows what lies there."""
        return tuple(self._names.shown(entry.path) for entry in self._entries.values() if entry.kind == "submodule")

    def entry(self, path: str) -> Entry | None:
        """What is recorded of a path as reports name it, once links are followed; None if it is no file."""
        found = self._taken.get(path)
        if found is None:
            where = self._names.path(path)
            real = None if where is None else self._held.follow(where)
            found = None if real is None else self._entries.get(real)
        return found if found is not None and found.kind == "file" else None

    def shown(self, path: str) -> str | None:
        """How reports name a path of the repository; None if it is no part of what was named."""
        inside = self._top(path) is not None or path in self._single
        return self._names.shown(path) if inside else None

    def _is_directory(self, path: str) -> bool:
        """Whether a path that is not recorded is a directory now: it is empty there, not a file."""
        return path not in self._entries and os.path.isdir(os.path.join(self._names.top, path))

    # -- the files of the run ----------------------------------------------------------------------------------------

    def taken(self) -> tuple[tuple[File, ...], Unseen]:
        """The files that were named or lie below what was named, in path order, and what is not read beside them."""
        links: list[Entry] = []
        paths: dict[str, Entry] = {path: self._entries[path] for path in self._single}
        templates: dict[str, tuple[str, ...]] = {}
        ignored: list[str] = []
        for path, entry in self._entries.items():
            name = posixpath.basename(path)
            top = self._top(path)
            outputs = () if wanted(name) else renderings(name)
            if top is None or entry.kind == "submodule" or self._leaving.passes(name, os.path.join(self._names.top, path)):
                continue
            manifest = wanted(name) or self._helper(path, top)
            if not (manifest or outputs or entry.kind == "link"):
                continue
            if self._ignoring.passes_over(posixpath.dirname(path), top):
                continue
            if self._ignoring.leaves_out(path, top):
                ignored += [path] if manifest or outputs else []
            elif outputs:
                templates[path] = outputs
            elif entry.kind == "link":
                links.append(entry)
            else:
                paths[path] = entry
        files = {path: self._file(path, entry, path) for path, entry in self._loaded(paths)}
        self._add_linked(links, files)
        unmade = [one for one, made in templates.items() if not any(self._beside_of(one, name) in files for name in made)]
        shown = self._names.shown
        unseen = Unseen(tuple(sorted(map(shown, unmade))), tuple(sorted(map(shown, ignored))))
        return tuple(sorted(files.values(), key=lambda file: file.path)), unseen

    def _add_linked(self, links: Iterable[Entry], files: dict[str, File]) -> None:
        """Add what links lead to that is not found anyway, under the name of the link."""
        for link in links:
            target = self._held.follow(link.path)
            why = None
            if not (wanted(posixpath.basename(link.path)) or target in self._children):
                continue
            if target is None or not (self._top(target) is not None or target in self.tops):
                why = "a link out of the tree"
            elif target not in self._entries and target not in self._children:
                why = "a link to nothing"
            if why is not None:
                files[link.path] = File(self._names.shown(link.path), unreadable=why)
            elif target is not None and target not in files and target in self._entries:
                files[target] = self._file(target, self._entries[target], link.path)

    def _loaded(self, paths: dict[str, Entry]) -> Iterable[tuple[str, Entry]]:
        self._blobs.load(entry.blob for entry in paths.values() if entry.kind == "file")
        return paths.items()

    def _file(self, path: str, entry: Entry, called: str) -> File:
        shown = self._names.shown(called)
        if entry.kind == "conflict":
            return File(shown, unreadable="in conflict")
        if entry.kind != "file":
            followed = self._entries.get(self._held.follow(path) or "")
            if followed is None or followed.kind != "file":
                return File(shown, unreadable="no regular file")
            entry = followed
        self._taken[shown] = entry
        data = self._blobs.get(entry.blob)
        return File(shown, unreadable="too large") if data is None else File(shown, data=data)

    def _helper(self, path: str, top: str) -> bool:
        """Whether a file is one of a chart's helpers, which are files of the run as well."""
        if not path.endswith(".tpl"):
            return False
        steps = path.split("/")[:-1]
        first = top.count("/") + 1 if top else 0
        charts = (index for index, step in enumerate(steps) if step == _TEMPLATES and index >= first)
        return any("/".join([*steps[:index], CHART]) in self._entries for index in charts)

    def _top(self, path: str) -> str | None:
        """The directory that was named in which a path lies; of several, the innermost."""
        return next((top for top in reversed(self.tops) if not top or path.startswith(f"{top}/")), None)

    def _beside_of(self, path: str, name: str) -> str:
        return posixpath.join(posixpath.dirname(path), name)

    def roots(self) -> tuple[Root, ...]:
        """Where what was named lies."""
        found = {top: self._root(top, whole=True) for top in self.tops}
        for path in self._single:
            directory = posixpath.dirname(path)
            found.setdefault(directory, self._root(directory, whole=False))
        return tuple(sorted(found.values()))

    def _root(self, directory: str, *, whole: bool) -> Root:
        first = len(segments(self._names.top))
        steps = directory.split("/") if directory else []
        chart = None
        for length in range(len(steps) - whole, -1, -1):
            if "/".join([*steps[:length], CHART]) in self._entries:
                chart = first + length
        where = (*segments(self._names.top), *map(printable, steps))
        return Root(self._names.shown(directory), where, first, chart, whole)

    def beside(self, named: set[str]) -> tuple[str, ...]:
        """The files that lie beside the named ones and could have been named with them."""
        directories = {posixpath.dirname(path) for path in self._single}
        around = (path for directory in directories for path in self._children.get(directory, ()) if path in self._entries)
        found = []
        for path in around:
            name = posixpath.basename(path)
            outputs = () if wanted(name) else renderings(name)
            group = {self._names.shown(self._beside_of(path, one)) for one in (name, *outputs)}
            if (outputs or wanted(name)) and named.isdisjoint(group):
                found.append(self._names.shown(path))
        return tuple(sorted(found))

    # -- what lies around them ---------------------------------------------------------------------------------------

    def find(self, path: str) -> Found:
        """What lies at a path as reports name it, once links are followed."""
        where = self._names.path(path)
        real = None if where is None else self._held.follow(where)
        if real is None or not (self._top(real) is not None or real in self.tops):
            return Found("outside", path)
        shown = self._names.shown(real)
        if real in self._children:
            return Found("directory", shown)
        entry = self._entries.get(real)
        return Found("file" if entry is not None and entry.kind == "file" else "missing", shown)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read, or does not belong to what was named."""
        where = self._names.path(path)
        real = None if where is None else self._held.follow(where)
        entry = None if real is None else self._entries.get(real)
        if real is None or entry is None or entry.kind != "file" or not (self._top(real) is not None or real in self._single):
            return None
        near = (self._entries.get(one) for one in self._children.get(posixpath.dirname(real), ()))
        self._blobs.load(one.blob for one in near if one is not None and one.kind == "file")  # the next ones asked for
        return self._blobs.get(entry.blob)

    def names(self, path: str) -> Sequence[str]:
        """The names of what lies in a directory that belongs to what was named: the first of very many."""
        found = self.find(path)
        where = self._names.path(found.path) if found.kind == "directory" else None
        inside = (
            (posixpath.basename(one) for one in self._children.get(where, ()) if where is not None) if where is not None else ()
        )
        return [name for name in islice(sorted(inside), _NAMES) if printable(name) == name]

    def chart(self, directory: str) -> Chart | None:
        """The chart in a directory, as it is recorded; None if it does not belong to what was named."""
        where = self._names.path(directory)
        if where is None or not (self._top(where) is not None or where in self.tops):
            return None
        from k8slint.discover.recorded_charts import chart  # most runs have none

        return chart(self._held, where, directory)
