"""Each case of tests/fixtures/fixes/: a text, edits of its data, and what the text becomes, byte for byte, or why it does not."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from k8slint.findings import Change, Edit, Fix, TextFix
from k8slint.fix import apply, text_fix
from k8slint.text import SourceFile
from k8slint.yaml import read

ROOT = Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```(\w+)( unended)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EDIT = re.compile(r"(?:document (\d+): )?(set|remove|rename|replace) (\[.*?\])(?: (\d+):(\d+))?(?: = (.*))?")


def _judge() -> Any:
    """The benchmark's judge: another parser, another scanner for comments."""
    spec = importlib.util.spec_from_file_location("fix_judge", ROOT / "benchmarks" / "fix_judge.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fix_judge"] = module
    spec.loader.exec_module(module)
    return module


judge = _judge()


class Case(NamedTuple):
    name: str
    path: str
    before: str
    edits: tuple[str, ...]
    after: str | None
    reason: str | None


def _text(unended: str, body: str) -> str:
    return body.removesuffix("\n") if unended else body


def _cases() -> list[Case]:
    cases: list[Case] = []
    for page in sorted((ROOT / "tests" / "fixtures" / "fixes").glob("*.md")):
        for section in page.read_text("utf-8").split("\n## ")[1:]:
            title = section.partition("\n")[0]
            first, edits, last = FENCE.findall(section)
            after, reason = (None, last[2].strip()) if last[0] == "refused" else (_text(last[1], last[2]), None)
            name = f"{page.stem}: {title}"
            lines = tuple(edits[2].removesuffix("\n").split("\n"))
            cases.append(Case(name, f"a.{first[0]}", _text(first[1], first[2]), lines, after, reason))
    return cases


CASES = _cases()
MADE = [case for case in CASES if case.after is not None]
ALONE = [case for case in CASES if case.path == "a.yaml" and not any("document" in line for line in case.edits)]


def _fix(case: Case, text: str) -> Fix:
    documents = read(SourceFile(case.path, text)).documents
    edits: list[Edit] = []
    for line in case.edits:
        found = EDIT.fullmatch(line)
        assert found, line
        number, change, path, start, end, value = found.groups()
        within = (int(start), int(end)) if start else None
        new = json.loads(value) if value else None
        edits.append(Edit(documents[int(number or 0)].root, tuple(json.loads(path)), new, Change(change), within))
    return Fix(case.name, tuple(edits))


def made(text: str, fix: TextFix) -> str:
    for splice in reversed(fix.splices):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_becomes(case: Case) -> None:
    outcome = text_fix(_fix(case, case.before))
    if isinstance(outcome, str):
        assert outcome == case.reason
        return
    assert case.reason is None
    assert made(case.before, outcome) == case.after


@pytest.mark.parametrize("case", [case for case in MADE if "a: 3" not in case.before], ids=lambda case: case.name)
def test_another_parser_agrees(case: Case) -> None:
    fix = _fix(case, case.before)
    assert judge.wrong_together(case.before, case.after, list(fix.edits)) is None


@pytest.mark.parametrize("case", MADE, ids=lambda case: case.name)
def test_applied_alike(case: Case) -> None:
    outcome = text_fix(_fix(case, case.before))
    assert isinstance(outcome, TextFix)
    applied = apply({case.path: SourceFile(case.path, case.before)}, [outcome, outcome])
    assert applied == ({case.path: case.after}, (outcome,), ())


@pytest.mark.parametrize(
    "case", [case for case in MADE if all("set [" in line for line in case.edits)], ids=lambda case: case.name
)
def test_no_second_time(case: Case) -> None:
    assert text_fix(_fix(case, case.after or "")) == "nothing is left to change"


@pytest.mark.parametrize("feed", ["\r\n", "\r"])
@pytest.mark.parametrize("case", MADE, ids=lambda case: case.name)
def test_line_ends_are_kept(case: Case, feed: str) -> None:
    """The same with the line ends of Windows, and of ancient machines, without exception."""
    before, after = (text.replace("\n", feed) for text in (case.before, case.after or ""))
    outcome = text_fix(_fix(case, before))
    assert isinstance(outcome, TextFix)
    assert made(before, outcome) == after


@pytest.mark.parametrize("case", MADE, ids=lambda case: case.name)
def test_final_line_end_may_be_missing(case: Case) -> None:
    before, after = case.before.removesuffix("\n"), (case.after or "").removesuffix("\n")
    outcome = text_fix(_fix(case, before))
    assert isinstance(outcome, TextFix)
    assert made(before, outcome).removesuffix("\n") == after


@pytest.mark.parametrize("case", ALONE, ids=lambda case: case.name)
def test_between_other_documents(case: Case) -> None:
    """Neither what stands around a document nor where it stands makes a difference."""
    above, below = "# first\nkind: A\n---\n# empty\n---\n", "---\n# last\nkind: B  # b\n"
    text = f"{above}{case.before.removesuffix(chr(10))}\n{below}"
    documents = read(SourceFile(case.path, text)).documents
    edits = tuple(edit._replace(node=documents[1].root) for edit in _fix(case, case.before).edits)
    outcome = text_fix(Fix(case.name, edits))
    if isinstance(outcome, str):
        assert outcome == case.reason
        return
    assert made(text, outcome) == f"{above}{(case.after or '').removesuffix(chr(10))}\n{below}"


@pytest.mark.parametrize("case", [case for case in ALONE if case.before[0] not in "?{"], ids=lambda case: case.name)
def test_below_something(case: Case) -> None:
    """The same in the list of a List, two levels deeper."""
    text, after = (
        "items:\n- " + "\n  ".join(part.removesuffix("\n").split("\n")).replace("\n  \n", "\n\n") + "\n- z: 1\n"
        for part in (case.before, case.after or "")
    )
    node = read(SourceFile(case.path, text)).documents[0].root.get("items", 0)
    assert node is not None
    outcome = text_fix(Fix(case.name, tuple(edit._replace(node=node) for edit in _fix(case, case.before).edits)))
    if isinstance(outcome, TextFix) and case.after is not None and "#" not in case.before:
        documents, _ = judge.judged(made(text, outcome))
        assert documents == judge.judged(after)[0]
    elif case.reason is not None:
        assert isinstance(outcome, str) or case.name == "removal: all of a document"
