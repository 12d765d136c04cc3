"""The format `rdjson`: Reviewdog's diagnostics, with fixes as suggestions that a reviewer accepts with a click."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from k8slint.report.full import place_of
from k8slint.report.inert import apart
from k8slint.report.json import encode
from k8slint.report.passwords import HIDDEN
from k8slint.report.paths import address, spelt
from k8slint.report.remarks import remarks
from k8slint.report.veil import veil

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8slint.findings import Finding, Location, Report, Splice
    from k8slint.report.options import Options
    from k8slint.text import SourceFile

_MOST_LINES = 20  # of a suggestion: nobody reviews a larger one in a comment


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report as one object, a diagnostic on a line."""
    yield '{"source": {"name": "k8slint", "url": "https://k8slint.dev"},\n"diagnostics": ['
    separator = "\n"
    for found in options.listing(report):
        yield separator + encode(_diagnostic(found, report))
        separator = ",\n"
    yield "]}\n"


def _diagnostic(found: Finding, report: Report) -> dict[str, Any]:
    where, link = found.location, address(found.url)
    place = partial(_place, report=report)
    suggestion = _suggestion(found, report.sources.get(where.path))
    here = (other for other in found.related if not other.recorded)
    related = [{"message": apart(other.message), "location": place(other.location)} for other in here]
    was = (f"{place_of(other.location)}: {other.message}" for other in found.related if other.recorded)  # in no file any more
    return {
        # It becomes a comment, which is Markdown, and lines of a log, which are not.
        "message": "\n".join(map(apart, (found.message, *was, *(f"{word}: {text}" for word, text in remarks(found))))),
        "location": place(where),
        "severity": found.severity.name,
        "code": {"value": found.rule, **({"url": link} if link else {})},
        **({"suggestions": [suggestion]} if suggestion else {}),
        **({"related_locations": related} if related else {}),
    }


def _place(where: Location, report: Report) -> dict[str, Any]:
    return {"path": spelt(where.path), "range": _range(where, report.sources.get(where.path))}


def _range(where: Location, source: SourceFile | None) -> dict[str, Any]:
    return {
        "start": {"line": where.line, "column": _column(where.line, where.column, source)},
        "end": {"line": where.end_line, "column": _column(where.end_line, where.end_column, source)},
    }


def _column(line: int, column: int, source: SourceFile | None) -> int:
    """Count a column in bytes of UTF-8, as Reviewdog does; of a file that was not kept, in code points."""
    if source is None or source.text.isascii():
        return column
    return len(source.line(line - 1)[: column - 1].encode("utf-8", "replace")) + 1


def _suggestion(found: Finding, source: SourceFile | None) -> dict[str, Any] | None:
    """Write a fix as one range that becomes another text; None where that is not possible.

    A suggestion is about the file of its diagnostic alone. What lies between two changes is a part of it, unless it is
    not to be seen.
    """
    splices = found.fix.splices if found.fix else ()
    if not splices or any(splice.location.path != found.location.path for splice in splices):
        return None
    first, last = splices[0].location, splices[-1].location
    whole = first._replace(end_line=last.end_line, end_column=last.end_column)
    text = _joined(splices, source)
    if text is None or whole.end_line - whole.line >= _MOST_LINES:
        return None
    return {"range": _range(whole, source), "text": text}


def _joined(splices: Sequence[Splice], source: SourceFile | None) -> str | None:
    """The new text of everything from the first change to the last; None if what lies between is unknown or secret."""
    parts = [splices[0].text]
    for before, after in pairwise(splices):
        if source is None or veil(source) is not source:
            return None
        end, start = before.location, after.location
        between = source.text[
            source.starts[end.end_line - 1] + end.end_column - 1 : source.starts[start.line - 1] + start.column - 1
        ]
        if HIDDEN in between:
            return None
        parts += (between, after.text)
    return "".join(parts)
