"""Scalars that take more than one line, and what else the line reader must look around for."""

from __future__ import annotations

import re
from typing import Any

from k8slint.yaml.brackets import flow
from k8slint.yaml.plain import Unsure, check_text, unescaped
from k8slint.yaml.tokens import (
    BLOCK,
    DOCUMENT,
    FLOW,
    NULL,
    OPEN,
    RARE,
    SKIP,
    TEXT,
    continues,
    plain_text,
    tokens,
    values,
)

_REST = r" *(?:(?<= )#.*)?"
_LAST = {
    '"': re.compile(rf'([^"\\]*+(?:\\.[^"\\]*+)*+)"{_REST}'),
    "'": re.compile(rf"([^']*+(?:''[^']*+)*+)'{_REST}"),
}
_INNER = {
    '"': re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+\\?'),
    "'": re.compile(r"[^']*+(?:''[^']*+)*+"),
}


def _fresh(value: Any) -> Any:
    """Give a copy of a value: no two collections of a document are the same object."""
    if type(value) is list:
        return [_fresh(item) for item in value]
    if type(value) is dict:
        return {key: _fresh(item) for key, item in value.items()}
    return value


def spread(kind: int, lines: list[str], at: int, level: int, value: Any) -> tuple[Any, int]:
    """Give a value that takes more than its line to tell, and the number of the line after it.

    Known are what there is to do, the number of the line after the first, the level of the collection that holds the
    value, and what the first line tells of it.
    """
    if kind == FLOW:
        return _fresh(value), at
    if kind == NULL:
        _check_closed(lines, at, level)
        return None, at
    if kind == OPEN:
        return _flow_lines(lines, at, value)
    return (_block_scalar if kind == BLOCK else _quoted)(lines, at, level >> 1, value)


def _check_closed(lines: list[str], at: int, level: int) -> None:
    """Make sure that nothing follows a null that would be taken for its content."""
    for number in range(at, len(lines)):
        found, kind, value, _ = tokens[lines[number]]
        if found == RARE:
            if kind == SKIP:
                continue
            if kind == DOCUMENT:
                return
            found = RARE if kind == TEXT else value[0]
        if found > level:
            raise Unsure
        return


_STRING = re.compile(r"""\"[^"]*"|'[^']*'""")


def _flow_lines(lines: list[str], at: int, opening: str) -> tuple[Any, int]:
    """Read a collection in brackets that goes on at a line number: its value and the number after its last line."""
    parts = [opening]
    levels = _opened(opening)
    for number in range(at, len(lines)):
        line = lines[number]
        body = line.strip(" ")
        if not body or "\t" in line or "#" in body or line[0] in "-.%":
            raise Unsure
        check_text(line)
        parts.append(body)
        levels += _opened(body)
        if levels <= 0:
            return flow("\n".join(parts)), number + 1
    raise Unsure


def _opened(text: str) -> int:
    """Count the brackets that a text opens and does not close."""
    text = _STRING.sub("", text)
    return text.count("[") + text.count("{") - text.count("]") - text.count("}")


def _block_scalar(lines: list[str], at: int, parent: int, header: str) -> tuple[str, int]:
    """Read the block scalar whose first line has a number, below a column: its text and the number after its last."""
    first = at
    while first < len(lines) and not lines[first].strip(" "):
        first += 1
    if first == len(lines):
        raise Unsure
    indent = _indent(lines[first])
    given = header[1:2]
    if given.isdigit():
        if indent < parent + int(given):
            raise Unsure
        indent = parent + int(given)
    if indent <= parent or lines[first][indent] == "\t" or any(len(blank) > indent for blank in lines[at:first]):
        raise Unsure
    end = _block_end(lines, first, indent, parent)
    content = [line[indent:] for line in lines[first:end]]
    last = len(content)
    while not content[last - 1]:
        last -= 1
    text = "\n".join(content[:last]) if header[0] == "|" else _folded(content[:last])
    check_text(text.replace("\n", ""))
    if first > at:
        text = "\n" * (first - at) + text
    if header[-1] == "+":
        return text + "\n" * (len(content) - last + 1), end
    return (text if header[-1] == "-" else text + "\n"), end


def _block_end(lines: list[str], first: int, indent: int, parent: int) -> int:
    """Find the line after a block scalar, which stands no deeper than what holds it."""
    margin = " " * indent
    for number in range(first + 1, len(lines)):
        line = lines[number]
        if not line.startswith(margin) and line.strip(" "):
            if _indent(line) > parent:
                raise Unsure
            return number
    return len(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _folded(content: list[str]) -> str:
    """Fold the lines of a block scalar: none of those that begin with white space, and no line end beside one."""
    parts = [content[0]]
    breaks, blank = 0, content[0][0] in " \t"
    for line in content[1:]:
        if not line:
            breaks += 1
            continue
        indented = line[0] in " \t"
        parts.append("\n" * (breaks + 1) if blank or indented else "\n" * breaks or " ")
        parts.append(line)
        breaks, blank = 0, indented
    return "".join(parts)


def _quoted(lines: list[str], at: int, parent: int, opening: str) -> tuple[str, int]:
    """Read a scalar between quotes that goes on at a line number: its text and the number after its last line."""
    quote = opening[0]
    inner, last = _INNER[quote], _LAST[quote]
    text, escaped = _piece(opening[1:], inner, quote)
    parts = [text]
    breaks = 0
    for number in range(at, len(lines)):
        line = lines[number]
        body = line.lstrip(" ")
        if not body:
            breaks += 1
            continue
        if len(line) - len(body) <= parent or "\t" in line:
            raise Unsure
        check_text(line)
        parts.append("\n" * breaks if breaks or escaped else " ")
        breaks = 0
        end = last.fullmatch(body)
        if end:
            text = "".join((*parts, end[1]))
            return (unescaped(text) if quote == '"' else text.replace("''", "'")), number + 1
        text, escaped = _piece(body, inner, quote)
        parts.append(text)
    raise Unsure


def _piece(line: str, inner: re.Pattern[str], quote: str) -> tuple[str, bool]:
    """Give what a line adds to a scalar between quotes, and whether its line end is escaped."""
    text = line.rstrip(" ")
    if not inner.fullmatch(text):
        raise Unsure
    if quote == '"' and (len(text) - len(text.rstrip("\\"))) % 2:
        if len(text) != len(line):
            raise Unsure
        return text[:-1], True
    return text, False


def own_line(lines: list[str], at: int, level: int) -> tuple[Any, int]:
    """Read the value that begins in a line of its own: the value and the number of the line after it."""
    value, kind = values[lines[at].strip(" ")]
    if kind == BLOCK:
        raise Unsure
    return spread(kind, lines, at + 1, level, value) if kind else (value, at + 1)


def continued(lines: list[str], at: int, parent: int, fence: int) -> tuple[str, int]:
    """Read the plain scalar that goes on in a line: its text and the number after its last line."""
    start = at - 1
    while start >= fence and not lines[start]:
        start -= 1
    if start < fence:
        raise Unsure
    parts = [plain_text(lines[start])]
    breaks = at - start - 1
    end = at
    for number in range(at, len(lines)):
        line = lines[number]
        body = line.strip(" ")
        if not body:
            breaks += 1
            continue
        if body[0] == "#" or _indent(line) <= parent:
            break
        check_text(line)
        if not continues(body):
            raise Unsure
        parts.append("\n" * breaks if breaks else " ")
        parts.append(body)
        breaks, end = 0, number + 1
    return "".join(parts), end
