"""Whatever a file holds, there is a report: a finding or a count, never a traceback, never silence."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import pytest

from k8slint import report, rulebook
from k8slint.cli import run
from k8slint.discover import find
from k8slint.engine import Settings, lint

ROOT = Path(__file__).resolve().parent.parent
SHOP = Path(__file__).parent / "fixtures" / "units" / "shop"
#: What moves the cursor, or turns what follows.
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SERVICE = b"apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  ports:\n    - port: 80\n"


def _fuzz() -> Any:
    """The fuzzer, a script of the checkout."""
    spec = importlib.util.spec_from_file_location("fuzz", ROOT / "benchmarks" / "fuzz.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz"] = module
    spec.loader.exec_module(module)
    return module


fuzz = _fuzz()


@pytest.mark.parametrize("first", range(0, 400, 40))
def test_mutated_manifests(first: int) -> None:
    failed = {seed: wrong for seed in range(first, first + 40) if (wrong := fuzz.verify(seed)[1])}
    assert not failed


class Run(NamedTuple):
    """What a command did."""

    code: int
    out: bytes
    err: str

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    def rules(self) -> list[str]:
        return [finding["rule"] for finding in self.report["findings"]]


def k8slint(folder: Path, *arguments: str, stdin: bytes = b"", output: str = "json") -> Run:
    """The command line, in this process: what it leaves with, and what it writes."""
    out, err = io.TextIOWrapper(io.BytesIO()), io.StringIO()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin))),
        patch.object(sys, "argv", ["k8slint", "check", f"--output-format={output}", *arguments]),
    ):
        try:
            code = run()
        finally:
            gc.enable()  # a command line goes without
    out.flush()
    assert "internal error" not in err.getvalue()
    return Run(code, out.buffer.getvalue(), err.getvalue())


def written(folder: Path, name: str, data: bytes) -> Path:
    (folder / name).write_bytes(data)
    return folder


def bomb(levels: int) -> bytes:
    """Each level ten times the one before it."""
    text = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    text += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(text).encode() + b"\n"


def merges(levels: int) -> bytes:
    """Each level merges the one before it and holds it four times."""
    text = ["a0: &a0 {x: 1}"]
    text += [f"a{n}: &a{n} {{<<: *a{n - 1}, k: [{', '.join([f'*a{n - 1}'] * 4)}]}}" for n in range(1, levels)]
    return "\n".join(text).encode() + b"\n"


#: What cannot be read: told at a line of the file, exit code 1.
UNREADABLE = {
    "alias bomb": (bomb(9), None),
    "alias bomb of mappings": (merges(23), None),
    "flow of 5,000 levels": (SERVICE + b"x: " + b"[" * 5000 + b"]" * 5000 + b"\n", 8),
    "flow of 100,000 open brackets": (SERVICE + b"x: " + b"[" * 100_000, 8),
    "block of 3,000 levels": (b"".join(b" " * depth + b"a:\n" for depth in range(3000)), None),
    "block of 3,000 lists": (b"- " * 3000 + b"a\n", 1),
    "NUL byte": (SERVICE + b"x: a\x00b\n", 8),
    "invalid UTF-8": (SERVICE + b"x: \xff\xfe\n", 8),
    "half of a character": (SERVICE + b"x: \xc3", 8),
    "a surrogate": (SERVICE + b"x: \xed\xa0\x80\n", 8),
    "UTF-16 without a mark": (SERVICE.decode().encode("utf-16-le"), 1),
    "half of UTF-16": (SERVICE.decode().encode("utf-16")[:-1], None),
    "an alias to itself": (b"a: &a [*a]\n", None),
    "a mapping that holds itself": (b"a: &a\n  b: *a\n", None),
    "an unknown alias": (b"a: 1\nb: *c\n", 2),
    "a tab": (b"a:\n\tb: 1\n", 2),
    "no key": (b"a: 1\nb\n", None),
    "an open quote": (b"a: 1\nb: 'c\n", None),
    "a merge of a list of numbers": (b"a: 1\n<<: [1, 2]\n", 2),
    "a merge of a text": (b"a: 1\n<<: text\n", 2),
    "a list as a key": (b"a: 1\n? [b]\n: c\n", 2),
    "a mapping as a key": (b"a: 1\n? {b: c}\n: d\n", 2),
    "infinity": (b"a: 1\nb: .inf\n", 2),
    "a key of a megabyte in one line": (SERVICE + b'"' + b"k" * 1_000_000 + b'": 1\n', None),
    "a directive without an end": (b"%YAML 9.9.9.9\n---\na: 1\n", None),
}  # fmt: skip


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_cannot_be_read_is_told(tmp_path: Path, name: str) -> None:
    data, line = UNREADABLE[name]
    done = k8slint(written(tmp_path, "x.yaml", data))
    assert done.code == 1, done.err
    found = done.report["findings"]
    assert [finding["rule"] for finding in found] == ["yaml-syntax-error"]
    assert found[0]["severity"] == "error"
    assert found[0]["path"] == "x.yaml"
    assert line in {None, found[0]["line"]}, found[0]
    assert done.report["summary"]["documents"] >= 1
    files = {"x.yaml": data, "y.yaml": SERVICE}
    assert fuzz.faults(files, fuzz.run(files)) == []


OBJECT = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}}

#: What is no error, or none of Kubernetes' business: nothing to report; resources read; reasons of what was skipped.
READABLE: dict[str, tuple[str, bytes, int, dict[str, int]]] = {
    "UTF-16": ("x.yaml", SERVICE.decode().encode("utf-16"), 1, {}),
    "UTF-16, the other way round": ("x.yaml", b"\xfe\xff" + SERVICE.decode().encode("utf-16-be"), 1, {}),
    "a byte-order mark": ("x.yaml", b"\xef\xbb\xbf" + SERVICE, 1, {}),
    "carriage returns": ("x.yaml", SERVICE.replace(b"\n", b"\r\n"), 1, {}),
    "carriage returns alone": ("x.yaml", SERVICE.replace(b"\n", b"\r"), 1, {}),
    "no line end": ("x.yaml", SERVICE.rstrip(), 1, {}),
    "10,000 empty documents": ("x.yaml", SERVICE + b"---\n" * 10_000, 1, {}),
    "documents of comments": ("x.yaml", b"# a\n---\n# b\n---\n" + SERVICE + b"...\n# c\n", 1, {}),
    "JSON": ("x.json", json.dumps(OBJECT).encode(), 1, {}),
    "JSON of something else": ("x.json", b'{"a": [1, 2, 3]}', 0, {"not-kubernetes": 1}),
    "JSON with comments, of something else": ("tsconfig.json", b'{\n  // no JSON\n  "a": [1,],\n}\n', 0, {"not-kubernetes": 1}),
    "YAML of something else": ("x.yaml", b"a: 1\n", 0, {"not-kubernetes": 1}),
    "a text": ("x.yaml", b"only words\n", 0, {"not-kubernetes": 1}),
    "a list": ("x.yaml", b"- 1\n- 2\n", 0, {"not-kubernetes": 1}),
    "a key of a megabyte": ("x.yaml", SERVICE + b"? " + b"k" * 1_000_000 + b"\n: 1\n", 1, {}),
    "a value of a megabyte": ("x.yaml", SERVICE + b"k: " + b"v" * 1_000_000 + b"\n", 1, {}),
    "a list of a million": ("x.json", json.dumps(OBJECT | {"x": [1] * 1_000_000}).encode(), 1, {}),
    "99 levels": ("x.yaml", SERVICE + b"x: " + b"[" * 80 + b"]" * 80 + b"\n", 1, {}),
    "a list of resources": ("x.yaml", b"apiVersion: v1\nkind: List\nitems:\n  - " + json.dumps(OBJECT).encode(), 1, {}),
}  # fmt: skip


@pytest.mark.parametrize("name", READABLE)
def test_what_can_be_read_is_read(tmp_path: Path, name: str) -> None:
    file, data, resources, skipped = READABLE[name]
    done = k8slint(written(tmp_path, file, data), "--allow-empty", "--fail-on=warning")
    assert [finding for finding in done.report["findings"] if finding["severity"] != "info"] == []
    assert done.code == 0
    counted = done.report["summary"]
    assert (counted["files"], counted["resources"], counted["skipped"]) == (1, resources, skipped)


def test_a_broken_document_leaves_its_neighbours(tmp_path: Path) -> None:
    broken = b"apiVersion: v1\nkind: Service\nmetadata: [\n---\n"
    other = b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  a: '1'\n  a: '2'\n"
    done = k8slint(written(tmp_path, "x.yaml", other + b"---\n" + broken + other.replace(b"name: a", b"name: b")))
    assert done.code == 1
    assert sorted(done.rules()) == ["duplicate-key", "duplicate-key", "yaml-syntax-error"]
    assert done.report["summary"]["documents"] == 3
    assert done.report["summary"]["resources"] == 2


def test_nothing_to_lint(tmp_path: Path) -> None:
    done = k8slint(tmp_path)
    assert done.code == 2
    assert done.report["findings"] == []
    assert "no Kubernetes manifests" in done.err
    assert k8slint(tmp_path, "--allow-empty").code == 0
    assert k8slint(tmp_path, "no-such-folder").code == 2


def test_an_empty_file_and_one_of_spaces(tmp_path: Path) -> None:
    written(tmp_path, "a.yaml", b"")
    written(tmp_path, "b.yaml", b"  \n\n")
    written(tmp_path, "c.yaml", SERVICE)
    counted = k8slint(tmp_path, "--fail-on=never").report["summary"]
    assert counted["files"] == 3
    assert counted["documents"] == 1


def test_a_file_above_the_limit(tmp_path: Path) -> None:
    written(tmp_path, "large.yaml", SERVICE + b"#" + b"x" * (33 * 1024 * 1024))
    written(tmp_path, "small.yaml", SERVICE)
    done = k8slint(tmp_path)
    assert done.code == 1
    assert [(f["rule"], f["path"]) for f in done.report["findings"] if f["severity"] == "error"] == [
        ("yaml-syntax-error", "large.yaml")
    ]
    assert done.report["summary"]["resources"] == 1


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "x.yaml")


def _dangling(folder: Path) -> None:
    (folder / "x.yaml").symlink_to("nowhere.yaml")


def _outside(folder: Path) -> None:
    written(folder.parent, "outside.yaml", SERVICE)
    (folder / "x.yaml").symlink_to("../outside.yaml")


def _loop(folder: Path) -> None:
    (folder / "x.yaml").symlink_to("x.yaml")


def _socket(folder: Path) -> None:
    import socket  # of this test only

    here = Path.cwd()
    os.chdir(folder)  # the path of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("x.yaml")
    finally:
        os.chdir(here)


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX files")
@pytest.mark.parametrize("make", [_fifo, _dangling, _outside, _loop, _socket])
def test_what_is_no_file_is_counted(tmp_path: Path, make: Callable[[Path], None]) -> None:
    folder = tmp_path / "tree"
    folder.mkdir()
    make(folder)
    written(folder, "y.yaml", SERVICE)
    done = k8slint(folder, "--fail-on=warning")
    assert done.code == 0
    assert done.report["summary"]["files"] == 2
    assert done.report["summary"]["resources"] == 1
    assert done.report["summary"]["skipped"] == {"unreadable": 1}


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root reads everything")
def test_a_file_without_permission_is_counted(tmp_path: Path) -> None:
    written(tmp_path, "x.yaml", SERVICE)
    (tmp_path / "x.yaml").chmod(0)
    written(tmp_path, "y.yaml", SERVICE)
    done = k8slint(tmp_path)
    assert done.report["summary"]["skipped"] == {"unreadable": 1}


def test_directories_named_like_files(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").mkdir()
    written(tmp_path / "x.yaml", "y.yaml", SERVICE)
    (tmp_path / "up").symlink_to(tmp_path, target_is_directory=True)
    done = k8slint(tmp_path, "--fail-on=warning")
    assert done.code == 0
    assert done.report["summary"]["files"] == 1
    assert done.report["summary"]["resources"] == 1


def rendered(folder: Path) -> dict[str, str]:
    """The report over a folder in every format: no control character, and JSON where it is to be JSON."""
    result = lint(find((".",), cwd=str(folder)), rulebook.choose(rulebook.load()), Settings())
    assert result.findings
    texts = {name: "".join(report.render(name, result, report.Options())) for name in report.FORMATS}
    for name, text in texts.items():
        assert not [character for character in text if character != "\n" and UNPRINTABLE.match(character)], name
    json.loads(texts["json"])
    json.loads(texts["sarif"])
    return texts


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="such names do not exist there")
@pytest.mark.parametrize(
    "name",
    [
        b"a\nb.yaml",
        b"a\x1b[31mb.yaml",
        b"a\xffb.yaml",
        "a\u202eb.yaml".encode(),
        b"a%0Ab::c.yaml",
        b" .yaml",
        b"a\tb.yaml",
    ],
)
def test_names_of_files(tmp_path: Path, name: bytes) -> None:
    with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:  # a name that no str holds
        file.write(b"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  name: b\n")
    assert k8slint(tmp_path).rules() == ["duplicate-key"]
    texts = rendered(tmp_path)
    assert texts["github"].count("\n") == 1


HOSTILE_TEXTS = ("\x1b[31mred", "a\\nb", "::error::x", "%0A", "\u202egnp", "\u0085", "🦀" * 3, "x" * 500)


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_names_of_resources(tmp_path: Path, text: str) -> None:
    shop = (SHOP / "orders.yaml").read_text("utf-8").replace("key: currency", f"key: {json.dumps(text, ensure_ascii=True)}")
    written(tmp_path, "x.yaml", shop.encode())
    assert rendered(tmp_path)


def _stdin() -> Iterator[tuple[bytes, int]]:
    yield b"", 2
    yield b"# nothing\n", 2
    yield SERVICE, 0
    yield SERVICE + b"x: a\x00\n", 1
    yield b"a: [\n", 1


@pytest.mark.parametrize(("data", "code"), list(_stdin()))
def test_standard_input(tmp_path: Path, data: bytes, code: int) -> None:
    assert k8slint(tmp_path, "-", stdin=data).code == code


def test_a_pipe_that_closes(tmp_path: Path) -> None:
    for number in range(50):
        written(tmp_path, f"{number}.yaml", b"a: [\n" * 20)
    command = f'"{sys.executable}" -m k8slint check --output-format json . | head -c 10'
    done = subprocess.run(  # noqa: S602  # a pipe is what is tested
        command,
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert b"Traceback" not in done.stderr
