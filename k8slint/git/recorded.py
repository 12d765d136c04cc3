"""What a repository has recorded: the files of its revisions and of its index, by path and blob.

The way in is `repository(directory)`; everything raises GitError with words for a person. Revisions are ids of trees or
commits once `revision` has looked them up; where one is expected, None is the index. Paths are relative to the top of the
repository, `/` between their parts, bytes that are not UTF-8 as `os.fsdecode` keeps them.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Literal, NamedTuple

from k8slint.git import top
from k8slint.git.asking import GitError, answered

Kind = Literal["file", "link", "submodule", "conflict"]

#: Of the tree without entries, by the length of ids: SHA-1 and SHA-256. Every git knows it, whether it is there or not.
_EMPTY = {
    40: "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    64: "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
_SHA1 = 40
_SHA256 = 64
_KINDS: Mapping[bytes, Kind] = {b"120000": "link", b"160000": "submodule"}


class Repository(NamedTuple):
    """A repository: the top of its work tree, and the file of its index where a hook was given another (else None)."""

    top: str
    hook_index: str | None = None


class Entry(NamedTuple):
    """A recorded file: its path, what it is, and the id of its blob (of a submodule: its commit).

    `conflict`: the index holds several versions of it, and none counts.
    """

    path: str
    kind: Kind
    blob: str


class Change(NamedTuple):
    """A path that differs between two lists of entries: what was there (None: it is added) and is (None: deleted)."""

    path: str
    old: Entry | None
    new: Entry | None


def repository(directory: str, *, hook: bool = False) -> Repository:
    """The repository of a directory; raises GitError outside of one.

    `hook`: of the index that a git hook is told to look at, if this runs in one: `git commit -a` and `git commit FILE`
    build a temporary one. It counts only where it lies in the repository's own directory.
    """
    where = top(directory)
    if where is None:
        raise GitError("this is no git repository")
    told = answered(where, "rev-parse", "--show-toplevel", "--absolute-git-dir").split(b"\n")
    named = [os.fsdecode(line) for line in told if line]
    if len(named) != 2 or os.path.realpath(named[0]) != os.path.realpath(where):  # noqa: PLR2004  # a top and a directory
        raise GitError("the work tree of this repository lies elsewhere (see core.worktree)")
    index = os.environ.get("GIT_INDEX_FILE") if hook else None
    if index:
        index = os.path.abspath(os.path.join(where, index))  # git goes to the top before it opens it
        inside = os.path.realpath(index).startswith(os.path.realpath(named[1]) + os.sep)
        index = index if inside and os.path.isfile(index) else None
    return Repository(where, index or None)


def revision(repository: Repository, word: str) -> str:
    """The commit that a word of a person names: `HEAD~2`, a branch, a tag, an id.

    `REV...` is the last commit that REV and HEAD have in common. Raises GitError where there is none.
    """
    if word.endswith("..."):
        return _common(repository, word[:-3])
    if not word or word.startswith("-") or ".." in word or "\n" in word:
        raise GitError(f"`{word}` is no revision")
    try:
        return answered(repository.top, "rev-parse", "--verify", "--quiet", f"{word}^{{commit}}").decode().strip()
    except GitError:
        raise _unknown(repository, word) from None


def head(repository: Repository) -> str:
    """What the next commit is compared with: HEAD, or the empty tree where there is no commit yet."""
    try:
        return answered(repository.top, "rev-parse", "--verify", "--quiet", "HEAD^{commit}").decode().strip()
    except GitError:
        answered(repository.top, "rev-parse", "--git-dir")  # raises where it is the repository that is wrong
        sha256 = answered(repository.top, "rev-parse", "--show-object-format").strip() == b"sha256"
        return _EMPTY[_SHA256 if sha256 else _SHA1]


def _common(repository: Repository, word: str) -> str:
    start = revision(repository, word or "HEAD")
    try:
        return answered(repository.top, "merge-base", start, "HEAD").decode().split()[0]
    except (GitError, IndexError):
        hint = _SHALLOW if _shallow(repository) else ""
        raise GitError(f"`{word}` and HEAD have no commit in common{hint}") from None


_SHALLOW = "; this clone is shallow: `git fetch --unshallow` gets the rest (in CI: fetch-depth: 0)"


def _shallow(repository: Repository) -> bool:
    return answered(repository.top, "rev-parse", "--is-shallow-repository").strip() == b"true"


def _unknown(repository: Repository, word: str) -> GitError:
    """Why a word names no commit."""
    shallow = _shallow(repository)  # raises where it is the repository that is wrong
    if head(repository) in _EMPTY.values():
        return GitError(f"`{word}` is no revision: there is no commit yet")
    return GitError(f"`{word}` is no revision of this repository{_SHALLOW if shallow else ''}")


def entries(repository: Repository, revision: str | None) -> tuple[Entry, ...]:
    """The files of a revision, or of the index, in path order."""
    if revision is not None:
        lines = answered(repository.top, "ls-tree", "-r", "-z", "--full-tree", revision).split(b"\0")
        return tuple(_of_tree(line) for line in lines if line)
    answer = answered(repository.top, "ls-files", "--stage", "-z", "--full-name", index=repository.hook_index)
    found: dict[str, Entry] = {}
    for line in answer.split(b"\0"):
        if line:
            entry = _of_index(line)
            found[entry.path] = entry
    return tuple(found.values())


def _of_tree(line: bytes) -> Entry:
    told, _, path = line.partition(b"\t")
    mode, _, blob = told.split(b" ")
    return Entry(os.fsdecode(path), _KINDS.get(mode, "file"), blob.decode())


def _of_index(line: bytes) -> Entry:
    told, _, path = line.partition(b"\t")
    mode, blob, stage = told.split(b" ")
    return Entry(os.fsdecode(path), _KINDS.get(mode, "file") if stage == b"0" else "conflict", blob.decode())


def changes(repository: Repository, old: str, new: str | None) -> tuple[Change, ...]:
    """What differs between a revision and another, or the index: every path by itself, a renamed file is two.

    Asks git only for names: neither blobs nor the work tree are looked at. See `moved` for renames.
    """
    options = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--ignore-submodules=none")
    if new is None:
        answer = answered(repository.top, "diff-index", "--cached", *options, old, "--", index=repository.hook_index)
    else:
        answer = answered(repository.top, "diff-tree", *options, old, new, "--")
    found: dict[str, Change] = {}
    parts = answer.split(b"\0")
    for told, raw in zip(parts[::2], parts[1::2], strict=False):
        before, after, was, now, status = told.removeprefix(b":").split(b" ")
        path = os.fsdecode(raw)
        kept = None if status == b"A" else Entry(path, _KINDS.get(before, "file"), was.decode())
        made: Entry | None = None if status == b"D" else Entry(path, _KINDS.get(after, "file"), now.decode())
        if made is not None and (status == b"U" or not now.strip(b"0")):
            made = made._replace(kind="conflict")
        found[path] = Change(path, kept, made)
    return tuple(found.values())


def moved(changes: tuple[Change, ...]) -> dict[str, str]:
    """The new path of each file that went elsewhere as it was, by its old one."""
    gone = {change.old.blob: change.path for change in changes if change.old is not None and change.new is None}
    added = ((change.new.blob, change.path) for change in changes if change.new is not None and change.old is None)
    return {gone.pop(blob): path for blob, path in added if blob in gone}
