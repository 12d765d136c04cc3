"""JSON that is no YAML to libyaml (escaped slashes, surrogate pairs, tabs), and JSON documents one after another."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from k8slint.yaml.build import Builder

if TYPE_CHECKING:
    from k8slint.yaml.limits import Limits

_BLANK = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'[ \t\n\r:,]*(?:(?P<string>")|(?P<open>[\[{])|(?P<close>[\]}])|(?P<word>[-+.0-9a-zA-Z]+))')
_LONE = re.compile("[\ud800-\udfff]")  # half of a surrogate pair: U+FFFD to Go


@dataclass(frozen=True, slots=True)
class _Place:
    """What stands for a parser's mark."""

    index: int


def json_documents(text: str) -> list[tuple[int, int]] | None:
    """Give the places of the JSON objects or lists that a text consists of; None if it is anything else."""
    decoder = json.JSONDecoder(parse_constant=_refuse)
    places: list[tuple[int, int]] = []
    start = _after_blank(text, 0)
    while start < len(text):
        if text[start] not in "[{":
            return None
        try:
            end = decoder.raw_decode(text, start)[1]
        except (ValueError, RecursionError):
            return None
        places.append((start, end))
        start = _after_blank(text, end)
    return places


def parse_json(text: str, limits: Limits) -> Builder:
    """Parse one JSON document, known to be valid, as if libyaml took it."""
    builder = Builder(limits)
    builder.start_document(_Place(0), _Place(0), False, None)
    brackets: list[str] = []
    place, stop = 0, None
    while not stop and (found := _TOKEN.match(text, place)):
        kind = found.lastgroup
        start, place = found.start(kind or 0), found.end()
        token = text[start:place]
        if kind == "string":
            value, place = json.JSONDecoder().raw_decode(text, start)
            value = _LONE.sub("\ufffd", value)
            stop = builder.scalar(None, None, (False, True), value, _Place(start), _Place(place), '"')
        elif kind == "word":
            stop = builder.scalar(None, None, (True, False), token, _Place(start), _Place(place), "")
        elif kind == "open":
            brackets.append(token)
            stop = builder.start(None, None, True, _Place(start), _Place(place), True)
        else:
            end = builder.end_mapping if brackets.pop() == "{" else builder.end_sequence
            stop = end(_Place(start), _Place(place))
    if not stop:
        builder.end_document()
    builder.close()
    return builder


def _after_blank(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
