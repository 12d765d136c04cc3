"""Writing reports: stdout as UTF-8, files whole or not at all."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable

from k8slint import report
from k8slint.cli.errors import UsageError, unknown_word
from k8slint.rulebook import nearest


def parse_targets(command: str, texts: Iterable[str]) -> list[tuple[str, str]]:
    """The formats and files of several `FORMAT=FILE`; raises UsageError also where two want the same file."""
    targets: dict[str, str] = {}
    for text in texts:
        name, path = _parse_target(command, text)
        if targets.setdefault(path, name) is not name:
            raise UsageError(command, f"two reports want to be written to {path}")
    return [(name, path) for path, name in targets.items()]


def _parse_target(command: str, text: str) -> tuple[str, str]:
    """The format and file of `FORMAT=FILE`; raises UsageError where it is not that."""
    name, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(command, f"--output wants FORMAT=FILE, not `{text}`")
    if path == "-":
        raise UsageError(command, "--output wants a file; what goes to stdout is for --output-format to say")
    if name not in report.FORMATS:
        raise unknown_word(command, "output format", name, nearest(name, tuple(report.FORMATS)))
    return name, path


def write_stdout(pieces: Iterable[str]) -> None:
    """Write text to stdout as UTF-8, whatever the locale says."""
    out = sys.stdout.buffer
    for piece in pieces:
        out.write(piece.encode("utf-8", "replace"))
    out.flush()


def write_file(command: str, path: str, pieces: Iterable[str]) -> None:
    """Write a file whole or not at all; raises UsageError where it cannot be written."""
    data = b"".join(piece.encode("utf-8", "replace") for piece in pieces)
    import tempfile  # brings the random numbers, and those hashes: milliseconds

    try:
        if os.path.lexists(path) and not os.path.isfile(path):
            with open(path, "wb") as device:  # a pipe or device: there is nothing to replace
                device.write(data)
            return
        target = os.path.realpath(path)  # through a link, not over it
        handle, temporary = tempfile.mkstemp(dir=os.path.dirname(target) or ".", prefix=".k8slint-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(temporary, _mode(target))
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        raise UsageError(command, f"{path}: cannot be written: {error.strerror}") from None


def _mode(path: str) -> int:
    """The mode that a file has, or would get."""
    try:
        return os.stat(path).st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
