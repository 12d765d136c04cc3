"""The front matter of a page: what is accepted, and what is said of the rest, and where."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from k8slint.rulebook import page

GOOD = """\
---
title: Service selects no pods
severity: error/warning
since: 0.1.0
references: [https://kubernetes.io/docs/]
profile: default
evidence: absence
---
"""


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def faults(text: str) -> list[str]:
    return [str(error) for error in page.front_matter("p.md", text)[1]]


def test_good_page() -> None:
    meta, errors = page.front_matter("p.md", GOOD + "\nProse.\n")
    assert errors == ()
    assert meta["severity"] == "error/warning"
    assert meta["since"] == "0.1.0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            changed("title: S", "tilte: S"),
            ["p.md:2:1: unknown key `tilte`; did you mean `title`?", "p.md:1:1: missing key `title`"],
        ),
        (changed("evidence", "zzz"), ["p.md:7:1: unknown key `zzz`", "p.md:1:1: missing key `evidence`"]),
        (changed("no pods", "no pods."), ["p.md:2:1: `title` must be one line without a full stop"]),
        (changed("title: Service selects no pods", "title: |\n  Service\n"), ["p.md:2:1: `title` must be one line"]),
        (
            changed("error/warning", "warning/error"),
            ["p.md:3:1: `severity` must be error, warning or info; or two of them"],
        ),
        (changed("0.1.0", "0.1"), ["p.md:4:1: `since` must be the release that brought the rule"]),
        (changed("[https://kubernetes.io/docs/]", "[]"), ["p.md:5:1: `references` must be https addresses"]),
        (changed("[https", "[http"), ["p.md:5:14: this entry must be an https address"]),
        (
            changed("profile: default", "profile: defualt"),
            ["p.md:6:1: `profile` must be a profile, or a list of them: "],
        ),
        (
            changed("profile: default", "profile: [default, optin]"),
            ["p.md:6:1: `profile` must be a profile, or a list"],
        ),
        (changed(": absence", ": absense"), ["p.md:7:1: `evidence` must be what the rule rests on: "]),
        (changed(": absence", ": heuristic"), ["p.md:3:1: what rests on a heuristic is never an error"]),
        (changed("since", "title: x y\nsince"), ["p.md:4:1: this key was written before"]),
        (changed("title: ", "title: [\n"), ["p.md:"]),
        ("Prose only\n", ["p.md:1:1: a page begins with its front matter between two lines `---`"]),
        ("---\n- a list\n---\n", ["p.md:2:1: the front matter is a mapping"]),
        (
            GOOD.replace("---\n", "equivalents: [Tool x]\n---\n").removeprefix("equivalents: [Tool x]\n"),
            ["p.md:8:15: this entry must be"],
        ),
    ],
)
def test_faults_of_keys(text: str, expected: list[str]) -> None:
    found = faults(text)
    assert len(found) == len(expected)
    for message in expected:
        assert any(line.startswith(message) for line in found), found


OPTIONS = changed(
    "evidence: absence\n", "evidence: absence\noptions:\n  most: {description: how many, type: integer, default: 3}\n"
)
CHECK = changed(
    "evidence: absence\n",
    """\
evidence: intrinsic
check:
  each: Container
  field: securityContext.privileged
  must: {const: false}
  message: '{subject} runs privileged'
""",
)
CURED = CHECK.replace("\n---\n", "\nfix: {set: false, safety: safe}\n---\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (OPTIONS, []),
        (
            OPTIONS.replace("default: 3", "default: many"),
            ["p.md:9:48: the default is not what the option allows: 'many' is not"],
        ),
        (OPTIONS.replace("type: integer", "type: number1"), ["p.md:9:33: no JSON Schema: 'number1' is not valid"]),
        (OPTIONS.replace(", default: 3", ""), ["p.md:9:3: missing key `default` in `most`"]),
        (OPTIONS.replace("most:", "Most-Of:"), ["p.md:9:3: `Most-Of` must be a name in camelCase"]),
        (CHECK, []),
        (
            CHECK.replace("field:", "feild:"),
            ["p.md:10:3: unknown key `feild`; did you mean `field`?", "p.md:8:1: missing key `field` in `check`"],
        ),
        (CHECK.replace("must:", "and: 1\n  must:"), ["p.md:11:3: unknown key `and`"]),
        (CHECK.replace("privileged\n  must", "[]x\n  must"), ["p.md:10:3: no field from `.[]x` on"]),
        (
            CHECK.replace("{subject}", "{subject.node}"),
            ["p.md:12:3: a message can hold {name}, {subject} and {value}, but not `{subject.node}`"],
        ),
        (CHECK.replace("{subject}", "{value!r}"), ["p.md:12:3: a message can hold"]),
        (CHECK.replace("{subject}", "{"), ["p.md:12:3: a message can hold {name}, {subject} and {value}, but not `{`"]),
        (CHECK.replace("const: false", "type: bool"), ["p.md:11:10: no JSON Schema: 'bool' is not valid"]),
        (CHECK.replace("const: false", "pattern: '('"), ["p.md:11:10: no JSON Schema: '(' is not a 'regex'"]),
        (
            CHECK.replace("const: false", "$ref: 'https://example.com/x'"),
            ["p.md:11:10: a schema on a page refers to nothing outside"],
        ),
        (CHECK.replace("intrinsic", "absence"), ["p.md:7:1: a check of one field rests on intrinsic evidence"]),
        (CHECK.replace("each: Container", "each: container"), ["p.md:9:3: `each` must be what is visited"]),
        (CURED, []),
        (CURED.replace("set: false", "remove: true"), []),
        (CURED.replace("set: false", "remove: false"), ["p.md:13:7: `remove` must be true: the field goes"]),
        (CURED.replace("set: false", "set: true"), ["p.md:13:7: this value does not cure: the key `must` does not allow it"]),
        (CURED.replace("set: false", "set: null"), ["p.md:13:7: this value does not cure: the key `must` does not allow it"]),
        (CURED.replace("set: false", "set: false, remove: true"), ["p.md:13:1: `fix` must be what cures the field"]),
        (CURED.replace("set: false, ", ""), ["p.md:13:1: `fix` must be what cures the field"]),
        (CURED.replace("safety: safe", "safety: sure"), ["p.md:13:19: `safety` must be safe (certainly what was meant) or"]),
        (
            CURED.replace("set: false", "remove: true").replace("must:", "absent: bad\n  must:"),
            ["p.md:14:7: removing does not cure: `absent` is bad"],
        ),
        (
            changed("evidence: absence\n", "evidence: absence\nfix: {set: false, safety: safe}\n"),
            ["p.md:8:1: the key `fix` cures what the key `check` finds; a body brings its fixes itself"],
        ),
        (changed("profile:", "formerly: [Old_id]\nprofile:"), ["p.md:6:12: this entry must be an id: small letters"]),
        (changed("profile:", "formerly: [old, old]\nprofile:"), ["p.md:6:1: `formerly` says something twice"]),
        (CHECK.replace("must:", "absent: wrong\n  must:"), ["p.md:11:3: `absent` must be good or bad"]),
    ],
)
def test_faults_of_options_and_check(text: str, expected: list[str]) -> None:
    found = faults(text)
    assert len(found) == len(expected), found
    for message in expected:
        assert any(line.startswith(message) for line in found), found


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ("profile: default", "profile: defualt", "default"),
        ("profile: default", "profile: [default, pss-base]", "pss-baseline"),
        (": absence", ": absense", "absence"),
    ],
)
def test_nearest_word(old: str, new: str, hint: str) -> None:
    assert [line.rpartition("; ")[2] for line in faults(changed(old, new))] == [f"did you mean `{hint}`?"]


def test_split() -> None:
    assert page.split("---\na: 1\n---\n\nProse\n---\n") == page.Page("---\na: 1\n", "\nProse\n---\n")
    assert page.split("---\na: 1\n") == page.Page("", "---\na: 1\n")
    assert page.split("Prose\n---\na\n---\n") == page.Page("", "Prose\n---\na\n---\n")


def test_schema_describes_every_key() -> None:
    schema = json.loads(Path(page.__file__).with_name("page.schema.json").read_text(encoding="utf-8"))
    for name, key in {**schema["properties"], **schema["properties"]["check"]["properties"]}.items():
        assert key["description"], name
