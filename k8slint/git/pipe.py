"""One git that hands out objects for as long as somebody asks: for those who learn only by reading what to read next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from k8slint.git.asking import PATIENCE, GitError, missing, started

if TYPE_CHECKING:
    from subprocess import Popen
    from typing import IO

_AT_ONCE = 64  # ids: fewer than fill a pipe, so that neither side waits for the other
_STOPPED = f"git stopped, or did not answer within {PATIENCE:.0f} seconds, when it was asked for objects"
_PIECE = 1 << 20  # bytes of what is not wanted


class Pipe:
    """Reads blobs by their ids from the repository around a directory; to be closed."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._process: Popen[bytes] | None = None

    def read(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """The bytes of blobs; None for one of more than `limit` bytes. Raises GitError where one is missing."""
        from threading import Timer  # not everybody asks

        rest = iter(ids)
        while asked := list(islice(rest, _AT_ONCE)):
            process = self._running()
            watch = Timer(PATIENCE, process.kill)  # then it answers nothing more
            watch.daemon = True
            watch.start()
            try:
                writes, reads = _ends(process)
                writes.write("".join(f"{blob}\n" for blob in asked).encode())
                writes.flush()
                found = [(blob, _one(reads, self._directory, blob, limit)) for blob in asked]
            except OSError:
                raise GitError(_STOPPED) from None
            finally:
                watch.cancel()
            yield from found

    def _running(self) -> Popen[bytes]:
        if self._process is None:
            self._process = started(self._directory, "cat-file", "--batch")
        return self._process

    def close(self) -> None:
        """Let git go."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _ends(process: Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    writes, reads = process.stdin, process.stdout
    assert writes is not None  # noqa: S101  # both were asked for
    assert reads is not None  # noqa: S101
    return writes, reads


def _one(reads: IO[bytes], directory: str, blob: str, limit: int) -> bytes | None:
    head = reads.readline()
    if not head:
        raise GitError(_STOPPED)
    parts = head.split()
    if len(parts) != 3 or parts[1] != b"blob":  # noqa: PLR2004  # an id, a type, a size
        raise missing(directory, blob)
    size = int(parts[2])
    if size <= limit:
        data = reads.read(size + 1)
        if len(data) <= size:
            raise GitError(_STOPPED)
        return data[:-1]
    left = size + 1
    while left > 0 and (piece := reads.read(min(left, _PIECE))):
        left -= len(piece)
    return None
