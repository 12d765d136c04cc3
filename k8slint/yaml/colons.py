"""Plain scalars with a colon inside brackets, `[http://web:80]`, which the API server reads and older libyaml refuses.

There a colon that no blank follows is a character like any other. So another character takes its place while the
text is parsed, one that the text does not have, and the scalars get their colons back.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.yaml.events import parse
from k8slint.yaml.messages import COLON

if TYPE_CHECKING:
    from k8slint.yaml.build import Builder, Problem
    from k8slint.yaml.limits import Limits

# What keeps its colons (directives, and tags, anchors and aliases), or a colon within a word: none that could be an
# indicator, which stands after a quote, a bracket, a comma, a question mark or a blank, or before a blank.
_WORD = re.compile(r"^%.*|(?<![^\s,\[\]{}])[!&*]\S*|(?<=[^\s,\[\]{}?\"'])(:)(?=[^\s\x85\u2028\u2029])", re.MULTILINE)
_PRIVATE = range(0xE000, 0xF900)
_WORK = 10_000_000  # characters that may be parsed again to replace colons one by one


def parse_with_colons(text: str, problem: Problem, limits: Limits) -> Builder:
    """Parse a text that was refused for a colon, as if libyaml took it."""
    stand_in = next((chr(code) for code in _PRIVATE if chr(code) not in text), "")
    whole = parse(_WORD.sub(lambda found: stand_in if found[1] else found[0], text), limits, stand_in)
    if whole.problem is None:
        return whole
    builder = whole
    for _ in range(1 + _WORK // len(text)):  # one by one, exactly as the parser asks for it
        text = text[: problem.start] + stand_in + text[problem.start + 1 :]
        builder = parse(text, limits, stand_in)
        if builder.problem is None or builder.problem.message != COLON:
            return builder
        problem = builder.problem
    return whole
