"""Charts as they are recorded; see `read_directory` for those on disk."""

from __future__ import annotations

from k8slint.discover.entries import Entries
from k8slint.git.recorded import Entry
from k8slint.units.charts.chart import Chart

_SKIPPED = frozenset({"__pycache__", "node_modules"})
_LARGEST_CHART = 32 << 20  # bytes
_COUNT = 20_000  # files, also by links to directories
_MANY = "too many files"


def chart(entries: Entries, where: str, directory: str) -> Chart:
    """The chart in a directory of the repository, which reports call otherwise."""
    start = len(where) + 1 if where else 0
    inside: dict[str, Entry] = {}
    refused: dict[str, str] = {}
    for entry in entries.below(where):
        if len(inside) >= _COUNT:
            refused[entry.path[start:]] = _MANY
            break
        if _SKIPPED.isdisjoint(entry.path[start:].split("/")):
            _add(entries, entry.path[start:], entry, inside, refused)
    entries.blobs.load(entry.blob for entry in inside.values())
    files: dict[str, bytes] = {}
    left = _LARGEST_CHART
    for path, entry in inside.items():
        data = entries.blobs.get(entry.blob)
        if data is None or len(data) > left:
            refused[path] = "the chart is too large"
            continue
        left -= len(data)
        files[path] = data
    return Chart(directory, files, refused)


def _add(entries: Entries, path: str, entry: Entry, inside: dict[str, Entry], refused: dict[str, str]) -> None:
    """Take a file of a chart; where a link leads to, all that is there."""
    if entry.kind == "file":
        inside[path] = entry
    elif entry.kind != "link":
        refused[path] = "no regular file"
    else:
        target = entries.follow(entry.path)
        if target is None:
            refused[path] = "a link out of the tree"
        elif target in entries.children and not entry.path.startswith(f"{target}/"):
            for other in entries.below(target):
                if len(inside) >= _COUNT:
                    refused[path] = _MANY
                    return
                if other.kind == "file":
                    inside[path + other.path[len(target) :]] = other
        elif target in entries.by_path and entries.by_path[target].kind == "file":
            inside[path] = entries.by_path[target]
        else:
            refused[path] = "a link to nothing"
