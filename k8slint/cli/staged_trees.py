"""The trees before and after a commit, and which of their files have to be read."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Sequence

from k8slint.cli.staged_look import Staged
from k8slint.discover import Tree
from k8slint.discover.files import File
from k8slint.discover.ignore import OWN
from k8slint.discover.leaving import Leaving
from k8slint.discover.recorded import recorded
from k8slint.discover.vocabulary import union, vocabulary
from k8slint.engine import Settings
from k8slint.git.blobs import LIMIT, Blobs
from k8slint.git.pipe import Pipe
from k8slint.git.recorded import Entry, entries
from k8slint.units.layout import plan
from k8slint.units.reach import NameIndex, reach


class _Later(Blobs):
    """Blobs of which those of ordinary files are read only once it is known which of them are wanted, by one git for all."""

    def __init__(self, pipe: Pipe, later: Collection[str], found: dict[str, bytes | None]) -> None:
        self._pipe = pipe
        self._later: Collection[str] = later
        self._found = found

    def start(self) -> None:
        """Read from now on whatever is asked for."""
        self._later = ()

    def load(self, ids: Iterable[str]) -> None:
        """Read blobs in one go, for those who ask for them later."""
        missing = dict.fromkeys(blob for blob in ids if blob not in self._found and blob not in self._later)
        if missing:
            self._found.update(self._pipe.read(missing, LIMIT))

    def get(self, blob: str) -> bytes | None:
        """The bytes of a blob; nothing of one that is to be read later."""
        return b"" if blob in self._later else super().get(blob)


class Trees:
    """The trees before and after, of which only the chosen files are read.

    `chosen` are the files that are read, `affected` those in which the change may be felt (None: all), `changed` those that
    differ.
    """

    def __init__(self, staged: Staged, paths: Sequence[str], cache: str | None) -> None:
        self.staged = staged
        self.changed: frozenset[str] = frozenset()
        self.chosen: frozenset[str] | None = None
        self.affected: frozenset[str] | None = None
        self._paths = paths
        self._cache = cache
        self._leaving = Leaving()
        self._all = False
        self._pipe = Pipe(staged.repository.top)

    def close(self) -> None:
        """Ask git for nothing more."""
        self._pipe.close()

    def listing(self, leaving: Leaving) -> Tree:
        """The tree that is about to be committed, before anybody knows which of its files have to be read."""
        staged = self.staged
        every = entries(staged.repository, staged.new)
        changed = {change.path: change for change in staged.changes}
        before = {entry.path: entry for entry in every if entry.path not in changed}
        before |= {path: change.old for path, change in changed.items() if change.old is not None}
        self._before = tuple(before[path] for path in sorted(before))
        read: dict[str, bytes | None] = {}
        self._blobs, self._old_blobs = (
            _Later(self._pipe, {entry.blob for entry in side if _is_ordinary(entry)}, read) for side in (every, self._before)
        )
        self._leaving = leaving
        self._tree = recorded(staged.repository.top, every, self._blobs, self._paths, leaving=leaving)
        self._blobs.start()
        return self._tree

    def choose_all(self) -> None:
        """Have every file read, whatever has to be."""
        self._all = True

    def choose(self, settings: Settings) -> None:
        """Find out which files have to be read, now that it is known what else is told of them."""
        tree, staged = self._tree, self.staged
        assert tree.recorded is not None  # noqa: S101  # it was made of what is recorded
        shown = tree.recorded.shown
        old = {path: change.old for change in staged.changes if (path := shown(change.path)) and change.old is not None}
        new = {path: change.new for change in staged.changes if (path := shown(change.path)) and change.new is not None}
        self.changed = frozenset({*old, *new})
        unusual = any(entry.kind != "file" for entry in (*old.values(), *new.values()))  # links, submodules, conflicts
        if self._all or staged.whole or unusual or tree.mode != "directory" or settings.facts.worlds or settings.facts.releases:
            return
        files = {file.path: entry.blob for file in tree.files if (entry := tree.recorded.entry(file.path)) is not None}
        layout = plan(sorted({*files, *old, *new}), tree.mode, tree.roots, tree.cwd, tree.beside, tree.unseen)
        words = vocabulary(layout, files, self._blobs, self._cache)
        before = vocabulary(layout, {path: entry.blob for path, entry in old.items()}, self._blobs)
        index = NameIndex({**words, **{path: union(words.get(path), text) for path, text in before.items()}})

        def versions(path: str) -> Sequence[bytes]:
            found = [entry.blob for entry in (old.get(path), new.get(path)) if entry is not None] or [files[path]]
            read = (self._blobs.get(blob) for blob in dict.fromkeys(found))
            return [data for data in read if data is not None]

        self._blobs.load(entry.blob for entry in (*old.values(), *new.values()))
        found = reach(layout, index, versions, self.changed, settings.namespace)
        if found is not None:
            self.chosen, self.affected = found.read, found.affected

    def new(self) -> Tree:
        """The tree that is about to be committed."""
        return self._part(self._tree, self._blobs)

    def old(self) -> Tree:
        """The tree as it was."""
        tree = recorded(self.staged.repository.top, self._before, self._old_blobs, self._paths, leaving=self._leaving)
        self._old_blobs.start()
        return self._part(tree, self._old_blobs)

    def _part(self, tree: Tree, blobs: Blobs) -> Tree:
        assert tree.recorded is not None  # noqa: S101  # see above
        chosen = self.chosen
        taken = [file for file in tree.files if chosen is None or file.path in chosen]
        found = {file.path: tree.recorded.entry(file.path) for file in taken if file.unreadable is None}
        blobs.load(entry.blob for entry in found.values() if entry is not None)
        files = tuple(_file(file, found.get(file.path), blobs) for file in taken)
        unread = () if chosen is None else tuple(file.path for file in tree.files if file.path not in chosen)
        return tree._replace(files=files, unread=unread)


def _is_ordinary(entry: Entry) -> bool:
    return entry.kind == "file" and posixpath.basename(entry.path) != OWN


def _file(file: File, entry: Entry | None, blobs: Blobs) -> File:
    if entry is None:
        return file
    data = blobs.get(entry.blob)
    return File(file.path, unreadable="too large") if data is None else File(file.path, data=data)
