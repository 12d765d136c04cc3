"""The command line: what goes to stdout and stderr, exit codes, and what is listed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from k8slint.report import FORMATS

ROOT = Path(__file__).parents[1]
BROKEN = str(ROOT / "examples/shop/broken")
FIXED = str(ROOT / "examples/shop/fixed")
WARNING_ONLY = """\
apiVersion: v1
kind: ServiceAccount
metadata: {name: app}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      serviceAccountName: app
      containers:
        - name: web
          image: example.com/web:1
          ports: [{containerPort: 80}]
        - name: proxy
          image: example.com/proxy:1
          ports: [{containerPort: 80}]
"""

NAMES_A_CONFIGMAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: flags}
data: {dark: "true"}
---
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      image: example.com/web:1
      envFrom: [{configMapRef: {name: flags}}, {configMapRef: {name: settings}}]
"""


def k8slint(*words: str, cwd: str | Path | None = None, stdin: bytes = b"", **env: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "k8slint", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **env},
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert "Traceback" not in out + err
    return subprocess.CompletedProcess(done.args, done.returncode, out, err)


def report(*words: str, **more: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(k8slint("check", "--output-format", "json", *words, **more).stdout)
    return parsed


def test_version() -> None:
    done = k8slint("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, "k8slint 0.1.0\n", "")


@pytest.mark.parametrize("words", [["--help"], ["check", "--help"], ["explain", "--help"], ["rules", "-h"], ["units", "-h"]])
def test_help_goes_to_stdout(words: list[str]) -> None:
    done = k8slint(*words)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: k8slint")
    assert done.stderr == ""


def test_exit_codes() -> None:
    assert k8slint("check", BROKEN).returncode == 1
    assert k8slint("check", FIXED).returncode == 0
    assert k8slint("check", "--fail-on", "never", BROKEN).returncode == 0
    assert k8slint("check", "-", stdin=WARNING_ONLY.encode()).returncode == 1
    assert k8slint("check", "-", "--fail-on", "error", stdin=WARNING_ONLY.encode()).returncode == 0


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["chek"], "k8slint: unknown command `chek`; did you mean `check`?"),
        (["check", "no/such/file"], "k8slint check: no such file or directory: no/such/file"),
        (["check", "--select", "service-selects-nothin", "."], "did you mean `service-selects-nothing`?"),
        (["check", "--ignore", "nonsense-word", "."], "unknown rule, category, profile or other tool's id `nonsense-word`"),
        (["check", "--profile", "recomended", "."], "did you mean `recommended`?"),
        (["check", "--output", "sarif", "."], "--output wants FORMAT=FILE"),
        (["check", "--output", "sarfi=x", "."], "did you mean `sarif`?"),
        (["check", "-", "."], "standard input (-) is a unit of its own"),
        (["check", "--no-such-option"], "k8slint check: No such option"),
        (["check", "--min-severity", "x"], "k8slint check: Invalid value for '--min-severity'"),
        (["check", ""], "k8slint check: an empty path"),
        (["check", "--output", "json=-"], "--output wants a file"),
        (["check", "--output", "json=x", "--output", "concise=x"], "two reports want to be written to x"),
        (["explain", "service-select-nothing"], "did you mean `service-selects-nothing`?"),
    ],
)
def test_errors_of_use_leave_stdout_empty(words: list[str], says: str, tmp_path: Path) -> None:
    done = k8slint(*words, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert says in done.stderr


def test_nothing_to_lint(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("replicas: 2\n")
    done = k8slint("check", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "k8slint check: no Kubernetes manifests under the working directory (1 file looked at: 1 other YAML file)\n"
    )
    assert k8slint("check", "--allow-empty", cwd=tmp_path).returncode == 0
    machine = k8slint("check", "--output-format", "json", cwd=tmp_path)
    assert machine.returncode == 2
    assert json.loads(machine.stdout)["summary"]["skipped"] == {"not-kubernetes": 1}


def test_infos_are_counted_and_listed_when_asked_for(tmp_path: Path) -> None:
    (tmp_path / "svc.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {type: NodePort, ports: [{port: 80}]}\n"
    )
    plain = k8slint("check", cwd=tmp_path)
    assert plain.returncode == 0
    assert plain.stdout == "1 resource in 1 file, 1 unit: nothing to report (1 info not shown)\n"
    for words in (["--min-severity", "info"], ["--fail-on", "info"], ["--profile", "default,strict"], ["--select", "services"]):
        assert "nodeport-in-production" in k8slint("check", *words, cwd=tmp_path).stdout
    assert [finding["severity"] for finding in report(cwd=tmp_path)["findings"]] == ["info"]
    assert report("--min-severity", "warning", cwd=tmp_path)["findings"] == []
    assert report("--env", "production", cwd=tmp_path)["findings"][0]["severity"] == "warning"
    assert report("--env", "dev", cwd=tmp_path)["findings"] == []


def test_stdin_has_a_name(tmp_path: Path) -> None:
    text = (Path(BROKEN) / "database.yaml").read_bytes()
    finding = report("-", stdin=text, cwd=tmp_path)["findings"][0]
    assert (finding["path"], finding["unit"]) == ("<stdin>", "<stdin>")
    assert report("--stdin-filename", "shop/db.yaml", "-", stdin=text, cwd=tmp_path)["findings"][0]["path"] == "shop/db.yaml"


def test_every_format_lists_the_same_findings(tmp_path: Path) -> None:
    words = [word for name in FORMATS for word in ("--output", f"{name}={tmp_path / name}")]
    done = k8slint("check", *words, BROKEN)
    text = {name: (tmp_path / name).read_text(encoding="utf-8") for name in FORMATS}
    found = json.loads(text["json"])["findings"]
    rules = sorted(finding["rule"] for finding in found if finding["severity"] != "info")
    lines = [json.loads(line) for line in text["jsonl"].splitlines()]
    assert lines[:-1] == found
    assert rules == sorted(result["ruleId"] for result in json.loads(text["sarif"])["runs"][0]["results"])
    assert rules == sorted(issue["check_name"] for issue in json.loads(text["gitlab"]))
    assert rules == sorted(one["code"]["value"] for one in json.loads(text["rdjson"])["diagnostics"])
    assert rules == sorted(re.findall(r' source="k8slint\.([\w-]+)"', text["checkstyle"]))
    assert rules == sorted(re.findall(r'<testcase name="([\w-]+): ', text["junit"]))
    assert rules == sorted(re.findall(r"^\| \[([\w-]+)\]", text["markdown"], re.MULTILINE))
    assert len(text["concise"].splitlines()) == len(text["github"].splitlines()) == len(rules)
    assert text["full"] == done.stdout
    for rule in rules:
        assert f"[{rule}]" in done.stdout


def test_output_file_is_whole_or_not_there(tmp_path: Path) -> None:
    done = k8slint("check", "--output", f"json={tmp_path / 'missing' / 'report.json'}", BROKEN)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    target = tmp_path / "report.json"
    target.write_text("old")
    target.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(target)
    assert k8slint("check", "--output", f"json={link}", BROKEN).returncode == 1
    assert json.loads(target.read_text())["version"] == 1
    assert link.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.json", "report.json"]


def test_colour() -> None:
    assert "\x1b[" in k8slint("check", "--color", "always", BROKEN).stdout
    assert "\x1b[" in k8slint("check", BROKEN, FORCE_COLOR="1").stdout
    assert "\x1b[" not in k8slint("check", BROKEN, FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "\x1b[" not in k8slint("check", "--color", "never", BROKEN, FORCE_COLOR="1").stdout


def test_a_crashed_rule_is_told_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from k8slint import cli, rulebook

    def crash(_subject: object, _context: object) -> Any:
        message = "wrench\x1b[31m"
        raise RuntimeError(message)

    original = rulebook.Rule.load
    monkeypatch.setattr(rulebook.Rule, "load", lambda rule: crash if rule.id == "service-selects-nothing" else original(rule))
    monkeypatch.setattr(sys, "argv", ["k8slint", "check", "--output-format", "json", BROKEN])
    assert cli.run() == 2
    out, err = capsysbinary.readouterr()
    parsed = json.loads(out)
    assert {failure["rule"] for failure in parsed["failures"]} == {"service-selects-nothing"}
    assert "configmap-key-not-found" in {finding["rule"] for finding in parsed["findings"]}
    assert b"internal error in rule service-selects-nothing on Service" in err
    assert b"\x1b" not in err


def test_a_crashed_stage_is_told_and_the_report_is_whole(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from k8slint import cli, engine

    def crash(*_parts: object, **_more: object) -> Any:
        message = "wrench"
        raise RuntimeError(message)

    monkeypatch.setattr(sys, "argv", ["k8slint", "check", "--output-format", "json", BROKEN])
    for stage in ("Graph", "resolve"):
        with monkeypatch.context() as patched:
            patched.setattr(engine, stage, crash)
            assert cli.run() == 2
        out, err = capsysbinary.readouterr()
        parsed = json.loads(out)
        assert [failure["message"] for failure in parsed["failures"]] == ["RuntimeError: wrench"]
        assert parsed["summary"]["files"] == 6
        assert b"internal error" in err


def test_explain_and_rules() -> None:
    page = k8slint("explain", "service-selects-nothing").stdout
    assert page.startswith("service-selects-nothing: Service selects no pods\n")
    assert "HOW TO FIX" in page
    table = json.loads(k8slint("rules", "--output-format", "json").stdout)
    assert {"service-selects-nothing", "duplicate-key"} <= {rule["id"] for rule in table}
    chosen = json.loads(k8slint("rules", "--output-format", "json", "--select", "kube-linter:dangling-service").stdout)
    assert "service-selects-nothing" in {rule["id"] for rule in chosen}
    assert all("kube-linter:dangling-service" in rule["equivalents"] for rule in chosen)


@pytest.mark.parametrize(
    ("beside", "severity"),
    [("", "error"), ("b.yaml.j2", "warning"), ("b.yaml.tmpl", "warning"), ("b.jsonnet", "warning"), ("b.yaml", "warning")],
)
def test_absence_is_not_proved_beside_what_is_not_read(tmp_path: Path, beside: str, severity: str) -> None:
    (tmp_path / "a.yaml").write_text(NAMES_A_CONFIGMAP)
    if beside:
        (tmp_path / beside).write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n")
        (tmp_path / ".k8slintignore").write_text("b.yaml\n")
    whole = report("--select", "configmap-not-found", ".", cwd=tmp_path)
    assert [(finding["severity"], finding["confidence"]) for finding in whole["findings"]] == [
        (severity, "proved" if severity == "error" else "likely")
    ]
    assert whole["summary"]["skipped"] == ({"template": 1} if beside and beside != "b.yaml" else {})


def test_units() -> None:
    shown = k8slint("units", "-v", "broken", cwd=ROOT / "examples/shop").stdout
    assert shown.splitlines()[0].split() == ["broken", "plain", "production", "(label)", "12", "resources", "from", "6", "files"]
    data = json.loads(k8slint("units", "--output-format", "json", BROKEN).stdout)
    assert data


def test_closed_pipe_is_no_crash() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "k8slint", "check", "--output-format", "json", BROKEN],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    process.stderr.close()
    process.wait()


def test_a_crash_of_the_run_itself_is_no_finding(tmp_path: Path) -> None:
    closed = ["/bin/sh", "-c", 'exec "$0" -m k8slint check "$1" >&-', sys.executable, BROKEN]
    done = subprocess.run(closed, cwd=tmp_path, capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == 2
    assert done.stderr.startswith(b"internal error: ")
    assert b"Traceback" not in done.stderr


def test_a_duplicate_key_belongs_to_its_resource_in_every_unit(tmp_path: Path) -> None:
    for name in ("dev", "prod"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.yaml").write_text(
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n  a: b\n  a: c\n"
        )
    found = report("--select", "duplicate-key", cwd=tmp_path)["findings"]
    assert [finding["resource"]["name"] for finding in found] == ["dev", "prod"]
