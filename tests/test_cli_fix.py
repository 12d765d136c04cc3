"""`k8slint check --fix`, `--unsafe-fixes` and `--diff`: what is written, what is said, and what is left alone."""

from __future__ import annotations

import codecs
import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from k8slint import cli, rulebook
from k8slint.discover import writing
from k8slint.engine.fixing import fix_tree

ROOT = Path(__file__).parents[1]
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}  # the pods
  ports:
    - port: 80
      targetPort: "8080"
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: contour
  defaultBackend: {service: {name: web, port: {name: htpp}}}
"""
NAMED = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - name: http
      port: 80
      targetPort: 8080
"""
SAFE = ("--select", "quoted-port-number")
UNSAFE = ("--select", "ingress-backend-port-not-found")
FIXED_ONE = "fixed 1 problem in 1 file: 1 quoted-port-number\n"
Run = Callable[..., tuple[int, str, str]]
posix = pytest.mark.skipif(os.name != "posix", reason="links and owners")


def cured(text: str) -> str:
    return text.replace('"8080"', "8080")


def k8slint(*words: str, cwd: Path, stdin: bytes = b"", **env: str) -> tuple[int, bytes, str]:
    done = subprocess.run(
        [sys.executable, "-m", "k8slint", "check", *words],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", **env},
    )
    err = done.stderr.decode()
    assert "Traceback" not in err
    return done.returncode, done.stdout, err


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """The command line in this process, in a directory of its own."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["k8slint", "check", *words])
        code = cli.run()
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


@pytest.fixture
def web(tmp_path: Path) -> Path:
    path = tmp_path / "web.yaml"
    path.write_text(SERVICE)
    return path


def test_help_says_what_is_not_touched(run: Run) -> None:
    _, out, _ = run("--help")
    words = " ".join(out.split())
    assert "info findings only where they are asked for" in words
    assert "--fix --unsafe-fixes" not in words


def test_without_fix_it_is_said_what_could_be_fixed(run: Run, web: Path) -> None:
    code, out, err = run(*SAFE)
    assert (code, err) == (1, "")
    assert "   = help: write `targetPort: 8080` (fixable with --fix)\n" in out
    assert out.endswith("\n1 resource in 1 file, 1 unit: 1 error; 1 fixable with --fix\n")
    assert web.read_text() == SERVICE


def test_fix(run: Run, web: Path) -> None:
    other = web.with_name("other.yaml")
    other.write_text(NAMED.replace("web", "other"))
    os.utime(other, ns=(0, 0))
    web.chmod(0o640)
    assert run("--fix", *SAFE) == (0, "2 resources in 2 files, 1 unit: nothing to report\n" + FIXED_ONE, "")
    assert web.read_text() == cured(SERVICE)
    assert web.stat().st_mode & 0o777 == 0o640
    assert other.stat().st_mtime_ns == 0
    assert sorted(path.name for path in web.parent.iterdir()) == ["other.yaml", "web.yaml"]
    assert run("--fix", *SAFE) == (0, "2 resources in 2 files, 1 unit: nothing to report\nfixed nothing\n", "")


def test_what_is_left_decides_the_exit_code(run: Run, web: Path) -> None:
    text = SERVICE + "---\n" + NAMED.replace("web", "a") + "---\n" + INGRESS.replace("name: web, port", "name: a, port")
    web.write_text(text)
    words = ("--select", "quoted-port-number,ingress-backend-port-not-found")
    code, out, _ = run(*words)
    assert code == 1
    assert out.endswith(": 2 errors; 1 fixable with --fix, 1 more with --unsafe-fixes\n")
    code, out, _ = run("--fix", *words)
    assert code == 1
    assert "   = help: write `name: http` (fixable with --unsafe-fixes)\n" in out
    assert out.endswith(": 1 error; 1 fixable with --unsafe-fixes\n" + FIXED_ONE)
    assert web.read_text() == cured(text)
    assert run("--fix", "--fail-on", "never", *words)[0] == 0
    code, out, _ = run("--fix", "--unsafe-fixes", *words)
    assert code == 0
    assert out.endswith("\nfixed 1 problem in 1 file: 1 ingress-backend-port-not-found\n")
    assert web.read_text() == cured(text).replace("htpp", "http")


def test_unsafe_fixes_alone_only_counts_them(run: Run, web: Path) -> None:
    web.write_text(NAMED + "---\n" + INGRESS)
    code, out, _ = run("--unsafe-fixes", *UNSAFE)
    assert code == 1
    assert "write `name: http` (fixable with --fix --unsafe-fixes)" in out
    assert out.endswith(": 1 error; 1 fixable with --fix --unsafe-fixes\n")
    assert web.read_text() == NAMED + "---\n" + INGRESS


def test_diff(run: Run, web: Path) -> None:
    web.write_text(SERVICE.removesuffix("\n"))
    os.utime(web, ns=(0, 0))
    for more in ([], ["--fix"]):
        code, out, err = run("--diff", *more, *SAFE)
        assert code == 1
        assert out == (
            "--- web.yaml\n+++ web.yaml\n@@ -5,4 +5,4 @@\n"
            "   selector: {app: web}  # the pods\n   ports:\n     - port: 80\n"
            '-      targetPort: "8080"\n\\ No newline at end of file\n'
            "+      targetPort: 8080\n\\ No newline at end of file\n"
        )
        assert err == (
            "1 resource in 1 file, 1 unit: 1 error; 1 fixable with --fix\nwould fix 1 problem in 1 file: 1 quoted-port-number\n"
        )
    assert web.stat().st_mtime_ns == 0


def test_a_diff_without_changes(run: Run, web: Path) -> None:
    web.write_text(NAMED + "---\n" + INGRESS)
    code, out, err = run("--diff", *UNSAFE)
    assert (code, out) == (0, ""), "there is an error, but nothing to change for certain"
    assert err == "2 resources in 1 file, 1 unit: 1 error; 1 fixable with --unsafe-fixes\nwould fix nothing\n"
    code, out, err = run("--diff", "--unsafe-fixes", *UNSAFE)
    assert code == 1
    assert "+  defaultBackend: {service: {name: web, port: {name: http}}}\n" in out


def test_a_diff_in_colour(run: Run, web: Path) -> None:
    web.write_text(SERVICE.replace("\n", "\r\n"))
    _, out, _ = run("--diff", "--color", "always", *SAFE)
    assert '\x1b[1;31m-      targetPort: "8080"\r\x1b[0m\n' in out
    assert "\x1b[1;32m+      targetPort: 8080\r\x1b[0m\n" in out
    assert out.startswith("\x1b[1m--- web.yaml\x1b[0m\n")


def test_a_diff_can_be_applied(run: Run, web: Path) -> None:
    web.write_bytes(SERVICE.replace("\n", "\r\n").encode())
    _, out, _ = run("--diff", *SAFE)
    (web.parent / "x.diff").write_bytes(out.encode())
    git = shutil.which("git")
    assert git is not None
    subprocess.run([git, "apply", "-p0", "x.diff"], cwd=web.parent, check=True)
    assert web.read_bytes() == cured(SERVICE).replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n").encode(), id="CRLF"),
        pytest.param(lambda text: text.removesuffix("\n").encode(), id="no final newline"),
        pytest.param(lambda text: codecs.BOM_UTF8 + text.encode(), id="BOM"),
        pytest.param(lambda text: codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le"), id="UTF-16-LE"),
        pytest.param(lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"), id="UTF-16-BE"),
        pytest.param(lambda text: codecs.BOM_UTF32_LE + text.encode("utf-32-le"), id="UTF-32"),
        pytest.param(lambda text: text.replace("the pods", "die Pods: ünïcode \U0001f419").encode(), id="UTF-8"),
    ],
)
@pytest.mark.parametrize("stdin", [False, True])
def test_line_ends_and_encoding_stay(web: Path, encode: Callable[[str], bytes], *, stdin: bool) -> None:
    web.write_bytes(encode(SERVICE))
    code, out, _ = k8slint("--fix", *SAFE, "-" if stdin else ".", cwd=web.parent, stdin=encode(SERVICE) if stdin else b"")
    assert code == 0
    assert (out if stdin else web.read_bytes()) == encode(cured(SERVICE))


def test_standard_input(web: Path) -> None:
    code, out, err = k8slint("--fix", *SAFE, "-", cwd=web.parent, stdin=SERVICE.encode())
    assert (code, out.decode()) == (0, cured(SERVICE))
    assert err == "1 resource in 1 file, 1 unit: nothing to report\n" + FIXED_ONE
    code, out, err = k8slint("--diff", *SAFE, "--stdin-filename", "web.yaml", "-", cwd=web.parent, stdin=SERVICE.encode())
    assert code == 1
    assert out.startswith(b"--- web.yaml\n+++ web.yaml\n")
    assert web.read_text() == SERVICE


@pytest.mark.parametrize("data", [b"", b"a: b\n", b"a: [\n", b"\xff\xff", b"\0", INGRESS.encode()])
def test_standard_input_comes_out_whatever_it_is(tmp_path: Path, data: bytes) -> None:
    _, out, err = k8slint("--fix", "-", cwd=tmp_path, stdin=data)
    assert out == data
    assert err


def test_the_report_of_standard_input_is_on_stderr(tmp_path: Path) -> None:
    text = (NAMED + "---\n" + INGRESS).encode()
    code, out, err = k8slint("--fix", "-", "--output-format", "json", *UNSAFE, cwd=tmp_path, stdin=text)
    assert (code, out) == (1, text)
    report, _, said = err.rpartition("}\n")
    assert json.loads(report + "}")["findings"][0]["fix"]["safety"] == "unsafe"
    assert said == "fixed nothing\n"


def test_machine_formats_say_on_stderr_what_was_fixed(run: Run, web: Path) -> None:
    code, out, err = run("--fix", "--output-format", "json", *SAFE)
    assert (code, json.loads(out)["findings"], err) == (0, [], FIXED_ONE)
    web.write_text(SERVICE)
    code, out, err = run("--fix", "--output-format", "concise", *SAFE)
    assert (code, out, err) == (0, "", "1 resource in 1 file, 1 unit: nothing to report\n" + FIXED_ONE)


def test_json_and_sarif_carry_the_edits(run: Run, web: Path) -> None:
    assert web
    _, out, _ = run("--output-format", "json", *SAFE)
    (finding,) = json.loads(out)["findings"]
    assert finding["help"] == "write `targetPort: 8080`"
    assert finding["fix"] == {
        "title": "write `targetPort: 8080`",
        "safety": "safe",
        "edits": [{"path": "web.yaml", "line": 8, "column": 19, "end_line": 8, "end_column": 25, "text": "8080"}],
    }
    _, out, _ = run("--output-format", "sarif", *SAFE)
    (result,) = json.loads(out)["runs"][0]["results"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "web.yaml"
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 8, "startColumn": 19, "endLine": 8, "endColumn": 25},
            "insertedContent": {"text": "8080"},
        }
    ]


def test_infos_that_are_not_listed_stay(run: Run, web: Path) -> None:
    web.write_text(NAMED + "---\n" + INGRESS)
    (web.parent / "kustomization.yaml").write_text("resources: [web.yaml]\nhelmCharts: [{name: a}]\n")
    code, out, _ = run("--fix", "--unsafe-fixes")
    assert code == 0
    assert "not shown" in out
    assert web.read_text() == NAMED + "---\n" + INGRESS
    _, out, _ = run("--fix", "--unsafe-fixes", "--min-severity", "info", *UNSAFE)
    assert "fixed 1 problem in 1 file" in out
    assert web.read_text() == NAMED + "---\n" + INGRESS.replace("htpp", "http")


def test_what_is_not_selected_stays(run: Run, web: Path) -> None:
    assert "fixed nothing" in run("--fix", "--ignore", "quoted-port-number")[1]
    assert web.read_text() == SERVICE


@posix
def test_links_are_followed_not_replaced(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "real" / "web.yml"
    target.parent.mkdir()
    target.write_text(SERVICE)
    link = tmp_path / "web.yaml"
    link.symlink_to("real/web.yml")
    assert run("--fix", *SAFE, "web.yaml")[0] == 0
    assert link.is_symlink()
    assert target.read_text() == cured(SERVICE)
    target.write_text(SERVICE)
    assert run("--fix", *SAFE)[0] == 0
    assert (link.is_symlink(), target.read_text()) == (True, cured(SERVICE))


@posix
def test_what_a_link_leads_to_out_of_the_tree_is_not_written(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "elsewhere.yaml"
    target.write_text(SERVICE)
    here = tmp_path / "here"
    here.mkdir()
    (here / "web.yaml").symlink_to(target)
    (here / "b.yaml").write_text(SERVICE.replace("web", "b"))
    monkeypatch.chdir(here)
    code, out, err = run("--fix", *SAFE, "web.yaml", "b.yaml")
    assert (code, err) == (2, "k8slint check: web.yaml: cannot be written: a link out of the tree\n")
    assert "   = not fixed: web.yaml cannot be written: a link out of the tree\n" in out
    assert out.endswith(
        "2 resources in 2 files, 1 unit: 1 error\n"
        + FIXED_ONE
        + "not fixed: web.yaml cannot be written: a link out of the tree (1 problem)\n"
    )
    assert target.read_text() == SERVICE
    assert (here / "b.yaml").read_text() == cured(SERVICE).replace("web", "b")
    monkeypatch.chdir(tmp_path)
    assert run("--fix", *SAFE, "here/web.yaml")[0] == 0, "the working directory is the tree"
    assert target.read_text() == cured(SERVICE)


@posix
def test_a_link_that_leads_elsewhere_by_now(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "web.yml").write_text(SERVICE)
    link = tmp_path / "web.yaml"
    link.symlink_to("a/web.yml")
    original = fix_tree

    def turned(*parts: Any) -> Any:
        outcome = original(*parts)
        link.unlink()
        link.symlink_to("b/web.yml")
        return outcome

    monkeypatch.setattr("k8slint.cli.fixes.fix_tree", turned)
    code, _, err = run("--fix", *SAFE, "web.yaml")
    assert (code, err) == (2, "k8slint check: web.yaml: cannot be written: changed meanwhile\n")
    assert (tmp_path / "b" / "web.yml").read_text() == SERVICE


@pytest.mark.parametrize("change", ["text", "gone", "directory", "bytes"])
def test_changed_meanwhile(run: Run, web: Path, monkeypatch: pytest.MonkeyPatch, change: str) -> None:
    other = web.with_name("other.yaml")
    other.write_text(SERVICE.replace("web", "other"))
    new = SERVICE.replace("80\n", "81\n")
    original = fix_tree

    def meanwhile(*parts: Any) -> Any:
        outcome = original(*parts)
        if change == "text":
            web.write_text(new)
        elif change == "bytes":
            web.write_bytes(b"\xff" + SERVICE.encode())
        elif web.is_file():
            web.unlink()
            if change == "directory":
                web.mkdir()
        return outcome

    monkeypatch.setattr("k8slint.cli.fixes.fix_tree", meanwhile)
    code, _, err = run("--fix", *SAFE)
    assert code == 2
    assert "k8slint check: web.yaml: cannot be written: changed meanwhile\n" in err
    assert other.read_text() == cured(SERVICE).replace("web", "other"), "the others are written all the same"
    if change == "text":
        assert web.read_text() == new
    assert not list(web.parent.glob(".k8slint-*"))


def test_a_directory_that_cannot_be_written(run: Run, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = web.parent / "locked"
    locked.mkdir()
    (locked / "a.yaml").write_text(SERVICE.replace("web", "a"))
    original = writing.stage

    def stage(target: str, data: bytes) -> writing.Staged:
        if os.path.dirname(target) == str(locked):
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(target, data)

    monkeypatch.setattr(writing, "stage", stage)
    code, out, err = run("--fix", *SAFE)
    assert (code, err) == (2, "k8slint check: locked/a.yaml: cannot be written: no permission\n")
    assert (locked / "a.yaml").read_text() == SERVICE.replace("web", "a")
    assert web.read_text() == cured(SERVICE)
    assert "not fixed: locked/a.yaml cannot be written: no permission (1 problem)\n" in out


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everything")
def test_a_read_only_directory_and_a_read_only_file(run: Run, web: Path) -> None:
    web.chmod(0o444)
    code, _, err = run("--fix", *SAFE)
    assert (code, err) == (2, "k8slint check: web.yaml: cannot be written: no permission\n")
    web.chmod(0o644)
    web.parent.chmod(0o555)
    code, _, err = run("--fix", *SAFE)
    web.parent.chmod(0o755)
    assert (code, err) == (2, "k8slint check: web.yaml: cannot be written: no permission\n")
    assert web.read_text() == SERVICE


def test_a_file_that_may_not_be_written(run: Run, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: not (path == str(web) and mode == os.W_OK))
    code, _, err = run("--fix", *SAFE)
    assert (code, err) == (2, "k8slint check: web.yaml: cannot be written: no permission\n")
    assert web.read_text() == SERVICE


def test_a_file_that_cannot_be_put_in_place(run: Run, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_paths: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    code, _, err = run("--fix", *SAFE)
    assert (code, err) == (2, "k8slint check: web.yaml: cannot be written: no space left on device\n")
    assert web.read_text() == SERVICE
    assert [path.name for path in web.parent.iterdir()] == ["web.yaml"]


@posix
def test_the_owner_stays_where_that_is_allowed(run: Run, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[tuple[int, int]] = []

    def chown(_path: str, user: int, group: int) -> None:
        tried.append((user, group))
        raise PermissionError

    status = web.stat()
    monkeypatch.setattr(os, "chown", chown)
    original = os.stat
    foreign = os.stat_result((status.st_mode, 0, 0, 1, 4321, 1234, 0, 0, 0, 0))
    monkeypatch.setattr(os, "stat", lambda path, **more: foreign if path == str(web) else original(path, **more))
    assert run("--fix", *SAFE)[0] == 0
    assert tried == [(4321, 1234), (-1, 1234)]


def test_a_file_of_two_units(run: Run, web: Path) -> None:
    """Of two variants only one has the port: what both share is right for the other."""
    deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {0}}}\nspec: {{replicas: {1}}}\n"
    web.write_text(INGRESS)
    for number, name in ((1, "htpp"), (2, "http")):
        service = NAMED.replace("name: http", f"name: {name}")
        (web.parent / f"variant{number}.yaml").write_text(service + "---\n" + deployment.format("web", number))
    code, out, _ = run("--fix", "--unsafe-fixes", *UNSAFE)
    assert code == 1
    assert web.read_text() == INGRESS
    assert "not fixed: . [variant1.yaml] also uses this file, where it is right" in out


def test_nothing_to_lint(run: Run, tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text("a: b\n")
    for word in ("--fix", "--diff"):
        code, out, err = run(word)
        assert (code, out) == (2, "")
        assert err.startswith("k8slint check: no Kubernetes manifests under the working directory")


def test_a_crash_counts_more_than_a_change(run: Run, web: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert web
    original = rulebook.Rule.load

    def crash(_subject: object, _context: object) -> Any:
        message = "wrench"
        raise RuntimeError(message)

    monkeypatch.setattr(rulebook.Rule, "load", lambda rule: crash if rule.id == "duplicate-resource" else original(rule))
    for word in ("--fix", "--diff"):
        code, _, err = run(word)
        assert code == 2
        assert "internal error in rule duplicate-resource" in err


def test_former_ids(run: Run, web: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert web
    rules = tuple(
        replace(rule, formerly=("quoted-port",)) if rule.id == "quoted-port-number" else rule for rule in rulebook.load()
    )
    monkeypatch.setattr(rulebook, "load_all", lambda _extras: rules)
    for option in ("--select", "--extend-select"):
        code, out, err = run(option, "quoted-port,quoted-port", "--output-format", "json")
        assert (code, err) == (1, "`quoted-port` is now `quoted-port-number`\n")
        assert "quoted-port-number" in {finding["rule"] for finding in json.loads(out)["findings"]}
    code, _, err = run("--select", "quoted-port-number", "--ignore", "quoted-port", "--allow-empty")
    assert (code, err) == (0, "`quoted-port` is now `quoted-port-number`\n")
    monkeypatch.setattr(sys, "argv", ["k8slint", "explain", "quoted-port"])
    assert cli.run() == 0
    shown = capsysbinary.readouterr()
    assert shown.out.startswith(b"quoted-port-number: ")
    assert b"\nformerly     quoted-port\n" in shown.out
    assert shown.err == b"`quoted-port` is now `quoted-port-number`\n"
