"""What a line of a manifest says: its column, its key, its value; worked out once for all lines with the same text.

Only lines are known whose meaning is plain beyond doubt, wherever they stand. All others raise Unsure: what is odd,
and what is wrong, is the business of the event reader.
"""

from __future__ import annotations

import re
from typing import Any, Final

from k8slint.yaml.brackets import flow
from k8slint.yaml.plain import KEY_LENGTH, MEMO, Unsure, check_text, keys, plain, unescaped

# A token: the level of the line, its key, its value, the level of the mapping that begins behind its dash.
#
# The level of a key in column c is 2c, that of a dash 2c + 1: so it grows with each collection that opens, a list in
# the column of the key that holds it too. A line with a dash and no key has the key None. A key without a value has
# the value None; so has a dash without one. Where there is more to do, the level is RARE, the key one of the numbers
# below, and the value a token in which what the line says takes the place of the value.
Token = tuple[int, Any, Any, int]
RARE: Final = 1 << 30
SKIP, DOCUMENT, TEXT, NULL, FLOW, OPEN, BLOCK, QUOTE = range(8)

_SKIP: Final[Token] = (RARE, SKIP, None, 0)
_DOCUMENT: Final[Token] = (RARE, DOCUMENT, None, 0)

_QUOTED_KEY = re.compile(r"""(?:"([^"\\]*)"|'([^']*)'):(?: +(.*))?""")
_REST = r" *(?:(?<= )#.*)?"
_DOUBLE = re.compile(rf'"([^"\\]*+(?:\\.[^"\\]*+)*+)"{_REST}')
_SINGLE = re.compile(rf"'([^']*+(?:''[^']*+)*+)'{_REST}")
_BLOCK = re.compile(rf"([|>][1-9]?[-+]?){_REST}")

_LONG = 200  # characters beyond which a text is not remembered


class _Values(dict[str, tuple[Any, int]]):
    """The value that a text is, and 0 or one of NULL, FLOW, OPEN, BLOCK, QUOTE: what there is to do with it."""

    def __missing__(self, text: str) -> tuple[Any, int]:
        answer = _VALUES.get(text[0], _plain_value)(text)
        if len(text) < _LONG:
            if len(self) >= MEMO:
                self.clear()
            self[text] = answer
        return answer


_NO_START: Final = ",]}#&*!%@`?"  # of a plain scalar, whatever follows
_NO_SECOND: Final = ("", " ", ":")  # after a dash or a colon


def _plain_value(text: str) -> tuple[Any, int]:
    if text[0] in _NO_START or (text[0] in "-:" and text[1:2] in _NO_SECOND):
        raise Unsure
    comment = text.find(" #")
    if comment >= 0:
        text = text[:comment].rstrip(" ")
    if ": " in text or text[-1] == ":" or "\t" in text:
        raise Unsure
    value = plain(text)
    return value, NULL if value is None else 0


def _double(text: str) -> tuple[Any, int]:
    found = _DOUBLE.fullmatch(text)
    if found:
        return unescaped(found[1]), 0
    return text, QUOTE


def _single(text: str) -> tuple[Any, int]:
    found = _SINGLE.fullmatch(text)
    if found:
        return found[1].replace("''", "'"), 0
    return text, QUOTE


def _block(text: str) -> tuple[Any, int]:
    found = _BLOCK.fullmatch(text)
    if not found:
        raise Unsure
    return found[1], BLOCK


def _flow(text: str) -> tuple[Any, int]:
    if text[-1] in ",[{":
        return text, OPEN
    return flow(text), FLOW


_VALUES: Final = {'"': _double, "'": _single, "|": _block, ">": _block, "[": _flow, "{": _flow}
values: Final = _Values()
"""Value of each text met so far behind a colon or a dash, and what there is to do with it."""


def split(body: str) -> tuple[str, str] | None:
    """Split what stands in a line into its key and the text of the value; None if it has no key."""
    head, colon, rest = body.partition(": ")
    if not colon:
        if body[-1] != ":":
            return None
        head = body[:-1]
    key = keys[head]
    if key is not None:
        return key, rest.lstrip(" ")
    if body[0] in "\"'":
        found = _QUOTED_KEY.fullmatch(body)
        if found:
            double, single, rest = found.groups("")
            if len(found[0]) - len(rest) > KEY_LENGTH:
                raise Unsure
            return double or single, rest
    return None


class _Tokens(dict[str, Token]):
    """The token of each line."""

    def __missing__(self, line: str) -> Token:
        token = _token(line)
        if len(line) < _LONG:
            if len(self) >= MEMO:
                self.clear()
            self[line] = token
        return token


def _token(line: str) -> Token:
    body = line.strip(" ")
    if not body or body[0] == "#":
        check_text(line)
        return _SKIP
    if not line.isprintable():
        if "\t" in line:
            raise Unsure
        check_text(line)
    if line.startswith(_MARKERS):
        return _marker(line)
    column = len(line) - len(line.lstrip(" "))
    if body[0] == "-" and body[1:2] in ("", " "):
        return _dashed(column, body)
    pair = None if body[0] in _NO_KEY else split(body)
    if pair is None:
        return _text(column, body)
    return _valued(2 * column, pair[0], pair[1], 0)


def _valued(level: int, key: str | None, rest: str, inner: int) -> Token:
    """Give a token whose value is still text."""
    if not rest or rest[0] == "#":
        return level, key, None, inner
    value, kind = values[rest]
    return (RARE, kind, (level, key, value, inner), 0) if kind else (level, key, value, inner)


_NO_KEY: Final = ("", "#", "[", "{")  # what begins no key
_MARKERS: Final = ("---", "...", "%")


def _marker(line: str) -> Token:
    """Give the token of a line that begins as a document may begin or end."""
    if line.startswith("---") and line[3:4] in ("", " ") and line[3:].lstrip(" ")[:1] in ("", "#"):
        return _DOCUMENT
    raise Unsure


def _dashed(column: int, body: str) -> Token:
    """Give the token of a line with a dash."""
    rest = body[1:].lstrip(" ")
    pair = None if rest[:1] in _NO_KEY else split(rest)
    if pair is None:
        return _valued(2 * column + 1, None, rest, 0)
    return _valued(2 * column + 1, pair[0], pair[1], 2 * (column + len(body) - len(rest)))


def _text(column: int, body: str) -> Token:
    """Give the token of a line that is the value of a key above it, or continues a plain scalar."""
    if body[0] not in "[{\"'" and not continues(body):
        raise Unsure
    return RARE, TEXT, column, 0


def continues(body: str) -> bool:
    """Whether a text is part of a plain scalar as a whole, if a plain scalar goes on with it."""
    return not (body[0] == "#" or body[-1] == ":" or ": " in body or " #" in body or "\t" in body)


def plain_text(line: str) -> str:
    """Give the plain scalar with which a line ends, as it is written."""
    body = line.strip(" ")
    if body[:2] == "- ":
        body = body[1:].lstrip(" ")
    if not body or body[0] in "[{":
        raise Unsure
    pair = split(body)
    rest = body if pair is None else pair[1]
    if not rest or rest[0] in "\"'|>[{" or not continues(rest):
        raise Unsure
    return rest


tokens: Final = _Tokens()
"""Token of each line met so far."""
