"""What other systems run: the action, the examples for CI, and the image, as far as they can be tried without them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
BROKEN = ROOT / "examples" / "shop" / "broken"
FIXED = ROOT / "examples" / "shop" / "fixed"
USED = re.compile(r"uses: (?!k8slint/)(\S+)(.*)")

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the steps are for bash")


def action() -> Any:
    return YAML(typ="safe").load(ROOT / "action.yml")


def step(name: str) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = (one for one in action()["runs"]["steps"] if one["name"] == name)
    return found


@pytest.mark.parametrize(
    ("schema", "path", "words"),
    [
        ("vendor.github-actions", "action.yml", ()),
        ("vendor.github-workflows", "docs/ci/github-workflow.yml", ()),
        ("vendor.gitlab-ci", "docs/ci/gitlab-ci.yml", ("--data-transform", "gitlab-ci")),
    ],
)
def test_the_vendors_schema(schema: str, path: str, words: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *words, path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_input_is_pasted_into_a_script() -> None:
    for one in action()["runs"]["steps"]:
        assert "${{" not in one.get("run", ""), one["name"]
        assert "run" not in one or one["shell"] == "bash"


@pytest.mark.parametrize("path", ["action.yml", "docs/ci/github-workflow.yml"])
def test_other_peoples_actions_are_named_by_commit(path: str) -> None:
    used = USED.findall((ROOT / path).read_text(encoding="utf-8"))
    assert used
    assert [
        name for name, remark in used if not (re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) and remark.startswith(" # v"))
    ] == []


def test_the_examples_use_inputs_and_formats_that_exist() -> None:
    workflow = YAML(typ="safe").load(ROOT / "docs" / "ci" / "github-workflow.yml")
    (ours,) = (one for one in workflow["jobs"]["manifests"]["steps"] if one["uses"].startswith("k8slint/"))
    assert set(ours["with"]) <= set(action()["inputs"])
    job = YAML(typ="safe").load(ROOT / "docs" / "ci" / "gitlab-ci.yml")["k8slint"]
    written = dict(word.split("=")[::-1] for line in job["script"] for word in line.split() if "=" in word)
    assert written == {job["artifacts"]["reports"][name]: to for name, to in (("codequality", "gitlab"), ("junit", "junit"))}


class Ran(NamedTuple):
    """How a step ended: its exit code, what it printed, its outputs, and the summary of the job."""

    code: int
    printed: str
    outputs: dict[str, str]
    summary: str


def run(name: str, folder: Path, **inputs: str) -> Ran:
    """Run the script of a step as the runner does: bash with -e and pipefail, inputs in the environment, defaults filled in."""
    temporary, output, summary = folder / "runner temp", folder / "output", folder / "summary.md"
    temporary.mkdir(exist_ok=True)
    script = folder / "step.sh"
    script.write_text(step(name)["run"], encoding="utf-8")
    defaults = {key: value["default"] for key, value in action()["inputs"].items()}
    words: dict[str, str] = {}
    for key, value in step(name)["env"].items():
        named = re.fullmatch(r"\$\{\{ inputs\.([\w-]+) \}\}", value)
        words[key] = inputs[key] if key in inputs else defaults[named[1]] if named else ""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "RUNNER_TEMP": str(temporary),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        **words,
    }
    work = folder / "work tree"
    work.mkdir(exist_ok=True)
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]
    done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
    lines = output.read_text().splitlines() if output.exists() else []
    outputs = dict(line.split("=", 1) for line in lines)
    return Ran(done.returncode, done.stdout + done.stderr, outputs, summary.read_text() if summary.exists() else "")


def executable(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def scripts(tmp_path: Path) -> str:
    """A folder as the step that installs leaves it, with the k8slint of this tree."""
    executable(tmp_path / "some where" / "k8slint", f'exec "{sys.executable}" -m k8slint "$@"')
    return str(tmp_path / "some where")


def tree(tmp_path: Path, name: str, source: Path) -> str:
    (tmp_path / "work tree" / name).mkdir(parents=True)
    for path in source.iterdir():
        (tmp_path / "work tree" / name / path.name).write_bytes(path.read_bytes())
    return name


def test_check_annotates_and_reports(tmp_path: Path, scripts: str) -> None:
    paths = tree(tmp_path, "my manifests", BROKEN) + "\n\n" + tree(tmp_path, "-odd", FIXED) + "\n"
    ran = run("Check", tmp_path, SCRIPTS=scripts, PATHS=paths)
    assert ran.code == 1
    assert ran.outputs == {"exit-code": "1", "sarif-file": "k8slint.sarif"}
    assert "::error file=my manifests/backend.yaml," in ran.printed
    assert ran.summary.startswith("### k8slint: 4 errors, ")
    results = json.loads((tmp_path / "work tree" / "k8slint.sarif").read_text())["runs"][0]["results"]
    assert {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].split("/")[0] for result in results} >= {
        "my%20manifests"
    }


def test_the_summary_is_longer_than_a_comment(tmp_path: Path, scripts: str) -> None:
    manifest = BROKEN.joinpath("frontend.yaml").read_text()
    (tmp_path / "work tree").mkdir()
    many = (f"---\n{manifest.replace('frontend', f'frontend-{number}')}" for number in range(200))
    (tmp_path / "work tree" / "many.yaml").write_text("".join(many))
    ran = run("Check", tmp_path, SCRIPTS=scripts, ANNOTATIONS="false")
    assert 80_000 < len(ran.summary.encode()) <= 1_000_000
    assert "no more room" not in ran.summary


def test_check_of_a_clean_tree(tmp_path: Path, scripts: str) -> None:
    tree(tmp_path, "manifests", FIXED)
    ran = run("Check", tmp_path, SCRIPTS=scripts)
    assert (ran.code, ran.outputs["exit-code"]) == (0, "0")
    assert "::error" not in ran.printed
    assert ran.summary.startswith("### k8slint: nothing to report")


def test_check_without_what_is_switched_off(tmp_path: Path, scripts: str) -> None:
    tree(tmp_path, "manifests", BROKEN)
    off = {"ANNOTATIONS": "false", "SUMMARY": "false", "SARIF_FILE": "", "FAIL_ON": "never", "ARGS": "--select\nports\n"}
    ran = run("Check", tmp_path, SCRIPTS=scripts, **{**off, "ARGS": "--select\nservice-target-port-not-found\n"})
    assert (ran.code, ran.outputs, ran.summary) == (0, {"exit-code": "0"}, "")
    assert "::" not in ran.printed.replace(":::", "")
    assert "1 error; " in ran.printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"FAIL_ON": "someday"}, "--fail-on"),
        ({"PATHS": "no such folder"}, "no such file or directory"),
        ({"SARIF_FILE": "a\nexit-code=0"}, "sarif-file is one name"),
        ({"ARGS": "$(touch owned)"}, "no such file or directory"),
    ],
)
def test_check_hides_no_error_of_use(tmp_path: Path, scripts: str, words: dict[str, str], said: str) -> None:
    tree(tmp_path, "manifests", BROKEN)
    (tmp_path / "work tree" / "k8slint.sarif").write_text("{}", encoding="utf-8")
    ran = run("Check", tmp_path, SCRIPTS=scripts, **words)
    assert ran.code == 2
    assert ran.outputs in ({"exit-code": "2"}, {}), "what an earlier run wrote is not uploaded"
    assert said in ran.printed
    assert not list(tmp_path.rglob("owned"))


PYTHON = """\
mkdir -p "$3/bin"
printf '#!/bin/sh\\nprintf "%%s|" "$@"\\n' > "$3/bin/python"
printf '#!/bin/sh\\necho k8slint 0\\n' > "$3/bin/k8slint"
chmod +x "$3/bin/python" "$3/bin/k8slint\""""


@pytest.mark.parametrize(
    ("words", "installed"),
    [
        ({}, "/the source"),
        ({"EXTRAS": "helm, kustomize"}, "/the source[helm,kustomize]"),
        ({"VERSION": "0.2.0"}, "k8slint==0.2.0"),
        ({"VERSION": "1.0rc1", "EXTRAS": "helm"}, "k8slint[helm]==1.0rc1"),
    ],
)
def test_install(tmp_path: Path, words: dict[str, str], installed: str) -> None:
    executable(tmp_path / "python", PYTHON)
    ran = run("Install k8slint", tmp_path, PYTHON=str(tmp_path / "python"), SOURCE="/the source", **words)
    assert ran.code == 0, ran.printed
    assert ran.printed == f"-m|pip|install|--quiet|--disable-pip-version-check|--no-input|{installed}|k8slint 0\n"
    assert ran.outputs == {"scripts": str(tmp_path / "runner temp" / "k8slint" / "bin")}


@pytest.mark.parametrize("words", [{"VERSION": "--index-url=http://evil.example"}, {"VERSION": "1; x"}, {"EXTRAS": "a]@evil"}])
def test_install_takes_no_options_for_versions(tmp_path: Path, words: dict[str, str]) -> None:
    executable(tmp_path / "python", PYTHON)
    ran = run("Install k8slint", tmp_path, PYTHON=str(tmp_path / "python"), SOURCE=".", **words)
    assert (ran.code, ran.outputs) == (2, {})


def instructions() -> list[tuple[str, str]]:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def test_the_image_runs_as_nobody_special_and_holds_no_more_than_it_needs() -> None:
    words = instructions()
    assert words[0][0] == "FROM"
    stages = [index for index, (name, _) in enumerate(words) if name == "FROM"]
    final = words[stages[-1] :]
    assert len(stages) == 2
    assert not {"ADD", "ONBUILD", "ARG"} & {name for name, _ in words}
    assert [rest for name, rest in final if name == "COPY"] == ["--from=build /opt/k8slint /opt/k8slint"]
    (user,) = (rest for name, rest in final if name == "USER")
    assert int(user) > 0, "a number, so that runAsNonRoot can tell"
    assert dict(final[-2:]) == {"ENTRYPOINT": '["k8slint"]', "CMD": '["check"]'}
    assert ("WORKDIR", "/work") in final
    assert any("PIP_NO_CACHE_DIR=1" in rest for name, rest in words if name == "ENV")
    assert any('".[helm,kustomize]"' in rest for name, rest in words if name == "RUN")


def test_the_image_is_built_from_files_that_are_here_and_let_in() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*", "what nobody named stays out"
    let_in = {line[1:] for line in lines if line.startswith("!")}
    copied = {word for name, rest in instructions() if name == "COPY" and "--from" not in rest for word in rest.split()[:-1]}
    assert copied == let_in
    assert all((ROOT / name).exists() for name in copied)
