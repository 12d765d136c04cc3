"""How a text is written already: what is added to it is written alike."""

from __future__ import annotations

import re
from itertools import chain

from k8slint.fix.lines import column, indent
from k8slint.fix.render import Brackets, Habits
from k8slint.fix.spots import Spot, is_flow
from k8slint.yaml import Document

_LEVEL = re.compile(r"^( *)[A-Za-z_\"'][^\n#]*:[ \t]*(?:#[^\n]*)?\r?\n( +)[A-Za-z_\"'][^\n]*:(?:[ \r\n]|\Z)", re.MULTILINE)
_OPENING = re.compile(r"[\[{](?:\s|(?<=\s)#[^\n\r]*)*")
_LOOSE = re.compile(r"[,:]\s")
_LIST = re.compile(r"^((?: |- )*)[A-Za-z_\"'][^\n#]*:[ \t]*(?:#[^\n]*)?\r?\n( *)- ", re.MULTILINE)


def habits_at(document: Document, at: int) -> Habits:
    """How the document is written before an offset; if there is nothing to learn from, how its other parts are."""
    text, part = document.source.text, document.part
    step, dash = Habits()
    for found in chain(_LEVEL.finditer(text, part.start, part.end), _LEVEL.finditer(text)):
        if len(found[2]) > len(found[1]):
            step = len(found[2]) - len(found[1])
            break
    nearest = None
    for found in chain(_LIST.finditer(text, part.start, part.end), _LIST.finditer(text)):
        if len(found[2]) < len(found[1]) or (nearest and (found.end() > at or found.start() < part.start)):
            continue
        if nearest and found.start() >= part.end:
            break
        nearest = found
    if nearest:
        dash = len(nearest[2]) - len(nearest[1])
    return Habits(step, dash)


def brackets_of(document: Document, spots: list[Spot]) -> Brackets:
    """How the innermost collection within brackets on a trail is written; an empty one is as the one around it."""
    text = document.source.text
    for spot in reversed(spots):
        if not spot.value or not is_flow(text, spot):
            continue
        written = text[spot.span.start : spot.span.end]
        found = _OPENING.match(written)
        first = found.end() if found else 1
        lines = "\n" in written[:first] or "\r" in written[:first]
        start = spot.span.start
        deeper = column(text, start + first) - indent(text, start) if lines else 0
        json = written[first] == '"'
        return Brackets(json, json and not _LOOSE.search(written), lines, deeper if deeper > 0 else 2)
    return Brackets(json=document.source.path.endswith(".json"))
