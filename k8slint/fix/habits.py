"""How a text is written already: what is added to it is written alike."""

from __future__ import annotations

import re
from itertools import chain

from k8slint.fix.lines import column, indent
from k8slint.fix.render import Brackets, Habits
from k8slint.fix.spots import Spot, is_flow
from k8slint.yaml import Document

_START = r"(?:\A|(?<=[\n\r]))"
_HEAD = r"[A-Za-z_\"'][^\n\r#]*:[ \t]*(?:#[^\n\r]*)?(?:\r\n|\n|\r)"  # a key with its value below
_LEVEL = re.compile(rf"{_START}( *){_HEAD}( +)[A-Za-z_\"'][^\n\r]*:(?:[ \n\r]|\Z)")
_LIST = re.compile(rf"{_START}((?: |- )*){_HEAD}( *)- ")
_OPENING = re.compile(r"[\[{](?:\s|(?<=\s)#[^\n\r]*)*")
_SEPARATOR = re.compile(r"[\"\]}0-9A-Za-z][,:]")


def habits_at(document: Document, at: int) -> Habits:
    """How the document is written, lists as the last one before an offset; as the file is where it shows nothing."""
    text, part = document.source.text, document.part
    usual = Habits()
    levels = chain(_LEVEL.finditer(text, *part), _LEVEL.finditer(text))
    step = next((deeper for found in levels if (deeper := len(found[2]) - len(found[1])) > 0), usual.step)
    dash = None
    for found in chain(_LIST.finditer(text, *part), _LIST.finditer(text)):
        deeper = len(found[2]) - len(found[1])
        if dash is not None and not part.start <= found.start() < at:
            break
        if deeper >= 0:
            dash = deeper
    return Habits(step, usual.dash if dash is None else dash)


def brackets_of(document: Document, spots: list[Spot]) -> Brackets:
    """How the innermost collection within brackets on a trail is written; an empty one is as the one around it."""
    text = document.source.text
    within = [(spot, _first_entry(text, spot)) for spot in spots if spot.value and is_flow(text, spot)]
    json = document.source.path.endswith(".json")
    if not within:
        return Brackets(json=json)
    for spot, first in reversed(within):
        if text[first] == '"' or type(spot.value) is dict:
            json = json or text[first] == '"'
            break
    start, first = within[-1][0].span.start, within[-1][1]
    lines = "\n" in text[start:first] or "\r" in text[start:first]
    deeper = column(text, first) - indent(text, start) if lines else 0
    outer = within[0][0].span
    separator = _SEPARATOR.search(text, outer.start, outer.end)
    tight = json and separator is not None and separator.end() < outer.end and not text[separator.end()].isspace()
    return Brackets(json, tight, lines, deeper if deeper > 0 else 2)


def _first_entry(text: str, spot: Spot) -> int:
    """Offset of the first entry within brackets."""
    found = _OPENING.match(text, spot.span.start)
    return found.end() if found else spot.span.start + 1
