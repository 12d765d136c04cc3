"""The compiled form of a rule book: all its front matter, checked, and what follows from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from k8slint.findings import Safety
from k8slint.rulebook import body, fences, page
from k8slint.rulebook.book import SUPPRESSIONS, PageFile, files
from k8slint.rulebook.errors import BookError, PageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


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
    errors += _taken(entries, pages)
    return [entry for entry in entries.values() if entry], errors


def _misplaced(file: PageFile, pages: Mapping[str, str]) -> Iterator[PageError]:
    if not file.page:
        yield PageError(file.body or "", 1, 1, f"no page {file.id}.md beside this body")
    elif file.id in pages:
        yield PageError(file.page, 1, 1, f"the id `{file.id}` is taken by {pages[file.id]}")
    for word in (file.category, file.id):
        if _NAME.fullmatch(word) is None:
            yield PageError(file.page or file.body or "", 1, 1, f"`{word}` is not a name in small letters and dashes")


def _taken(entries: Mapping[str, Mapping[str, Any]], pages: Mapping[str, str]) -> Iterator[PageError]:
    """Find former ids that still mean something else."""
    former: dict[str, str] = {}
    for name, entry in entries.items():
        for index, old in enumerate(entry.get("formerly", ())):
            at = ("formerly", index)
            if old in pages:
                yield page.place(pages[name], at, f"`{old}` is the id of a rule: {pages[old]}")
            elif former.setdefault(old, name) != name:
                yield page.place(pages[name], at, f"`{old}` is already a former id of `{former[old]}`")


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
        "fixability": _fixability(fences.examples(file.page, text)),
    }
    return entry, []


def _fixability(examples: Iterable[fences.Example]) -> str | None:
    """Tell the best fix that a rule has by the cured cases of its page."""
    found = {example.safety for example in examples if example.kind == "fixed"}
    best = next((safety for safety in Safety if safety in found), None)
    return None if best is None else best.value


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
