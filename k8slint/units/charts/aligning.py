"""Where in a line of a template a part of what it made is written: literal text word for word, the rest as its action."""

from __future__ import annotations

from typing import NamedTuple

from k8slint.text import Span
from k8slint.units.charts.scanning import SPACES, scan


class _Match(NamedTuple):
    """A range of the rendered text and the one of the template that made it, word for word or as an action."""

    start: int
    end: int
    origin: int
    origin_end: int
    literal: bool


class Aligned(NamedTuple):
    """A range of a line of a template; `literal` if it is written there as it was rendered."""

    span: Span
    literal: bool


def align(template: str, rendered: str, start: int, end: int) -> Aligned | None:
    """The range of a template's line that made a range of its output; None if that cannot be told."""
    matches = _matches(template, rendered, blanks=False) or _matches(template, rendered, blanks=True)
    if matches is None:
        return _alone(template, rendered[start:end])
    first = _at(matches, start)
    last = _at(matches, max(start, end - 1))
    if first is None or last is None:
        return _alone(template, rendered[start:end])
    begin = first.origin + (start - first.start if first.literal else 0)
    stop = last.origin + end - last.start if last.literal else last.origin_end
    stop = max(begin, stop)
    return Aligned(Span(begin, stop), literal=template[begin:stop] == rendered[start:end])


def _at(matches: list[_Match], offset: int) -> _Match | None:
    return next((match for match in matches if match.start <= offset < match.end), None)


def _alone(template: str, text: str) -> Aligned | None:
    """The one place where a text is written outside of actions."""
    if not text or text.isspace():
        return None
    found = template.find(text)
    if found < 0 or template.find(text, found + 1) >= 0:
        return None
    actions = scan(template) or ()
    if any(action.start < found + len(text) and found < action.end for action in actions):
        return None
    return Aligned(Span(found, found + len(text)), literal=True)


def _matches(template: str, rendered: str, *, blanks: bool) -> list[_Match] | None:
    """The output cut at the literal texts between the actions, each found as early as it can be.

    `blanks`: those at the end of the output count, for an action there made nothing.
    """
    actions = scan(template)
    if actions is None:
        return None
    ends = [0, *(action.end for action in actions)]
    starts = [*(action.start for action in actions), len(template)]
    trims_left = [False, *(action.right for action in actions)]
    trims_right = [*(action.left for action in actions), False]
    found: list[_Match] = []
    place = len(rendered) - len(rendered.lstrip())
    stop = max(place, len(rendered if blanks else rendered.rstrip()))
    last = len(actions)
    for number, (after, finish) in enumerate(zip(ends, starts, strict=True)):
        begin, text = after, template[after:finish]
        if trims_left[number] or number == 0:
            text = text.lstrip(SPACES)
            begin = finish - len(text)
        if trims_right[number] or number == last:
            text = text.rstrip(SPACES)
        where = _where(rendered, text, place, stop, first=number == 0, last=number == last)
        if where is None:
            return None
        if number and where > place:
            action = actions[number - 1]
            found.append(_Match(place, where, action.start, action.end, literal=False))
        if text:
            found.append(_Match(where, where + len(text), begin, begin + len(text), literal=True))
        place = where + len(text)
    return found if place == stop else None


def _where(rendered: str, text: str, place: int, stop: int, *, first: bool, last: bool) -> int | None:
    """Where a literal text begins: at once, at the end, or as early as it can be; None if it cannot be."""
    if first:
        return place if rendered.startswith(text, place) else None
    if last:
        found = stop - len(text)
        return found if found >= place and rendered.startswith(text, found) else None
    found = rendered.find(text, place, stop)
    return found if found >= 0 else None
