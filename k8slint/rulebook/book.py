"""A rule book on disk: its place and its files."""

from __future__ import annotations

import os
from typing import NamedTuple

#: The category whose pages need no check: the engine itself reports what stands there.
SUPPRESSIONS = "suppressions"


class PageFile(NamedTuple):
    """A page and the body beside it, if there is one: paths on disk."""

    category: str
    id: str
    page: str
    body: str | None


class Place(NamedTuple):
    """Where a book lies, and whether an index that was built with it lies there too."""

    folder: str
    indexed: bool


def builtin() -> Place:
    """Find our own book: beside the package in a checkout, inside it once installed."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    checkout = os.path.dirname(package)
    # Of an installed package, a folder beside it is somebody else's: only a checkout has our build hook.
    marks = (os.path.join(checkout, name) for name in ("pyproject.toml", "hatch_build.py"))
    beside = os.path.join(checkout, "rules")
    if os.path.isdir(beside) and all(map(os.path.isfile, marks)):
        return Place(beside, indexed=False)
    return Place(os.path.join(package, "rules"), indexed=True)


def files(folder: str) -> list[PageFile]:
    """List the pages of a book, by category and id; files directly in its folder are none."""
    found = []
    with os.scandir(folder) as entries:
        categories = sorted(entry.name for entry in entries if entry.is_dir() and not entry.name.startswith((".", "_")))
    for category in categories:
        inside = os.path.join(folder, category)
        names = sorted(os.listdir(inside))
        bodies = {name for name in names if name.endswith(".py")}
        for name in names:
            stem, extension = os.path.splitext(name)
            if extension == ".md":
                path = os.path.join(inside, stem)
                found.append(PageFile(category, stem, f"{path}.md", f"{path}.py" if f"{stem}.py" in bodies else None))
                bodies.discard(f"{stem}.py")
        alone = [(name.removesuffix(".py"), os.path.join(inside, name)) for name in sorted(bodies)]
        found += [PageFile(category, stem, "", path) for stem, path in alone]
    return found
