"""A chart on disk: its files, and the reasons for those that may not be read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

from k8slint.units.charts.chart import Chart

_SIZE = 32 << 20  # bytes of a chart
_COUNT = 20_000
_SKIPPED = frozenset({".git", "__pycache__", "node_modules"})


def read_directory(where: str, shown: str, top: str) -> Chart:
    """The chart in a directory. `shown` is how reports name it, `top` the directory out of which no link may lead."""
    inside = os.path.realpath(top).rstrip(os.sep) + os.sep
    files: dict[str, bytes] = {}
    refused: dict[str, str] = {}
    left = _SIZE
    for path, file in _walk(where, inside, refused):
        if len(files) >= _COUNT:
            refused[path] = "too many files"
            break
        data = _read(file, left)
        if isinstance(data, str):
            refused[path] = data
        else:
            left -= len(data)
            files[path] = data
    return Chart(shown, files, refused)


def _walk(where: str, inside: str, refused: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The files of a directory, with where they lie; links are followed to where they may lead."""
    rest = [("", where, frozenset({os.path.realpath(where)}))]
    entered = 0
    while rest:
        prefix, directory, above = rest.pop()
        entered += 1
        if entered > _COUNT:
            refused[prefix.rstrip("/")] = "too many directories"
            return
        try:
            names = sorted(os.listdir(directory))
        except OSError:
            refused[prefix.rstrip("/") or "."] = "no permission"
            continue
        for name in names:
            path, file = prefix + name, os.path.join(directory, name)
            real = os.path.realpath(file)
            if os.path.islink(file) and not f"{real}{os.sep}".startswith(inside):
                refused[path] = "a link out of the tree"
            elif os.path.isdir(file):
                if real in above:
                    refused[path] = "a link to itself"
                elif name not in _SKIPPED:
                    rest.append((f"{path}/", file, above | {real}))
            else:
                yield path, real


def _read(file: str, limit: int) -> bytes | str:
    """The bytes of a file, or why there are none."""
    try:
        handle = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        return "a link to nothing"
    except OSError:
        return "no permission"
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return "no regular file"
        data = opened.read(limit + 1)
    return data if len(data) <= limit else "the chart is too large"
