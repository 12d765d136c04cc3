"""One line on a terminal that says how far a long run is."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

_FIRST = 0.5  # seconds before anything is said
_PAUSE = 0.1  # seconds between two changes of the line


class Progress:
    """Called with a stage and counts; rewrites one line on stderr, on a terminal only, and wipes it at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream if stream.isatty() else None
        self._next = time.monotonic() + _FIRST
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._write("")

    def __call__(self, stage: str, done: int | None = None, total: int | None = None) -> None:
        """Say what is being done."""
        if self._stream is None or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + _PAUSE
        self._write(stage if done is None else f"{stage} {done:,} of {total:,} files")

    def _write(self, text: str) -> None:
        if self._stream is not None and (text or self._shown):
            self._stream.write("\r" + text.ljust(self._shown) + ("\r" if not text else ""))
            self._stream.flush()
            self._shown = len(text)
