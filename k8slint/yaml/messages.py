"""What is wrong with a text that is not YAML, and where, in plain words."""

from __future__ import annotations

import re
from typing import Final

from k8slint.yaml.drafts import Problem
from k8slint.yaml.rare import COLLECTION_KEY

_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"  # slow to compile

_NOT_A_MAPPING = "expected `key: value` here: check the indentation"
_UNCLOSED_QUOTE = "the quote that opens here is never closed"
_UNCLOSED_BRACKET = "the bracket that opens here is never closed: expected `{}`"
_EARLIER_QUOTE = "the quote before this closes one that opens on an earlier line"
_NO_MAPPING = "mapping values are not allowed here: quote the value if it holds `: `"
_TAB = "a tab cannot indent: use spaces"
_NO_START = "`---` must stand between documents"
_COLON_MEANING = "quote a value that holds `:` inside brackets"
_FLOW = "expected `,` or {} here"
ESCAPE = "no escape sequence of double quotes: double the backslash, or use single quotes"
_BLOCK_HEADER = "expected nothing but an indentation from 1 to 9, `+` or `-` after `|` or `>`"

# What libyaml (first) and ruamel.yaml's parser say, and what we say. The first that occurs in the problem counts.
_MEANINGS: Final = (
    ("mapping values are not allowed", _NO_MAPPING),
    ("could not find expected ':'", _NOT_A_MAPPING),
    ("did not find expected key", _NOT_A_MAPPING),
    ("did not find expected '-' indicator", "expected `- ` here: check the indentation"),
    ("block sequence entries are not allowed", "a list entry is not allowed here"),
    ("sequence entries are not allowed", "a list entry is not allowed here"),
    ("mapping keys are not allowed", "a key is not allowed here"),
    ("found unexpected ':'", _COLON_MEANING),
    ("found a tab character", _TAB),
    ("found unexpected end of stream", _UNCLOSED_QUOTE),
    ("found unexpected document", "the quote that opens here is not closed before the next document"),
    ("did not find expected ',' or", _FLOW),
    ("expected ',' or", _FLOW),
    ("did not find expected <document start>", _NO_START),
    ("expected '<document start>'", _NO_START),
    ("did not find expected node content", "expected a value here"),
    ("expected the node content", "expected a value here"),
    ("found unknown escape character", ESCAPE),
    ("did not find expected hexdecimal number", ESCAPE),
    ("expected escape sequence of", ESCAPE),
    ("found invalid Unicode character escape code", "no character has this code"),
    ("undefined tag handle", "the tag's prefix is not declared"),
    ("did not find expected comment or line break", _BLOCK_HEADER),
    ("expected chomping or indentation indicators", _BLOCK_HEADER),
    ("expected a comment or a line break", _BLOCK_HEADER),
    ("indentation indicator", _BLOCK_HEADER),
    ("did not find expected alphabetic or numeric character", "expected a name here: quote a value that starts so"),
    ("expected alphabetic or numeric character", "expected a name here: quote a value that starts so"),
    ("incompatible YAML document", "the API server reads YAML 1.1: leave out `%YAML`"),
)
COLON: Final = f"not valid YAML: {_COLON_MEANING}"
"""The message about a colon inside brackets, which the API server does read: what is said if all else fails."""

NO_START: Final = f"not valid YAML: {_NO_START}"
"""The message about what follows a document and is none."""

# What a parser says where a scalar ends and more text follows at once.
_AFTER_SCALAR = ("expected ',' or", "did not find expected key", "expected <block end>")
# What is said otherwise of JSON, which has no indentation, no single quotes and one value a file.
_OF_JSON = {
    _NO_START: "expected nothing behind the last closing bracket",
    _NOT_A_MAPPING: "expected nothing here",
    ESCAPE: "no escape sequence of JSON: double the backslash",
    _NO_MAPPING: "expected a value here",
}
_AT_CONTEXT = ("could not find expected ':'", "found unexpected end of stream", "found unexpected document")


def explain(error: Exception, text: str) -> Problem:
    """Give the problem of a parser's error: at the character it complains of, or at what was never closed."""
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return unreadable(text)
    problem = str(getattr(error, "problem", ""))
    context = getattr(error, "context_mark", None)
    place: int = min(mark.index, len(text))
    if "escape character" in problem and text[place : place + 1] != "\\":
        place -= 1  # ruamel.yaml points behind the backslash
    at_end = not text[place:].strip()
    quote = _earlier_quote(text, place) if any(part in problem for part in _AFTER_SCALAR) else None
    if quote is not None:
        return Problem(f"not valid YAML: {_EARLIER_QUOTE}", place, _end(text, place), quote)
    start: int | None = None if context is None else min(context.index, len(text))
    closing = None if start is None else _BRACKETS.get(text[start : start + 1])
    if start is not None and (at_end or any(part in problem for part in _AT_CONTEXT)):
        if closing and at_end:
            return Problem(f"not valid YAML: {_UNCLOSED_BRACKET.format(closing)}", start, start + 1)
        place = start if at_end or start < place else place
    meaning = _meaning(problem, text[place : place + 1])
    if meaning is not _FLOW:
        return Problem(f"not valid YAML: {meaning}", place, _end(text, place))
    expected = f"`{closing}`" if closing else "the closing bracket"
    return Problem(f"not valid YAML: {_FLOW.format(expected)}", place, _end(text, place), start if closing else None)


def _earlier_quote(text: str, place: int) -> int | None:
    """Find the quote that opens, on an earlier line, the scalar that ends where a parser stopped."""
    quote = text[place - 1 : place]
    if quote not in _QUOTES or "\n" not in text[:place]:
        return None
    start = place - 1
    while True:
        start = text.rfind(quote, 0, start)
        if start < 0 or not (text[start - 1 : start] == "\\" and quote == '"'):
            break
    found = start >= 0 and "\n" in text[start:place] and text[max(start - 1, 0) : start] in _BEFORE_QUOTE
    return start if found else None


def in_json(message: str) -> str:
    """Say of JSON what is said of YAML."""
    told = message.removeprefix("not valid YAML: ")
    return message if told == message else f"not valid JSON: {_OF_JSON.get(told, told)}"


def refine(problem: Problem, text: str) -> Problem:
    """Say what most often is meant by a mapping as a key: a template."""
    start = problem.start - 1
    if problem.message == COLLECTION_KEY and text[max(start, 0) : start + 2] == "{{":
        message = "`{{` begins a mapping in a mapping: quote it, or render the template first"
        return Problem(message, start, _end(text, start))
    return problem


_BRACKETS = {"[": "]", "{": "}"}
_QUOTES = ("'", '"')
_BEFORE_QUOTE = ("", " ", "\t", "\n", "\r", "[", "{", ",", ":")


def unreadable(text: str) -> Problem:
    """Give the problem of a text with a character that YAML forbids."""
    found = re.search(_FORBIDDEN, text)
    if found is None:
        return Problem("not valid YAML", 0, 0)
    return Problem(f"not valid YAML: the character U+{ord(found[0]):04X} is not allowed", found.start(), found.end())


def _meaning(problem: str, character: str) -> str:
    if "cannot start any token" in problem:
        shown = "a backtick" if character == "`" else f"`{character}`"
        return _TAB if character == "\t" else f"a value cannot start with {shown}: quote it"
    for words, meaning in _MEANINGS:
        if words in problem:
            return meaning
    return problem[:1].lower() + problem[1:]


def _end(text: str, start: int) -> int:
    """Find the end of the word at a place; a line end has none."""
    end = start
    while end < len(text) and not text[end].isspace():
        end += 1
    return end
