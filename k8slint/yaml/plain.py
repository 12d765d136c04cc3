"""Texts between the signs of YAML, as far as their meaning is plain beyond doubt: keys, plain scalars, escapes."""

from __future__ import annotations

import re
from functools import cache
from math import isfinite
from typing import Any, Final

from k8slint.yaml.scalars import key_text, plain_values, resolve, shown


class Unsure(Exception):  # noqa: N818 (no error: a text that is left to the event reader)
    """A text that is not known beyond doubt."""


MEMO: Final = 50_000
"""How many texts of a kind are remembered; manifests repeat them a lot."""

KEY_LENGTH: Final = 256
"""Characters that a key has at most; libyaml knows none beyond 1024."""

_KEY = re.compile(r"(?!\.\.\.)[A-Za-z0-9_./$].*(?<!:)")
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.)|)")
_ESCAPES: Final = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "e": "\x1b", " ": " "}
_SURROGATES = range(0xD800, 0xE000)


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
    if not line.isprintable() and not line.replace("\t", "").isprintable() and _forbidden().search(line):
        raise Unsure


@cache
def _forbidden() -> re.Pattern[str]:
    """Make the pattern of what YAML forbids and of line ends; that takes longer than to read a file or two."""
    return re.compile("[^\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


class _Keys(dict[str, str | None]):
    """The key that a text before a colon is; None if it is not known to be one."""

    def __missing__(self, text: str) -> str | None:
        if len(text) > KEY_LENGTH or not _KEY.fullmatch(text) or " #" in text or "\t" in text:
            return None
        key = plain(text.rstrip(" "))
        if type(key) is not str:
            key = key_text(key)
            if key is None:
                raise Unsure
        if len(self) >= MEMO:
            self.clear()
        self[text] = key
        return key


keys: Final = _Keys()
"""Key of each text before a colon met so far."""
