"""What a chart's .helmignore leaves out.

Source: Helm, pkg/ignore; the patterns are those of Go's filepath.Match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

IGNORE = ".helmignore"


class _Rule(NamedTuple):
    """One pattern: what it matches, whether the whole path or its last name, and whether it takes back."""

    pattern: re.Pattern[str]
    whole: bool
    negated: bool
    directory: bool


def kept(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a chart without those that its .helmignore leaves out."""
    rules = _rules(files.get(IGNORE, b"").decode("utf-8", "replace").splitlines())
    known: dict[str, bool] = {}
    return {path: data for path, data in files.items() if not _ignored(path, rules, known)}


def _rules(lines: Iterable[str]) -> list[_Rule]:
    found = []
    for line in (*lines, "templates/.?*"):
        text = line.strip()
        if not text or text.startswith("#") or "**" in text or text in {"!", "/", "!/"}:
            continue
        negated = text.startswith("!")
        text = text.removeprefix("!")
        directory = text.endswith("/")
        text = text.removesuffix("/")
        whole = "/" in text
        pattern = _pattern(text.removeprefix("/"))
        if pattern is not None:
            found.append(_Rule(pattern, whole, negated, directory))
    return found


def _ignored(path: str, rules: list[_Rule], known: dict[str, bool]) -> bool:
    parts = path.split("/")
    for depth in range(1, len(parts)):
        above = "/".join(parts[:depth])
        if above not in known:
            known[above] = _matches(above, rules, is_directory=True)
        if known[above]:
            return True
    return _matches(path, rules, is_directory=False)


def _matches(path: str, rules: list[_Rule], *, is_directory: bool) -> bool:
    """Whether the rules leave a path out.

    The first that matches says so; one that takes back leaves out all that it does not match, as Helm has it.
    """
    name = path.rpartition("/")[2]
    for pattern, whole, negated, directory in rules:
        matches = pattern.fullmatch(path if whole else name) is not None
        if negated:
            if directory and not is_directory:
                return True
            if not matches:
                return True
        elif matches and (is_directory or not directory):
            return True
    return False


def _pattern(text: str) -> re.Pattern[str] | None:
    """A pattern of filepath.Match as a regular expression; None if it is none."""
    parts = []
    place = 0
    while place < len(text):
        char = text[place]
        if char == "[":
            close = text.find("]", place + 2)
            if close < 0:
                return None
            inner = text[place + 1 : close].replace("\\", "\\\\").replace("[", "\\[")
            parts.append(f"[{inner}]")
            place = close
        elif char == "\\" and place + 1 < len(text):
            place += 1
            parts.append(re.escape(text[place]))
        else:
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(char) or re.escape(char))
        place += 1
    try:
        return re.compile("".join(parts), re.DOTALL)
    except re.error:
        return None
