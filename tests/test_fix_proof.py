"""A change of text that is not the change of data, or that costs a comment, is not a fix."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import k8slint.fix.made
from k8slint.findings import Change, DataEdit, Edit, Fix, Location, TextFix
from k8slint.fix import text_fix
from k8slint.fix.cuts import Cut, composed, made
from k8slint.fix.proof import portion_of, prove
from k8slint.fix.refusal import Refused
from k8slint.text import SourceFile
from k8slint.yaml import Document, read

ROOT = Path(__file__).resolve().parent.parent
NEW: tuple[Any, ...] = (1, "x", {"k": ["v"]}, [], None)
TEXT = "# top\na: 1  # one\nb:\n- x: 2\n  # two\n- z: '#'\nc: 3"


def _module(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


texts = _module(ROOT / "tests" / "test_fix_property.py")
judge, edits_of = texts.judge, texts.edits_of


def proved(cuts: list[tuple[int, int, str]], expected: Any, text: str = TEXT) -> str | None:
    portion = portion_of(read(SourceFile("a.yaml", text)).documents[0])
    try:
        prove(portion, [Cut(*cut) for cut in cuts], {0: expected})
    except Refused as refusal:
        return refusal.reason
    return None


def data(**changes: Any) -> dict[str, Any]:
    return {"a": 1, "b": [{"x": 2}, {"z": "#"}], "c": 3, **changes}


def test_what_is_meant() -> None:
    place = TEXT.index("1")
    assert proved([(place, place + 1, "5")], data(a=5)) is None


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a: 1", "a: 5", data(a=6)),
        ("a: 1", "a: 5", data(a="5")),
        ("a: 1", "a: 1.5", data(a=1)),
        ("a: 1", "a: true", data(a=1)),
        ("c: 3", "c: 3\nc: 3", data()),
        ("c: 3", "c: 3\n---\nd: 4", data()),
        ("c: 3", "c: 3\n---\n", data()),
        ("a: 1", "a: [", data()),
        ("x: 2", "x: 2\n  q: 1", data()),
        ("  # one", "", data()),
        ("  # one", "# one", data()),
        ("  # one", "  # One", data()),
        ("# one\n", "# one ", data()),
        ("  # two\n", "", data()),
        ("a: 1  # one", "# one\na: 1", data()),
        ("a: 1", "a: 1 # new", data()),
        ("# top\na: 1  # one", "a: 1  # one # top", data()),
    ],
)
def test_what_is_not(old: str, new: str, expected: Any) -> None:
    place = TEXT.index(old)
    outcome = proved([(place, place + len(old), new)], expected)
    if (old, new) == ("a: 1  # one", "# one\na: 1"):
        assert outcome is None  # it stands elsewhere and is the same
    else:
        assert outcome is not None


def test_cuts_outside_of_the_document() -> None:
    assert proved([(0, len(TEXT) + 1, "a: 1")], data()) is not None
    assert proved([(-1, 0, "")], data()) is not None


def test_a_part_of_the_file_is_enough_where_it_stands_alone() -> None:
    documents = read(SourceFile("a.yaml", "a: 1\n# x\n--- # y\nb: 2\n...\n---\nc: 3")).documents
    assert [portion_of(document).text for document in documents] == ["a: 1\n# x\n", "--- # y\nb: 2\n...\n", "---\nc: 3"]


@pytest.mark.parametrize(
    "text", ["%YAML 1.1\n---\na: 1\n...\n%YAML 1.1\n---\nb: 1\n", '{"a": 1}\n{"b": 2}\n', "a: 1\n...\nb: 1\n"]
)
def test_else_the_whole_file_is_read(text: str) -> None:
    documents = read(SourceFile("a.yaml", text)).documents
    assert [portion_of(document).text for document in documents] == [text] * len(documents)
    for document in documents:
        (key,) = document.value
        fix = text_fix(Fix("a fix", (Edit(document.root, (key,), "x"),)))
        if isinstance(fix, TextFix):
            (splice,) = fix.splices
            after = text[: splice.start] + splice.text + text[splice.end :]
            assert [other.value for other in read(SourceFile("a.yaml", after)).documents] == [
                {key: "x"} if other is document else other.value for other in documents
            ]


def test_places_are_lines_and_columns() -> None:
    root = read(SourceFile("dir/a.yaml", "# é\na: 1\r\nb: 2\n")).documents[0].root
    fix = text_fix(Fix("write it", (Edit(root, ("b",), 3), Edit(root, ("a",), "x"))))
    assert isinstance(fix, TextFix)
    assert [(splice.location, splice.text) for splice in fix.splices] == [
        (Location("dir/a.yaml", 2, 4, 2, 5), "x"),
        (Location("dir/a.yaml", 3, 4, 3, 5), "3"),
    ]
    assert fix.edits == (("dir/a.yaml", (DataEdit(0, ("b",), 3, Change.SET), DataEdit(0, ("a",), "x", Change.SET))),)


def test_two_states_of_a_file() -> None:
    roots = [read(SourceFile("a.yaml", "a: 1\n")).documents[0].root for _ in range(2)]
    assert text_fix(Fix("a fix", tuple(Edit(root, ("a",), 2) for root in roots))) == "it speaks of two states of a file"


@pytest.mark.parametrize("value", [float("inf"), float("nan"), b"x", "\ud800", {"a": object()}, {1: 2}])
def test_values_that_no_document_has(value: Any) -> None:
    root = read(SourceFile("a.yaml", "a: 1\n")).documents[0].root
    assert isinstance(text_fix(Fix("a fix", (Edit(root, ("b",), value),))), str)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "- 1",
        "!!map {a: 1}",
        "&x {a: 1}",
        "--- |\n x\n",
        "? {a: 1}\n: b\n",
        "[a]: b",
        "\ufeffa: 1\n\ufeffb: 2",
        "a: !x\n b: 1\n",
        "? a\n? b\n",
    ],
)
def test_nothing_raises(text: str) -> None:
    for document in read(SourceFile("a.yaml", text)).documents:
        for change in Change:
            for path, value in edits_of.places(document.value):
                for new in NEW:
                    for steps in (path, (*path, "n"), (*path, 0), (*path, -1), (*path, "n", 0, "m")):
                        edit = Edit(document.root, steps, new, change, (0, 1) if isinstance(value, str) else None)
                        assert isinstance(text_fix(Fix("a fix", (edit,))), (str, TextFix))


@given(st.randoms(use_true_random=False))
def test_cuts_after_cuts_are_cuts(chance: Random) -> None:
    def some(text: str) -> list[Cut]:
        places = sorted(chance.choices(range(len(text) + 1), k=2 * chance.randrange(4)))
        found: list[Cut] = []
        for start, end in zip(places[::2], places[1::2], strict=True):
            if not found or start > found[-1].end:
                found.append(Cut(start, end, "".join(chance.choices("XYZ", k=chance.randrange(3)))))
        return found

    text = "abcdefghijkl"[: chance.randrange(13)]
    first = some(text)
    between = made(text, first)
    then = some(between)
    both = composed(first, then, between)
    assert made(text, both) == made(between, then)
    assert both == sorted(both)


def _broken(document: Document, edit: DataEdit, chance: Random, step: Any) -> list[Cut]:
    """The cuts of an edit, one of them a little wrong."""
    cuts = list(step(document, edit))
    if not cuts:
        return cuts
    place = chance.randrange(len(cuts))
    size = len(document.source.text)
    start, end, text = cuts[place]
    kind = chance.randrange(6)
    if kind < 2:
        by = chance.randrange(-4, 20)
        start, end = (start, end + by) if kind == 0 else (start + by, end + by)
    elif kind == 2:
        start -= chance.randrange(-1, 4)
    elif kind == 3:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + chance.choice(WRONG) + text[at:]
    elif kind == 4:
        at = chance.randrange(len(text) + 1)
        text = text[:at] + text[at + 1 :]
    else:
        return cuts[:place] + cuts[place + 1 :]
    start = min(max(start, 0), size)
    cuts[place] = Cut(start, min(max(start, end), size), text)
    return cuts


WRONG = (" ", "\n", "#", " #", ":", ": ", "'", '"', "- ", "x", "\n  ", "---\n", "&a ", "*n1", "|", ",", "]")


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_a_wrong_splice_is_never_proved(chance: Random) -> None:
    source = SourceFile("a.yaml", texts.stream(chance))
    step = k8slint.fix.made._step  # noqa: SLF001  # what is to be wrong
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(k8slint.fix.made, "_step", lambda document, edit: _broken(document, edit, chance, step))
        for document in read(source).documents:
            edit = edits_of.Chance(document, chance).edit(chance.choice(edits_of.KINDS))
            fix = text_fix(Fix("a fix", (edit,))) if edit else "none"
            if isinstance(fix, TextFix):
                verdict = judge.wrong(document, fix, edit, {})
                assert not verdict or verdict.startswith(("lines", "cannot be read")), (source.text, edit, fix.splices)
