"""The format `full`, for people: each finding with code frames of both ends, then the last lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.findings import Severity
from k8slint.report import terminal
from k8slint.report.fixes import remark
from k8slint.report.frame import Canvas, draw, has_line, mark
from k8slint.report.summary import closing
from k8slint.report.terminal import paint, sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from k8slint.findings import Finding, Location, RelatedPlace, Report
    from k8slint.report.options import Options
    from k8slint.text import SourceFile

FRAMED = 3  # related places that are shown with their code
ONE_LINE = 8  # further ones that are named
TOGETHER = 4  # lines between related places that still share a frame
LEAST_GUTTER = 2

STYLES = {Severity.ERROR: terminal.RED, Severity.WARNING: terminal.YELLOW, Severity.INFO: terminal.CYAN}


class _Related(NamedTuple):
    """How related places are shown: groups that share a frame, and those that are one line each."""

    frames: list[list[RelatedPlace]]
    lines: list[RelatedPlace]


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report: findings with a blank line after each, then the last lines."""
    for finding in options.listing(report):
        yield "\n".join(_finding(finding, report, options)) + "\n\n"
    yield "".join(f"{line}\n" for line in closing(report, options))
    if options.statistics:
        from k8slint.report import statistics  # only where that is asked for

        yield from statistics.render(report, options)


def _finding(finding: Finding, report: Report, options: Options) -> Iterator[str]:
    sources = report.sources
    style = STYLES[finding.severity]
    related = _arrange(finding.related, sources, options.width)
    framed = [finding.location, *(place.location for group in related.frames for place in group)]
    last = max(location.line for location in framed)
    canvas = Canvas(max(len(str(last)), LEAST_GUTTER), options.width, options.color)
    what = paint(f"{finding.severity.value}[{sanitize(finding.rule)}]", style, options.color)
    yield f"{what}: {sanitize(finding.message)}"
    source = sources.get(finding.location.path)
    if source is not None and has_line(source, finding.location):
        yield canvas.arrow("-->", place_of(finding.location))
        yield canvas.bar()
        yield from draw(source, [mark(finding.location, finding.label, "^", style)], canvas)
    else:
        yield canvas.arrow("-->", _worded(finding.location, finding.label))
    for group in related.frames:
        yield canvas.bar()
        yield canvas.arrow(":::", place_of(min(place.location for place in group)))
        yield canvas.bar()
        marks = [mark(place.location, place.message, "-", terminal.BLUE) for place in group]
        yield from draw(sources[group[0].location.path], marks, canvas)
    yield from _listed(related.lines, canvas)
    yield from _remarks(_remarked(finding, options, fixing=report.fixed is not None), canvas)


def _listed(places: Sequence[RelatedPlace], canvas: Canvas) -> Iterator[str]:
    if places:
        yield canvas.bar()
    for place in places[:ONE_LINE]:
        yield canvas.arrow(":::", _worded(place.location, place.message))
    if len(places) > ONE_LINE:
        yield canvas.arrow(":::", f"and {len(places) - ONE_LINE:,} more")


def _remarked(finding: Finding, options: Options, *, fixing: bool) -> Mapping[str, str | None]:
    """Collect what stands below the frames; why there is no fix is said where fixes were asked for."""
    return {
        "effect": finding.effect,
        "help": finding.help and finding.help + remark(finding, options),
        "not fixed": finding.not_fixed if fixing else None,
        "also in": ", ".join(finding.also_in),
    }


def _remarks(remarks: Mapping[str, str | None], canvas: Canvas) -> Iterator[str]:
    if any(remarks.values()):
        yield canvas.bar()
    for word, text in remarks.items():
        if text:
            yield canvas.arrow(" =", f"{word}: {sanitize(text)}")


def _arrange(related: Sequence[RelatedPlace], sources: Mapping[str, SourceFile], width: int) -> _Related:
    """Decide which related places are framed, and which of those share a frame: near ones in one file."""
    frames: list[list[RelatedPlace]] = []
    lines: list[RelatedPlace] = []
    for place in related:
        full = sum(map(len, frames)) >= FRAMED
        if full or place.listed or not has_line(sources.get(place.location.path), place.location):
            lines.append(place)
            continue
        group = next((group for group in frames if all(_together(place, other, width) for other in group)), None)
        if group is None:
            frames.append([place])
        else:
            group.append(place)
    return _Related(frames, lines)


def _together(one: RelatedPlace, other: RelatedPlace, width: int) -> bool:
    here, there = one.location, other.location
    if here.path != there.path or abs(here.line - there.line) > TOGETHER:
        return False
    return here.line != there.line or abs(here.column - there.column) <= width // 2  # else one would be cut off


def place_of(location: Location) -> str:
    """Write where a location is, as editors and terminals link it."""
    return f"{sanitize(location.path)}:{location.line}:{location.column}"


def _worded(location: Location, text: str) -> str:
    return f"{place_of(location)} {sanitize(text)}".rstrip()
