"""Whatever a document looks like and whatever is to change in it: the fix is right, or there is none.

Right is what another parser and another scanner for comments say; ours have no say in it.
"""

from __future__ import annotations

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.findings import Change, Edit, Fix, TextFix
from k8slint.fix import apply, text_fix
from k8slint.text import SourceFile
from k8slint.yaml import read

ROOT = Path(__file__).resolve().parent.parent


def _script(name: str) -> Any:
    """A script of the benchmarks."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


judge = _script("fix_judge")
edits_of = _script("fix_edits")

SCALARS = (
    *(
        "web",
        "80",
        "'80'",
        '"x"',
        "'it''s'",
        '"a\\tb\\u00e9"',
        "true",
        "~",
        "null",
        "1.5",
        "-1",
        '""',
        "http://web:80/x",
        "a#b",
        "é ü",
    ),
    *("two words", "'# no comment'", '"x: y"', "--flag", "100m", "x{y}", "''"),
)
PLAIN_IN_FLOW = ("web", "80", "'80'", '"x"', "'it''s'", "true", "~", "two words", '"x: y, z"', "''", "'# no comment'")
KEYS = ("a", "b", "name", "app.kubernetes.io/name", "'c d'", '"e"', "f", "g-h", "port")
REMARKS = ("", "", "", "  # remark", " # a: b", "\t# tab", "  ")
LINES = ("# about", "", "", "# x: 1", "#", "   # far")


class Writer:
    """Writes documents as people do, each in its own way."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.step = chance.choice((2, 2, 4, 3))
        self.dash = chance.choice((0, 0, 2, self.step))
        self.gap = chance.choice((1, 1, 1, 3))
        self.anchors = 0

    def document(self) -> str:
        style = self.chance.randrange(12)
        if style == 0:
            return self.flow(0, "") + self.chance.choice(REMARKS) + "\n"
        lines = self.between(0) + self.block(0, 0)
        return "\n".join(lines) + "\n"

    def between(self, indent: int) -> list[str]:
        if self.chance.random() < 0.7:
            return []
        pad = " " * indent
        return [pad + line if line else line for line in self.chance.choices(LINES, k=self.chance.randrange(1, 3))]

    def block(self, indent: int, depth: int) -> list[str]:
        """The lines of a mapping; the first one without its blanks."""
        lines: list[str] = []
        for key in self.chance.sample(KEYS, self.chance.randrange(1, 4)):
            if lines:
                lines += self.between(indent)
            lines += self.valued(" " * indent + key + ":", indent, depth)
        return lines

    def valued(self, head: str, indent: int, depth: int) -> list[str]:
        """The lines of a key with its value."""
        remark = self.chance.choice(REMARKS)
        kind = self.chance.randrange(14) if depth < 3 else self.chance.randrange(8)
        if kind >= 8:
            inner = self.between(indent + self.step) + self.block(indent + self.step, depth + 1)
            return [head + remark, *(inner if kind >= 11 else self.entries(indent + self.dash, depth + 1))]
        if kind == 7:
            return self.text(head, indent)
        if kind >= 5:
            return [head + (f" {self.flow(depth, ' ' * (indent + 2))}" if kind == 6 else "") + remark]
        anchor = ""
        if self.chance.random() < 0.06:
            self.anchors += 1
            anchor = f"&n{self.anchors} "
        elif self.anchors and self.chance.random() < 0.1:
            return [f"{head} *n{self.chance.randrange(self.anchors) + 1}{remark}"]
        return [f"{head} {anchor}{self.chance.choice(SCALARS)}{remark}"]

    def entries(self, indent: int, depth: int) -> list[str]:
        lines: list[str] = []
        dash = " " * indent + "-" + " " * self.gap
        for _ in range(self.chance.randrange(1, 4)):
            kind = self.chance.randrange(6)
            if lines:
                lines += self.between(indent)
            if kind == 0:
                lines.append(dash.rstrip() + self.chance.choice(REMARKS))
            elif kind == 1:
                lines.append(dash + self.flow(depth, " " * (indent + 2)) + self.chance.choice(REMARKS))
            elif kind < 4 and depth < 4:
                first, *rest = self.block(len(dash), depth + 1) if kind == 3 else self.entries(len(dash), depth + 1)
                lines += [dash + first.lstrip(" "), *rest]
            else:
                lines.append(dash + self.chance.choice(SCALARS) + self.chance.choice(REMARKS))
        return lines

    def text(self, head: str, indent: int) -> list[str]:
        """The lines of a text of several lines."""
        pad = " " * (indent + self.step)
        kind = self.chance.choice(("|", ">-", "|-", "|+", ">", "|2" if self.step == 2 else "|", "plain", '"', "'"))
        if kind == "plain":
            return [f"{head} one", f"{pad}two  words", f"{pad}three{self.chance.choice(REMARKS)}"]
        if kind in ('"', "'"):
            return [f"{head} {kind}one", "", f"{pad}two # three", f"{pad}four{kind}{self.chance.choice(REMARKS)}"]
        deeper = [f"{pad}  deeper"] if self.chance.random() < 0.4 else []
        blank = [""] * self.chance.randrange(2)
        return [f"{head} {kind}", f"{pad}one # no comment", *blank, f"{pad}two: {{x}}", *deeper, *blank]

    def flow(self, depth: int, pad: str) -> str:
        """A collection within brackets."""
        several = self.chance.random() < 0.3
        deep = 0.25 if depth < 3 else 0
        values = [
            self.flow(depth + 2, pad + "  ") if self.chance.random() < deep else self.chance.choice(PLAIN_IN_FLOW)
            for _ in range(self.chance.randrange(4))
        ]
        opening, closing = "[]"
        if self.chance.random() < 0.6:
            opening, closing = "{}"
            keys = [f'"k{number}"' if self.chance.random() < 0.3 else f"k{number}" for number in range(len(values))]
            values = [f"{key}: {value}" for key, value in zip(keys, values, strict=True)]
        comma = "," if values and self.chance.random() < 0.2 else ""
        if several and values:
            feed = "\n" + pad
            return opening + feed + f",{feed}".join(values) + comma + feed + closing
        inner = self.chance.choice(("", "", " "))
        return opening + inner + ", ".join(values) + comma + inner + closing


def stream(chance: Random) -> str:
    """Several documents, with what may stand between them, and the line ends of one system or another."""
    parts = [Writer(chance).document() for _ in range(chance.choice((1, 1, 2, 3)))]
    text = chance.choice(("", "---\n", "# first\n", "# first\n---\n")) + chance.choice(
        ("---\n", "--- # next\n", "...\n---\n")
    ).join(parts)
    if chance.random() < 0.15:
        text = text.replace("\n", "\r\n")
    if chance.random() < 0.15:
        text = text.rstrip("\r\n")
    return text


def spliced(text: str, fix: TextFix) -> str:
    for splice in reversed(fix.splices):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_right_or_refused(chance: Random) -> None:
    source = SourceFile("a.yaml", stream(chance))
    documents = read(source).documents
    known: dict[int, Any] = {}
    fixes: list[TextFix] = []
    for _ in range(6):
        if not documents:
            return
        document = chance.choice(documents)
        edit = edits_of.Chance(document, chance).edit(chance.choice(edits_of.KINDS))
        fix = text_fix(Fix("a fix", (edit,))) if edit else "none"
        if isinstance(fix, str):
            continue
        fixes.append(fix)
        assert not judge.wrong(document, fix, edit, known), (source.text, edit[1:])
        text = spliced(source.text, fix)
        again = read(SourceFile("a.yaml", text)).documents
        assert len(again) == len(documents)
        assert all(old.value == new.value for old, new in zip(documents, again, strict=True) if old is not document)
        if edit.change is Change.SET:
            edit = edit._replace(node=again[document.index].root)
            assert text_fix(Fix("again", (edit,))) == "nothing is left to change"
    if fixes:
        applied = apply({"a.yaml": source}, fixes)
        assert applied.applied
        assert applied.applied[0] in fixes
        assert apply({"a.yaml": source}, fixes[::-1]).texts == applied.texts


@settings(max_examples=150)
@given(st.randoms(use_true_random=False))
def test_several_edits_at_once(chance: Random) -> None:
    """One fix of several edits becomes what the edits become one after the other."""
    source = SourceFile("a.yaml", stream(chance))
    documents = read(source).documents
    if not documents:
        return
    edits: list[Edit] = []
    for _ in range(3):
        document = chance.choice(documents)
        edit = edits_of.Chance(document, chance).edit(chance.choice(edits_of.KINDS))
        if edit is not None:
            edits.append(edit)
    fix = text_fix(Fix("a fix", tuple(edits)))
    if isinstance(fix, str):
        return
    ends = [(splice.start, splice.end) for splice in fix.splices]
    assert ends == sorted(ends)
    assert all(before[1] < after[0] for before, after in pairwise(ends))
    assert apply({"a.yaml": source}, [fix]).texts == {"a.yaml": spliced(source.text, fix)}
