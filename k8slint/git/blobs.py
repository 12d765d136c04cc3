"""The bytes of what a repository has recorded, as they were committed: no filter, no conversion, nothing fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8slint.git.asking import answered, missing
from k8slint.git.recorded import Repository

LIMIT = 1 << 26  # bytes of a blob, as of a file on disk
_AT_ONCE = 1 << 28  # bytes that are asked for in one go


def read(repository: Repository, ids: Iterable[str], limit: int = LIMIT) -> dict[str, bytes | None]:
    """The bytes of blobs by their ids; None for one of more than `limit` bytes. Raises GitError where one is missing."""
    wanted = tuple(dict.fromkeys(ids))
    found: dict[str, bytes | None] = {}
    together: list[str] = []
    total = 0
    for blob, size in _sizes(repository, wanted).items():
        if size > limit:
            found[blob] = None
            continue
        if together and total + size > _AT_ONCE:
            found.update(_read(repository, together))
            together, total = [], 0
        together.append(blob)
        total += size
    found.update(_read(repository, together))
    return found


def _sizes(repository: Repository, ids: tuple[str, ...]) -> dict[str, int]:
    if not ids:
        return {}
    lines = answered(repository.top, "cat-file", "--batch-check", stdin=_asked(ids)).decode().splitlines()
    found: dict[str, int] = {}
    for blob, line in zip(ids, lines, strict=True):
        parts = line.split(" ")
        if len(parts) != 3 or parts[1] != "blob":  # noqa: PLR2004  # an id, a type, a size
            raise missing(repository.top, blob)
        found[blob] = int(parts[2])
    return found


def _read(repository: Repository, ids: list[str]) -> Iterator[tuple[str, bytes]]:
    if not ids:
        return
    answer = answered(repository.top, "cat-file", "--batch", stdin=_asked(ids))
    at = 0
    for blob in ids:
        end = answer.index(b"\n", at)
        size = int(answer[at:end].rpartition(b" ")[2])
        yield blob, answer[end + 1 : end + 1 + size]
        at = end + 1 + size + 1


def _asked(ids: Iterable[str]) -> bytes:
    return "".join(f"{blob}\n" for blob in ids).encode()


class Blobs:
    """The blobs of a repository that were read so far, by their ids; each is read once."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._found: dict[str, bytes | None] = {}

    def load(self, ids: Iterable[str]) -> None:
        """Read blobs in one go, for those who ask for them later; raises GitError."""
        missing = [blob for blob in ids if blob not in self._found]
        if missing:
            self._found.update(read(self._repository, missing))

    def get(self, blob: str) -> bytes | None:
        """The bytes of a blob; None if it is too large. Raises GitError where it is missing."""
        self.load((blob,))
        return self._found[blob]
