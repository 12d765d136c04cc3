"""What Kustomize says where it fails, without the words around it."""

from __future__ import annotations

import json
import re

_WARNING = re.compile(r"^#[^\n]*\n?", re.MULTILINE)
_LOGGED = re.compile(
    r'^[EF]\d{4} [^\n\]]*\] "command failed" err=(?:"(?P<text>(?:[^"\\]|\\.)*)"|<\n?(?P<block>.*?)\n? *>\s*\Z)', re.DOTALL
)
_STARTS = ("error: ", "Error: ")
_AROUND = re.compile(r"^(?:accumulating (?:resources|components): )?accumulation err='", re.DOTALL)
_BELOW = re.compile(
    r"': (?:recursed (?:accumulation|merging) (?:of|from) path|couldn't make target for path) '(?P<path>[^']*)': (?P<rest>.*)\Z",
    re.DOTALL,
)
_NO_FILE = re.compile(r"': (?:must build at directory|not a valid directory|new root|recursed|couldn't make|no 'git' program)")
_POINTER = re.compile(r"&\{[^{}]*\} ?:? ?|0x[0-9a-f]{6,}")  # differs from run to run
_STEP = re.compile(r"accumulating (?:resources|components)( from '[^']*')?: (?=\S)")
_LONGEST = 300


def complaint(stderr: bytes) -> str:
    """The last words of Kustomize, as it would print them alone; empty where something else speaks, or nobody."""
    text = _WARNING.sub("", stderr.decode("utf-8", "replace")).strip()
    logged = _LOGGED.search(text)
    if logged is None:
        last = max((f"\n{text}".rfind(f"\n{start}") for start in _STARTS), default=-1)
        return text[last:].partition(": ")[2].strip() if last >= 0 else ""
    if logged["text"] is None:
        return "\n".join(line.removeprefix("\t") for line in (logged["block"] or "").split("\n")).strip()
    try:
        return str(json.loads(f'"{logged["text"]}"')).strip()
    except ValueError:
        return str(logged["text"]).strip()


def innermost(text: str) -> tuple[str, str | None]:
    """What went wrong in the end, of a complaint that wraps it level by level, and the directory in which it did."""
    directory = None
    while True:
        below = _BELOW.search(text) if _AROUND.match(text) else None
        if below is None:
            break
        text, directory = below["rest"], below["path"]
    around = _AROUND.match(text)
    if around:
        text = text[around.end() :]
        end = _NO_FILE.search(text)
        text = text[: end.start()] if end else text
    return text, directory


def shortened(text: str) -> str:
    """A complaint as one line of a message."""
    while step := _STEP.match(text):
        if step[1] and "'" not in text[step.end() :] and "MalformedYAML" not in text:
            break  # the file is named nowhere else
        text = text[step.end() :]
    line = re.sub(r"\s+", " ", _POINTER.sub("", text)).strip().rstrip(".")
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
