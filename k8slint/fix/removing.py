"""Cuts that take a key with its value, or an entry, out of a text; comments that stood among its lines stay."""

from __future__ import annotations

import re

from k8slint.fix.cuts import Cut
from k8slint.fix.data import Path, shown
from k8slint.fix.lines import column, leads, line_break, line_end, line_start, trails, whole_lines
from k8slint.fix.refusal import Refused
from k8slint.fix.spots import Spot, check_bare, is_flow, trail
from k8slint.yaml import Document

_SKIP = re.compile(r"(?:\s|(?<=\s)#[^\n\r]*)*")
_COMMAS = re.compile(r"(?:[\s,]|(?<=\s)#[^\n\r]*)*")
_COMMA = re.compile(r"\s*,")
_DASHES = re.compile(r"(?:- +)+")


def removing(document: Document, path: Path) -> list[Cut]:
    """Give the cuts that remove a key with its value, or an entry.

    Comments in its lines are kept, in lines of their own, as those above it are: whom they speak of is not known.
    """
    spots = trail(document, path)
    if len(spots) <= len(path):
        raise Refused(f"there is no {shown(path)}")
    text, holder, spot = document.source.text, spots[-2], spots[-1]
    if is_flow(text, holder):
        return [_inside(document, holder, spot)]
    start = _start(text, spot)
    _check_end(text, spot)
    if holder.span.start >= start and holder.span.end <= spot.span.end:
        return _only(document, spots, start)
    end = spot.span.end
    columns = column(text, start)
    feed, pad = line_break(text, end), " " * columns
    if leads(text, start):
        first, after = whole_lines(text, start, end)
        comments = _comments(document, first, after)
        kept = feed.join(pad + comment for comment in comments)
        if kept:
            first, after = line_start(text, start), line_end(text, end)
        return [Cut(first, after, kept)]
    after = _next(text, end)
    if column(text, after) != columns or not leads(text, after):
        raise Refused(f"{shown(path)} shares its line with something else")
    return [Cut(start, after, "".join(comment + feed + pad for comment in _comments(document, start, after)))]


def _start(text: str, spot: Spot) -> int:
    """Offset of a key, or of the dash of an entry."""
    if spot.key is None:
        if text[spot.begin - 1 : spot.begin] != "-":
            raise Refused(f"{shown(spot.path)} has an anchor, a tag, or an unusual form")
        return spot.begin - 1
    start = spot.key.start
    before = text[line_start(text, start) : start].strip(" ")
    if text[start] == "*" or (before and not _DASHES.fullmatch(before + " ")):
        raise Refused(f"the key of {shown(spot.path)} has an unusual form")
    return start


def _check_end(text: str, spot: Spot) -> None:
    if spot.span.start == spot.span.end:
        check_bare(text, spot)
    if not trails(text, spot.span.end):
        raise Refused(f"something else stands beside {shown(spot.path)}")


def _next(text: str, at: int) -> int:
    """Offset of the next thing that is no comment."""
    found = _SKIP.match(text, line_end(text, at))
    return found.end() if found else at


def _comments(document: Document, start: int, end: int) -> list[str]:
    if "#" not in document.source.text[start:end]:
        return []
    return [comment.text for comment in document.comments() if start <= comment.span.start < end]


def _only(document: Document, spots: list[Spot], start: int) -> list[Cut]:
    """Leave an empty collection where the last key or entry goes."""
    text, holder, spot = document.source.text, spots[-2], spots[-1]
    if not holder.path:
        raise Refused("nothing would be left of the document")
    check_bare(text, holder)
    empty = "{}" if type(holder.value) is dict else "[]"
    end = spot.span.end
    if holder.key is None and not leads(text, start):  # behind a dash
        if _comments(document, start, end):
            raise Refused(f"comments stand in {shown(spot.path)}")
        return [Cut(start, end, empty)]
    first, after = whole_lines(text, start, end)
    feed = line_break(text, end)
    kept = feed.join(" " * column(text, start) + comment for comment in _comments(document, first, after))
    if kept:
        first, after = line_start(text, start), line_end(text, end)
    return [Cut(holder.begin, holder.begin, f" {empty}"), Cut(first, after, kept)]


def _inside(document: Document, holder: Spot, spot: Spot) -> Cut:
    """Remove an entry within brackets, with one of the commas beside it."""
    text = document.source.text
    open_, close = holder.span.start, holder.span.end - 1
    steps = list(holder.value) if type(holder.value) is dict else list(range(len(holder.value)))
    ends = sorted(span.end for step in steps if (span := document.span((*holder.path, step))) and open_ < span.end <= close)
    end = spot.span.end
    number = ends.index(end)
    start = _entry(text, ends[number - 1] if number else open_ + 1, close)
    if number + 1 < len(ends):
        after = _entry(text, end, close)
        cut = Cut(start, after, "")
    elif number:
        cut = Cut(ends[number - 1], end, "")
    else:
        found = _COMMA.match(text, end, close)
        cut = Cut(open_ + 1, close if not text[end:close].strip(" \t\n\r,") else (found.end() if found else end), "")
    if _comments(document, cut.start, cut.end):
        raise Refused(f"comments stand beside {shown(spot.path)}")
    return cut


def _entry(text: str, at: int, close: int) -> int:
    """Offset of the entry within brackets that begins after an offset, over a comma if there is one."""
    found = _COMMAS.match(text, at, close)
    return found.end() if found else at
