"""Rule books of installed packages: those that declare an entry point of the group `k8slint.rules`.

The value of the entry point is a package in whose folder the pages lie: `shop = "shop_rules.pages"`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

GROUP = "k8slint.rules"
_FILE = "entry_points.txt"
_MARK = GROUP.encode()
_LARGEST = 1 << 20  # bytes of a file of entry points


class Installed(NamedTuple):
    """A book of a package: the name of its entry point, the package, and the folder of its pages (None: there is none)."""

    name: str
    package: str
    folder: str | None


def books(path: Iterable[str] | None = None) -> tuple[Installed, ...]:
    """The books that are installed, by name; of two with one name the first on the path, as with modules.

    `importlib.metadata` knows this, too, but its import alone takes longer than looking into the files of a usual
    environment.
    """
    found: dict[str, Installed] = {}
    for text in _declarations(sys.path if path is None else path):
        for name, package in _entries(text):
            found.setdefault(name, Installed(name, package, _folder(package)))
    return tuple(found[name] for name in sorted(found))


def _declarations(path: Iterable[str]) -> Iterator[str]:
    """The texts of entry points that speak of our group; the working directory may be what is linted, and installs nothing."""
    here = os.getcwd()
    for directory in path:
        if not directory or directory == here:
            continue
        try:
            names = sorted(name for name in os.listdir(directory) if name.endswith((".dist-info", ".egg-info")))
        except OSError:
            continue
        for name in names:
            try:
                with open(os.path.join(directory, name, _FILE), "rb") as file:
                    data = file.read(_LARGEST)
            except OSError:
                continue
            if _MARK in data:
                yield data.decode("utf-8", "replace")


def _entries(text: str) -> Iterator[tuple[str, str]]:
    import configparser  # hardly anybody has a book

    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    if parser.has_section(GROUP):
        yield from parser.items(GROUP)


def _folder(package: str) -> str | None:
    """The folder of a package, found without importing it where it is not inside of another one."""
    from importlib.util import find_spec

    try:
        spec = find_spec(package)
    except (ImportError, ValueError, AttributeError):
        return None
    locations = None if spec is None else spec.submodule_search_locations
    return next(iter(locations), None) if locations else None
