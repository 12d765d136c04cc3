"""What a walk leaves out: what git ignores, what `.k8slintignore` files name, and what the configuration excludes."""

from __future__ import annotations

import os
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from k8slint import git
from k8slint.patterns import Patterns as Excluding

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

OWN = ".k8slintignore"
_GITS = ".gitignore"
FILES = frozenset({".git", _GITS, OWN})
_EXCLUDE = os.path.join(".git", "info", "exclude")
LARGEST = 1 << 20  # bytes of an ignore file that are read


class Patterns(NamedTuple):
    """The patterns of one file, and the directory that they are relative to."""

    base: str
    spec: GitIgnoreSpec


def _read(path: str, base: str) -> Patterns | None:
    try:
        with open(path, "rb") as file:
            text = file.read(LARGEST).decode("utf-8", "surrogateescape")
    except OSError:
        return None
    return patterns(text, base)


def patterns(text: str, base: str) -> Patterns:
    """The patterns of an ignore file's text; lines that make no sense are passed over, as git does."""
    from pathspec import GitIgnoreSpec  # tens of milliseconds that most runs need not pay

    lines = text.splitlines()
    try:
        return Patterns(base, GitIgnoreSpec.from_lines(lines))
    except ValueError:
        return Patterns(base, GitIgnoreSpec.from_lines(filter(_makes_sense, lines)))


def _makes_sense(line: str) -> bool:
    from pathspec import GitIgnoreSpec  # see above

    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True


def names(stack: tuple[Patterns, ...], path: str, *, directory: bool) -> bool:
    """Whether the last pattern that speaks of a path names it; deeper files have the last word."""
    for base, spec in reversed(stack):
        said = spec.check_file(path[len(base) :].lstrip(os.sep) + ("/" if directory else "")).include
        if said is not None:
            return said
    return False


def excludes(excluded: Sequence[tuple[str, Excluding]], path: str, *, directory: bool) -> bool:
    """Whether patterns, each with the directory that they are relative to, leave out a path; the last ones have the last word."""
    for base, patterns in reversed(excluded):
        if path.startswith(base.rstrip(os.sep) + os.sep):
            said = patterns.says(path[len(base) :].strip(os.sep).split(os.sep), directory=directory)
            if said is not None:
                return said
    return False


class Ignored(NamedTuple):
    """What is left out in one directory of a walk. `paths` are absolute: all that git named so far.

    `excluded` are patterns and the directory that they are relative to; the last ones have the last word.
    """

    paths: frozenset[str]
    gits: tuple[Patterns, ...] | None  # None: git was asked, or there is no repository
    own: tuple[Patterns, ...]
    excluded: tuple[tuple[str, Excluding], ...] = ()

    def anything(self) -> bool:
        """Whether there is anything to ask about."""
        return bool(self.paths or self.gits or self.own or self.excluded)

    def holds(self, path: str, *, directory: bool) -> bool:
        """Whether an entry is left out."""
        return (
            path in self.paths
            or (bool(self.gits) and names(self.gits or (), path, directory=directory))
            or (bool(self.own) and names(self.own, path, directory=directory))
            or (bool(self.excluded) and excludes(self.excluded, path, directory=directory))
        )

    def asked(self, directory: str, repository: str) -> Ignored:
        """This, and what git says of a directory; where it says nothing, the ignore files are read here."""
        answer = git.ignored(directory)
        if answer is not None:
            named = frozenset(os.path.join(directory, path.rstrip("/")) for path in answer)
            return self._replace(paths=self.paths | named, gits=None)
        excluded = _read(os.path.join(repository, _EXCLUDE), repository)
        return self._replace(gits=(excluded,) if excluded else ())

    def within(self, directory: str, names: AbstractSet[str]) -> Ignored:
        """What is left out in a directory of these entries: its own repository and ignore files count from here on."""
        found = self
        if ".git" in names:
            found = found.asked(directory, directory)
        if found.gits is not None and _GITS in names:
            patterns = _read(os.path.join(directory, _GITS), directory)
            found = found._replace(gits=(*found.gits, *((patterns,) if patterns else ())))
        if OWN in names:
            patterns = _read(os.path.join(directory, OWN), directory)
            found = found._replace(own=(*found.own, *((patterns,) if patterns else ())))
        return found


def left_out(path: str, repository: str | None, excluded: Sequence[tuple[str, Excluding]]) -> bool:
    """Whether excluding patterns, or the `.k8slintignore` files of a repository, name a path or a directory above it."""
    tops = (repository or os.path.dirname(path), *(base for base, _ in excluded))
    first = min((one for one in tops if path.startswith(one.rstrip(os.sep) + os.sep)), key=len, default=os.path.dirname(path))
    found = Ignored(frozenset(), None, (), tuple(excluded))
    directories = _between(first, path)
    for directory, entry in zip(directories, (*directories[1:], path), strict=True):
        found = found.within(directory, {OWN})
        if found.holds(entry, directory=entry != path or os.path.isdir(path)):
            return True
    return False


def around(root: str, repository: str | None, cwd: str) -> Ignored:
    """What the ignore files above a directory leave out in it; one that names the directory itself has no say."""
    found = Ignored(frozenset(), None, ())
    if repository is not None and repository != root:
        found = found.asked(root, repository)
    first = repository or (cwd if root.startswith(cwd.rstrip(os.sep) + os.sep) else root)
    for directory in _between(first, root):
        found = found.within(directory, {_GITS, OWN})

    def elsewhere(stack: tuple[Patterns, ...]) -> tuple[Patterns, ...]:
        return tuple(patterns for patterns in stack if not names((patterns,), root, directory=True))

    return found._replace(gits=found.gits and elsewhere(found.gits), own=elsewhere(found.own))


def _between(first: str, last: str) -> list[str]:
    """The directories from the first on down to the last, without the last."""
    found = []
    while last != first:
        above = os.path.dirname(last)
        if above == last:
            return []
        last = above
        found.append(last)
    return found[::-1]
