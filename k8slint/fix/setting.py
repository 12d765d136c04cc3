"""Cuts that set a value: another scalar in place of one, keys and entries that were not there."""

from __future__ import annotations

import re
from typing import Any

from k8slint.fix.cuts import Cut
from k8slint.fix.data import Path, shown
from k8slint.fix.habits import brackets_of, habits_at
from k8slint.fix.lines import after_remarks, column, indent, line_break, line_end, trails
from k8slint.fix.refusal import Refused
from k8slint.fix.render import Habits, behind, behind_dash, block, flow, indented, is_branch, member
from k8slint.fix.scalars import literal, scalar
from k8slint.fix.spots import Spot, check_bare, is_flow, trail
from k8slint.yaml import Document

_TAIL = re.compile(r"(?:\s|(?<=\s)#[^\n\r]*)*(,)?")
_CONTENT = re.compile(r"[\n\r]( +)[^ \n\r]")
_SPACED_END = re.compile(r"[ \t]*(?:#[^\n\r]*)?")


def setting(document: Document, path: Path, value: Any) -> list[Cut]:
    """Give the cuts that make a value the one at a path, which holds no collection with something in it."""
    spots = trail(document, path)
    last = spots[-1]
    depth = len(last.path)
    for step in reversed(path[depth + 1 :]):
        value = {step: value} if isinstance(step, str) else [value]
    if depth == len(path):
        return _replacing(document, spots, value)
    step = path[depth]
    if last.value is None or (last.value in ({}, []) and last.branch):
        return _replacing(document, spots, {step: value} if isinstance(step, str) else [value])
    if document.source.text[last.span.start] == "*":
        raise Refused(f"{shown(last.path)} is an alias")
    if is_flow(document.source.text, last):
        return _added_inside(document, spots, step, value)
    return _added_lines(document, last, step, value)


def _replacing(document: Document, spots: list[Spot], value: Any) -> list[Cut]:
    """Write a value in place of a scalar or of an empty collection."""
    text, spot = document.source.text, spots[-1]
    start, end = spot.span
    if text[start : start + 1] == "*" and start < end:
        raise Refused(f"{shown(spot.path)} is an alias")
    if start == end or is_branch(value) or spot.value in ({}, []):
        check_bare(text, spot)
    elif "!" in text[spot.begin : start]:
        raise Refused(f"{shown(spot.path)} has a tag")
    if is_branch(value) and not spot.inside and not _is_json(document, spots):
        return _expanded(document, spots, value)
    if spot.inside or is_branch(value):
        style = brackets_of(document, spots)
        written = _kept_quotes(text, spot, value, flowing=True)
        if written is None:
            written = flow(value, style, indent(text, start), line_break(text, start))
    else:
        written = _kept_quotes(text, spot, value, flowing=False) or scalar(value)
        if isinstance(value, str) and "\n" in value and text[start : start + 1] in ("|", ">"):
            written = _as_block(document, spot, value) or written
    if start == end:
        written = (" " if text[start - 1 : start] in (":", "-") else ": ") + written
    return [Cut(start, end, written)]


def _kept_quotes(text: str, spot: Spot, value: Any, *, flowing: bool) -> str | None:
    """Give the text of a string with the quotes of the one before it; None if it is no string or there was none."""
    if not isinstance(value, str) or spot.span.start == spot.span.end or not isinstance(spot.value, (str, int, float)):
        return None
    quote = text[spot.span.start]
    return scalar(value, quote if quote in "\"'" else "", flow=flowing)


def _as_block(document: Document, spot: Spot, value: str) -> str | None:
    lines = literal(value)
    if lines is None:
        return None
    text = document.source.text
    found = _CONTENT.search(text, spot.span.start, spot.span.end)
    columns = len(found[1]) if found and spot.value.strip() else indent(text, spot.span.start) + habits_at(document, 0).step
    return line_break(text, spot.span.start).join([lines[0], *indented(lines[1:], columns)])


def _is_json(document: Document, spots: list[Spot]) -> bool:
    return document.source.path.endswith(".json") and len(spots) == 1


def _expanded(document: Document, spots: list[Spot], value: Any) -> list[Cut]:
    """Write a collection in lines of its own in place of a scalar or of an empty collection."""
    text, spot = document.source.text, spots[-1]
    start, end = spot.span
    habits = habits_at(document, start)
    line = line_end(text, end)
    if not trails(text, end) or "#" in text[spot.begin : start]:
        raise Refused(f"something else stands beside {shown(spot.path)}")
    lines = block(value, habits)
    pad = " " * _columns(text, spot, value, habits)
    feed = line_break(text, end)
    if spot.key is not None:
        cuts = [Cut(spot.begin, end, ""), Cut(line, line, "".join(feed + pad + item if item else feed for item in lines))]
    else:
        first = f" {lines[0]}" if spot.path else lines[0]
        rest = "".join(feed + pad + item if item else feed for item in lines[1:])
        cuts = [Cut(spot.begin, end, first), Cut(line, line, rest)]
    return [cut for cut in cuts if cut.start < cut.end or cut.text]


def _columns(text: str, spot: Spot, value: Any, habits: Habits) -> int:
    """Columns by which the lines of a new collection are indented."""
    if spot.key is not None:
        return column(text, spot.key.start) + (habits.step if isinstance(value, dict) else habits.dash)
    return column(text, spot.begin) + 1 if spot.path else 0


def _added_lines(document: Document, last: Spot, step: str | int, value: Any) -> list[Cut]:
    """Write a new key or entry in lines of its own below a block collection."""
    text = document.source.text
    start, end = last.span
    columns = column(text, start)
    habits = habits_at(document, end)
    if isinstance(step, str) and type(last.value) is dict:
        if text[start] == "?":
            raise Refused(f"{shown(last.path)} has explicit keys")
        lines = behind(f"{scalar(step)}:", value, habits)
    elif type(last.value) is list and step == len(last.value):
        lines = behind_dash(value, habits, _gap(document, last))
    else:
        raise Refused(f"there is no {shown((*last.path, step))}")
    if not trails(text, end):
        raise Refused(f"something else stands beside the end of {shown(last.path)}")
    at = after_remarks(text, end, columns)
    feed = line_break(text, end)
    return [Cut(at, at, "".join(feed + " " * columns + line if line else feed for line in lines))]


def _gap(document: Document, spot: Spot) -> int:
    """How many columns stand between the dashes of a list and its entries."""
    text, first = document.source.text, document.span((*spot.path, 0))
    between = text[spot.span.start + 1 : first.start] if first else ""
    return len(between) if between and not between.strip(" ") else 1


def _added_inside(document: Document, spots: list[Spot], step: str | int, value: Any) -> list[Cut]:
    """Write a new key or entry behind the last one within brackets."""
    text, last = document.source.text, spots[-1]
    style = brackets_of(document, spots)
    end = _last_end(document, last)
    close = last.span.end - 1
    found = _TAIL.match(text, end, close)
    comma = bool(found and found[1])
    after = found.end() if found and comma else end
    lines = "\n" in text[after:close] or "\r" in text[after:close]
    feed = line_break(text, end)
    entry_columns = column(text, _first_start(text, last)) if style.lines else indent(text, end)
    if isinstance(step, str) and type(last.value) is dict:
        written = member(step, value, style, entry_columns, feed)
    elif type(last.value) is list and step == len(last.value):
        written = flow(value, style, entry_columns, feed)
    else:
        raise Refused(f"there is no {shown((*last.path, step))}")
    if style.lines and lines:
        remark = _SPACED_END.match(text, after, close)
        line = line_end(text, after) if remark and remark.end() == line_end(text, after) else after
        new = [Cut(line, line, feed + " " * entry_columns + written + ("," if comma else ""))]
    else:
        new = [Cut(after, after, ("" if style.tight else " ") + written + ("," if comma else ""))]
    return new if comma else [Cut(end, end, ","), *new]


def _first_start(text: str, spot: Spot) -> int:
    place = spot.span.start + 1
    found = re.compile(r"(?:\s|(?<=\s)#[^\n\r]*)*").match(text, place)
    return found.end() if found else place


def _last_end(document: Document, spot: Spot) -> int:
    """Offset at which the last entry of a collection within brackets ends."""
    steps = spot.value if type(spot.value) is dict else range(len(spot.value))
    ends = [span.end for step in steps if (span := document.span((*spot.path, step)))]
    inside = [end for end in ends if spot.span.start < end < spot.span.end]
    if not inside:
        raise Refused(f"{shown(spot.path)} is merged from elsewhere")
    return max(inside)
