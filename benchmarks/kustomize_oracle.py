"""What `benchmarks/kustomize.py` compares with: the files of a folder, and what kubectl makes of a directory."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import time
from pathlib import Path
from typing import Any, NamedTuple

from k8slint.text import SourceFile
from k8slint.units.kustomizing import Found
from k8slint.yaml import ReadError, decode, read


class Disk:
    """The files below a folder; links that lead out of it lead nowhere."""

    def __init__(self, top: str) -> None:
        self._top = os.path.realpath(top)

    def find(self, path: str) -> Found:
        """What lies at a path."""
        if path == ".." or path.startswith(("../", "/")):
            return Found("outside", path)
        real = os.path.realpath(os.path.join(self._top, path))
        if real != self._top and not real.startswith(self._top + os.sep):
            return Found("outside", path)
        shown = os.path.relpath(real, self._top).replace(os.sep, "/")
        if os.path.isdir(real):
            return Found("directory", shown)
        return Found("file" if os.path.isfile(real) else "missing", shown)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read."""
        try:
            return Path(self._top, path).read_bytes()
        except OSError:
            return None

    def source(self, path: str) -> SourceFile | ReadError | None:
        """The text of a file; None if it cannot be read."""
        data = self.data(path)
        return None if data is None else decode(path, data)


class Oracle(NamedTuple):
    """What kubectl makes of a directory: its documents, None if it fails; its last words; seconds."""

    documents: list[Any] | None
    words: str
    seconds: float


def ask(directory: str, cache: str | None = None) -> Oracle:
    """Run `kubectl kustomize`, without network."""
    known = os.path.join(cache, hashlib.sha256(directory.encode()).hexdigest()) if cache else None
    if known and os.path.exists(known):
        output, words, seconds = json.loads(Path(known).read_text(encoding="utf-8"))
    else:
        dead = "http://127.0.0.1:9"
        quiet = {**os.environ, "HTTPS_PROXY": dead, "HTTP_PROXY": dead, "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
        started = time.perf_counter()
        try:
            done = subprocess.run(
                ["kubectl", "kustomize", directory],  # noqa: S607  # the one on PATH is the oracle
                capture_output=True, env=quiet, timeout=120, check=False,
            )  # fmt: skip
            output = done.stdout.decode() if done.returncode == 0 else None
            words = done.stderr.decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            output, words = None, "timeout"
        seconds = time.perf_counter() - started
        if known:
            Path(known).write_text(json.dumps([output, words, seconds]), encoding="utf-8")
    if output is None:
        return Oracle(None, words, seconds)
    stream = read(SourceFile("output", output))
    return Oracle([document.value for document in stream.documents], words, seconds)
