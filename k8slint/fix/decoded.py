"""Where each character of a text value is written: scalars decoded once more, with the place of each character.

It is not trusted: a scalar whose characters do not come out as the value that was read has no places.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from k8slint.yaml.plain import Unsure, unescaped

_BREAK = re.compile(r"\r\n|\n|\r")
_FOLD = re.compile(r"[ \t]*(?:\r\n|\n|\r)(?:[ \t]*(?:\r\n|\n|\r))*[ \t]*")
_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(\r\n|\n|\r)[ \t]*|.)")
_HEADER = re.compile(r"([|>])([-+0-9]*)[ \t]*(?:#[^\n\r]*)?(?=[\n\r]|\Z)")


class Written(NamedTuple):
    """A character of a value, and the range of the text that it is read from."""

    character: str
    start: int
    end: int


@lru_cache(maxsize=1)  # many findings may be about parts of one text, one after another; nobody changes the list
def decoded(text: str, start: int, end: int, indent: int, value: str) -> list[Written] | None:
    """Give the characters of the scalar in a range of a text; None if they are not known beyond doubt.

    `indent` is the column of the collection that holds it: of use where a block scalar says how much deeper it is.
    """
    if start == end:
        return None
    sign = text[start]
    try:
        if sign in "|>":
            found = _block(text, start, end, indent)
        elif sign in "\"'":
            found = _flow(text, start + 1, end - 1, sign)
        else:
            found = _flow(text, start, end, "")
    except Unsure:
        return None
    read = "".join(part.character for part in found)
    if read + "\n" == value:  # a block scalar at the very end of a text
        found.append(Written("\n", end, end))
    elif read != value:
        return None
    return found


def _flow(text: str, at: int, end: int, quote: str) -> list[Written]:
    """Decode a plain scalar or what stands between quotes."""
    parts: list[Written] = []
    while at < end:
        fold = _FOLD.match(text, at, end)
        if fold and fold.end() > at:
            breaks = len(_BREAK.findall(fold[0]))
            if breaks == 1:
                parts.append(Written(" ", at, fold.end()))
            else:
                parts += _folds(text, at, fold.end())
            at = fold.end()
        elif quote == '"' and text[at] == "\\":
            escape = _ESCAPE.match(text, at, end)
            if escape is None:
                raise Unsure
            if escape[1] is None:
                character = _character(escape[0])
                if len(character) != 1:
                    raise Unsure
                parts.append(Written(character, at, escape.end()))
            at = escape.end()
        elif quote == "'" and text[at] == "'":
            parts.append(Written("'", at, at + 2))
            at += 2
        else:
            parts.append(Written(text[at], at, at + 1))
            at += 1
    return parts


def _character(escape: str) -> str:
    if escape[1] == "U":
        return chr(int(escape.removeprefix("\\U"), base=16))
    return "/" if escape == "\\/" else unescaped(escape)


def _folds(text: str, start: int, end: int) -> list[Written]:
    """Give the line feeds that several line breaks in a row are; the first is none."""
    parts: list[Written] = []
    found = list(_BREAK.finditer(text, start, end))
    for number, place in enumerate(found[1:], 1):
        begin = start if number == 1 else found[number - 1].end()
        stop = end if number == len(found) - 1 else place.end()
        parts.append(Written("\n", begin, stop))
    return parts


def _block(text: str, start: int, end: int, indent: int) -> list[Written]:
    """Decode a block scalar."""
    header = _HEADER.match(text, start)
    if header is None:
        raise Unsure
    given = header[2].strip("-+")
    lines: list[tuple[int, int, int]] = []  # where each line begins, ends, and where the next one does
    place = header.end()
    while place < end:
        found = _BREAK.match(text, place)
        if found is None:
            raise Unsure
        begin = found.end()
        stop = _BREAK.search(text, begin)
        finish = stop.start() if stop else len(text)
        lines.append((begin, finish, stop.end() if stop else finish))
        place = finish
    written = [line for line in lines if text[line[0] : line[1]].strip(" ")]
    if not written:
        raise Unsure
    first = written[0]
    columns = indent + int(given) if given else len(text[first[0] : first[1]]) - len(text[first[0] : first[1]].lstrip(" "))
    content = [(min(begin + columns, finish), finish, after) for begin, finish, after in lines]
    return (_literal if header[1] == "|" else _folded)(text, content, chomp=header[2])


def _literal(text: str, lines: list[tuple[int, int, int]], chomp: str) -> list[Written]:
    parts: list[Written] = []
    for number, (begin, finish, after) in enumerate(lines):
        parts += [Written(text[place], place, place + 1) for place in range(begin, finish)]
        if number + 1 < len(lines) or ("-" not in chomp and after > finish):
            indent = lines[number + 1][0] if number + 1 < len(lines) else after
            parts.append(Written("\n", finish, indent))
    return parts


def _folded(text: str, lines: list[tuple[int, int, int]], chomp: str) -> list[Written]:
    parts: list[Written] = []
    breaks: list[tuple[int, int]] = []  # since the last line with something in it
    indented = True
    for begin, finish, after in lines:
        if begin == finish:
            breaks.append((begin, after))
            continue
        deeper = text[begin] in " \t"
        if parts and not indented and not deeper:
            parts += [Written(" ", *breaks[0])] if len(breaks) == 1 else [Written("\n", *place) for place in breaks[1:]]
        else:
            parts += [Written("\n", *place) for place in breaks]
        parts += [Written(text[place], place, place + 1) for place in range(begin, finish)]
        breaks, indented = [(finish, after)], deeper
    if "-" in chomp or not parts:
        return parts
    return parts + [Written("\n", *place) for place in (breaks if "+" in chomp else breaks[:1]) if place[0] < place[1]]
