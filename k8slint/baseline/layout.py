"""The lines of a baseline: each entry with the comments above it, which go where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.baseline.reading import ENTRY_KEYS, VERSION
from k8slint.yaml.emitting import flow, scalar

if TYPE_CHECKING:
    from k8slint.baseline.entries import Entry
    from k8slint.yaml import Document

_HEAD = """\
# What was found when this file was written: `k8slint check --baseline FILE` does not report it again.
# Entries may have a `reason` and a date on which they end, `expires: 2030-12-31`; comments are welcome. All of that stays
# when `k8slint check --write-baseline FILE` drops what is cured and adds what is new.
"""
_COMMENT = re.compile(r"[ \t]*#")


class Piece(NamedTuple):
    """An entry as it stands in a file: the comments right above it and its own lines; `above` is what stands apart."""

    above: str
    comments: str
    body: str
    values: Mapping[str, Any]
    spans: Mapping[str, tuple[int, int]]  # of each value, in `body`


class Pieces(NamedTuple):
    """A file cut into what stands before its entries, the entries, and what stands behind them."""

    head: str
    entries: tuple[Piece, ...]
    tail: str
    paths: tuple[int, int] | None  # of the value of `paths`, if that is in `head`

    @classmethod
    def of(cls, document: Document) -> Pieces:
        """Cut a baseline that was read."""
        text = document.source.text
        key = document.key_span(("findings",))
        if key is None:
            return cls(text if text.endswith("\n") else f"{text}\n", (), "", _range(document, ("paths",)))
        found = document.value["findings"] or ()
        at = _after_line(text, key.end)
        head, pieces = text[:at], []
        for number in range(len(found)):
            piece, at = _piece(document, number, at)
            pieces.append(piece)
        paths = _range(document, ("paths",))
        return cls(head, tuple(pieces), text[at:], paths if paths and paths[1] <= len(head) else None)


def _range(document: Document, path: tuple[str | int, ...]) -> tuple[int, int] | None:
    span = document.span(path)
    return None if span is None else (span.start, span.end)


def _after_line(text: str, offset: int) -> int:
    end = text.find("\n", offset)
    return len(text) if end < 0 else end + 1


def _piece(document: Document, number: int, at: int) -> tuple[Piece, int]:
    """The entry that comes first behind an offset, and the offset behind it."""
    text = document.source.text
    spans = {key: _range(document, ("findings", number, key)) for key in document.value["findings"][number]}
    whole = _range(document, ("findings", number))
    start = text.rfind("\n", 0, whole[0] if whole else at) + 1
    end = _after_line(text, max((span[1] for span in (*spans.values(), whole) if span), default=at))
    start = max(start, at)
    lead = text[at:start].splitlines(keepends=True)
    first = len(lead)
    while first and _COMMENT.match(lead[first - 1]):
        first -= 1
    values = document.value["findings"][number]
    shifted = {key: (span[0] - start, span[1] - start) for key, span in spans.items() if span}
    return Piece("".join(lead[:first]), "".join(lead[first:]), text[start:end], values, shifted), end


def fresh(entries: Sequence[Entry], paths: Iterable[str]) -> str:
    """The text of a new baseline."""
    body = "".join(_lines(entry) for entry in entries)
    return f"{_HEAD}baseline: {VERSION}\npaths: {flow(paths)}\n{_findings(bool(body))}{body}"


def rendered(pieces: Pieces, entries: Sequence[tuple[int | None, Entry]], paths: Sequence[str] | None) -> str:
    """The text of a baseline with other entries, each with its number among those of the old one, or None; paths None stay."""
    head = pieces.head
    if pieces.paths is not None and paths is not None:
        start, end = pieces.paths
        head = head[:start] + flow(paths) + head[end:]
    if not pieces.entries or not entries:
        lines = head.splitlines(keepends=True)
        last = next((index for index, line in enumerate(lines) if line.startswith("findings:")), len(lines))
        head = "".join(lines[:last]) + _findings(bool(entries))
    kept = {number for number, _ in entries if number is not None}
    apart = _apart(pieces, kept)
    body = ""
    for number, entry in entries:
        if number is None:
            body += _lines(entry)
            continue
        piece = pieces.entries[number]
        own = _changed(piece, entry)
        body += apart[number] + piece.comments + own + ("" if own.endswith("\n") else "\n")
    return head + body + apart[None] + pieces.tail


def _apart(pieces: Pieces, kept: Iterable[int]) -> dict[int | None, str]:
    """What stands apart above each entry that is kept, also above those in between that are not."""
    apart: dict[int | None, str] = {}
    above = ""
    for number, piece in enumerate(pieces.entries):
        above += piece.above
        if number in kept:
            apart[number], above = above, ""
    return {**apart, None: above}


def _findings(some: bool) -> str:
    return "findings:\n" if some else "findings: []\n"


def _told(entry: Entry) -> dict[str, Any]:
    """The keys of an entry that say something, in their order."""
    key = entry.key
    place = {"line": entry.text or key.where} if key.resource is None else {"resource": key.resource, "field": key.where or None}
    told = {"rule": key.rule, **place, "path": entry.path, "count": entry.times if entry.times > 1 else None}
    told |= {"reason": entry.reason, "expires": None if entry.expires is None else entry.expires.isoformat()}
    return {name: told[name] for name in ENTRY_KEYS if told.get(name) is not None}


def _lines(entry: Entry) -> str:
    pairs = [f"{name}: {_scalar(value)}\n" for name, value in _told(entry).items()]
    return f"  - {'    '.join(pairs)}"


def _scalar(value: Any) -> str:
    return str(value) if isinstance(value, int) else scalar(value)


def _changed(piece: Piece, entry: Entry) -> str:
    """The lines of an entry with what it says now; nothing else of them changes, and no key goes."""
    told = {"count": 1, **_told(entry)} if "count" in piece.values else _told(entry)
    body = piece.body
    changes = sorted(_changes(piece, told), reverse=True)
    for start, end, text in changes:
        body = body[:start] + text + body[end:]
    return body


def _changes(piece: Piece, told: Mapping[str, Any]) -> Iterator[tuple[int, int, str]]:
    for name, value in told.items():
        span = piece.spans.get(name)
        if span is not None:
            if piece.values.get(name) != value:
                yield *span, _scalar(value)
        elif piece.body.lstrip(" -").startswith("{"):
            end = piece.body.rindex("}")
            yield end, end, f", {name}: {_scalar(value)}"
        else:
            before = [piece.spans[key][1] for key in ("rule", "resource", "line", "field") if key in piece.spans]
            at = _after_line(piece.body, max(before))
            indent = len(piece.body) - len(piece.body.lstrip(" -"))
            missing = "" if piece.body[:at].endswith("\n") else "\n"
            yield at, at, f"{missing}{' ' * indent}{name}: {_scalar(value)}\n"
