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
    """The last words of Kustomize, as it would print them alone; empty if there are none."""
    text = _WARNING.sub("", stderr.decode("utf-8", "replace")).strip()
    logged = _LOGGED.search(text)
    if logged and logged["text"] is not None:
        try:
            text = str(json.loads(f'"{logged["text"]}"'))
        except ValueError:
            text = logged["text"]
    elif logged:
        text = "\n".join(line.removeprefix("\t") for line in (logged["block"] or "").split("\n"))
    for start in _STARTS:
        at = text.rfind(f"\n{start}")
        text = text[at + 1 :] if at >= 0 else text
        text = text.removeprefix(start)
    return text.strip()


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
