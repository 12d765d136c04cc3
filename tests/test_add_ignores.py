"""`--add-ignores`: comments for what is found now, after which nothing is found, and nothing but comments has changed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from k8slint import rulebook
from k8slint.cli import cli
from k8slint.discover import find
from k8slint.engine import Settings
from k8slint.engine.ignoring import Ignored, Task, add_ignores
from k8slint.text import SourceFile
from k8slint.yaml import read

FIXTURES = Path(__file__).parent / "fixtures"
RULES = rulebook.choose(rulebook.load(), profiles=("strict",))
REASON = "so it was"
BROKEN = "a: [\n"

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  selector: {app: web}
  ports:
    - port: 80
      targetPort: http
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
          ports: [{name: web, containerPort: 8080}]
"""
NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n"
RULE = "service-target-port-not-found"


def silenced(folder: Path) -> Ignored:
    tree = find((".",), cwd=str(folder))
    outcome = add_ignores(Task(tree, RULES, Settings(), lambda _: True, REASON, lambda *_: None))
    assert not outcome.report.failures, outcome.report.failures[0].traceback
    return outcome


def written(folder: Path, **files: str) -> Ignored:
    for name, text in {"web": SERVICE, "deployment": DEPLOYMENT, "namespace": NAMESPACE, **files}.items():
        (folder / f"{name}.yaml").write_bytes(text.encode())
    return silenced(folder)


def only_comments(before: str, after: str) -> bool:
    """Whether a text differs from another only by comments at the ends of lines, and in lines of their own."""
    new = iter(after.splitlines())
    for line in before.splitlines():
        found = next(new)
        while found != line and not found.startswith(f"{line} #") and not _grown(line, found):
            if not found.lstrip().startswith(("# k8slint:", "{{- /* k8slint:")):
                return False
            found = next(new)
    return not list(new)


def _grown(line: str, found: str) -> bool:
    """Whether a list of a comment has become longer."""
    start, sign, end = line.partition("# k8slint: ignore[")
    return bool(sign) and found.startswith(start + sign) and found.endswith(end.partition("]")[2])


@pytest.mark.parametrize("name", ["cases", "units", "charts", "kustomize", "false-positives"])
def test_nothing_is_found_afterwards_in_fixtures(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "tree"
    shutil.copytree(FIXTURES / name, folder)
    outcome = silenced(folder)
    left = [one for one in outcome.report.findings if one.rule not in {"unknown-suppression", "unused-suppression"}]
    assert {(one.location.path, one.rule) for one in left} <= {(one.location.path, one.rule) for one, _ in outcome.refused}
    assert all(why == "JSON has no comments" or one.rule.endswith("-suppression") for one, why in outcome.refused)
    for path, text in outcome.after.items():
        before = outcome.before[path]
        assert only_comments(before.text, text), path
        values = [[document.value for document in read(SourceFile(path, one)).documents] for one in (before.text, text)]
        assert values[0] == values[1], path


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SERVICE, SERVICE.replace("http\n", f"http # k8slint: ignore[{RULE}] {REASON}\n")),
        (
            SERVICE.replace("\n", "\r\n"),
            SERVICE.replace("http\n", f"http # k8slint: ignore[{RULE}] {REASON}\n").replace("\n", "\r\n"),
        ),
        (
            SERVICE.replace("http\n", "http # why\n"),
            SERVICE.replace(
                "      targetPort: http\n", f"      # k8slint: ignore[{RULE}] {REASON}\n      targetPort: http # why\n"
            ),
        ),
        (
            SERVICE.replace("http\n", "http # k8slint: ignore[secret-not-found] why\n"),
            SERVICE.replace("http\n", f"http # k8slint: ignore[secret-not-found, {RULE}] why\n"),
        ),
        (
            SERVICE.replace("      target", "      # k8slint: ignore[secret-not-found] why\n      target"),
            SERVICE.replace("      target", f"      # k8slint: ignore[secret-not-found, {RULE}] why\n      target"),
        ),
        (
            SERVICE.replace("targetPort: http", "targetPort:\n        http"),
            SERVICE.replace("targetPort: http", f"targetPort:\n        http # k8slint: ignore[{RULE}] {REASON}"),
        ),
        (
            SERVICE.replace("targetPort: http", "targetPort: |-\n        http"),
            SERVICE.replace("targetPort: http", f"targetPort: |- # k8slint: ignore[{RULE}] {REASON}\n        http"),
        ),
        (
            SERVICE.replace("targetPort: http", 'targetPort: "ht\\\n        tp"'),
            SERVICE.replace("targetPort: http", f'# k8slint: ignore[{RULE}] {REASON}\n      targetPort: "ht\\\n        tp"'),
        ),
        (SERVICE.rstrip("\n"), SERVICE.rstrip("\n") + f" # k8slint: ignore[{RULE}] {REASON}"),
    ],
)
def test_smallest_form(tmp_path: Path, before: str, after: str) -> None:
    outcome = written(tmp_path, web=before)
    assert outcome.after == {"web.yaml": after}
    assert not [one for one in outcome.report.findings if one.rule == RULE]


def test_what_cannot_be_read_is_silenced_on_top_of_its_file(tmp_path: Path) -> None:
    outcome = written(tmp_path, web=SERVICE.replace("http", "web"), broken=BROKEN)
    assert outcome.after == {"broken.yaml": f"# k8slint: ignore-file[yaml-syntax-error] {REASON}\n{BROKEN}"}
    assert not outcome.report.findings


def test_data_of_a_generator_is_left_alone(tmp_path: Path) -> None:
    kustomization = (
        "resources: [web.yaml, deployment.yaml, namespace.yaml]\nconfigMapGenerator:\n  - name: c\n    files: [app.yaml]\n"
    )
    outcome = written(tmp_path, kustomization=kustomization, app="url: http://api.shop.svc/\nurl: http://web.shop.svc:81/\n")
    assert "app.yaml" not in outcome.after
    assert {why for one, why in outcome.refused if one.location.path == "app.yaml"} <= {
        "its text is data: a comment would change it"
    }


def test_json_is_told(tmp_path: Path) -> None:
    text = '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "shop"},\n"spec": {'
    text += '"selector": {"app": "web"},'
    (tmp_path / "a.json").write_text(text + ' "ports": [{"port": 80, "targetPort": "http"}]}}')
    outcome = written(tmp_path, web=SERVICE.replace("http", "web"))
    assert [(one.location.path, one.rule, why) for one, why in outcome.refused] == [("a.json", RULE, "JSON has no comments")]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--add-ignores"], "--add-ignores needs a reason: --reason TEXT"),
        (["--add-ignores", "--reason", " "], "--add-ignores needs a reason: --reason TEXT"),
        (["--reason", "x"], "--reason is for --add-ignores"),
        (["--add-ignores", "--reason", "a\nb"], "--reason: one line of at most 200 characters"),
        (["--add-ignores", "--reason", "a */ b"], "--reason: one line of at most 200 characters"),
        (["--add-ignores", "--reason", "x", "--fix"], "--add-ignores silences, --fix cures: name one of them"),
        (["--add-ignores", "--reason", "x", "-"], "--add-ignores writes into files: standard input is none"),
    ],
)
def test_usage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str) -> None:
    (tmp_path / "web.yaml").write_text(SERVICE)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(cli, ["check", *words], input=SERVICE)
    assert result.exit_code == 2
    assert says in result.stderr
    assert (tmp_path / "web.yaml").read_text() == SERVICE


def test_command_line(tmp_path: Path) -> None:
    for name, text in {"web": SERVICE, "deployment": DEPLOYMENT}.items():
        (tmp_path / f"{name}.yaml").write_text(text)

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "k8slint", "check", *words], check=False, cwd=tmp_path, capture_output=True, text=True
        )
        return done.returncode, done.stderr

    assert run() == (1, "")
    assert run("--add-ignores", "--reason", REASON) == (0, "1 finding silenced in 1 file\n")
    assert run() == (0, "")
    assert (tmp_path / "web.yaml").read_text() == SERVICE.replace("http\n", f"http # k8slint: ignore[{RULE}] {REASON}\n")
