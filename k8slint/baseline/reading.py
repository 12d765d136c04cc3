"""From the text of a baseline to its entries, and what is wrong with it, line by line."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from k8slint.baseline.entries import Baseline, BaselineError, Entry
from k8slint.baseline.keys import Key, digest_of
from k8slint.text import SourceFile, Span
from k8slint.yaml import Document, ReadError, decode, read

#: What this version reads and writes.
VERSION = 1
#: The keys of a baseline and of its entries, in the order in which they are written.
KEYS = ("baseline", "paths", "findings")
ENTRY_KEYS = ("rule", "resource", "field", "line", "path", "count", "reason", "expires")
_TEXTS = ("rule", "resource", "field", "line", "path", "reason")
#: Bytes of a baseline: more than fifty thousand entries.
LARGEST = 1 << 23
_MOST = 10  # faults that are told

_Path = tuple[str | int, ...]
_Fault = tuple[_Path, str]


def parse(
    path: str, data: bytes, base: str | None = None, *, today: date | None = None, renamed: Mapping[str, str] | None = None
) -> Baseline:
    """Read a baseline; raises BaselineError. `path` is the file as reports name it, `renamed` has ids of today by former ones.

    `base` is the directory of the file; that of `path` if it is not given.
    """
    documents = _documents(path, data)
    document = documents[0]
    faults = list(_faults(document.value))
    if faults:
        told = [f"{_at(document, where)}: {what}" for where, what in faults[:_MOST]]
        raise BaselineError(told)
    if len(documents) > 1:
        where = Span(documents[1].start, documents[1].start)
        raise BaselineError([f"{_position(document.source, where)}: a baseline is one document"])
    value = document.value
    known = renamed or {}
    return Baseline(
        path=path,
        base=(posixpath.dirname(path) or ".") if base is None else base,
        entries=tuple(_entry(document, number, known) for number in range(len(value.get("findings") or ()))),
        paths=tuple(value.get("paths", (".",))),
        today=today,
        document=document,
    )


def _documents(path: str, data: bytes) -> tuple[Document, ...]:
    if len(data) > LARGEST:
        raise BaselineError([f"{path}:1:1: a baseline of more than {LARGEST:,} bytes is not read"])
    source = decode(path, data)
    if isinstance(source, ReadError):
        raise BaselineError([_unread(source)])
    stream = read(source)
    if stream.errors:
        raise BaselineError([_unread(error) for error in stream.errors[:1]])
    if not stream.documents:
        raise BaselineError([f"{path}:1:1: no baseline: the file is empty"])
    for repeated in stream.documents[0].duplicates:
        raise BaselineError([f"{_position(source, repeated.again)}: the key `{repeated.path[-1]}` is there twice"])
    return stream.documents


def _unread(error: ReadError) -> str:
    return f"{_position(error.source, error.span)}: {error.message}"


def _position(source: SourceFile, span: Span) -> str:
    line, column = source.position(span.start)
    return f"{source.path}:{line + 1}:{column + 1}"


def _at(document: Document, path: _Path) -> str:
    """Where a fault is: at the key of a value that is not right itself, else at the value."""
    while path and document.span(path) is None:
        path = path[:-1]
    return _position(document.source, document.key_span(path) or document.span(path) or Span(0, 0))


def _faults(value: Any) -> Iterator[_Fault]:
    if not isinstance(value, dict) or "baseline" not in value:
        yield (), "no baseline: the key `baseline` is missing"
        return
    if value["baseline"] != VERSION or isinstance(value["baseline"], bool):
        yield ("baseline",), f"`baseline` is the version of the form, {VERSION}; this one is not known here"
        return
    yield from _unknown(value, KEYS, ())
    paths = value.get("paths", [])
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        yield ("paths",), "`paths` is a list of paths"
    findings = value.get("findings")
    if not isinstance(findings, list) and findings is not None:
        yield ("findings",), "`findings` is a list"
        return
    for number, entry in enumerate(findings or ()):
        for where, what in _faults_of(entry):
            yield ("findings", number, *where), what


def _faults_of(entry: Any) -> Iterator[_Fault]:
    if not isinstance(entry, dict):
        yield (), "an entry is a mapping with `rule` and `resource`"
        return
    yield from _unknown(entry, ENTRY_KEYS, ())
    for key in _TEXTS:
        if key in entry and not isinstance(entry[key], str):
            yield (key,), f"`{key}` is a text"
    if not entry.get("rule"):
        yield (), "the entry has no `rule`"
    if ("resource" in entry) is ("line" in entry):
        yield (), "the entry has both `resource` and `line`" if "line" in entry else "the entry has no `resource`"
    if "field" in entry and "line" in entry:
        yield ("field",), "what has a `line` has no `field`"
    count = entry.get("count", 1)
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        yield ("count",), "`count` is a number above 0"
    if "expires" in entry and _date(entry["expires"]) is None:
        yield ("expires",), "`expires` is a date: 2030-12-31"


def _unknown(value: Mapping[str, Any], known: tuple[str, ...], path: _Path) -> Iterator[_Fault]:
    for key in value:
        if key not in known:
            from difflib import get_close_matches  # only wrong words need it

            near = get_close_matches(key.lower(), known, n=1)
            yield (*path, key), f"unknown key `{key}`" + (f"; did you mean `{near[0]}`?" if near else "")


def _date(text: Any) -> date | None:
    try:
        return date.fromisoformat(text)
    except (TypeError, ValueError):
        return None


def _entry(document: Document, number: int, renamed: Mapping[str, str]) -> Entry:
    told = document.value["findings"][number]
    where = told.get("field", "") if "resource" in told else digest_of(told["line"])
    return Entry(
        key=Key(renamed.get(told["rule"], told["rule"]), told.get("resource"), where),
        times=told.get("count", 1),
        path=told.get("path"),
        reason=told.get("reason"),
        expires=_date(told.get("expires")),
        text=None if where == told.get("line") else told.get("line"),
        number=number,
    )
