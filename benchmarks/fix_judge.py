"""What is right: what another parser than ours says of the texts that fixes make of a document.

Its data must be the old data with the edit, every comment must be there in order, as a scanner finds them that knows
nothing of ours, and no line may change but those of the value, its key and what holds it.
"""

from __future__ import annotations

import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from k8slint.findings import Change, Edit, TextFix
from k8slint.yaml import Document


def tree(node: Any) -> Any:
    """A node as plain data, its scalars as tag and text."""
    if isinstance(node, MappingNode):
        return {str(key.value): tree(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [tree(item) for item in node.value]
    tag = str(node.tag).rsplit(":", 1)[-1]
    if tag == "int" and re.fullmatch("[-+]?[0-9]+", node.value):
        return tag, str(int(node.value))  # `-0`
    return tag, "" if tag == "null" else node.value


def leaf(value: Any) -> Any:
    """Plain data in the form of `tree`."""
    if isinstance(value, dict):
        return {key: leaf(item) for key, item in value.items()}
    if isinstance(value, list):
        return [leaf(item) for item in value]
    if value is None:
        return "null", ""
    if isinstance(value, bool):
        return "bool", str(value).lower()
    return {int: "int", float: "float", str: "str"}[type(value)], str(value)


def judged(text: str) -> tuple[list[Any], list[str]]:
    """Data and comments of a text."""
    text = re.sub(r"\t(?=[ \t]*#)", " ", text)  # that parser takes no tab before a comment
    yaml = YAML(typ="safe", pure=True)
    nodes = [node for node in yaml.compose_all(text + ("" if text.endswith("\n") else "\n")) if node is not None]
    taken: list[tuple[int, int]] = []
    for node in nodes:
        spans(node, text, taken, set())
    blank = bytearray(b" " * len(text))
    for start, end in taken:
        blank[start:end] = b"x" * (min(end, len(text)) - start)
    comments = []
    for line in re.finditer(r"[^\n\r]*", text):
        for found in re.finditer(r"(?<![^\s\ufeff])#", line[0]):
            if blank[line.start() + found.start()] == ord(" "):
                comments.append(line[0][found.start() :].rstrip())
                break
    return [tree(node) for node in nodes], comments


def spans(node: Any, text: str, taken: list[tuple[int, int]], seen: set[int]) -> None:
    """Where the scalars of a node stand; of a block scalar the lines below its header."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            start = text.find("\n", start, end) if "\n" in text[start:end] else end
            lines = text[start:end].splitlines(keepends=True)
            indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
            while lines and lines[-1].lstrip().startswith("#") and len(lines[-1]) - len(lines[-1].lstrip(" ")) < indent:
                lines.pop()
            end = start + sum(map(len, lines))
        taken.append((start, end))
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            spans(key, text, taken, seen)
            spans(value, text, taken, seen)
    else:
        for item in node.value:
            spans(item, text, taken, seen)


def wrong_together(old: str, new: str, edits: list[Edit]) -> str | None:
    """What is wrong with a file in which several edits were made; None if nothing is, "" if that cannot be said."""
    going = [edit for edit in edits if edit.change in (Change.REMOVE, Change.RENAME)]
    going.sort(key=lambda edit: [(isinstance(step, str), step) for step in edit.path], reverse=True)
    try:
        data, comments = judged(old)
        for edit in (
            sorted((edit for edit in edits if edit not in going), key=lambda edit: edit.within or (0, 0), reverse=True) + going
        ):
            number = edit.node.document.index
            data[number] = edit_tree(data[number], edit)
    except (YAMLError, LookupError, TypeError, ValueError, AttributeError):
        return ""
    try:
        after, remarks = judged(new)
    except (YAMLError, ValueError) as error:
        return f"cannot be read: {error}"
    return "other data" if after != data else "other comments" if comments != remarks else None


def edit_tree(value: Any, edit: Edit) -> Any:
    """The data with an edit; raises LookupError or TypeError where that parser has something else at the path."""
    *above, last = edit.path or (None,)
    if last is None:
        if edit.change is Change.SET:
            return leaf(edit.value)
        raise LookupError("the document")
    holder = value = copied(value)
    for depth, step in enumerate(above):
        if edit.change is Change.SET and (not has(holder, step) or holder[step] in (("null", ""), {}, [])):
            new: Any = [] if isinstance(edit.path[depth + 1], int) else {}
            put(holder, step, new)
        holder = holder[step]
    if edit.change is Change.SET:
        put(holder, last, leaf(edit.value))
    elif edit.change is Change.REMOVE:
        del holder[last]
    elif edit.change is Change.RENAME:
        holder[last]  # must be there
        entries = [(edit.value if key == last else key, item) for key, item in holder.items()]
        holder.clear()
        holder.update(entries)
    else:
        tag, text = holder[last]
        start, end = edit.within or (0, 0)
        holder[last] = tag, text[:start] + edit.value + text[end:]
    return value


def copied(value: Any) -> Any:
    """A copy in which nothing is shared."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def has(holder: Any, step: Any) -> bool:
    """Whether there is something at a step."""
    return step in holder if isinstance(holder, dict) else isinstance(step, int) and step < len(holder)


def put(holder: Any, step: Any, value: Any) -> None:
    """Set or append."""
    if isinstance(holder, list) and step == len(holder):
        holder.append(value)
    else:
        holder[step] = value


def wrong(document: Document, fix: TextFix, edit: Edit, known: dict[int, Any]) -> str | None:
    """What is wrong with a fix; None if nothing is, "" if the other parser cannot say."""
    part = document.part
    old = document.source.slice(part)
    new, moved = old, 0
    for splice in fix.splices:
        if not part.start <= splice.start <= splice.end <= part.end:
            return "it leaves the document"
        new = new[: splice.start - part.start + moved] + splice.text + new[splice.end - part.start + moved :]
        moved += len(splice.text) - (splice.end - splice.start)
    try:
        if document.index not in known:
            known[document.index] = judged(old)
        before, comments = known[document.index]
        expected = [edit_tree(before[0], edit)]
    except (YAMLError, LookupError, TypeError, ValueError, AttributeError):
        return ""
    try:
        after, remarks = judged(new)
    except (YAMLError, ValueError) as error:
        return f"cannot be read: {error}"
    if after != expected:
        return "other data"
    if comments != remarks:
        return "other comments"
    return stray(document, edit, old, new)


def stray(document: Document, edit: Edit, old: str, new: str) -> str | None:
    """Whether a line changed that is none of the value, its key and the end and beginning of what holds it."""
    before, after = old.splitlines(), new.splitlines()
    first = next(
        (n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), min(len(before), len(after))
    )
    last = next(
        (n for n, pair in enumerate(zip(before[::-1], after[::-1], strict=False)) if pair[0] != pair[1]),
        min(len(before), len(after)),
    )
    last = len(before) - 1 - min(last, len(before) - first, len(after) - first)
    offset = document.part.start
    node = document.root.nearest(*edit.path)
    spots = [node.span, *([node.key_span] if node.key_span else [])]
    if node.path and (node.path == edit.path):
        holder = document.root.nearest(*node.path[:-1])
        spots += [holder.key_span] if holder.key_span and len(holder.value) == 1 else []
    start, end = min(span.start for span in spots) - offset, max(span.end for span in spots) - offset
    allowed = range(old.count("\n", 0, start) - 1, old.count("\n", 0, end) + 30)
    if first <= last and not (first in allowed and last in allowed):
        return f"lines {first + 1} to {last + 1} changed"
    return None
