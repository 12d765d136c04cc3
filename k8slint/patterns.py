"""Patterns of paths and names: those of git's ignore files, and `*` and `?`, matched in linear time whoever wrote them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

#: What stands for any number of items; any other token says of one item whether it fits.
_MANY = None
_Token = Callable[[str], bool] | None


def fits(pattern: str, text: str) -> bool:
    """Whether a text is what a pattern says: `*` stands for any text, `?` for one character, all else for itself.

    It takes time in proportion to the product of both lengths at worst, whatever the pattern.
    """
    if pattern == "*":
        return True
    if "?" not in pattern:
        start, star, end = pattern.partition("*")
        if not star:
            return pattern == text
        if "*" not in end:
            return len(text) >= len(start) + len(end) and text.startswith(start) and text.endswith(end)
    at = here = 0  # how much of the text and of the pattern fit so far
    last: tuple[int, int] | None = None  # the same at the last star: its text may be longer
    while at < len(text):
        step = pattern[here : here + 1]
        if step == "*":
            here += 1
            last = at, here
        elif step in {"?", text[at]} and step:
            at, here = at + 1, here + 1
        elif last is not None:
            at, here = last = last[0] + 1, last[1]
        else:
            return False
    return not pattern[here:].strip("*")


def names_path(patterns: Sequence[str], path: str) -> bool:
    """Whether patterns of a git ignore file name a file by its path, which is relative to where they are written."""
    return bool(patterns) and _made(tuple(patterns)).names(path)


def below(path: str, base: str) -> str | None:
    """A path relative to a directory, both as reports name them; None where it does not lie in it."""
    if base == "." and not path.startswith(("../", "/")):
        return path
    if path.startswith(f"{base}/"):
        return path[len(base) + 1 :]
    if not (base.startswith((".", "/")) or path.startswith(("../", "/"))):
        return None  # two names that meet nowhere need no working directory
    try:
        found = os.path.relpath(path, base).replace(os.sep, "/")
    except ValueError:  # another drive
        return None
    return None if found == ".." or found.startswith("../") else found


def within(path: str, top: str | None, but: Iterable[str] = ()) -> bool:
    """Whether a file lies in a directory (None: anywhere), and in none of others, all as reports name them."""
    return (top is None or below(path, top) is not None) and all(below(path, other) is None for other in but)


def moved(pattern: str, prefix: str) -> str:
    """A pattern relative to a directory as one relative to a directory above it, from which `prefix` leads there."""
    if prefix in {"", "."}:
        return pattern
    mark = "!" if pattern.startswith("!") else ""
    rest = pattern[len(mark) :]
    anywhere = "/" not in rest.rstrip("/")
    return f"{mark}/{_escaped(prefix)}/{'**/' if anywhere else ''}{rest.lstrip('/')}"


def common(paths: Iterable[str]) -> str:
    """The innermost directory in which all of some directories lie, as reports name them; `.` where there is none."""
    paths = list(paths)
    if not paths:
        return "."
    if all(path == paths[0] for path in paths):
        return paths[0]
    try:
        found = os.path.commonpath([os.path.abspath(path) for path in paths])
    except ValueError:
        return "."
    return os.path.relpath(found).replace(os.sep, "/")


class Patterns:
    """Patterns as a .gitignore in the directory `base` may hold them; the last one that speaks of a path decides.

    What lies in a directory that they name is named, too. Paths and `base` are as reports name them.
    """

    __slots__ = ("_base", "_patterns")

    def __init__(self, patterns: Iterable[str], base: str = ".") -> None:
        self._base = base
        self._patterns = tuple(made for made in map(_pattern, patterns) if made is not None)

    def names(self, path: str) -> bool:
        """Whether a file, or a directory above it, is named."""
        relative = below(path, self._base)
        if relative is None:
            return False
        parts = relative.split("/")
        return any(self.says(parts[:end], directory=True) for end in range(1, len(parts))) or bool(
            self.says(parts, directory=False)
        )

    def says(self, parts: Sequence[str], *, directory: bool) -> bool | None:
        """Whether a path below the base, given by its parts, is itself named; None where nothing speaks of it."""
        for pattern in reversed(self._patterns):
            if (directory or not pattern.directory) and _match(pattern.tokens, parts if pattern.anchored else parts[-1:]):
                return not pattern.negated
        return None


@lru_cache(maxsize=256)
def _made(patterns: tuple[str, ...]) -> Patterns:
    return Patterns(patterns)


class _Pattern(NamedTuple):
    tokens: Sequence[_Token]
    anchored: bool  # else it speaks of the last part of a path
    directory: bool  # it speaks of directories only
    negated: bool


def _pattern(text: str) -> _Pattern | None:
    """What a line of an ignore file says; None where it says nothing."""
    negated = text.startswith("!")
    body = text[negated:]
    while body.endswith(" ") and not body.endswith("\\ "):
        body = body[:-1]
    directory = body.endswith("/")
    body = body.rstrip("/")
    if not body or (body.startswith("#") and not negated):
        return None
    parts = [part for part in body.split("/") if part]
    tokens: list[_Token] = [_MANY if part == "**" else _part(part) for part in parts]
    if tokens[-1] is _MANY:
        tokens.insert(-1, _any)  # what lies in a directory, and not the directory
    return _Pattern(tokens, "/" in body, directory, negated)


def _part(text: str) -> Callable[[str], bool]:
    """What says whether a name fits one part of a pattern."""
    tokens: list[_Token] = []
    plain: list[str] = []
    at = 0
    while at < len(text):
        letter = text[at]
        at += 1
        end = text.find("]", at + 1 + (text[at : at + 1] in {"!", "^"})) if letter == "[" else -1
        if end > 0:
            tokens.append(_set(text[at:end]))
            at = end + 1
        elif letter == "*":
            tokens.append(_MANY)
        elif letter == "?":
            tokens.append(_any)
        else:
            if letter == "\\" and at < len(text):
                letter = text[at]
                at += 1
            tokens.append(letter.__eq__)
            plain.append(letter)
    if len(plain) == len(tokens):
        return "".join(plain).__eq__
    return lambda name: _match(tokens, name)


def _set(text: str) -> Callable[[str], bool]:
    """What says whether a letter is in a set: `a-z0`, `!a`."""
    negated = text[:1] in {"!", "^"}
    text = text[negated:]
    single: set[str] = set()
    ranges: list[tuple[str, str]] = []
    at = 0
    while at < len(text):
        if text[at + 1 : at + 2] == "-" and at + 2 < len(text):
            ranges.append((text[at], text[at + 2]))
            at += 3
        else:
            single.add(text[at])
            at += 1
    return lambda letter: (letter in single or any(low <= letter <= high for low, high in ranges)) is not negated


def _any(_item: str) -> bool:
    return True


def _match(tokens: Sequence[_Token], items: Sequence[str]) -> bool:
    """Whether tokens fit items as a whole: after a mismatch, the last token that stands for many takes one more."""
    token = item = 0
    again: tuple[int, int] | None = None
    while item < len(items):
        if token < len(tokens) and (known := tokens[token]) is not _MANY:
            if known(items[item]):
                token, item = token + 1, item + 1
                continue
        elif token < len(tokens):
            again = (token + 1, item)
            token += 1
            continue
        if again is None:
            return False
        token, item = again[0], again[1] + 1
        again = (again[0], item)
    return all(left is _MANY for left in tokens[token:])


def _escaped(path: str) -> str:
    return "".join(f"\\{letter}" if letter in "*?[\\!# " else letter for letter in path)
