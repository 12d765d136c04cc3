"""The fenced manifests of a page: its cases."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.findings import Safety
from k8slint.rulebook.errors import PageError
from k8slint.rulebook.words import suggestion
from k8slint.text import SourceFile
from k8slint.yaml import read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: What a fence can be. bad: has findings; good: has none; fixed: the bad one before it, cured; options: of the cases
#: after it.
KINDS = ("bad", "good", "fixed", "options")
_FIXED = "fixed"
#: The word beside `fixed` where it takes unsafe fixes to cure it.
_UNSAFE = Safety.UNSAFE.value
#: What an `options` fence may say.
SETTINGS = ("env", "namespace", "profile", "options")
_LANGUAGES = ("yaml", "json")
_OPEN = re.compile(r"^(?P<indent> {0,3})(?P<mark>`{3,}|~{3,})(?P<info>[^`]*)$")
_FILE = re.compile(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*")


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a page: its files, which are linted together, and where in the page each of them begins.

    `files` maps a name to a text; `lines` the name to the line, from 1, on which that text begins; `settings` are those
    of the last `options` fence above. `safety` is that of the fixes that make a `fixed` case; None of any other.
    """

    kind: str
    files: Mapping[str, str]
    lines: Mapping[str, int]
    settings: Mapping[str, Any] = field(default_factory=dict)
    safety: Safety | None = None

    @property
    def line(self) -> int:
        """The line, from 1, on which the first file begins."""
        return min(self.lines.values())


class _Fence(NamedTuple):
    line: int  # of the opening mark, from 1
    info: str
    text: str
    indented: bool
    closed: bool
    fresh: bool  # a heading stands between it and the fence before


def _fences(page: str) -> Iterator[_Fence]:
    lines = page.split("\n")
    number = 0
    fresh = True
    while number < len(lines):
        opening = _OPEN.match(lines[number])
        if opening is None:
            fresh = fresh or lines[number].startswith("#")
            number += 1
            continue
        mark = opening["mark"]
        close = re.compile(rf"^ {{0,3}}{re.escape(mark[0])}{{{len(mark)},}}[ \t]*$")
        end = next((other for other in range(number + 1, len(lines)) if close.match(lines[other])), len(lines))
        body = "".join(f"{line}\n" for line in lines[number + 1 : end])
        yield _Fence(number + 1, opening["info"].strip(), body, bool(opening["indent"]), end < len(lines), fresh)
        fresh = False
        number = end + 1


def examples(path: str, page: str) -> tuple[Example, ...]:
    """Read the cases of a page, in its order; a fence with a fault is none."""
    return _examples(path, page)[0]


def faults(path: str, page: str) -> tuple[PageError, ...]:
    """Find what is wrong with the fences of a page."""
    return _examples(path, page)[1]


def _examples(path: str, page: str) -> tuple[tuple[Example, ...], tuple[PageError, ...]]:
    found: list[Example] = []
    errors: list[PageError] = []
    settings: Mapping[str, Any] = {}
    joins = False  # the last case is split over files and may go on
    for fence in _fences(page):
        language, *words = fence.info.split() or [""]
        if not fence.closed:
            errors.append(PageError(path, fence.line, 1, "this fence is never closed"))
        if language not in _LANGUAGES or not words:
            continue
        kind, safety, name, message = _what(words)
        if message or fence.indented:
            errors.append(PageError(path, fence.line, 1, message or "a fence with a case begins in the first column"))
            continue
        if kind == "options":
            settings, wrong = read_settings(path, fence.text, fence.line)
            errors += wrong
        file = name or f"a.{language}"
        last = found[-1] if joins and name and not fence.fresh else None
        if last is not None and (last.kind, last.safety) == (kind, safety) and file not in last.files:
            files, lines = {**last.files, file: fence.text}, {**last.lines, file: fence.line + 1}
            found[-1] = Example(kind, files, lines, settings, safety)
        else:
            found.append(Example(kind, {file: fence.text}, {file: fence.line + 1}, settings, safety))
        joins = name is not None
    return tuple(found), tuple(errors)


class _What(NamedTuple):
    kind: str = ""
    safety: Safety | None = None
    file: str | None = None
    fault: str = ""


def _what(words: list[str]) -> _What:
    """Read the words behind the language of a fence, and say what is wrong with them."""
    kinds = [word for word in words if "=" not in word]
    safety = None
    if _FIXED in kinds:
        safety = Safety.UNSAFE if _UNSAFE in kinds else Safety.SAFE
        kinds = [kind for kind in kinds if kind != _UNSAFE]
    files = [word.removeprefix("file=") for word in words if word.startswith("file=")]
    for word in words:
        if "=" in word and not word.startswith("file="):
            return _What(fault=f"`{word}` is not understood; only `file=NAME` is")
    for kind in kinds:
        if kind == _UNSAFE:
            return _What(fault=f"only a fence `{_FIXED}` is `{_UNSAFE}`")
        if kind not in KINDS:
            told = f"a fence is {', '.join(KINDS[:-1])} or {KINDS[-1]}, not `{kind}`{suggestion(kind, KINDS)}"
            return _What(fault=told)
    if len(kinds) != 1 or len(files) > 1:
        return _What(fault="a fence has one kind and at most one file")
    if files and (kinds[0] == "options" or _FILE.fullmatch(files[0]) is None):
        return _What(fault=f"`file={files[0]}` is no name of a file in the case")
    return _What(kinds[0], safety, files[0] if files else None)


def read_settings(path: str, text: str, above: int = 0) -> tuple[Mapping[str, Any], list[PageError]]:
    """Read a mapping of settings, and what is wrong with it; `above` lines stand over it in its page."""
    source = SourceFile(path, text)
    stream = read(source)
    found = stream.documents[0].value if len(stream.documents) == 1 else None
    if stream.errors or not isinstance(found, dict):
        message = stream.errors[0].message if stream.errors else "options are one mapping"
        return {}, [PageError(path, above + 1, 1, message)]
    errors = []
    for key in found:
        if key not in SETTINGS:
            span = stream.documents[0].key_span((key,))
            line = source.position(span.start).line if span else 0
            errors.append(PageError(path, above + line + 1, 1, f"unknown key `{key}`{suggestion(key, SETTINGS)}"))
    return found, errors
