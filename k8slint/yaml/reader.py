"""A source to documents: at once if all of it is sound, else part by part, so that a broken part costs only itself."""

from __future__ import annotations

import re
from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.yaml.decoding import ReadError
from k8slint.yaml.document import Document, Part
from k8slint.yaml.events import is_chosen
from k8slint.yaml.jsontext import json_documents, parse_json
from k8slint.yaml.limits import DEFAULT, Limits
from k8slint.yaml.lines import scan
from k8slint.yaml.messages import ESCAPE, NO_START, in_json
from k8slint.yaml.repairs import BOM, parse_as_served, repaired

if TYPE_CHECKING:
    from k8slint.yaml.build import Builder

_PART = re.compile(r"(?:(?<=[\n\r])|\A)---(?=[\s\x85]|\Z)")  # where a part begins
_JSON = re.compile(r"[ \t\n\r]*[{\[]")
_IS_JSON = re.compile(r"[ \t\n\r]*\{[ \t\n\r]*\"")  # YAML in braces seldom has its keys in quotes
_DIRECTIVE = re.compile(r"(?:\A|[\n\r\x85\u2028\u2029\ufeff])(%TAG)")
_SLASH = re.compile(r'"(?:[^"\\]|\\[^/])*(\\/)')  # in a scalar in double quotes
_CONTENT = re.compile(r"(?:\A|[\n\r])[ \t]*[^#%\s\ufeff]")


class Stream(NamedTuple):
    """What a source holds: its documents, what could not be read, and how many documents have nothing in them."""

    source: SourceFile
    documents: tuple[Document, ...]
    errors: tuple[ReadError, ...]
    empty: int


class _Built:
    """The documents of a text, or of a part of it, as a parser made them."""

    regular = False
    __slots__ = ("_builder", "_end", "_offset")

    def __init__(self, builder: Builder, offset: int, end: int) -> None:
        self._builder = builder
        self._offset = offset
        self._end = end

    def part(self, number: int) -> Part:
        """Give the part of a document."""
        drafts = self._builder.drafts
        end = self._offset + drafts[number + 1].start if number + 1 < len(drafts) else self._end
        return Part(drafts[number], self._builder.table, self._offset, end)


class _Scanned:
    """The documents of a text whose values are known, but not their places: it is parsed when one is asked for."""

    regular = True
    __slots__ = ("_built", "_limits", "_text")

    def __init__(self, text: str, limits: Limits) -> None:
        self._text = text
        self._limits = limits
        self._built: _Built | None = None

    def part(self, number: int) -> Part:
        """Give the part of a document."""
        if self._built is None:
            self._built = _Built(parse_as_served(self._text, self._limits), 0, len(self._text))
        return self._built.part(number)


def read(source: SourceFile, limits: Limits = DEFAULT) -> Stream:
    """Read the documents of a source as the API server would; never raises, whatever the text."""
    text = source.text
    if not is_chosen():
        text = text if text[-1:] == "\n" else text + "\n"
        values = scan(text, limits.depth)
        if values is not None:
            return _stream(source, values, _Scanned(text, limits))
    return _read(source, limits)


def _stream(source: SourceFile, values: list[Any], origin: _Scanned) -> Stream:
    """Give what is read of a source whose values are known."""
    documents: list[Document] = []
    for number, value in enumerate(values):
        if value is not None:
            documents.append(Document(source, len(documents), value, origin, number))
    empty = len(values) - len(documents) if values else 1
    return Stream(source, tuple(documents), (), empty)


def _read(source: SourceFile, limits: Limits) -> Stream:
    """Read the documents of a source with a parser."""
    collected = _Collected(source)
    text = source.text
    if text.count("%TAG") > limits.directives:
        directives = [found.start(1) for found in _DIRECTIVE.finditer(text)]
        if len(directives) > limits.directives:  # each is compared with all before
            collected.fail(directives[0], len("%TAG"), f"more than {limits.directives} `%TAG` directives")
            return collected.stream()
    offset = 1 if text.startswith(BOM) else 0
    if offset or text[-1:] not in "\n\r":
        text = text[offset:] + "\n"  # the API server's clients end each line: a block scalar at the very end shows it
    builder = parse_as_served(text, limits)
    if builder.problem is None:
        collected.add(builder, offset, offset + len(text))
    else:
        for part, start, end in _parts(text, builder, limits):
            collected.add(part, offset + start, offset + end)
    return collected.stream()


def _parts(text: str, whole: Builder, limits: Limits) -> list[tuple[Builder, int, int]]:
    """Parse the parts of a text that is not sound as a whole: each with the range of the text that is its."""
    if _JSON.match(text):
        places = json_documents(text)
        if places is not None:
            return [(_parse_json(text[start:end], limits), start, end) for start, end in places]
    starts = [found.start() for found in _PART.finditer(text)]
    if not starts or _CONTENT.search(text, 0, starts[0]):
        starts.insert(0, 0)
    starts[0] = 0
    if len(starts) == 1:
        return [(repaired(text, whole, limits), 0, len(text))]
    ends = [*starts[1:], len(text)]
    parts = [(_parse_part(text[start:end], limits), start, end) for start, end in zip(starts, ends, strict=True)]
    for builder, start, end in parts[:-1]:
        problem = builder.problem
        if problem and problem.message == NO_START and problem.start >= end - start:
            builder.problem = None  # directives, whose `---` begins the next part
    return parts


def _parse_json(text: str, limits: Limits) -> Builder:
    builder = parse_as_served(text, limits)
    return builder if builder.problem is None else parse_json(text, limits)


def _parse_part(text: str, limits: Limits) -> Builder:
    return repaired(text, parse_as_served(text, limits), limits)


class _Collected:
    """Documents and errors of a source, as they are found."""

    def __init__(self, source: SourceFile) -> None:
        self._source = source
        self._escapes = "\\/" in source.text and not _JSON.match(source.text)
        self._documents: list[Document] = []
        self._errors: list[ReadError] = []
        self._empty = 0

    def add(self, builder: Builder, offset: int, end: int) -> None:
        """Add what was built of the text from an offset to an end."""
        built = _Built(builder, offset, end)
        for number, draft in enumerate(builder.drafts):
            if draft.empty:
                self._empty += 1
                continue
            document = Document(self._source, len(self._documents), draft.value, built, number)
            error = _inexpressible(document) if draft.inexpressible else None
            if self._escapes:
                error = error or _slash_escape(document)
            if error is None:
                self._documents.append(document)
            else:
                self._errors.append(error)
        if builder.problem is not None:
            message, start, stop, opened = builder.problem
            self.fail(offset + start, stop - start, message, None if opened is None else offset + opened)

    def fail(self, start: int, length: int, message: str, opened: int | None = None) -> None:
        """Add an error."""
        size = len(self._source.text)
        if self._source.path.endswith(".json") or _IS_JSON.match(self._source.text):
            message = in_json(message)
        place = Span(min(start, size), min(start + length, size))
        self._errors.append(ReadError(self._source, place, message, None if opened is None else Span(opened, opened + 1)))

    def stream(self) -> Stream:
        """Give all that was found; a source without any document is one empty document."""
        nothing = not self._documents and not self._errors and not self._empty
        return Stream(self._source, tuple(self._documents), tuple(self._errors), 1 if nothing else self._empty)


def _slash_escape(document: Document) -> ReadError | None:
    """Find an escaped slash, which is JSON: in YAML libyaml takes it, the API server does not."""
    for span in document.places.scalars():
        found = _SLASH.match(document.source.text, span.start, span.end)
        if found:
            return ReadError(document.source, Span(found.start(1), found.end(1)), f"not valid YAML: {ESCAPE}")
    return None


def _inexpressible(document: Document) -> ReadError | None:
    """Find what JSON cannot hold in a document that may have it: infinity, NaN, a null key, a key beyond 64 bits."""
    path = _find_inexpressible(document.value, (), set())
    if path is None:
        return None
    if path and path[-1] is None:
        span, message = document.key_span(path), "null, or a number beyond 64 bits, cannot be a key"
    else:
        span, message = document.span(path), "infinity and NaN have no JSON form"
    return ReadError(document.source, span or Span(0, 0), message)


def _find_inexpressible(value: Any, path: tuple[Any, ...], seen: set[int]) -> tuple[Any, ...] | None:
    if type(value) is float:
        return None if isfinite(value) else path
    if (type(value) is not dict and type(value) is not list) or id(value) in seen:
        return None
    seen.add(id(value))
    for step, item in value.items() if type(value) is dict else enumerate(value):
        if step is None:
            return (*path, step)
        found = _find_inexpressible(item, (*path, step), seen)
        if found is not None:
            return found
    return None
