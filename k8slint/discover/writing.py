"""Writing files: whole or not at all, with the mode and owner that they have."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING, NamedTuple

from k8slint.discover.files import reason
from k8slint.text import SourceFile
from k8slint.yaml import decode, encode

if TYPE_CHECKING:
    from k8slint.discover.files import File

#: Why a file is not written although it could be: who changed it did not see what was found in it.
CHANGED = "changed meanwhile"
_LEFT = "a link out of the tree"


class CannotWrite(Exception):  # noqa: N818  # it says what is so
    """A file that cannot be written, and why, in the words of reports."""


class Staged(NamedTuple):
    """A new content of a file, written beside it."""

    temporary: str
    target: str

    def commit(self) -> None:
        """Put it in the place of the old one; raises OSError, and is then gone."""
        try:
            os.replace(self.temporary, self.target)
        except BaseException:
            self.discard()
            raise

    def discard(self) -> None:
        """Drop it."""
        with contextlib.suppress(OSError):
            os.unlink(self.temporary)


def stage(target: str, data: bytes) -> Staged:
    """Write what a file is to hold beside it, with its mode and, where that is allowed, its owner; raises OSError."""
    import tempfile  # brings the random numbers, and those hashes: milliseconds

    handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target) or ".", prefix=".k8slint-")
    staged = Staged(temporary, target)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        _dress(temporary, target)
    except BaseException:
        staged.discard()
        raise
    return staged


def stage_text(file: File, before: str, after: str) -> Staged:
    """Write the new text of a file beside it, in the encoding that it has; raises CannotWrite.

    `before` is the text that was linted: a file that holds another one by now stays as it is.
    """
    if not file.real:
        raise CannotWrite(_LEFT)
    data = None if file.moved else file.read()
    if data is None:
        raise CannotWrite(CHANGED)
    source = decode(file.path, data)
    if not isinstance(source, SourceFile) or source.text != before:
        raise CannotWrite(CHANGED)
    if not os.access(file.real, os.W_OK):
        raise CannotWrite(reason(PermissionError()))
    try:
        return stage(file.real, encode(after, data))
    except OSError as error:
        raise CannotWrite(reason(error)) from None


def _dress(path: str, like: str) -> None:
    """Give a new file the mode and the owner of another, or those of any new file where there is no other."""
    try:
        status = os.stat(like)
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(path, 0o666 & ~mask)
        return
    own = os.stat(path)
    if hasattr(os, "chown") and (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
        for owner in ((status.st_uid, status.st_gid), (-1, status.st_gid)):
            try:
                os.chown(path, *owner)
            except OSError:
                continue  # only who may do everything gives files away
            break
    os.chmod(path, status.st_mode & 0o7777)  # last: a new owner takes bits away
