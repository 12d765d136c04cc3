"""`k8slint migrate`: what the settings of other tools come to, what is said of the rest, and that nothing of them breaks it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint import cli, rulebook
from k8slint.cli.migrate import book as book_of
from k8slint.migrate import Book, MalformedSettings, Plan, Wish, plan, readable, render, wishes
from k8slint.migrate.tools import FILES, trivy_id
from k8slint.migrate.wishes import What
from k8slint.text import SourceFile
from k8slint.yaml import read

SCHEMA = json.loads((Path(cli.__file__).parents[1] / "config/config.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
BOOK = Book(
    {
        "kube-linter:latest-tag": ("image-tag-latest",),
        "kube-linter:dangling-service": ("service-selects-nothing",),
        "kube-linter:no-read-only-root-fs": ("root-filesystem-writable",),
        "kube-score:container-image-tag": ("image-tag-latest",),
        "kube-score:service-targets-pod": ("service-selects-nothing",),
        "polaris:tagNotSpecified": ("image-tag-latest", "image-tag-missing"),
        "polaris:notReadOnlyRootFilesystem": ("root-filesystem-writable",),
        "checkov:CKV_K8S_14": ("image-tag-latest",),
        "checkov:CKV_K8S_22": ("root-filesystem-writable",),
        "trivy:KSV-0014": ("root-filesystem-writable",),
        "kics:a9c2f49d-0671-4fc9-9ece-f4e261e128d0": ("root-filesystem-writable",),
    },
    {
        "image-tag-latest": ("recommended",),
        "image-tag-missing": ("recommended",),
        "service-selects-nothing": ("default",),
        "root-filesystem-writable": ("strict",),
    },
)


def made(name: str, text: str) -> Plan:
    return plan(list(wishes(name, text.encode())), BOOK)


def value(made: Plan) -> dict[str, Any]:
    """The configuration as whoever reads it sees it; it is one."""
    stream = read(SourceFile(".k8slint.yaml", render(made, ["file"])))
    assert not stream.errors
    found: dict[str, Any] = stream.documents[0].value
    assert not list(VALIDATOR.iter_errors(found))
    assert found.pop("profile") == "default"
    return found


def left(made: Plan) -> list[str]:
    return [f"{line.value}: {line.why}" for line in made.left]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("checks: {exclude: [dangling-service]}", {"ignore": ["service-selects-nothing"]}),
        ("checks: {include: [latest-tag]}", {"extendSelect": ["image-tag-latest"]}),
        ("checks: {include: [dangling-service]}", {}),
        ("checks: {addAllBuiltIn: true}", {"extendSelect": ["image-tag-latest", "root-filesystem-writable"]}),
        (
            "checks: {addAllBuiltIn: true, exclude: [latest-tag]}",
            {"extendSelect": ["root-filesystem-writable"], "ignore": ["image-tag-latest"]},
        ),
        (
            "checks: {doNotAutoAddDefaults: true, include: [latest-tag]}",
            {"extendSelect": ["image-tag-latest"], "ignore": ["root-filesystem-writable", "service-selects-nothing"]},
        ),
        ("checks: {ignorePaths: ['vendor/**', '*.tpl.yaml']}", {"exclude": ["vendor/**", "*.tpl.yaml"]}),
        ("checks:", {}),
        ("{}", {}),
    ],
)
def test_kube_linter(text: str, expected: dict[str, Any]) -> None:
    assert value(made(".kube-linter.yaml", text)) == expected


def test_checks_of_ones_own_are_told() -> None:
    text = "checks:\n  include: [owner, nothing]\ncustomChecks:\n  - name: owner\n    template: required-label\n"
    own = "a check of your own: `k8slint rules new ID` begins the page of a rule"
    assert left(made(".kube-linter.yaml", text)) == [
        "kube-linter nothing (.kube-linter.yaml:2): not a rule of k8slint",
        f"kube-linter customChecks owner (template required-label) (.kube-linter.yaml:4): {own}",
    ]


def test_polaris() -> None:
    text = """\
checks:
  tagNotSpecified: danger
  notReadOnlyRootFilesystem: ignore
  cpuLimitsMissing: warning
  odd: maybe
  mine: warning
customChecks: {mine: {}}
exemptions:
  - namespace: kube-system
    controllerNames: [dns-controller]
    rules: [tagNotSpecified]
  - namespace: legacy
  - controllerNames: [web]
    containerNames: [proxy]
  - rules: [tagNotSpecified]
"""
    done = made("polaris.yaml", text)
    assert value(done) == {
        "extendSelect": ["image-tag-latest", "image-tag-missing"],
        "ignore": [
            "root-filesystem-writable",
            {"rule": ["image-tag-latest", "image-tag-missing"], "name": "dns-controller*", "namespace": "kube-system"},
            {"rule": ["image-tag-latest", "image-tag-missing", "root-filesystem-writable"], "namespace": "legacy"},
        ],
        "severity": {"image-tag-latest": "error", "image-tag-missing": "error"},
    }
    assert [line.partition(" (")[0] for line in left(done)] == [
        "polaris cpuLimitsMissing",
        "polaris checks.odd",
        "polaris exemption by containerNames",
        "polaris exemption without controllerNames and namespace",
        "polaris customChecks.mine",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("skip-check: CKV_K8S_14,CKV_AWS_1", {"ignore": ["image-tag-latest"]}),
        ("skip-check: [CKV_K8S_*]", {"ignore": ["image-tag-latest", "root-filesystem-writable"]}),
        ("check: [CKV_K8S_14]", {"extendSelect": ["image-tag-latest"], "ignore": ["root-filesystem-writable"]}),
        ("check: [CKV_AWS_1]", {}),
        ("skip-path: [vendor/, 'a/.*']", {"exclude": ["vendor/"]}),
        ("soft-fail: true", {"failOn": "never"}),
        ("skip-check: [HIGH]\nsoft-fail-on: [LOW]\nexternal-checks-dir: [mine]", {}),
    ],
)
def test_checkov(text: str, expected: dict[str, Any]) -> None:
    assert value(made(".checkov.yml", text)) == expected


@pytest.mark.parametrize("word", ["AVD-KSV-0014", "KSV014", "KSV-0014", "ksv14", "KSV-14"])
def test_forms_of_an_id_of_trivy(word: str) -> None:
    assert trivy_id(word) == "KSV-0014"


def test_trivyignore() -> None:
    text = """\
# Accepted: ticket 12
AVD-KSV-0014 exp:2030-01-31

CVE-2024-1 # not ours
KSV014
DS002
"""
    done = made(".trivyignore", text)
    rule = {"rule": "root-filesystem-writable", "reason": "Accepted: ticket 12", "expires": "2030-01-31"}
    assert value(done) == {"ignore": ["root-filesystem-writable", rule]}
    assert left(done) == ["trivy 2 ids of other scanners (.trivyignore:4): not about manifests"]


def test_trivyignore_as_yaml() -> None:
    text = """\
misconfigurations:
  - id: AVD-KSV-0014
    paths: [deploy/web.yaml]
    statement: |
      it writes
      its cache
    expired_at: 2030-01-31
  - id: KSV014
  - paths: [x]
vulnerabilities: [{id: CVE-2024-1}]
"""
    done = made(".trivyignore.yaml", text)
    assert value(done)["ignore"] == [
        "root-filesystem-writable",
        {
            "rule": "root-filesystem-writable",
            "path": "deploy/web.yaml",
            "reason": "it writes its cache",
            "expires": "2030-01-31",
        },
    ]
    assert len(done.left) == 2


def test_trivy_and_kics() -> None:
    text = "severity: [HIGH]\nscan:\n  skip-dirs: [vendor]\n  skip-files: [a.yaml]\n"
    assert value(made("trivy.yaml", text)) == {"exclude": ["vendor/", "a.yaml"]}
    text = '{"exclude-queries": "a9c2f49d-0671-4fc9-9ece-f4e261e128d0,x", "exclude-paths": ["b/"], "exclude-severities": "info"}'
    done = made("kics.config", text)
    assert value(done) == {"ignore": ["root-filesystem-writable"], "exclude": ["b/"]}
    assert len(done.left) == 2


OPTIONS = "--ignore-test service-targets-pod", "--enable-optional-test=container-image-tag"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".github/workflows/ci.yml", "run: |\n  kube-score score {} \\\n    {} *.yaml\n"),
        (".pre-commit-config.yaml", "- id: kube-score\n  args:\n    - {}\n    - {}\n"),
        ("Makefile", "\t/usr/bin/kube-score score {} {} x.yaml\n"),
    ],
)
def test_kube_score(name: str, text: str) -> None:
    done = made(name, text.format(*OPTIONS))
    assert value(done) == {"extendSelect": ["image-tag-latest"], "ignore": ["service-selects-nothing"]}


def test_options_of_others_are_not_those_of_kube_score() -> None:
    text = "# kube-score --ignore-test service-targets-pod\nrun: other --ignore-test service-targets-pod\nkube-score score x\n"
    assert made("Makefile", text).ignore == ()
    assert value(made("Makefile", "kube-score score --kubernetes-version v1.29.3 x\n")) == {"kubeVersion": "1.29"}


def test_what_one_tool_wants_and_another_does_not() -> None:
    asked = [Wish("kube-linter", What.ON, "latest-tag", "a", 1), Wish("kube-score", What.OFF, "container-image-tag", "b", 2)]
    done = plan(asked, BOOK)
    assert value(done) == {"ignore": ["image-tag-latest"]}
    assert done.ignore[0].why == "kube-score container-image-tag (b:2); but also asked for: kube-linter latest-tag (a:1)"


def test_each_line_says_where_it_comes_from() -> None:
    text = render(made(".kube-linter.yaml", "checks:\n  exclude:\n    - latest-tag\n"), [".kube-linter.yaml"])
    assert "  - image-tag-latest  # kube-linter latest-tag (.kube-linter.yaml:3)\n" in text
    assert text.startswith("# Written by `k8slint migrate` from .kube-linter.yaml:")


def test_lines_are_not_long() -> None:
    who = [Wish("polaris", What.EXCEPT, f"check-{number}", "polaris.yaml", number) for number in range(40)]
    many = Book({f"polaris:check-{number}": ("a-rule",) for number in range(40)}, {})
    assert max(map(len, render(plan(who, many), ["x"]).splitlines())) <= 121


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".kube-linter.yml", True),
        ("polaris.yaml", True),
        (".trivyignore", True),
        (".github/workflows/lint.yaml", True),
        ("deploy/polaris.yaml", False),
        ("web.yaml", False),
    ],
)
def test_which_files_are_read(path: str, expected: bool) -> None:
    assert readable(path) is expected


def test_a_manifest_about_a_tool_is_no_settings() -> None:
    assert list(wishes("polaris.yaml", b"apiVersion: apps/v1\nkind: Deployment\n")) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"checks: [", "x.yaml:1:10: not valid YAML"),
        (b"\0", "x.yaml:1:1: "),
        (b"a: 1\n", "x.yaml:1:1: not the settings of a tool that is known here"),
        (b"- a\n", "x.yaml:1:1: not the settings of a tool that is known here"),
        (b"a: " + b"x" * 2**20, "x.yaml:1:1: larger than 1,048,576 bytes"),
    ],
)
def test_what_cannot_be_read_is_told(data: bytes, message: str) -> None:
    with pytest.raises(MalformedSettings) as error:
        list(wishes("x.yaml", data, named=True))
    assert str(error.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "tool"),
    [
        ("checks: {include: [latest-tag]}", "kube-linter"),
        ("checks: {tagNotSpecified: danger}", "polaris"),
        ("skip-check: [CKV_K8S_14]", "checkov"),
        ("misconfigurations: [{id: KSV014}]", "trivy"),
        ("exclude-queries: [a]", "kics"),
    ],
)
def test_a_file_of_any_name_is_known_by_its_keys(text: str, tool: str) -> None:
    assert {wish.tool for wish in wishes("settings.yaml", text.encode(), named=True)} == {tool}


SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.dates().map(date.isoformat)
WORDS = """
checks include exclude ignorePaths customChecks name exemptions rules namespace controllerNames containerNames skip-check check
skip-path soft-fail misconfigurations id paths expired_at statement scan skip-dirs exclude-queries exclude-paths include-queries
addAllBuiltIn secrets
"""
KEYS = st.sampled_from(WORDS.split())
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=20
)
NAMES = st.sampled_from([pattern.replace("*", "") for pattern, _, _ in FILES])


@given(NAMES, st.dictionaries(KEYS, VALUES, max_size=6))
def test_odd_settings_do_no_harm(name: str, settings: dict[str, Any]) -> None:
    value(plan(list(wishes(name, json.dumps(settings).encode())), BOOK))


@given(st.sampled_from([".trivyignore", "Makefile"]), st.text(max_size=80))
def test_odd_lines_do_no_harm(name: str, text: str) -> None:
    try:
        asked = list(wishes(name, f"kube-score --ignore-test {text}\n{text}".encode("utf-8", "surrogatepass")))
    except MalformedSettings:
        return
    value(plan(asked, BOOK))


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["k8slint", *words])
        code = cli.run()
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def test_it_writes_what_check_reads(tmp_path: Path, run: Run) -> None:
    (tmp_path / ".kube-linter.yaml").write_text("checks: {exclude: [dangling-service]}\n")
    assert run("migrate") == (0, "", "wrote .k8slint.yaml: 2 rules\n")
    (tmp_path / "web.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: webb}, ports: [{port: 80}]}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: web, labels: {app: web}}\n"
        "spec: {containers: [{name: web, image: example.com/web:1, ports: [{containerPort: 80}]}]}\n"
    )
    assert "service-selects-nothing" not in run("check")[1]
    (tmp_path / ".k8slint.yaml").unlink()
    assert "service-selects-nothing" in run("check")[1]


def test_it_does_not_overwrite(tmp_path: Path, run: Run) -> None:
    (tmp_path / ".checkov.yaml").write_text("soft-fail: true\n")
    (tmp_path / ".k8slint.yaml").write_text("profile: strict\n")
    code, _, err = run("migrate")
    assert (code, err) == (
        2,
        "k8slint migrate: ./.k8slint.yaml is there already; --force writes in its place, --output - shows it\n",
    )
    assert (tmp_path / ".k8slint.yaml").read_text() == "profile: strict\n"
    assert run("migrate", "--output", "-")[1].count("failOn: never") == 1
    assert run("migrate", "--force")[0] == 0
    assert "failOn: never" in (tmp_path / ".k8slint.yaml").read_text()


@pytest.mark.parametrize(
    ("files", "words", "message"),
    [
        ({}, (), "no settings of another tool in .; name a file that holds some"),
        ({".checkov.yaml": "a: ["}, (), ".checkov.yaml:1:5: not valid YAML"),
        ({}, ("nowhere",), "no such file or directory: nowhere"),
    ],
)
def test_wrong_use(tmp_path: Path, run: Run, files: dict[str, str], words: tuple[str, ...], message: str) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    code, out, err = run("migrate", *words)
    assert (code, out) == (2, "")
    assert err.startswith(f"k8slint migrate: {message}")
    assert not (tmp_path / ".k8slint.yaml").exists()


def test_every_id_of_the_book_leads_to_a_rule() -> None:
    book = book_of(rulebook.load())
    for peer, rules in book.equivalents.items():
        tool, _, word = peer.partition(":")
        assert book.of(tool, word) == rules or not word
