"""The configuration of a linted tree is nobody's friend: nothing of it runs, nothing outside is read, nothing hangs."""

from __future__ import annotations

import os
import time
from itertools import pairwise
from pathlib import Path

import pytest
from configured import MISSING, POD, PORTS, Place, place

__all__ = ["place"]

PAGE = """\
---
title: ConfigMap without an owner
severity: warning
since: 0.1.0
profile: default
evidence: intrinsic
references: [https://example.com/owners]
check:
  each: ConfigMap
  field: metadata.labels.owner
  must: {type: string%s}
  absent: bad
  message: "{subject} has no owner"
---

Nobody knows whom to call.

## Examples

```yaml bad
apiVersion: v1
kind: ConfigMap
metadata: # expect: ConfigMap a has no owner
  name: a
```
"""
ALIASES = "a: &a [x, x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in pairwise("abcdefghi"))
BODY = """\
from k8slint.api import ConfigMap
open("ran", "w").close()
def check(one: ConfigMap, ctx: object) -> object:
    return iter(())
"""


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory beside the tree, with a configuration in it."""
    found = tmp_path_factory.mktemp("outside")
    (found / "base.yaml").write_text(f"ignore: [{PORTS}]\n", encoding="utf-8")
    return found


def refused(place: Place, *words: str) -> str:
    start = time.process_time()
    done = place.check(*words)
    assert time.process_time() - start < 5
    assert (done.code, done.out) == (2, "")
    return done.err


@pytest.mark.parametrize("how", ["absolute", "above", "link", "directory link"])
def test_nothing_outside_is_inherited(place: Place, outside: Path, how: str) -> None:
    where = os.path.relpath(outside, place.path)
    if how == "link":
        (place.path / "in.yaml").symlink_to(outside / "base.yaml")
    elif how == "directory link":
        (place.path / "in").symlink_to(outside)
    word = {
        "absolute": f"{outside}/base.yaml",
        "above": f"{where}/base.yaml",
        "link": "in.yaml",
        "directory link": "in/base.yaml",
    }[how]
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"failOn: never\nextend: {word}\n"})
    assert refused(place) == f".k8slint.yaml:2:1: `{word}` is not read: it lies outside of .\n"


def test_without_a_repository_nothing_above_the_file_is_inherited(place: Place) -> None:
    (place.path / ".git").rmdir()
    place.write({"a/pod.yaml": POD, "a/.k8slint.yaml": "extend: ../b.yaml\n", "b.yaml": ""})
    assert refused(place, "a") == "a/.k8slint.yaml:1:1: `../b.yaml` is not read: it lies outside of a\n"


def test_a_file_that_the_user_names_may_lie_anywhere_and_inherits_from_beside_it(place: Place, outside: Path) -> None:
    (outside / "sub").mkdir()
    (outside / "sub/own.yaml").write_text(f"ignore: [{MISSING}]\n", encoding="utf-8")
    (outside / "main.yaml").write_text("extend: [base.yaml, sub/own.yaml]\n", encoding="utf-8")
    place.write({"pod.yaml": POD})
    assert place.check("--config", str(outside / "main.yaml")).rules == set()
    (outside / "main.yaml").write_text("extend: ../x.yaml\n", encoding="utf-8")
    assert "it lies outside of" in refused(place, "--config", str(outside / "main.yaml"))


def test_a_configuration_that_is_a_link_out_of_the_tree(place: Place, outside: Path) -> None:
    place.write({"pod.yaml": POD})
    (place.path / ".k8slint.yaml").symlink_to(outside / "base.yaml")
    assert refused(place) == ".k8slint.yaml: not read: a link that leaves the tree\n"


def test_circles_and_chains(place: Place) -> None:
    place.write(
        {"pod.yaml": POD, ".k8slint.yaml": "extend: a.yaml\n", "a.yaml": "extend: [b.yaml]\n", "b.yaml": "extend: a.yaml\n"}
    )
    assert refused(place) == "b.yaml:1:1: `a.yaml` inherits from this file: a circle\n"
    place.write({".k8slint.yaml": "extend: .k8slint.yaml\n"})
    assert refused(place) == ".k8slint.yaml:1:1: `.k8slint.yaml` inherits from this file: a circle\n"
    place.write({f"c{number}.yaml": f"extend: c{number + 1}.yaml\n" for number in range(40)})
    place.write({".k8slint.yaml": "extend: c0.yaml\n"})
    assert refused(place) == "c15.yaml:1:1: `c16.yaml` is one file too many: 16 in a row, 64 in all\n"


def test_each_file_that_inherits_twice(place: Place) -> None:
    place.write({f"c{number}.yaml": f"extend: [c{number + 1}.yaml, c{number + 1}.yaml]\n" for number in range(15)})
    place.write({"pod.yaml": POD, ".k8slint.yaml": "extend: c0.yaml\n", "c15.yaml": ""})
    assert "one file too many" in refused(place)


@pytest.mark.parametrize("name", [".k8slint.yaml", "pyproject.toml"])
def test_a_huge_file(place: Place, name: str) -> None:
    place.write({"pod.yaml": POD, name: "[tool.k8slint]\n"})
    with (place.path / name).open("ab") as file:
        file.truncate(100 << 20)
    assert refused(place) == f"{name}: is larger than 256 KiB: not read\n"


def test_a_huge_pyproject_of_somebody_else(place: Place) -> None:
    place.write({"pod.yaml": POD, "pyproject.toml": "#" * (1 << 20)})
    assert place.check().rules == {MISSING, PORTS}


def test_no_regular_file(place: Place) -> None:
    place.write({"pod.yaml": POD})
    os.mkfifo(place.path / ".k8slint.yaml")
    assert refused(place) == ".k8slint.yaml: cannot be read: no regular file\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ALIASES, ""),
        ("ignore: " + "[" * 500 + "]" * 500 + "\n", ""),
        ("options: " + "{a: " * 300 + "1" + "}" * 300 + "\n", ""),
        ("failOn: never\0\n", "a NUL byte"),
        ("failOn: \udcff\n", "not valid UTF-8"),
        ("failOn: .inf\n", "infinity"),
        ("? {a: b}\n: c\n", ""),
        ("3: c\n", "unknown key `3`"),
        ("".join(f"k{number}: 1\n" for number in range(22_000)), "unknown key"),
        ("ignore:\n" + "- {rule: no-such-rule}\n" * 11_000, "unknown rule"),
        ("ignore:\n" + "- {rule: bare-pod}\n" * 11_000 + "- 3\n", "an entry of `ignore` must be"),
    ],
    ids=["aliases", "brackets", "braces", "nul", "utf-8", "infinity", "key", "number", "keys", "words", "entries"],
)  # fmt: skip
def test_texts(place: Place, text: str, told: str) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": text.encode("utf-8", "surrogateescape")})
    assert told in refused(place)


def test_very_many_entries_hang_nothing(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "ignore:\n" + "- {rule: bare-pod, name: x}\n" * 9_000})
    start = time.process_time()
    assert place.check("--select", MISSING).code == 1
    assert time.process_time() - start < 5


@pytest.mark.parametrize("value", ["inf", "nan", "1e400", "1024.5", "1979-05-27", "[[]]"])
def test_odd_values_in_toml(place: Place, value: str) -> None:
    place.write({"pod.yaml": POD, "pyproject.toml": f"[tool.k8slint]\nlimits = {{size = {value}}}\n"})
    assert refused(place).startswith("pyproject.toml:2:11: `size` must be a number from 1024")
    place.write({"pyproject.toml": "[tool.k8slint]\nlimits = {size = 4096.0}\n"})
    assert place.check().code == 1


def test_toml_that_is_nested_too_deeply(place: Place) -> None:
    place.write({"pod.yaml": POD, "pyproject.toml": "[tool.k8slint]\nignore = " + "[" * 20_000 + "]" * 20_000 + "\n"})
    assert refused(place).startswith("pyproject.toml:")


@pytest.mark.parametrize("pattern", ["*a" * 200 + "b", "**/" * 200 + "b", "(a+)+$", "[" * 2000, "a/**/" * 100 + "*b", "?" * 4000])
def test_no_pattern_explodes(place: Place, pattern: str) -> None:
    name = "a" * 200
    place.write({f"a/{name}/{name}/pod.yaml": POD, f"{name}.yaml": POD})
    place.write(
        {
            ".k8slint.yaml": f"exclude: ['{pattern}']\n"
            f"overrides: [{{paths: '{pattern}', ignore: [bare-pod]}}]\n"
            f"ignore: [{{rule: {PORTS}, name: '{pattern}', path: '{pattern}', kind: '{pattern}'}}]\n"
            f"environment: {{paths: {{'{pattern[-900:]}': production}}}}\n"
            f"worlds: {{one: {{paths: '{pattern}'}}}}\n"
            f"externals: ['ConfigMap/{pattern.replace('/', '')}']\n"
        }
    )
    start = time.process_time()
    done = place.check()
    assert time.process_time() - start < 5
    assert done.code == 1


def test_rules_with_code_are_not_run(place: Place) -> None:
    place.write(
        {"pod.yaml": POD, ".k8slint.yaml": "rules: lint\n", "lint/own/no-owner.md": PAGE % "", "lint/own/no-owner.py": BODY}
    )
    told = refused(place)
    assert "lint/own/no-owner.py:1:1: Python code that a configuration names is run only with --trust-config" in told
    assert not (place.path / "ran").exists()


def test_rules_with_code_are_run_for_those_who_trust(place: Place) -> None:
    page = PAGE % ""
    page = page[: page.index("check:")] + page[page.index("---\n\nNobody") :]
    place.write({"pod.yaml": POD, ".k8slint.yaml": "rules: lint\n", "lint/own/without-owner.md": page})
    body = BODY.replace("from k8slint.api import ConfigMap", "from typing import Any as ConfigMap")
    place.write({"lint/own/without-owner.py": body})
    done = place.check("--trust-config")
    assert (done.code, done.err) == (1, "")
    assert (place.path / "ran").exists()


def test_rules_that_are_data_run(place: Place) -> None:
    place.write(
        {"pod.yaml": POD, ".k8slint.yaml": "rules: lint\nseverity: {no-owner: error}\n", "lint/own/no-owner.md": PAGE % ""}
    )
    assert ("no-owner", "error", "pod.yaml") in place.check().found
    assert ("no-owner", "warning", "pod.yaml") in place.check("--isolated", "--rules", "lint").found
    done = place.check("--rules", "gone")
    assert (done.code, done.err) == (2, "k8slint check: no such directory: gone\n")


@pytest.mark.parametrize(
    "more", [", pattern: (a+)+$", ", patternProperties: {a: {}}", ', $ref: "#"', ", anyOf: [{pattern: (x*)*y}]"]
)
def test_rules_that_may_take_for_ever(place: Place, more: str) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "rules: lint\n", "lint/own/no-owner.md": PAGE % more})
    assert "is read only with --trust-config: it may take for ever" in refused(place)


def test_rules_outside_of_the_tree(place: Place, outside: Path) -> None:
    (outside / "own").mkdir()
    (outside / "own/no-owner.md").write_text(PAGE % "", encoding="utf-8")
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"rules: {outside}\n"})
    assert refused(place) == f".k8slint.yaml:1:1: `{outside}` is not read: it lies outside of the tree\n"
    place.write({".k8slint.yaml": "rules: lint\n", "lint/own/x.txt": ""})
    (place.path / "lint/own/no-owner.md").symlink_to(outside / "own/no-owner.md")
    assert "a link that leaves the folder is followed only with --trust-config" in refused(place)


def test_an_id_that_is_taken(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "rules: lint\n", "lint/own/bare-pod.md": PAGE % ""})
    assert "the id `bare-pod` is taken by a rule of k8slint" in refused(place)


@pytest.mark.parametrize(
    "text",
    ["baseline: /etc/passwd", "baseline: ../../x.yaml", "helm: [{chart: /etc}]", "helm: [{chart: '.', values: [/etc/passwd]}]"],
)
def test_other_paths_outside_of_the_tree(place: Place, text: str) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"{text}\n"})
    assert "is not read: it lies outside of the tree" in refused(place)


def test_nothing_is_written_into_git(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "baseline: .git/hooks/post-checkout\n"})
    assert refused(place, "--write-baseline") == ".k8slint.yaml:1:1: `.git/hooks/post-checkout` is not read: it belongs to git\n"


def test_limits_stay_within_reason(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "limits: {depth: 100, expansion: 1000000, size: 268435456}\n"})
    place.write({"deep.yaml": "a: " + "[" * 95 + "]" * 95 + "\n"})
    assert place.check().code == 1


def test_terminals_obey_nothing(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": '"a\\u001b[31mb": 1\nfailOn: "\\u001b]0;x\\u0007"\n'})
    assert "\x1b" not in refused(place)


def test_rules_with_code_are_listed_and_explained(place: Place, outside: Path) -> None:
    page = PAGE % ""
    page = page[: page.index("check:")] + page[page.index("---\n\nNobody") :]
    place.write({".k8slint.yaml": "rules: lint\n", "lint/own/no-owner.md": page, "lint/own/no-owner.py": BODY})
    for words in (("rules",), ("explain", "no-owner")):
        done = place.run(*words)
        assert (done.code, done.err) == (0, ""), words
        assert "no-owner" in done.out
        assert place.run(*words, "--isolated").out.count("no-owner") == 0
    assert not (place.path / "ran").exists()
    (outside / "no-owner.md").write_text(PAGE % "", encoding="utf-8")
    (place.path / "lint/own/linked.md").symlink_to(outside / "no-owner.md")
    assert place.run("rules").code == 2  # nothing outside is read, whatever for


def test_rules_are_explained_beside_a_faulty_configuration(place: Place) -> None:
    place.write({".k8slint.yaml": "profle: strict\n"})
    done = place.run("explain", "bare-pod")
    assert (done.code, done.err) == (0, ".k8slint.yaml:1:1: unknown key `profle`; did you mean `profile`?\n")


@pytest.mark.parametrize("key", ["exclude", "overrides", "worlds", "environment"])
def test_patterns_are_counted(place: Place, key: str) -> None:
    many = range(1_001)
    texts = {
        "exclude": "".join(f"- a{number}\n" for number in many),
        "overrides": "- {paths: a}\n" * len(many),
        "worlds": "".join(f"  w{number}: {{paths: a}}\n" for number in many),
        "environment": "  paths:\n" + "".join(f"    a{number}: production\n" for number in many),
    }
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"{key}:\n{texts[key]}"})
    name = "paths" if key == "environment" else key
    assert f"`{name}` has more than 1,000 entries\n" in refused(place)


def test_places_in_a_large_table(place: Place) -> None:
    many = ", ".join(f'"Secret/{number:x}"' for number in range(12_000))
    place.write({"pod.yaml": POD, "pyproject.toml": f'[tool.k8slint]\nexternals = [{many}, "x", "x"]\n'})
    start = time.process_time()
    told = refused(place).splitlines()
    assert time.process_time() - start < 5
    first = len("externals = [") + len(many) + len(', "')
    assert [line.partition(" ")[0] for line in told] == [f"pyproject.toml:2:{first}:", f"pyproject.toml:2:{first + 5}:"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({".k8slint.yaml": '"\\n::error::pwned": 1\n'}, ()),
        ({".k8slint.yaml": 'extend: "q\\n::add-mask::w"\n'}, ()),
        ({"known.yaml": 'baseline: 1\n"x\\n::error::y": 1\n'}, ("--baseline", "known.yaml")),
        ({}, ("--select", "x\n::error::y")),
        ({}, ("--output", "x\n::error::y")),
        ({}, ("--output-format", "x\n::error::y")),
        ({}, ("--rules", "x\n::error::y")),
        ({}, ("x\r::error::y",)),
    ],
)
def test_no_word_of_others_begins_a_line(place: Place, files: dict[str, str], words: tuple[str, ...]) -> None:
    place.write({"pod.yaml": POD, **files})
    done = place.run("check", *words)
    assert (done.code, done.out) == (2, "")
    assert "::" in done.err
    assert not [line for line in done.err.splitlines() if line.lstrip().startswith("::")]


def test_a_path_is_no_command(place: Place) -> None:
    place.write({"::error ::x.yaml": POD})
    found = place.run("check", "--output-format", "concise").out.splitlines()
    assert found
    assert all(line.startswith("./::error ::x.yaml:") for line in found)
