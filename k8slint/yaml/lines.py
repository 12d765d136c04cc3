"""The values of a text that is written as manifests mostly are, line by line and without a parser.

Each line is looked up among those met before, which tells where it stands and what it holds; so most of the time goes
into putting values where they belong. There is no way from here to a place in the text: who asks for one has the text
parsed. A text with anything that is not known beyond doubt has no values here.
"""

# ruff: noqa: PLW2901 (a line that takes more than itself to tell becomes one that does not)
from __future__ import annotations

from typing import Any

from k8slint.yaml.brackets import FLOW_LEVELS
from k8slint.yaml.multiline import continued, own_line, spread
from k8slint.yaml.plain import Unsure
from k8slint.yaml.tokens import DOCUMENT, RARE, SKIP, TEXT, tokens


def scan(text: str, depth: int) -> list[Any] | None:
    """Give the values of the documents of a text that ends with a line end, None for those with nothing in them.

    None in place of the list: the text has something that only a parser can tell.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if "\r" in text:
            return None
    lines = text.split("\n")
    if lines.pop():
        return None
    try:
        return _scan(lines, depth - FLOW_LEVELS)
    except Unsure:
        return None


def _scan(lines: list[str], depth: int) -> list[Any]:  # noqa: C901, PLR0912, PLR0915 (one loop: a call a line is a third of its time)
    documents: list[Any] = []
    current: Any = documents  # the innermost open collection
    here = -1  # its level; odd: a list
    name: Any = None  # its last key, if it is a mapping
    stack: list[tuple[Any, int]] = []
    push, pop = stack.append, stack.pop
    position: Any = iter(lines)
    size = len(lines)
    fence = 0  # the line after the last scalar that took more than one
    for level, key, value, inner in map(tokens.__getitem__, position):
        if level > here:
            if level == RARE:
                kind = key
                if kind == SKIP:
                    continue
                at = size - position.__length_hint__()
                if kind == DOCUMENT:
                    documents.append(None)
                    current, here = documents, -1
                    stack.clear()
                    continue
                if kind == TEXT:
                    if here < 0 or value <= here >> 1:
                        raise Unsure
                    last = -1 if here & 1 else name
                    if current[last] is None:
                        current[last], after = own_line(lines, at - 1, here)
                        fence = after if after > at else fence
                    else:
                        current[last], after = continued(lines, at - 1, here >> 1, fence)
                        fence = after
                    position.__setstate__(after)
                    continue
                level, key, value, inner = value
                value, after = spread(kind, lines, at, inner or level, value)
                if after > at:
                    fence = after
                    position.__setstate__(fence)
            if level > here:
                opened: Any = [] if level & 1 else {}
                if here & 1:
                    if here < 0 and not documents:
                        documents.append(None)
                    if current[-1] is not None:
                        raise Unsure
                    current[-1] = opened
                else:
                    if current[name] is not None:
                        raise Unsure
                    current[name] = opened
                push((current, here))
                if len(stack) > depth:
                    raise Unsure
                current, here = opened, level
        if level < here:
            while level < here:
                current, here = pop()
            if level != here:
                raise Unsure
        if not level & 1:
            if key in current:
                raise Unsure
            current[key] = value
            name = key
        elif key is None:
            current.append(value)
        else:
            push((current, here))
            if len(stack) > depth:
                raise Unsure
            mapping = {key: value}
            current.append(mapping)
            current, here, name = mapping, inner, key
    return documents
