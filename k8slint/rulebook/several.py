"""Our own book and others beside it; of one that nobody vouches for only what is data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from k8slint.rulebook import book
from k8slint.rulebook.errors import BookError, PageError
from k8slint.rulebook.index import load
from k8slint.rulebook.rule import Rule

#: What a page may not hold when it comes with what is linted: it decides how long a check takes.
_UNBOUNDED = frozenset({"pattern", "patternProperties", "$ref", "$dynamicRef", "$recursiveRef"})
_MOST = 500  # pages of such a book
_LARGEST = 1 << 18  # bytes of such a page


class Extra(NamedTuple):
    """A folder of rule pages beside our own. Of one that is not `trusted` no code runs, and one with code is refused.

    That is not refused where nothing of it `runs` anyway.
    """

    folder: str
    trusted: bool = True
    runs: bool = True


def load_all(extras: Sequence[Extra] = ()) -> tuple[Rule, ...]:
    """Return our rules and those of other books, in this order; raises BookError for a faulty page or an id of two rules."""
    rules = list(load())
    known = {name: rule for rule in rules for name in (rule.id, *rule.formerly)}
    errors: list[PageError] = []
    folders: set[str] = set()
    for extra in extras:
        if os.path.realpath(extra.folder) in folders:
            continue
        folders.add(os.path.realpath(extra.folder))
        wrong = [] if extra.trusted else list(_refused(extra))
        errors += wrong
        for rule in () if wrong else _pages(extra.folder):
            other = known.setdefault(rule.id, rule)
            if other is not rule:
                whose = "a rule of k8slint" if other.url else other.page
                errors.append(PageError(rule.page, 1, 1, f"the id `{rule.id}` is taken by {whose}"))
            rules.append(rule)
    if errors:
        raise BookError(errors)
    return tuple(rules)


def _pages(folder: str) -> tuple[Rule, ...]:
    try:
        return load(folder)
    except OSError as error:
        raise BookError([PageError(folder, 1, 1, f"cannot be read: {(error.strerror or str(error)).lower()}")]) from None


def _refused(extra: Extra) -> Iterator[PageError]:
    """What a book holds that only somebody who trusts it wants: code, links, and what may take for ever."""
    folder = extra.folder
    top = os.path.realpath(folder).rstrip(os.sep) + os.sep
    try:
        found = book.files(folder)
    except OSError as error:
        yield PageError(folder, 1, 1, f"cannot be read: {(error.strerror or str(error)).lower()}")
        return
    if len(found) > _MOST:
        yield PageError(folder, 1, 1, f"more than {_MOST} pages: --trust-config reads them all the same")
        return
    for file in found:
        if file.body is not None and extra.runs:
            yield PageError(file.body, 1, 1, "Python code that a configuration names is run only with --trust-config")
        for path in filter(None, (file.page, file.body)):
            if not os.path.realpath(path).startswith(top):
                yield PageError(path, 1, 1, "a link that leaves the folder is followed only with --trust-config")
            elif not os.path.isfile(path) or os.path.getsize(path) > _LARGEST:
                yield PageError(path, 1, 1, f"no file of at most {_LARGEST >> 10} KiB: read only with --trust-config")
            elif path == file.page and extra.runs:
                yield from _unbounded_page(path)


def _unbounded_page(path: str) -> Iterator[PageError]:
    from k8slint.rulebook import page  # nearly no run has such a book
    from k8slint.text import SourceFile
    from k8slint.yaml import Limits, read

    front = page.split(page.text(path)).front
    for document in read(SourceFile(path, front), Limits(depth=32, expansion=1_000)).documents:
        for key in _UNBOUNDED.intersection(_keys(document.value)):
            line = next((number for number, text in enumerate(front.splitlines(), 1) if key in text), 1)
            yield PageError(path, line, 1, f"a page with `{key}` is read only with --trust-config: it may take for ever")


def _keys(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from _keys(item)
