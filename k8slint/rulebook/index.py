"""The compiled index: a whole rule book in one file, so that a run reads no page."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from k8slint import __version__
from k8slint.findings import Evidence, Safety, Severity
from k8slint.rulebook import book
from k8slint.rulebook.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8slint.rulebook.errors import PageError

#: Where the site keeps the pages: the only place that knows.
SITE = "https://k8slint.dev/rules/"
#: The index of an installed book; the build hook writes it.
FILE = "index.json"
#: What makes an entry of a page: when one of these changes, so may every entry.
_COMPILERS = ("body.py", "book.py", "compiler.py", "declarative.py", "fences.py", "page.py", "page.schema.json")


def load(folder: str | None = None) -> tuple[Rule, ...]:
    """Return the rules of a book, ours or that in a folder, by category and id; raises BookError on a faulty page."""
    place = book.builtin() if folder is None else book.Place(os.path.abspath(folder), indexed=False)
    site = SITE if folder is None else None
    if place.indexed:
        built = _rules(os.path.join(place.folder, FILE), "version", __version__, place.folder, site)
        if built is not None:
            return built
    key = _key(place.folder)
    cache = _cache_file(place.folder)
    cached = _rules(cache, "key", key, place.folder, site)
    if cached is not None:
        return cached
    from k8slint.rulebook.compiler import compiled  # a run whose index is up to date compiles nothing

    entries = compiled(place.folder)
    _write(cache, {"key": key, "rules": entries})
    return tuple(_rule(entry, place.folder, site) for entry in entries)


def read(folder: str | None = None) -> tuple[tuple[Rule, ...], tuple[PageError, ...]]:
    """Return the rules of the pages that have no faults, and the faults of the others; reads every page anew."""
    place = book.builtin().folder if folder is None else os.path.abspath(folder)
    from k8slint.rulebook.compiler import entries_and_faults

    entries, errors = entries_and_faults(place)
    return tuple(_rule(entry, place, SITE if folder is None else None) for entry in entries), tuple(errors)


def dumps(folder: str) -> str:
    """Write the index of a book, the same for the same pages; raises BookError on a faulty page."""
    from k8slint.rulebook.compiler import compiled

    return _dense({"version": __version__, "rules": compiled(folder)})


def _dense(index: Mapping[str, Any]) -> str:
    return json.dumps(index, ensure_ascii=False, separators=(",", ":")) + "\n"


def _rules(path: str, mark: str, wanted: str, folder: str, site: str | None) -> tuple[Rule, ...] | None:
    """Read the rules of an index that has the wanted mark; None where there is none, or it is damaged."""
    try:
        with open(path, "rb") as file:
            index = json.loads(file.read())
        return tuple(_rule(entry, folder, site) for entry in index["rules"]) if index[mark] == wanted else None
    except (OSError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
        return None


def _rule(entry: Mapping[str, Any], folder: str, site: str | None) -> Rule:
    category, name = entry["category"], entry["id"]
    return Rule(
        id=name,
        category=category,
        title=entry["title"],
        severities=tuple(map(Severity, entry["severity"].split("/"))),
        since=entry["since"],
        references=tuple(entry["references"]),
        profiles=tuple(entry["profile"]),
        evidence=Evidence(entry["evidence"]),
        subject=entry["subject"],
        page=os.path.join(folder, category, f"{name}.md"),
        url=site and f"{site}{category}/{name}/",
        equivalents=tuple(entry.get("equivalents", ())),
        options=entry.get("options", {}),
        effect=entry.get("effect"),
        help=entry.get("help"),
        declaration=entry.get("check"),
        cure=entry.get("fix"),
        fixability=entry["fixability"] and Safety(entry["fixability"]),
        formerly=tuple(entry.get("formerly", ())),
    )


def _key(folder: str) -> str:
    """Digest what an index depends on: every page and body, what compiles them, and our version."""
    from hashlib import blake2b  # an installed book has its index beside it

    here = os.path.dirname(os.path.abspath(__file__))
    paths = [os.path.join(here, name) for name in _COMPILERS]
    for found in book.files(folder):
        paths += filter(None, (found.page, found.body))
    digest = blake2b(__version__.encode(), digest_size=16)
    for path in paths:
        with open(path, "rb") as file:
            content = file.read()
        digest.update(f"\0{path}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()


def _cache_file(folder: str) -> str:
    """Name the file of the user's cache that holds the index of a book; one a place, so that none piles up."""
    from hashlib import blake2b

    name = blake2b(folder.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return os.path.join(cache_folder(), f"rules-{name}.json")


def cache_folder() -> str:
    """Our folder in the user's cache: what platformdirs says, without its import where that is one line."""
    if sys.platform == "linux":
        home = os.environ.get("XDG_CACHE_HOME", "").strip()
        return os.path.join(home if os.path.isabs(home) else os.path.expanduser("~/.cache"), "k8slint")
    from platformdirs import user_cache_dir  # takes as long as reading the whole book

    return user_cache_dir("k8slint", appauthor=False)


def _write(path: str, index: Mapping[str, Any]) -> None:
    """Write an index whole or not at all; a cache that cannot be written is none."""
    temporary = f"{path}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(temporary, "w", encoding="utf-8") as file:
            file.write(_dense(index))
        os.replace(temporary, path)
