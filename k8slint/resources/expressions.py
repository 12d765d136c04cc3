"""Regular expressions in Ingress paths, read without being run."""

from __future__ import annotations

import re

_META = frozenset(".^$*+?()[]{}|\\")
_QUANTIFIERS = frozenset("*+?{")
_FLAGS = re.compile(r"(?P<flags>[a-zA-Z^\-]*)(?P<end>[:)])")
#: What stands behind `(?` of groups that do not capture, and of those that do, by a name.
_PLAIN = (":", "=", "!", ">", "<=", "<!")
_NAMED = ("P<", "<", "'")
#: What looks like a group and is a comment, or refers to another group.
_REFERENCE = re.compile(r"(?:#|P=|P>|&|R|[+\-]?\d)[^)]*\)")


def is_literal(path: str) -> bool:
    """Whether a path holds nothing that an expression gives a meaning, the dot aside."""
    return _META.isdisjoint(path.replace(".", ""))


def literal_prefix(expression: str) -> str:
    """What everything begins with that an expression matches, as far as it is written out."""
    for index, character in enumerate(expression):
        if character in _META and character != ".":
            return expression[: max(index - 1, 0)] if character in _QUANTIFIERS else expression[:index]
    return expression


def capture_groups(expression: str) -> int | None:
    """How many groups of an expression (PCRE) capture; None where that cannot be told, or it is none at all."""
    count, depth, at = 0, 0, 0
    while at < len(expression):
        character = expression[at]
        at += 1
        if character == "\\":
            end = _after_escape(expression, at)
        elif character == "[":
            end = _after_class(expression, at)
        elif character == "(":
            captures, end = _after_opening(expression, at)
            count += captures
            depth += end is not None and expression[end - 1] != ")"
        else:
            depth -= character == ")"
            end = at
        if end is None or depth < 0:
            return None
        at = end
    return count if depth == 0 else None


def _after_escape(expression: str, at: int) -> int | None:
    if at >= len(expression):
        return None
    if expression[at] != "Q":
        return at + 1
    end = expression.find("\\E", at)
    return len(expression) if end < 0 else end + 2


def _after_class(expression: str, at: int) -> int | None:
    """Where a character class ends; a bracket at its beginning is a character."""
    at += expression.startswith("^", at)
    at += expression.startswith("]", at)
    while at < len(expression):
        character = expression[at]
        if character == "]":
            return at + 1
        if character == "\\":
            at += 1
        elif expression.startswith("[:", at) and (end := expression.find(":]", at)) > 0:
            at = end + 1
        at += 1
    return None


def _after_opening(expression: str, at: int) -> tuple[bool, int | None]:
    """Whether the group that is opened before a place captures, and where to go on; None: it cannot be told."""
    if expression.startswith("*", at):  # a verb of PCRE
        end = expression.find(")", at)
        return False, None if end < 0 else end + 1
    if not expression.startswith("?", at):
        return True, at
    at += 1
    if expression.startswith((*_PLAIN, *_NAMED), at):
        return not expression.startswith(_PLAIN, at), at
    reference = _REFERENCE.match(expression, at)
    if reference is not None:
        return False, reference.end()
    flags = _FLAGS.match(expression, at)
    if flags is None or "x" in flags["flags"] or "n" in flags["flags"]:  # it may change what groups and comments are
        return False, None
    return False, flags.end()
