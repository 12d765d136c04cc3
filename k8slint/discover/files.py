"""What was found: files, read when they are needed, and where they lie."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Literal, NamedTuple

from k8slint.discover.around import Around
from k8slint.units.layout import Layout, plan
from k8slint.units.roots import Root
from k8slint.units.unseen import Unseen

if TYPE_CHECKING:
    from k8slint.discover.recorded import Recorded

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)

Mode = Literal["directory", "files", "stdin"]


def reason(error: OSError) -> str:
    """Why something could not be opened, in the words of reports."""
    if isinstance(error, PermissionError):
        return "no permission"
    if isinstance(error, FileNotFoundError):
        return "not there any more"
    return (error.strerror or "cannot be read").lower()


class File:
    """One file: its path as reports name it, and its bytes once someone asks for them.

    `unreadable` says why there are none; a file that is no regular file has it from the start and is never opened.
    `real` is where it lies, without links; empty where it cannot be written: it lies on no disk, or a link leads to it
    out of the tree.
    """

    __slots__ = ("_bytes", "_where", "path", "real", "unreadable")

    def __init__(
        self, path: str, where: str = "", *, real: str = "", data: bytes | None = None, unreadable: str | None = None
    ) -> None:
        self.path = path
        self.real = real
        self.unreadable = unreadable
        self._where = where
        self._bytes = data

    def __repr__(self) -> str:
        return f"File({self.path!r}, unreadable={self.unreadable!r})"

    @property
    def moved(self) -> bool:
        """Whether its path leads elsewhere by now."""
        return os.path.realpath(self._where) != self.real

    def read(self, limit: int | None = None) -> bytes | None:
        """The bytes of the file, at most `limit` of them; None if it cannot be read, then `unreadable` says why."""
        if self._bytes is not None or self.unreadable is not None:
            return self._bytes
        try:
            handle = os.open(self._where, _FLAGS)
        except OSError as error:
            self.unreadable = reason(error)
            return None
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                self.unreadable = "no regular file"
                return None
            return _drain(handle, status.st_size, limit)
        except OSError as error:
            self.unreadable = reason(error)
            return None
        finally:
            os.close(handle)


def _drain(handle: int, size: int, limit: int | None) -> bytes:
    """Everything of an open file up to a limit, also where it grows meanwhile."""
    wanted = size if limit is None else min(size, limit)
    found = os.read(handle, wanted + 1)
    if len(found) == size and wanted == size:
        return found
    parts = [found]
    while parts[-1] and (limit is None or sum(map(len, parts)) < limit):
        parts.append(os.read(handle, 1 << 16))
    return b"".join(parts)[:limit]


class Tree(NamedTuple):
    """What was found, in path order, and how it was named.

    `cwd` are the segments of the working directory, `beside` the files of the named ones' directories that were not
    named themselves: they tell whether the named ones are all there is. `unseen` tells the same of directories. `here`
    and `tops` are the working directory and the directories that were named, as the system calls them; so are those of
    `marked`, in which a file lies that says something of them. `recorded`: the files are those of git, not those on disk.
    `unread` are the paths of files that lie there too and are not read, because they can tell nothing new.
    """

    files: tuple[File, ...]
    mode: Mode
    roots: tuple[Root, ...] = ()
    cwd: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    unseen: Unseen = Unseen()
    here: str = ""
    tops: tuple[str, ...] = ()
    recorded: Recorded | None = None
    marked: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def store(self) -> Around | Recorded:
        """What lies in the directories that were named, for those who are told its name."""
        return self.recorded if self.recorded is not None else Around(self.files, self.here, self.tops)

    @property
    def layout(self) -> Layout:
        """What each file is for, by its path."""
        paths = (*(file.path for file in self.files), *self.unread)
        return plan(sorted(paths) if self.unread else paths, self.mode, self.roots, self.cwd, self.beside, self.unseen)
