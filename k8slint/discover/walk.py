"""Finding files: below directories, those that may hold manifests; of what was named, whatever it is."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

from k8slint.discover.files import File, reason
from k8slint.discover.ignore import FILES, Ignored, around
from k8slint.discover.leaving import Leaving
from k8slint.discover.names import printable, relative
from k8slint.units.unseen import Unseen, renderings

_SUFFIXES = (".yaml", ".yml", ".json")
_NAMES = frozenset({"Kustomization"})
CHART = "Chart.yaml"
_IRREGULAR = "no regular file"


def wanted(name: str) -> bool:
    """Whether a file of that name is looked at in a directory."""
    return name.endswith(_SUFFIXES) or name in _NAMES


class _Link(NamedTuple):
    """A link to a file of the tree: how reports name it, where it lies, and where it leads."""

    path: str
    where: str
    target: str


class _Directory(NamedTuple):
    """A directory still to be looked through: where it is, really is, and how its entries are named."""

    where: str
    real: str
    prefix: str
    ignored: Ignored
    templates: bool  # of a chart


class Walk:
    """A walk over the directories that were named: every file once, none outside of them, none that is ignored."""

    def __init__(self, cwd: str, tops: Iterable[str], leaving: Leaving) -> None:
        self._found: dict[str, File] = {}  # by where a file really lies
        self._links: list[_Link] = []
        self._templates: list[str] = []
        self._ignored: list[str] = []
        self._cwd = cwd
        self._tops = tuple(os.path.realpath(top).rstrip(os.sep) + os.sep for top in tops)
        self._entered: set[str] = set()
        self._leaving = leaving
        self.marked: list[str] = []  # directories that hold a file of such a name

    def files(self) -> tuple[File, ...]:
        """What was found, in path order."""
        for link in sorted(self._links):
            self._add(link.target, link.path, link.where)
        self._links.clear()
        return tuple(sorted(self._found.values(), key=lambda file: file.path))

    def unseen(self) -> Unseen:
        """What lies in directories that were looked through without being taken, in path order."""
        taken = {file.path for file in self._found.values()} if self._templates or self._ignored else set()
        return Unseen(tuple(sorted({*self._templates} - taken)), tuple(sorted({*self._ignored} - taken)))

    def name(self, where: str) -> None:
        """Take a file that was named itself, whatever it is called and wherever it leads."""
        shown = relative(where, self._cwd)
        real = os.path.realpath(where)
        try:
            regular = stat.S_ISREG(os.stat(where).st_mode)
        except OSError as error:
            self._refuse(real, shown, "a link to nothing" if isinstance(error, FileNotFoundError) else reason(error))
            return
        if regular:
            self._add(real, shown, where, leaves=os.path.islink(where) and not self._holds(real, where))
        else:
            self._refuse(real, shown, _IRREGULAR)

    def _holds(self, real: str, where: str) -> bool:
        """Whether a link that was named stays in the tree: the working directory, its own one, or one that was named."""
        tops = (os.path.realpath(top).rstrip(os.sep) + os.sep for top in (self._cwd, os.path.dirname(where)))
        return any(real.startswith(top) for top in (*tops, *self._tops))

    def below(self, root: str, repository: str | None) -> None:
        """Look through a directory that was named, and everything in it."""
        shown = relative(root, self._cwd)
        prefix = "" if shown == "." else f"{shown}/"
        ignored = around(root, repository, self._cwd)._replace(excluded=tuple(self._leaving.excluded))
        rest = [_Directory(root, os.path.realpath(root), prefix, ignored, templates=False)]
        while rest:
            directory = rest.pop()
            if directory.real not in self._entered:
                self._entered.add(directory.real)
                rest.extend(self._within(directory))

    def _within(self, directory: _Directory) -> list[_Directory]:
        """Take the files of a directory; its directories are still to be looked through."""
        where, real, prefix, ignored, templates = directory
        if where == self._cwd:
            prefix = ""
        try:
            with os.scandir(where) as entries:
                names = {entry.name: entry for entry in entries}
        except OSError as error:
            self._refuse(real, prefix.rstrip("/") or ".", reason(error))
            return []
        ignored = ignored.within(where, names.keys() & FILES)
        ask = ignored.holds if ignored.anything() else None
        if not self._leaving.marks.isdisjoint(names):
            self.marked.append(where)
        chart = CHART in names
        deeper: list[_Directory] = []
        written: dict[str, tuple[str, ...]] = {}  # templates, and what is written from them
        left_out: list[str] = []
        for name, entry in names.items():
            if entry.is_dir(follow_symlinks=False):
                if name != ".git" and not (ask and ask(entry.path, directory=True)):
                    inner = templates or (chart and name == "templates")
                    deeper.append(_Directory(entry.path, f"{real}{os.sep}{name}", f"{prefix}{name}/", ignored, inner))
                continue
            manifest = name.endswith(_SUFFIXES) or name in _NAMES or (templates and name.endswith(".tpl"))
            outputs = () if manifest else renderings(name)
            if not (manifest or outputs or entry.is_symlink()) or self._leaving.passes(name, f"{real}{os.sep}{name}"):
                continue
            if ask and ask(entry.path, directory=False):
                left_out += [name] if manifest or outputs else []
            elif outputs:
                written[name] = outputs
            else:
                self._take(entry, f"{real}{os.sep}{name}", prefix + name, manifest=manifest)
        read = names.keys() - left_out if written else ()
        self._ignored += [printable(prefix + name) for name in left_out]
        self._templates += [printable(prefix + name) for name, made in written.items() if not any(one in read for one in made)]
        return deeper

    def _take(self, entry: os.DirEntry[str], real: str, shown: str, *, manifest: bool) -> None:
        """Take an entry that is no directory: a file, or where a link leads."""
        if entry.is_symlink():
            self._follow(entry.path, real, shown, manifest=manifest)
        elif entry.is_file(follow_symlinks=False):
            self._add(real, shown, entry.path)
        else:
            self._refuse(real, shown, _IRREGULAR)

    def _follow(self, where: str, real: str, shown: str, *, manifest: bool) -> None:
        """Look where a link leads: what it leads to inside of the tree is found there anyway, or read through it."""
        try:
            mode = os.stat(where).st_mode
        except OSError:
            if manifest:
                self._refuse(real, shown, "a link to nothing")
            return
        target = os.path.realpath(where)
        top = next((top for top in self._tops if f"{target}{os.sep}".startswith(top)), None)
        if not (manifest or stat.S_ISDIR(mode)):
            return
        if top is None:
            self._refuse(real, shown, "a link out of the tree")
        elif stat.S_ISDIR(mode):
            return
        elif not stat.S_ISREG(mode):
            self._refuse(real, shown, _IRREGULAR)
        elif ".git" in target[len(top) :].split(os.sep):
            self._refuse(real, shown, "a link into .git")
        else:
            self._links.append(_Link(shown, where, target))

    def _add(self, real: str, shown: str, where: str, *, leaves: bool = False) -> None:
        if real not in self._found:
            self._found[real] = File(printable(shown), where, real="" if leaves else real)

    def _refuse(self, real: str, shown: str, why: str) -> None:
        if real not in self._found:
            self._found[real] = File(printable(shown), unreadable=why)
