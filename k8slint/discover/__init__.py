"""From the paths of a command line to files: what is looked at, in path order, and read when it is needed."""

from __future__ import annotations

import os
from collections.abc import Sequence

from k8slint import git
from k8slint.discover.around import Around
from k8slint.discover.files import File, Mode, Tree
from k8slint.discover.ignore import left_out
from k8slint.discover.leaving import Leaving
from k8slint.discover.names import absolute, printable, relative
from k8slint.discover.walk import CHART, Walk, wanted
from k8slint.units.roots import Root
from k8slint.units.unseen import renderings

__all__ = ["STDIN", "Around", "File", "Mode", "NoSuchPath", "StdinNotAlone", "Tree", "find"]

STDIN = "-"
_NOTHING = Leaving()


class NoSuchPath(Exception):  # noqa: N818  # it names what is wrong
    """A path of the command line that does not exist."""

    def __init__(self, path: str) -> None:
        super().__init__(printable(path))
        self.path = path


class StdinNotAlone(Exception):  # noqa: N818  # likewise
    """Standard input named beside other paths, although it is a unit of its own."""


def find(
    paths: Sequence[str],
    stdin: bytes | None = None,
    stdin_filename: str | None = None,
    cwd: str | None = None,
    leaving: Leaving = _NOTHING,
) -> Tree:
    """What the paths of a command line name: `-` is standard input, no path the working directory.

    Raises NoSuchPath and StdinNotAlone: errors of use.
    """
    here = os.path.abspath(cwd if cwd is not None else os.getcwd())
    if STDIN in paths:
        if len(set(paths)) > 1:
            raise StdinNotAlone
        name = "<stdin>" if stdin_filename is None else relative(absolute(stdin_filename, here), here)
        return Tree((File(printable(name), data=stdin or b""),), "stdin", cwd=_segments(here), here=here)
    named = sorted({absolute(path, here): path for path in paths or (".",)}.items())
    for where, path in named:
        if not os.path.lexists(where):
            raise NoSuchPath(path)
    if leaving.forced:
        named = [(where, path) for where, path in named if not left_out(where, git.top(os.path.dirname(where)), leaving.excluded)]
    tops = [where for where, _ in named if os.path.isdir(where)]
    single = [where for where, _ in named if not os.path.isdir(where)]
    walk = Walk(here, tops, leaving)
    for where in sorted(single, key=lambda where: (os.path.islink(where), where)):
        walk.name(where)
    repositories = {directory: git.top(directory) for directory in (*tops, *map(os.path.dirname, single))}
    for top in tops:
        walk.below(top, repositories[top])
    files = walk.files()
    roots = {directory: _root(directory, top, here, whole=directory in tops) for directory, top in repositories.items()}
    return Tree(
        files,
        "directory" if tops else "files",
        tuple(sorted(roots.values())),
        _segments(here),
        () if tops else _beside(roots, {file.path for file in files}),
        walk.unseen(),
        here,
        tuple(tops),
        marked=tuple(sorted(walk.marked)),
    )


def _segments(path: str) -> tuple[str, ...]:
    return tuple(part for part in printable(path).replace(os.sep, "/").split("/") if part)


def _root(directory: str, repository: str | None, here: str, *, whole: bool) -> Root:
    where = _segments(directory)
    first = len(where) if repository is None else len(_segments(repository))
    chart = None
    above = directory
    for length in range(len(where) - 1, first - 1, -1):
        above = os.path.dirname(above)
        if os.path.isfile(os.path.join(above, CHART)):
            chart = length
    if not whole and os.path.isfile(os.path.join(directory, CHART)):
        chart = len(where) if chart is None else chart
    return Root(printable(relative(directory, here)), where, first, chart, whole)


def _beside(roots: dict[str, Root], named: set[str]) -> tuple[str, ...]:
    """The files that lie beside the named ones and could have been named with them."""
    found = []
    for directory, root in roots.items():
        prefix = "" if root.path == "." else f"{root.path}/"
        try:
            names = os.listdir(directory)
        except OSError:
            continue
        for name in names:
            outputs = () if wanted(name) else renderings(name)
            if outputs or wanted(name):
                around = {prefix + printable(one) for one in (name, *outputs)}
                found += [prefix + printable(name)] if named.isdisjoint(around) else []
    return tuple(sorted(found))
