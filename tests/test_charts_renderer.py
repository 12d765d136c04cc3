"""The process that renders: it may hang, die, grow, talk nonsense, and nothing of that goes further."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from k8slint.units.charts import Fault, Renderer, RenderLimits, ValueSet
from k8slint.units.charts import process as program
from k8slint.units.charts import renderer as renderers

FAKE = """
    import base64, json, os, subprocess, sys, time
    print(json.dumps({"ready": True}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        what = base64.b64decode(request["archive"]).decode()
        answer = {"id": request["id"], "texts": {"web/templates/a.yaml": request["release"]}}
        if what == "sleep":
            time.sleep(600)
        elif what == "child":
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            with open(os.environ["HOME"] + "/../" + request["release"], "w") as file:
                file.write(str(child.pid))
            time.sleep(600)
        elif what == "die":
            sys.exit(3)
        elif what == "memory":
            print("fatal error: runtime: out of memory", file=sys.stderr, flush=True)
            os._exit(2)
        elif what == "garbage":
            print("INFO: hello", flush=True)
            continue
        elif what == "list":
            answer = [1]
        elif what == "numbers":
            answer["texts"] = {"a": 1}
        elif what == "late":
            answer["id"] -= 1
        elif what == "large":
            answer["texts"] = {"a": "x" * 3000000}
        elif what == "noise":
            print("x" * 1000000, file=sys.stderr, flush=True)
        elif what == "error":
            answer = {"id": request["id"], "error": "render", "message": "why"}
        elif what == "odd error":
            answer = {"id": request["id"], "error": "who knows", "message": "why"}
        elif what == "environment":
            answer["texts"] = {name: value for name, value in os.environ.items()}
        print(json.dumps(answer), flush=True)
"""


@pytest.fixture
def fake(tmp_path: Path) -> Renderer:
    path = tmp_path / "fake.py"
    path.write_text(textwrap.dedent(FAKE), encoding="utf-8")
    return Renderer([sys.executable, str(path)], RenderLimits(seconds=20, output=100_000))


def _asked(renderer: Renderer, what: str, release: str = "demo") -> object:
    return renderer.render(what.encode(), ValueSet(release=release))


def test_one_process_renders_many(fake: Renderer) -> None:
    with fake:
        found = [_asked(fake, "", str(number)) for number in range(3)]
    assert found == [{"web/templates/a.yaml": str(number)} for number in range(3)]


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("die", Fault("crash", "it ended with code 3")),
        ("memory", Fault("memory", "out of memory")),
        ("garbage", Fault("crash", "it answered something else")),
        ("list", Fault("crash", "it answered something else")),
        ("numbers", Fault("crash", "it answered something else")),
        ("late", Fault("crash", "it answered something else")),
        ("odd error", Fault("crash", "it answered something else")),
        ("error", Fault("render", "why")),
    ],
)
def test_what_goes_wrong_is_a_fault_and_the_next_one_is_rendered(fake: Renderer, what: str, expected: Fault) -> None:
    with fake:
        assert _asked(fake, what) == expected
        assert _asked(fake, "") == {"web/templates/a.yaml": "demo"}


def test_an_answer_without_end_is_cut(fake: Renderer) -> None:
    with fake:
        assert isinstance(_asked(fake, "large"), Fault)
        assert _asked(fake, "") == {"web/templates/a.yaml": "demo"}


def test_noise_is_swallowed(fake: Renderer, capfd: pytest.CaptureFixture[str]) -> None:
    with fake:
        assert _asked(fake, "noise") == {"web/templates/a.yaml": "demo"}
    assert capfd.readouterr() == ("", "")


def test_what_takes_too_long_is_killed(fake: Renderer) -> None:
    fake.limits = fake.limits._replace(seconds=0.5)
    with fake:
        began = time.monotonic()
        assert _asked(fake, "sleep") == Fault("timeout", "not done in 0.5 s")
        assert time.monotonic() - began < 10
        fake.limits = fake.limits._replace(seconds=20)
        assert _asked(fake, "") == {"web/templates/a.yaml": "demo"}


@pytest.mark.skipif(os.name != "posix", reason="processes are looked up by number")
def test_what_it_started_is_killed_too(fake: Renderer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    fake.limits = fake.limits._replace(seconds=3)
    with fake:
        assert _asked(fake, "child", "number") == Fault("timeout", "not done in 3 s")
    number = int((tmp_path / "number").read_text())
    for _ in range(100):
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return
        state = Path(f"/proc/{number}/stat")
        if state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        time.sleep(0.05)
    pytest.fail("it still runs")


def test_nothing_of_the_environment_goes_along(fake: Renderer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("KUBECONFIG", "/home/someone/.kube/config")
    with fake:
        found = _asked(fake, "environment")
    assert isinstance(found, dict)
    assert "AWS_SECRET_ACCESS_KEY" not in found
    assert found["KUBECONFIG"] == os.devnull
    assert found["HOME"] == found["HELM_DATA_HOME"]


@pytest.mark.parametrize(
    "command",
    [
        ["/nowhere/at/all"],
        [sys.executable, "-c", "raise SystemExit(1)"],
        [sys.executable, "-c", "print('hello')"],
        [sys.executable, "-c", 'print(\'{"error": "crash", "message": "no"}\')'],
    ],
)
def test_what_does_not_start_is_a_fault(command: list[str]) -> None:
    with Renderer(command) as renderer:
        answer = _asked(renderer, "")
    assert isinstance(answer, Fault)
    assert answer.kind == "crash"


def test_it_may_be_closed_twice(fake: Renderer) -> None:
    fake.close()
    assert _asked(fake, "") == {"web/templates/a.yaml": "demo"}
    fake.close()
    fake.close()


def test_a_helm_on_the_path_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: str(tmp_path / "helm"))
    found = renderers.find_renderer()
    assert found is not None
    assert found.command[-1] == str(tmp_path / "helm")


def test_without_either_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    assert renderers.find_renderer() is None
    assert renderers.MISSING == "install k8slint[helm]"


HELM = """
    import sys
    if sys.argv[1] == "version":
        print("v{version}.1.0", end="")
    elif "broken" in sys.argv[2]:
        print("Error: parse error at (web/templates/a.yaml:2): unexpected EOF\\n\\nUse --debug flag", file=sys.stderr)
        sys.exit(1)
    else:
        print("---\\n# Source: web/templates/b.yaml\\n---\\nb: 1\\n")
        print("---\\n# Source: web/templates/k8slint-raw.yaml\\nraw: text: of\\n")
        print("---\\n# Source: web/templates/b.yaml\\nb: 1")
        print("level=DEBUG msg=x\\nError: YAML parse error on web/templates/k8slint-raw.yaml", file=sys.stderr)
        sys.exit(1)
"""


def _program(tmp_path: Path, version: int) -> Renderer:
    helm = tmp_path / "helm"
    helm.write_text(f"#!{sys.executable}\n" + textwrap.dedent(HELM).replace("{version}", str(version)), encoding="utf-8")
    helm.chmod(0o755)
    return Renderer([sys.executable, "-P", program.__file__, str(8 << 30), str(helm)])


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
def test_the_program_speaks_with_a_helm(tmp_path: Path) -> None:
    with _program(tmp_path, 4) as renderer:
        assert _asked(renderer, "x") == {"web/templates/b.yaml": "---\nb: 1\n"}
        assert _asked(renderer, "x", "broken") == Fault("render", "parse error at (web/templates/a.yaml:2): unexpected EOF")


@pytest.mark.skipif(os.name != "posix", reason="a script is no program there")
def test_an_old_helm_is_not_spoken_with(tmp_path: Path) -> None:
    if importlib.util.find_spec("helm_python") is not None:
        pytest.skip("the library stands in for it")
    with _program(tmp_path, 2) as renderer:
        assert _asked(renderer, "x") == Fault("crash", "RuntimeError: helm is neither version 3 nor 4")


def test_the_program_says_what_it_cannot_do() -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-I", "-S", program.__file__, str(8 << 30)], input=b"", capture_output=True, check=False
    )
    assert json.loads(done.stdout)["error"] == "crash"


def test_the_program_imports_nothing_of_ours() -> None:
    with open(program.__file__, encoding="utf-8") as file:
        assert "k8slint." not in file.read().replace("k8slint-raw", "")


@pytest.mark.parametrize(
    ("output", "kind", "message"),
    [
        ("Error: cannot load values.yaml: x\n", "load", "cannot load values.yaml: x"),
        ("[debug] a\n\nError: values don't meet the specifications of the schema(s)\nweb:\n- a: b\n\n", "values", "values don't"),
        ("fatal error: runtime: out of memory\n", "memory", "out of memory"),
        ("Killed\n", "crash", "Killed"),
        ("Error: template: a:1:1: x\nhelm.go:86: trace", "render", "template: a:1:1: x"),
    ],
)
def test_what_helm_prints_when_it_fails(output: str, kind: str, message: str) -> None:
    answer = program.error_of(output)
    assert answer["error"] == kind
    assert answer["message"].startswith(message)
    assert "helm.go" not in answer["message"]
