"""A program that is run for its output: alone, in a clean environment, and no longer and larger than it may be."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from typing import IO, NamedTuple

_PAUSE = 0.004  # seconds between two looks at a program
_GRACE = 2.0  # seconds in which what a program has written is read once it has ended
_MEMORY = 4 << 30
_LARGEST_FILE = 16 << 20
_COMPLAINTS = 1 << 20


class Limits(NamedTuple):
    """What one build may take: seconds, bytes of output, and how many files of how many bytes it may read."""

    seconds: float = 30.0
    output: int = 64 << 20
    files: int = 20_000
    size: int = 64 << 20


class Ended(NamedTuple):
    """How a program ended: its exit code and what it wrote; `stopped` says why it was not left to end by itself."""

    code: int | None
    stdout: bytes
    stderr: bytes
    stopped: str | None = None


class _Drain:
    """What a program writes to one stream, up to a limit."""

    def __init__(self, stream: IO[bytes], limit: int) -> None:
        self.full = False
        self._parts: list[bytes] = []
        self._stream = stream
        self._limit = limit
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        left = self._limit
        with contextlib.suppress(OSError, ValueError):
            while part := os.read(self._stream.fileno(), 1 << 16):
                self._parts.append(part[:left])
                left -= len(part)
                if left < 0:
                    self.full = True
                    return

    def close(self) -> bytes:
        """Everything that was written."""
        self._thread.join(_GRACE)
        if not self._thread.is_alive():  # else somebody who was not caught still holds the other end
            self._stream.close()
        return b"".join(self._parts)


def run(command: Sequence[str], directory: str, environment: Mapping[str, str], limits: Limits) -> Ended:
    """Run a program to its end, or to its limits: then it and what it has started are killed. Never raises."""
    try:
        process = _started(command, directory, environment)
    except (OSError, ValueError) as error:
        return Ended(None, b"", b"", f"cannot be run: {getattr(error, 'strerror', None) or error}")
    assert process.stdout is not None  # noqa: S101  # both are pipes
    assert process.stderr is not None  # noqa: S101
    _bound(process.pid)
    out, err = _Drain(process.stdout, limits.output), _Drain(process.stderr, _COMPLAINTS)
    stopped = None
    try:
        stopped = _watch(process, (out, err), limits)
    finally:
        _kill(process)
    return Ended(process.wait(), out.close(), err.close(), stopped)


def _watch(process: subprocess.Popen[bytes], drains: Sequence[_Drain], limits: Limits) -> str | None:
    end = time.monotonic() + limits.seconds
    while not _has_ended(process):
        if any(drain.full for drain in drains):
            return "it writes too much"
        if time.monotonic() > end:
            return f"it takes longer than {limits.seconds:g} seconds"
        time.sleep(_PAUSE)
    return "it writes too much" if any(drain.full for drain in drains) else None


if sys.platform == "win32":

    def _started(command: Sequence[str], directory: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # an absolute path, and no shell
            command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )  # fmt: skip

    def _bound(pid: int) -> None:
        """Windows has no such limits."""

    def _has_ended(process: subprocess.Popen[bytes]) -> bool:
        return process.poll() is not None

    def _kill(process: subprocess.Popen[bytes]) -> None:
        process.kill()

else:

    def _started(command: Sequence[str], directory: str, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603  # an absolute path, and no shell
            command, cwd=directory, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def _bound(pid: int) -> None:
        """Bound memory and files, where one process may do that to another."""
        import resource

        if sys.platform == "linux":
            with contextlib.suppress(OSError, ValueError):
                resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
                resource.prlimit(pid, resource.RLIMIT_CORE, (0, 0))

    def _has_ended(process: subprocess.Popen[bytes]) -> bool:
        """Whether it has ended; it is not yet laid to rest, so that its number stays that of its group."""
        if sys.platform == "linux":
            with contextlib.suppress(ChildProcessError):
                return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return process.poll() is not None

    def _kill(process: subprocess.Popen[bytes]) -> None:
        """Kill a program and its group, which it leads."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
