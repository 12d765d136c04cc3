"""Cuts that change a name or a part of a text, and leave the rest of the scalar as it is written."""

from __future__ import annotations

from k8slint.fix.cuts import Cut
from k8slint.fix.data import Path, shown
from k8slint.fix.decoded import decoded
from k8slint.fix.lines import column, indent, line_break
from k8slint.fix.refusal import Refused
from k8slint.fix.scalars import double, is_plain, scalar
from k8slint.fix.spots import Spot, is_flow, trail
from k8slint.yaml import Document


def renaming(document: Document, path: Path, name: str) -> list[Cut]:
    """Give the cuts that give the key of a value another name."""
    spots = trail(document, path)
    key = spots[-1].key
    if len(spots) <= len(path) or key is None:
        raise Refused(f"{shown(path)} has no key to rename")
    text = document.source.text
    if text[key.start] in "*|>":
        raise Refused(f"the key of {shown(path)} has an unusual form")
    quote = text[key.start] if text[key.start] in "\"'" else ""
    return [Cut(key.start, key.end, scalar(name, quote, flow=is_flow(text, spots[-2])))]


def replacing_part(document: Document, path: Path, within: tuple[int, int], new: str) -> list[Cut]:
    """Give the cuts that make a part of a text another one, in place."""
    spots = trail(document, path)
    if len(spots) <= len(path):
        raise Refused(f"there is no {shown(path)}")
    text, spot = document.source.text, spots[-1]
    start, end = spot.span
    if text[start : start + 1] == "*":
        raise Refused(f"{shown(path)} is an alias")
    holder = spots[-2] if spot.path else spot
    characters = decoded(text, start, end, column(text, holder.span.start), spot.value)
    if characters is None:
        raise Refused(f"where the part stands in {shown(path)} is not known")
    first, last = within
    at = characters[first].start if first < len(characters) else characters[-1].end if characters else start + 1
    stop = characters[last - 1].end if last > first else at
    written = _as_written(text, spot, at, new)
    if text[start] not in "\"'|>":
        value = spot.value[:first] + new + spot.value[last:]
        if "\n" not in value and not is_plain(value, flow=spot.inside) and "\n" not in text[start:end]:
            return [Cut(start, end, double(value))]
    return [Cut(at, stop, written)]


def _as_written(text: str, spot: Spot, at: int, new: str) -> str:
    """Give what a text is between the quotes, or in the lines, that it is put into."""
    sign = text[spot.span.start]
    if sign == '"':
        return double(new)[1:-1]
    if "\n" not in new:
        return new.replace("'", "''") if sign == "'" else new
    if sign != "|":
        raise Refused(f"{shown(spot.path)} would need another form")
    pad = line_break(text, at) + " " * indent(text, at)
    return new.replace("\n", pad)
