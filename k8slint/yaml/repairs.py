"""What the API server's parser reads and libyaml refuses or reads otherwise.

A colon within a word inside brackets (`[http://web:80]`), an escaped single quote in double quotes, a byte-order mark
inside the text: to the API server they are characters like any other. So others take their place while the text is
parsed, private ones that it does not have, and the scalars get theirs back.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from k8slint.yaml.events import parse
from k8slint.yaml.messages import COLON, ESCAPE

if TYPE_CHECKING:
    from k8slint.yaml.build import Builder
    from k8slint.yaml.drafts import Problem
    from k8slint.yaml.limits import Limits

BOM = "\ufeff"

# What keeps its colons (directives, and tags, anchors and aliases), or a colon within a word: none that could be an
# indicator, which stands after a quote, a bracket, a comma, a question mark or a blank, or before a blank.
_WORD = re.compile(r"^%.*|(?<![^\s,\[\]{}])[!&*]\S*|(?<=[^\s,\[\]{}?\"'])(:)(?=[^\s\x85\u2028\u2029])", re.MULTILINE)
_QUOTED = re.compile(r'(?:[^"\\]|\\.)*', re.DOTALL)
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_PRIVATE = range(0xE000, 0xF900)
_WORK = 10_000_000  # characters that may be parsed again for one text


Restored = tuple[tuple[str, str], ...]


def parse_as_served(text: str, limits: Limits) -> Builder:
    """Parse a text as the API server does."""
    stand_ins = _stand_ins(text) if BOM in text else None
    if stand_ins is None:
        return parse(text, limits)
    return parse(text.replace(BOM, stand_ins[0]), limits, ((stand_ins[0], BOM),))


def repaired(text: str, builder: Builder, limits: Limits) -> Builder:
    """Parse a text again if it was refused for what the API server takes; else give what was built."""
    if builder.problem is None or not _is_repairable(text, builder.problem):
        return builder
    stand_ins = _stand_ins(text)
    if stand_ins is None:
        return builder
    mark, colon, quote = stand_ins
    restored = (mark, BOM), (colon, ":"), (quote * 2, "'")
    text = text.replace(BOM, mark)
    at_once = _WORD.sub(lambda found: colon if found[1] else found[0], text)
    again = _repair(at_once, parse(at_once, limits, restored), limits, restored)
    if again.problem is None:
        return again
    exact = _repair(text, builder, limits, restored)
    return again if exact.problem and _is_repairable(text, exact.problem) else exact


def _repair(text: str, builder: Builder, limits: Limits, restored: Restored) -> Builder:
    """Replace what the parser complains of, as long as that is something to replace."""
    (_, _), (colon, _), (quotes, _) = restored
    work = 0
    while builder.problem and work < _WORK and _is_repairable(text, builder.problem):
        start = builder.problem.start
        if text[start] == ":":
            text = text[:start] + colon + text[start + 1 :]
        else:  # all in the same scalar
            rest = _QUOTED.match(text, start)
            end = rest.end() if rest else start
            text = text[:start] + _ESCAPED.sub(partial(_unescape, quotes), text[start:end]) + text[end:]
        work += len(text)
        builder = parse(text, limits, restored)
    return builder


def _unescape(quotes: str, escape: re.Match[str]) -> str:
    return quotes if escape[0] == "\\'" else escape[0]


def _is_repairable(text: str, problem: Problem) -> bool:
    if problem.message == COLON:
        return text.startswith(":", problem.start)
    return problem.message == f"not valid YAML: {ESCAPE}" and text.startswith("\\'", problem.start)


def _stand_ins(text: str) -> tuple[str, str, str] | None:
    """Give three characters that a text does not have; None if it has nearly all private ones."""
    unused = [chr(code) for code in _PRIVATE if chr(code) not in text]
    return (unused[0], unused[1], unused[2]) if unused[2:] else None
