"""What a comment says of suppressions: `# k8slint: ignore[rule-id, rule-id] reason`, read strictly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: How the text of a file looks that may say anything of suppressions.
MARK = "k8slint"
NODE, FILE = "ignore", "ignore-file"

_BEGIN = re.compile(r"(?<!\S)#[ \t]*k8slint(?![\w.-])")
_TEMPLATED = re.compile(r"(?:/\*|[\r\n])\s*(?:#[ \t]*)?(k8slint)(?![\w.-])([^\r\n]*)")  # in a comment of a template
_VERB = re.compile(r"[ \t]*(:?)[ \t]*([A-Za-z_-]*)[ \t]*")
_WORD = re.compile(r"[^,\s][^,]*")
#: What says the same in other linters: who writes it here means it.
_MISTAKEN = frozenset({"disable", "ignore-line", "ignore-next-line", "ignore-all", "noqa", "off", "skip", "suppress"})


class Word(NamedTuple):
    """A word of a list, and the range of the text that it stands in."""

    text: str
    start: int
    end: int


class Directive(NamedTuple):
    """What one comment says: the range from its number sign to the end of its reason, and the words of its list.

    `fault`: why it silences nothing; there are no words then.
    """

    start: int
    end: int
    words: tuple[Word, ...] = ()
    of_file: bool = False
    reason: str = ""
    fault: str | None = None


def directives(text: str, start: int, end: int, *, templated: bool = False) -> Iterator[Directive]:
    """Read what a comment in a range of a text says; `templated`: it is one of a template, with its signs outside."""
    if templated:
        end = text.rfind("*/", start, end)
        places = [(one.start(1), one.end(1), one.end()) for one in _TEMPLATED.finditer(text, start, end)]
    else:
        begins = list(_BEGIN.finditer(text, start, end))
        ends = [*(one.start() for one in begins[1:]), end]
        places = [(one.start(), one.end(), after) for one, after in zip(begins, ends, strict=False)]
    for begin, at, after in places:
        directive = _directive(text, begin, at, after)
        if directive is not None:
            yield directive


def _directive(text: str, start: int, at: int, end: int) -> Directive | None:
    """Read what stands behind our name; None where it is prose."""
    end = start + len(text[start:end].rstrip())
    found = _VERB.match(text, at, end)
    colon, verb = (found[1], found[2]) if found else ("", "")
    at = found.end() if found else at
    bracket = text[at : at + 1] == "[" and at < end
    if verb not in {NODE, FILE}:
        meant = verb in _MISTAKEN or verb.lower().startswith(("ignor", "igon", "ingor")) or (bracket and colon)
        return Directive(start, end, fault=f"unknown directive `{verb}`; write `{NODE}[rule-id]`") if meant and verb else None
    if not colon:
        return Directive(start, end, fault=f"no colon after `{MARK}`; write `# {MARK}: {verb}[rule-id]`") if bracket else None
    if not bracket:
        return Directive(start, end, fault=f"`{verb}` names no rule; write `{verb}[rule-id]`")
    close = text.find("]", at, end)
    if close < 0:
        return Directive(start, end, fault="the list of rules is not closed; write `]` behind the last of them")
    words = tuple(_words(text, at + 1, close))
    if not words:
        return Directive(start, end, fault=f"the list of rules is empty; write `{verb}[rule-id]`")
    return Directive(start, end, words, verb == FILE, text[close + 1 : end].strip().lstrip(":-–— \t"))  # noqa: RUF001  # a dash


def _words(text: str, start: int, end: int) -> Iterator[Word]:
    for found in _WORD.finditer(text, start, end):
        word = found[0].rstrip()
        yield Word(word, found.start(), found.start() + len(word))
