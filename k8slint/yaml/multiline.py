"""Scalars that take more than one line, and what else the line reader must look around for."""

from __future__ import annotations

import re
from typing import Any

from k8slint.yaml.tokens import (
    DOCUMENT,
    FORBIDDEN,
    FLOW,
    NULL,
    OPEN,
    QUOTE,
    RARE,
    SKIP,
    TEXT,
    Unsure,
    check_text,
    continues,
    flow,
    plain_text,
    tokens,
    unescaped,
    values,
)

_REST = r" *(?:(?<= )#.*)?"
_LAST = {
    '"': re.compile(rf'((?:[^"\\]|\\.)*)"{_REST}'),
    "'": re.compile(rf"((?:[^']|'')*)'{_REST}"),
}
_INNER = {
    '"': re.compile(r'(?:[^"\\]|\\.)*\\?'),
    "'": re.compile(r"(?:[^']|'')*"),
}


def fresh(value: Any) -> Any:
    """Give a copy of a value: no two collections of a document are the same object."""
    if type(value) is list:
        return [fresh(item) for item in value]
    if type(value) is dict:
        return {key: fresh(item) for key, item in value.items()}
    return value


def closed(lines: list[str], at: int, level: int) -> None:
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


def flow_lines(lines: list[str], at: int, opening: str) -> tuple[Any, int]:
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


def block_scalar(lines: list[str], at: int, parent: int, header: str) -> tuple[str, int]:
    """Read the block scalar whose first line is at a number, below a column: its text and the number after its last."""
    size = len(lines)
    first = at
    while first < size and not lines[first].strip(" "):
        first += 1
    if first == size:
        raise Unsure
    line = lines[first]
    indent = len(line) - len(line.lstrip(" "))
    given = header[1:2]
    if given.isdigit():
        indent = min(indent, parent + int(given))
        if indent != parent + int(given):
            raise Unsure
    if indent <= parent or line[indent] == "\t" or any(len(blank) > indent for blank in lines[at:first]):
        raise Unsure
    margin = " " * indent
    end = first + 1
    while end < size:
        line = lines[end]
        if not line.startswith(margin) and line.strip(" "):
            if len(line) - len(line.lstrip(" ")) > parent:
                raise Unsure
            break
        end += 1
    content = [line[indent:] for line in lines[first:end]]
    last = len(content)
    while not content[last - 1]:
        last -= 1
    text = "\n".join(content[:last]) if header[0] == "|" else _folded(content[:last])
    if not text.replace("\n", "").isprintable() and FORBIDDEN.search(text.replace("\n", "")):
        raise Unsure
    if first > at:
        text = "\n" * (first - at) + text
    if header[-1] == "+":
        return text + "\n" * (len(content) - last + 1), end
    return (text if header[-1] == "-" else text + "\n"), end


def _folded(content: list[str]) -> str:
    """Fold the lines of a block scalar: none of those that begin with white space, and no line end beside one."""
    text = content[0]
    blank = text[0] in " \t"
    breaks = ""
    for line in content[1:]:
        if not line:
            breaks += "\n"
            continue
        indented = line[0] in " \t"
        if blank or indented:
            text += "\n" + breaks
        else:
            text += breaks or " "
        text += line
        blank, breaks = indented, ""
    return text


def quoted(lines: list[str], at: int, parent: int, opening: str) -> tuple[str, int]:
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
    """Read the value that begins in a line of its own: the value and the number after its last line."""
    value, kind = values[lines[at].strip(" ")]
    if kind == 0:
        return value, at + 1
    if kind == FLOW:
        return fresh(value), at + 1
    if kind == OPEN:
        return flow_lines(lines, at + 1, value)
    if kind == QUOTE:
        return quoted(lines, at + 1, level >> 1, value)
    if kind == NULL:
        return closed(lines, at + 1, level), at + 1
    raise Unsure


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
        if body[0] == "#" or len(line) - len(line.lstrip(" ")) <= parent:
            break
        check_text(line)
        if not continues(body):
            raise Unsure
        parts.append("\n" * breaks if breaks else " ")
        parts.append(body)
        breaks, end = 0, number + 1
    return "".join(parts), end
