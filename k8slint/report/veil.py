"""Values of Secrets, and passwords in URLs, are never shown: a file as its lines may be seen in a report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from k8slint.report.passwords import HIDDEN, passwords
from k8slint.text import SecretFile, SourceFile, Span

if TYPE_CHECKING:
    from k8slint.yaml import Document

#: What stands for each character of a value behind which something follows on its line, so that it stays where it is.
_CHARACTER = "•"

_FIELDS = (("data",), ("stringData",), ("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"))
#: What is behind the last value on its line, and comments on lines of their own below it.
_REST = re.compile(r"[^\r\n]*(?:(?:\r\n|\n|\r)[ \t]*#[^\r\n]*)*")
_LINE = re.compile(r"[^\r\n]+")
_SECRET = re.compile(r"""\bkind["']?\s*:\s*["']?Secret\b""")
_VARIABLE = re.compile(r"\s*(?:export\s+)?[\w.-]+=")
_PART = re.compile(r"^---", re.MULTILINE)
#: A line of which the value may be shown although nobody can tell where it stands, and the key of any other.
_HARMLESS = re.compile(
    r"\s*(?:- )?(?:apiVersion|kind|metadata|name|namespace|type|labels|annotations|data|stringData):(?: [\w./-]*)?$"
)
_KEY = re.compile(r"""\s*(?:- )?["']?[\w./-]+["']?\s*:(?=\s|$)""")

_Path = tuple[str | int, ...]


@lru_cache(maxsize=16)  # of a file, one frame follows the other
def veil(source: SourceFile) -> SourceFile:
    """The file without what is secret in it: the same lines, and the same columns up to the last that is hidden."""
    text = source.text
    spans = list(passwords(text))
    if isinstance(source, SecretFile):
        spans += _of_lines(text, 0, len(text))
    elif "Secret" in text or "secretGenerator" in text:
        spans += _hidden(source)
    spans.sort()
    if not spans:
        return source
    parts: list[str] = []
    done = 0
    for span in spans:
        for found in _LINE.finditer(text, max(span.start, done), max(span.end, done)):
            start, end = found.span()
            stretch = text[start:end]
            indent = len(stretch) - len(stretch.lstrip(" "))
            if indent == len(stretch):
                continue
            last = end == len(text) or text[end] in "\r\n"
            parts += (text[done : start + indent], HIDDEN if last else _CHARACTER * (end - start - indent))
            done = end
    return SourceFile(source.path, "".join((*parts, text[done:])))


def _hidden(source: SourceFile) -> Iterator[Span]:
    from k8slint.yaml import read

    stream = read(source)
    for document in stream.documents:
        for secret in _secrets(document.value, ()):
            yield from _remarks(document, secret)
            for field in _FIELDS:
                yield from _around_keys(document, (*secret, *field))
        yield from _of_kustomization(document)
    for error in stream.errors:
        yield from _of_unread(source.text, error.span.start)


def _secrets(value: Any, path: _Path) -> Iterator[_Path]:
    """Where Secrets are in a document, however deep."""
    entries: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        if value.get("kind") == "Secret":
            yield path
            return
        entries = value.items()
    elif isinstance(value, list):
        entries = enumerate(value)
    for step, below in entries:
        if isinstance(below, (dict, list)):
            yield from _secrets(below, (*path, step))


def _remarks(document: Document, path: _Path) -> Iterator[Span]:
    """The comments in and around a Secret: people note values in them, wherever they stand."""
    span = document.span(path)
    if span is None:
        return
    behind = _REST.match(document.source.text, span.end)
    end = span.end if behind is None else behind.end()
    for comment in document.comments():
        if not path or span.start <= comment.span.start < end:
            yield comment.span


def _around_keys(document: Document, path: _Path) -> Iterator[Span]:
    """What is written at a path, comments too, but for the keys and the colons behind them."""
    span = document.span(path)
    if span is None:
        return
    text = document.source.text
    value: Any = document.value
    for step in path:
        value = value[step]
    keys = [document.key_span((*path, key)) for key in value] if isinstance(value, dict) else []
    twice = [place for one in document.duplicates if one.path[:-1] == path for place in (one.first, one.again)]
    holder = document.key_span(path)
    start = span.start if holder is None else min(holder.end + 1, span.start)
    for key in sorted(key for key in (*keys, *twice) if key is not None and key.start >= start):
        yield Span(start, max(start, key.start))
        start = max(start, key.end + (text[key.end : key.end + 1] == ":"))
    behind = _REST.match(text, max(start, span.end))
    yield Span(start, max(start, span.end) if behind is None else behind.end())


def _of_kustomization(document: Document) -> Iterator[Span]:
    """What a kustomization makes Secrets of, and the texts by which it changes Secrets."""
    if not isinstance(document.value, dict):
        return
    text = document.source.text
    for path, value in _entries(document.value, (), "secretGenerator", "literals"):
        span = document.span(path)
        if span is not None and isinstance(value, str):
            equals = text.find("=", span.start, span.end)
            yield Span(equals + 1 if equals >= 0 else span.start, span.end)
    for field, below in (("patches", "patch"), ("patchesJson6902", "patch"), ("patchesStrategicMerge", "")):
        for path, value in _entries(document.value, (), field, below):
            span = document.span(path)
            target = document.value[field][path[1]]
            target = target.get("target") if isinstance(target, dict) else None
            secret = isinstance(target, dict) and target.get("kind") == "Secret"
            if span is not None and isinstance(value, str) and "\n" in value and (secret or _SECRET.search(value)):
                start = text.find("\n", span.start, span.end)
                yield from _of_lines(text, start if start >= 0 else span.start, span.end)


def _entries(value: dict[str, Any], path: _Path, field: str, below: str) -> Iterator[tuple[_Path, Any]]:
    """Values in a list behind a key, or in one field (itself, or the entries of a list) of the mappings in it."""
    found = value.get(field)
    for index, entry in enumerate(found if isinstance(found, list) else ()):
        if not below:
            yield (*path, field, index), entry
        elif isinstance(entry, dict) and isinstance(entry.get(below), list):
            yield from (((*path, field, index, below, step), one) for step, one in enumerate(entry[below]))
        elif isinstance(entry, dict) and below in entry:
            yield (*path, field, index, below), entry[below]


def _of_lines(text: str, start: int, end: int) -> Iterator[Span]:
    """Of some lines, all but keys and what no value can be."""
    for line in _LINE.finditer(text, start, end):
        if _HARMLESS.fullmatch(line[0]) or line[0].startswith("---"):
            continue
        key = _KEY.match(line[0]) or _VARIABLE.match(line[0])
        yield Span(line.start() + (key.end() if key else 0), line.end())


def _of_unread(text: str, offset: int) -> Iterator[Span]:
    """Of a part that cannot be read and seems to hold a Secret, all but keys and what no value can be."""
    starts = [0, *(found.start() for found in _PART.finditer(text)), len(text)]
    part = max(index for index, start in enumerate(starts[:-1]) if start <= offset)
    start, end = starts[part], starts[part + 1]
    if _SECRET.search(text, start, end) is not None:
        yield from _of_lines(text, start, end)
