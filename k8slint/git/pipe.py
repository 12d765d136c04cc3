"""One git that hands out objects for as long as somebody asks: for those who learn only by reading what to read next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from k8slint.git.asking import GitError, missing, started

if TYPE_CHECKING:
    from subprocess import Popen
    from typing import IO

_AT_ONCE = 64  # ids: fewer than fill a pipe, so that neither side waits for the other
_PIECE = 1 << 20  # bytes of what is not wanted


class Pipe:
    """Reads blobs by their ids from the repository around a directory; to be closed."""

    def __init__(self, directory: str) -> None:
        self._directory = directory
        self._process: Popen[bytes] | None = None

    def read(self, ids: Iterable[str], limit: int) -> Iterator[tuple[str, bytes | None]]:
        """The bytes of blobs; None for one of more than `limit` bytes. Raises GitError where one is missing."""
        rest = iter(ids)
        while asked := list(islice(rest, _AT_ONCE)):
            writes, reads = self._ends()
            try:
                writes.write("".join(f"{blob}\n" for blob in asked).encode())
                writes.flush()
                for blob in asked:
                    yield blob, _one(reads, self._directory, blob, limit)
            except OSError:
                raise GitError("git stopped while it was asked for objects") from None

    def _ends(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._process = started(self._directory, "cat-file", "--batch")
        writes, reads = self._process.stdin, self._process.stdout
        assert writes is not None  # noqa: S101  # both were asked for
        assert reads is not None  # noqa: S101
        return writes, reads

    def close(self) -> None:
        """Let git go."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()


def _one(reads: IO[bytes], directory: str, blob: str, limit: int) -> bytes | None:
    head = reads.readline()
    parts = head.split()
    if len(parts) != 3 or parts[1] != b"blob":  # noqa: PLR2004  # an id, a type, a size
        raise missing(directory, blob)
    size = int(parts[2])
    if size <= limit:
        data = reads.read(size + 1)
        if len(data) <= size:
            raise GitError("git stopped while it was asked for objects")
        return data[:-1]
    left = size + 1
    while left > 0 and (piece := reads.read(min(left, _PIECE))):
        left -= len(piece)
    return None
