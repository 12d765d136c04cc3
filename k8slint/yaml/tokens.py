"""What a line of a manifest says: its column, its key, its value; worked out once for all lines with the same text.

Only lines are known whose meaning is plain beyond doubt, wherever they stand. All others raise Unsure: what is odd,
and what is wrong, is the business of the event reader.
"""

from __future__ import annotations

import re
from math import isfinite
from typing import Any, Final

from k8slint.yaml.build import plain_values
from k8slint.yaml.scalars import key_text, resolve, shown


class Unsure(Exception):  # noqa: N818 (no error: a text that is left to the event reader)
    """A text that is not known beyond doubt."""


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

FORBIDDEN: Final = re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_KEY = re.compile(r"[A-Za-z0-9_./$].*(?<!:)")
_KEY_LENGTH = 256  # libyaml knows no keys beyond 1024 characters
_QUOTED_KEY = re.compile(r"""(?:"([^"\\]*)"|'([^']*)'):(?: +(.*))?""")
_REST = r" *(?:(?<= )#.*)?"
_DOUBLE = re.compile(rf'"((?:[^"\\]|\\.)*)"{_REST}')
_SINGLE = re.compile(rf"'((?:[^']|'')*)'{_REST}")
_BLOCK = re.compile(rf"([|>])([1-9]?[-+]?){_REST}")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.)|)")
_ESCAPES: Final = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", " ": " "}
_SURROGATES = range(0xD800, 0xE000)

_MEMO = 50_000  # lines remembered; manifests repeat them a lot
_LONG = 200  # characters beyond which a text is not remembered


def unescaped(text: str) -> str:
    """Give the text between double quotes with its escapes resolved."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(found: re.Match[str]) -> str:
    byte, word, letter = found.groups()
    if letter is not None:
        if letter not in _ESCAPES:
            raise Unsure
        return _ESCAPES[letter]
    code = int(byte or word or "d800", 16)
    if code in _SURROGATES:
        raise Unsure
    return chr(code)


def plain(text: str) -> Any:
    """Give the value of a plain scalar, the same object for the same text."""
    try:
        return plain_values[text]
    except KeyError:
        pass
    value: Any = resolve(text)
    if value == "<<":
        raise Unsure
    if type(value) is float:
        json = shown(value)
        if not isfinite(value) or key_text(json) != key_text(value):
            raise Unsure
        return json
    return value


def check_text(line: str) -> None:
    """Refuse a line that has another character than YAML's printable ones that are no line ends."""
    if not line.isprintable() and FORBIDDEN.search(line):
        raise Unsure


class _Keys(dict[str, str | None]):
    """The key that a text before a colon is; None if it is not known to be one."""

    def __missing__(self, text: str) -> str | None:
        if len(text) > _KEY_LENGTH or not _KEY.fullmatch(text) or " #" in text or "\t" in text:
            return None
        key = plain(text.rstrip(" "))
        if type(key) is not str:
            key = key_text(key)
            if key is None:
                raise Unsure
        if len(self) >= _MEMO:
            self.clear()
        self[text] = key
        return key


class _Values(dict[str, tuple[Any, int]]):
    """The value that a text is, and 0 or one of NULL, FLOW, BLOCK, QUOTE."""

    def __missing__(self, text: str) -> tuple[Any, int]:
        answer = _VALUES.get(text[0], _plain_value)(text)
        if len(text) < _LONG:
            if len(self) >= _MEMO:
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
    return found[1] + found[2], BLOCK


def _flow(text: str) -> tuple[Any, int]:
    if text[-1] in ",[{":
        return text, OPEN
    return flow(text), FLOW


def flow(text: str) -> Any:
    """Give the value of a collection in brackets; line ends stand between its items only."""
    value, place = _collection(text, 0, 1)
    rest = text[place:]
    if rest and not (rest[0] == " " and rest.lstrip(" ")[:1] in ("", "#")):
        raise Unsure
    return value


# Collections in brackets. Plain scalars have no character that could mean anything inside of them.
FLOW_LEVELS: Final = 4
_FLOW_QUOTED = r"""[ \n]*(?:"([^"\\\n]*)"|'((?:[^'\n]|'')*)'|"""
_ITEM = re.compile(
    _FLOW_QUOTED
    + r"((?:[A-Za-z0-9_./$]|-(?=[A-Za-z0-9_./-]))(?:[A-Za-z0-9_./$*+=%@()~-]| +(?=[A-Za-z0-9_./$]))*)"
    + r"|([\[{]))[ \n]*"
)
_FLOW_KEY = re.compile(_FLOW_QUOTED + r"([A-Za-z0-9_./$][A-Za-z0-9_./$-]*)): ")
_CLOSE = re.compile(r"[ \n]*[\]}]")


def _collection(text: str, place: int, levels: int) -> tuple[Any, int]:
    """Read the collection that opens at a place: its value and the place behind it."""
    if levels > FLOW_LEVELS:
        raise Unsure
    keyed = text[place] == "{"
    close = "}" if keyed else "]"
    place += 1
    items: list[Any] = []
    pairs: dict[str, Any] = {}
    while True:
        end = _CLOSE.match(text, place)
        if end:  # at once, or behind a comma
            if end[0][-1] != close:
                raise Unsure
            return (pairs if keyed else items), end.end()
        if keyed:
            key, place = _flow_key(text, place)
            if key in pairs:
                raise Unsure
            pairs[key], place = _item(text, place, levels)
        else:
            item, place = _item(text, place, levels)
            items.append(item)
        after = text[place : place + 1]
        if after == ",":
            place += 1
        elif after != close:
            raise Unsure


def _flow_key(text: str, place: int) -> tuple[str, int]:
    found = _FLOW_KEY.match(text, place)
    if not found:
        raise Unsure
    double, single, word = found.groups()
    key = _keys[word] if word is not None else double if double is not None else single.replace("''", "'")
    if key is None or len(found[0]) > _KEY_LENGTH:
        raise Unsure
    return key, found.end()


def _item(text: str, place: int, levels: int) -> tuple[Any, int]:
    found = _ITEM.match(text, place)
    if not found:
        raise Unsure
    double, single, word, bracket = found.groups()
    if bracket:
        value, place = _collection(text, found.start(4), levels + 1)
        while text[place : place + 1] in (" ", "\n"):
            place += 1
        return value, place
    if word is not None:
        return plain(word), found.end()
    return double if double is not None else single.replace("''", "'"), found.end()


_VALUES: Final = {'"': _double, "'": _single, "|": _block, ">": _block, "[": _flow, "{": _flow}
_keys: Final = _Keys()
values: Final = _Values()
"""Value of each text met so far that stands behind a colon or a dash, and what there is to do with it."""


def split(body: str) -> tuple[str, str] | None:
    """Split what stands in a line into its key and the text of the value; None if it has no key."""
    head, colon, rest = body.partition(": ")
    if not colon:
        if body[-1] != ":":
            return None
        head = body[:-1]
    key = _keys[head]
    if key is not None:
        return key, rest.lstrip(" ")
    if body[0] in "\"'":
        found = _QUOTED_KEY.fullmatch(body)
        if found:
            double, single, rest = found.groups("")
            if len(found[0]) - len(rest) > _KEY_LENGTH:
                raise Unsure
            return double or single, rest
    return None


class _Tokens(dict[str, Token]):
    """The token of each line."""

    def __missing__(self, line: str) -> Token:
        token = _assembled(line) or _token(line)
        if len(line) < _LONG:
            if len(self) >= _MEMO:
                self.clear()
            self[line] = token
        return token


def _assembled(line: str) -> Token | None:
    """Give the token of a line with a key and a value that were both met before; None for any other."""
    body = line.lstrip(" ")
    head, colon, rest = body.partition(": ")
    level = 2 * (len(line) - len(body))
    if not colon:
        key = None if body[-1:] != ":" else _known_key(body[:-1])
        return None if key is None else (level, key, None, 0)
    inner = 0
    if head[:2] == "- ":
        head = head[2:]
        level, inner = level + 1, level + 4
    key = _known_key(head)
    value, kind = _known_value(rest, _UNKNOWN)
    return None if key is None or kind else (level, key, value, inner)


_known_key: Final = _keys.get
_known_value: Final = values.get
_UNKNOWN: Final[tuple[Any, int]] = (None, -1)


def _token(line: str) -> Token:
    body = line.strip(" ")
    if not body:
        return _SKIP
    if not line.isprintable() and (("\t" in line and body[0] != "#") or FORBIDDEN.search(line)):
        raise Unsure
    if body[0] == "#":
        return _SKIP
    column = len(line) - len(line.lstrip(" "))
    if not column and line[0] in "-.%":
        if line.startswith("---"):
            if line[3:4] in ("", " ") and line[3:].lstrip(" ")[:1] in ("", "#"):
                return _DOCUMENT
            raise Unsure
        if line[0] == "%" or line.startswith("..."):
            raise Unsure
    if body[0] == "-" and body[1:2] in ("", " "):
        return _dashed(column, body)
    if body[0] in "[{":
        return _text(column, body)
    pair = split(body)
    if pair is None:
        return _text(column, body)
    key, rest = pair
    if not rest or rest[0] == "#":
        return 2 * column, key, None, 0
    value, kind = values[rest]
    if kind:
        return RARE, kind, (2 * column, key, value, 0), 0
    return 2 * column, key, value, 0


def _dashed(column: int, body: str) -> Token:
    rest = body[1:].lstrip(" ")
    if not rest or rest[0] == "#":
        return 2 * column + 1, None, None, 0
    inner = 2 * (column + len(body) - len(rest))
    pair = None if rest[0] in "[{" else split(rest)
    key = None
    if pair is not None:
        key, rest = pair
        if not rest or rest[0] == "#":
            return 2 * column + 1, key, None, inner
    value, kind = values[rest]
    if kind:
        return RARE, kind, (2 * column + 1, key, value, inner), 0
    return 2 * column + 1, key, value, inner


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
