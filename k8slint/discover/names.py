"""How files are called in reports: relative to the working directory, `/` between parts, and printable."""

from __future__ import annotations

import os
import re
from contextlib import suppress

#: What a terminal might obey or an editor might hide, and what is left of bytes that are not UTF-8.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
#: The baseline that nobody gave another name: a file of ours, and no manifest.
BASELINE = ".k8slint-baseline.yaml"
_BYTE = 0xFF
_RAW = 0xDC00  # where os.fsdecode keeps a byte that is not UTF-8


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    if _RAW <= code <= _RAW + _BYTE:
        code -= _RAW
    return f"\\x{code:02x}" if code <= _BYTE else f"\\u{code:04x}"


def printable(path: str) -> str:
    """A path as text that can be shown: control characters and bytes that are not UTF-8 as escapes."""
    if path.isascii() and path.isprintable():
        return path
    with suppress(UnicodeEncodeError):  # else it is no name of the file system
        path = os.fsencode(path).decode("utf-8", "surrogateescape")  # the same report in every locale
    return _UNPRINTABLE.sub(_escaped, path)


def absolute(path: str, cwd: str) -> str:
    """Where a path leads, without `.` and `..`; a link is followed only where a `..` comes after it."""
    joined = os.path.join(cwd, path)
    if os.pardir in joined.replace(os.sep, "/").split("/"):
        head, tail = os.path.split(joined.rstrip("/" + os.sep))
        joined = os.path.realpath(joined if tail in {os.curdir, os.pardir} else head)
        if tail not in {os.curdir, os.pardir}:
            joined = os.path.join(joined, tail)
    return os.path.normpath(joined)


def relative(path: str, cwd: str) -> str:
    """An absolute path as reports name it, not yet made printable: `.` for the working directory itself."""
    for start, end in ((cwd, path), (os.path.realpath(cwd), os.path.realpath(path))):
        if end == start:
            return "."
        if end.startswith(start.rstrip(os.sep) + os.sep):
            return end[len(start.rstrip(os.sep)) + 1 :].replace(os.sep, "/")
    try:
        return os.path.relpath(path, cwd).replace(os.sep, "/")
    except ValueError:  # another drive
        return path.replace(os.sep, "/")
