"""A rule book on disk: its place, its files, and the compiled form of all its front matter."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.rulebook import body, fences, page
from k8slint.rulebook.errors import BookError, PageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: The category whose pages need no check: the engine itself reports what stands there.
SUPPRESSIONS = "suppressions"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


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


def compiled(folder: str) -> list[dict[str, Any]]:
    """Make one entry a page: its front matter and what follows from it; raises BookError where a page has faults."""
    entries, errors = entries_and_faults(folder)
    if errors:
        raise BookError(errors)
    return entries


def entries_and_faults(folder: str) -> tuple[list[dict[str, Any]], list[PageError]]:
    """Make one entry for each page without faults, and list the faults of the others."""
    entries: dict[str, dict[str, Any]] = {}
    pages: dict[str, str] = {}
    errors: list[PageError] = []
    for file in files(folder):
        wrong = list(_misplaced(file, pages))
        if not wrong:
            entries[file.id], wrong = _entry(file)
            pages[file.id] = file.page
        errors += wrong
    return [entry for entry in entries.values() if entry], errors


def _misplaced(file: PageFile, pages: Mapping[str, str]) -> Iterator[PageError]:
    if not file.page:
        yield PageError(file.body or "", 1, 1, f"no page {file.id}.md beside this body")
    elif file.id in pages:
        yield PageError(file.page, 1, 1, f"the id `{file.id}` is taken by {pages[file.id]}")
    for word in (file.category, file.id):
        if _NAME.fullmatch(word) is None:
            yield PageError(file.page or file.body or "", 1, 1, f"`{word}` is not a name in small letters and dashes")


def _entry(file: PageFile) -> tuple[dict[str, Any], list[PageError]]:
    text = page.text(file.page)
    meta, faults = page.front_matter(file.page, text)
    errors = [*faults, *fences.faults(file.page, text)]
    if not page.split(text).prose.strip():
        errors.append(PageError(file.page, 1, 1, "a page has prose below its front matter"))
    subject = _subject(file, meta, errors)
    if errors:
        return {}, errors
    profile = meta["profile"]
    entry = {
        "id": file.id,
        "category": file.category,
        **meta,
        "profile": profile if isinstance(profile, list) else [profile],
        "subject": subject,
        "fixable": any(example.kind == "fixed" for example in fences.examples(file.page, text)),
    }
    return entry, []


def _subject(file: PageFile, meta: Mapping[str, Any], errors: list[PageError]) -> str | None:
    """Tell what a rule visits; None where the engine itself reports, or there is an error."""
    declaration = meta.get("check")
    if file.body is not None:
        if declaration is not None:
            errors.append(PageError(file.page, 1, 1, f"a rule has one check: the key `check`, or {file.id}.py"))
        found = body.subject(file.body, page.text(file.body))
        if isinstance(found, str):
            return found
        errors.append(found)
    elif isinstance(declaration, dict):
        each = declaration.get("each")
        return each if isinstance(each, str) else None
    elif file.category != SUPPRESSIONS and not errors:
        errors.append(PageError(file.page, 1, 1, f"no check: neither the key `check`, nor {file.id}.py"))
    return None
