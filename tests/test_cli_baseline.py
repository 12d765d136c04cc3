"""`k8slint check --write-baseline`, `--baseline` and `--statistics`: what is written, hidden, said, and the exit codes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from k8slint import cli
from k8slint.rulebook.skeleton import files

ROOT = Path(__file__).parents[1]
NAME = ".k8slint-baseline.yaml"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example with its faults, as the working directory."""
    shutil.copytree(ROOT / "examples/shop/broken", tmp_path / "shop")
    monkeypatch.chdir(tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    def call(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["k8slint", "check", *words])
        code = cli.run()
        out, err = capsysbinary.readouterr()
        return code, out.decode(), err.decode()

    return call


def test_written_once_nothing_is_reported(shop: Path, run: Run) -> None:
    code, out, err = run("--write-baseline")
    assert (code, err) == (0, f"wrote {NAME}: 9 findings (9 new)\n")
    assert out == "12 resources in 6 files, 1 unit: nothing to report (1 info not shown); 9 in the baseline\n"
    text = (shop / NAME).read_text()
    assert text.startswith("# What was found when this file was written")
    code, out, err = run("--baseline", NAME)
    assert (code, err) == (0, "")
    assert out == "12 resources in 6 files, 1 unit: nothing to report (1 info not shown); 9 in the baseline\n"


def test_written_again_it_is_the_same(shop: Path, run: Run) -> None:
    run("--write-baseline")
    before = (shop / NAME).read_text(), (shop / NAME).stat().st_mtime_ns
    assert run("--write-baseline")[2] == f"wrote {NAME}: 9 findings\n"
    assert ((shop / NAME).read_text(), (shop / NAME).stat().st_mtime_ns) == before


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("name", ["concise", "github"])
def test_other_formats_say_the_same(run: Run, name: str) -> None:
    run("--write-baseline")
    code, out, err = run("--baseline", NAME, "--output-format", name)
    assert (code, out) == (0, "")
    assert "9 in the baseline" in err


@pytest.mark.usefixtures("shop")
def test_json_counts_what_is_hidden(run: Run) -> None:
    run("--write-baseline")
    report = json.loads(run("--baseline", NAME, "--output-format", "json")[1])
    assert [finding["severity"] for finding in report["findings"]] == ["info"]  # what nobody lists is in no baseline
    assert (report["summary"]["suppressed"], report["summary"]["findings"]["error"]) == (9, 0)


@pytest.mark.usefixtures("shop")
def test_info_is_written_where_it_is_listed(run: Run) -> None:
    run("--write-baseline", "--min-severity", "info")
    report = json.loads(run("--baseline", NAME, "--output-format", "json")[1])
    assert report["findings"] == []


def test_a_new_fault_is_reported_alone(shop: Path, run: Run) -> None:
    run("--write-baseline")
    path = shop / "frontend.yaml"
    path.write_text("# a new line\n" + path.read_text().replace("path: /healthz", "path: /healthz\n              scheme: HTPP"))
    (shop / "backend.yaml").write_text(
        (shop / "backend.yaml").read_text().replace("kind: Service\n", "kind: Service\n", 1) + "---\n" + NEW_SERVICE
    )
    code, out, _ = run("--baseline", NAME, "--output-format", "concise")
    assert code == 1
    assert [line.split("[")[1].split("]")[0] for line in out.splitlines()] == ["service-selects-nothing"]


NEW_SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: extra, namespace: shop}
spec: {selector: {app: extra}, ports: [{port: 80}]}
"""


def test_what_is_known_is_not_fixed(shop: Path, run: Run) -> None:
    run("--write-baseline")
    before = {path.name: path.read_text() for path in shop.glob("*.yaml")}
    code, out, _ = run("--baseline", NAME, "--fix", "--unsafe-fixes")
    assert code == 0
    assert "fixed nothing" in out
    assert {path.name: path.read_text() for path in shop.glob("*.yaml")} == before


@pytest.mark.usefixtures("shop")
def test_what_matches_nothing_is_told_and_no_fault(run: Run) -> None:
    run("--write-baseline")
    run("--fix", "--unsafe-fixes")
    code, _, err = run("--baseline", NAME, "--fail-on", "error")
    assert code == 0
    assert err.startswith(f"{NAME}: 6 entries match nothing any more: line ")
    assert err.endswith(" and 3 more; --write-baseline drops what is gone\n")
    assert run("--baseline", NAME, "--select", "nodeport-in-production")[2] == ""
    assert run("--baseline", NAME, "admin.yaml")[2] == ""
    assert run("--write-baseline")[2] == f"wrote {NAME}: 3 findings (6 gone)\n"
    assert run("--baseline", NAME)[2] == ""


def test_a_part_of_a_run_tells_of_no_entry_that_it_is_gone(shop: Path, run: Run) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *who, *words], check=True, capture_output=True)  # noqa: S607  # the one of PATH

    run("--write-baseline")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    with (shop / "admin.yaml").open("a") as file:
        file.write(f"---\n{NEW_SERVICE}")
    git("add", ".")
    for words in (("--staged",), ("--since", "HEAD")):
        code, out, err = run("--baseline", NAME, *words, "--output-format", "concise")
        assert (code, out.count("\n")) == (1, 1), (out, err)
        assert "service-selects-nothing" in out
        assert "match nothing" not in err


def test_an_ended_entry_lets_its_finding_through(shop: Path, run: Run) -> None:
    run("--write-baseline")
    path = shop / NAME
    path.write_text(path.read_text().replace("field: spec.type\n", "field: spec.type\n    expires: 2020-01-01\n", 1))
    for words in (("--baseline", NAME), ("--write-baseline",)):
        code, out, err = run(*words, "--output-format", "concise")
        assert (code, out.count("\n")) == (1, 1)
        assert f"{NAME}: 1 entry has expired, so that what is found there is reported: line " in err
    assert "expires: 2020-01-01" in path.read_text()


def test_another_name_and_place(shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    (shop / "ci").mkdir()
    run("--write-baseline", "ci/known.yaml")
    assert 'paths: [".."]\n' in (shop / "ci/known.yaml").read_text()
    monkeypatch.chdir(shop.parent)
    code, out, err = run("shop", "--baseline", "shop/ci/known.yaml")
    assert (code, err) == (0, "")
    assert "9 in the baseline" in out


def test_the_configuration_names_one(shop: Path, run: Run) -> None:
    (shop / ".k8slint.yaml").write_text("baseline: known.yaml\n")
    assert run("--write-baseline")[2] == "wrote known.yaml: 9 findings (9 new)\n"
    code, out, _ = run()
    assert (code, "9 in the baseline" in out) == (0, True)


def test_standard_input_has_a_baseline_too(
    shop: Path, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text = tmp_path_factory.mktemp("in") / "all.yaml"
    text.write_text("---\n".join(path.read_text() for path in sorted(shop.glob("*.yaml"))))
    for words in (("--write-baseline", "known.yaml"), ("--baseline", "known.yaml")):
        with text.open() as stream:
            monkeypatch.setattr(sys, "stdin", stream)
            code, _, err = run("-", *words)
        assert code == 0, err
    assert 'paths: ["-"]' in (shop / "known.yaml").read_text()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--baseline", "known.yaml"),
            "the baseline known.yaml cannot be read: no such file or directory; --write-baseline makes one",
        ),
        (("--baseline", ""), "the baseline has an empty path: an unset variable, perhaps"),
        (("--baseline", "."), "the baseline . is a directory"),
        (
            ("--write-baseline", "."),
            f"the baseline . is a directory; with FILE before it: --write-baseline={NAME} .",
        ),
        (("--write-baseline", "--diff"), "--diff writes nothing, and --write-baseline a file: run one after the other"),
    ],
)
def test_wrong_use(shop: Path, run: Run, words: tuple[str, ...], message: str) -> None:
    assert run(*words) == (2, "", f"k8slint check: {message}\n")
    assert not (shop / NAME).exists()


def test_where_nothing_is_linted_nothing_is_written(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("--write-baseline")[0] == 2
    assert list(tmp_path.iterdir()) == []


def test_without_a_baseline_nothing_of_it_is_loaded(shop: Path) -> None:
    code = "import sys; from k8slint import cli; cli.run(); print(sorted(name for name in sys.modules if '.baseline' in name))"
    words = [sys.executable, "-c", code, "check", "--output-format", "concise"]
    done = subprocess.run(words, cwd=shop, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True)
    assert done.stdout.decode().splitlines()[-1] == "['k8slint.cli.baseline']"


@pytest.mark.parametrize("option", ["--baseline", "--write-baseline"])
def test_a_manifest_is_no_baseline(shop: Path, run: Run, option: str) -> None:
    before = (shop / "admin.yaml").read_text()
    code, out, err = run(option, "admin.yaml")
    assert (code, out) == (2, "")
    told = "no baseline: the key `baseline` is missing" if option == "--baseline" else "is a manifest, not a baseline"
    assert told in err
    assert (shop / "admin.yaml").read_text() == before


@pytest.mark.skipif(os.name != "posix", reason="pipes with names")
def test_a_pipe_is_not_waited_for(shop: Path, run: Run) -> None:
    os.mkfifo(shop / "pipe")
    code, _, err = run("--baseline", "pipe")
    assert (code, err) == (2, "k8slint check: the baseline pipe is no file\n")


TABLE = """\
1  error    config-service-port-not-found  (1 fixable with --fix)
1  error    configmap-key-not-found  (1 fixable with --unsafe-fixes)
1  error    service-target-port-not-found  (1 fixable with --unsafe-fixes)
1  error    statefulset-service-selector-mismatch  (1 fixable with --unsafe-fixes)
1  warning  ingress-backend-port-not-found  (1 fixable with --fix)
1  warning  ingress-rewrite-drops-subpath
1  warning  loadbalancer-per-service
1  warning  nodeport-in-production
1  warning  sidecar-log-volume-not-shared  (1 fixable with --unsafe-fixes)
"""


@pytest.mark.usefixtures("shop")
def test_statistics_follow_the_report(run: Run) -> None:
    _, out, err = run("--statistics")
    assert out.endswith(f"4 more with --unsafe-fixes\n{TABLE}")
    assert err == ""


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("name", ["concise", "json", "sarif", "github"])
def test_statistics_keep_out_of_other_formats(run: Run, name: str) -> None:
    plain = run("--output-format", name)
    _, out, err = run("--output-format", name, "--statistics")
    assert (out, err) == (plain[1], plain[2] + TABLE)


def test_the_most_frequent_is_the_first(shop: Path, run: Run) -> None:
    (shop / "more.yaml").write_text(f"{NEW_SERVICE}---\n{NEW_SERVICE.replace('extra', 'other')}")
    table = run("--statistics")[1].splitlines()
    assert table[-10] == "2  warning  service-selects-nothing"
    assert table[-9].startswith("1  error    ")


def test_former_ids_of_other_books(shop: Path, run: Run) -> None:
    folder = shop / "lint" / "own"
    folder.mkdir(parents=True)
    page = files("service-without-owner", declarative=True)["service-without-owner.md"]
    (folder / "service-without-owner.md").write_text(page.replace("profile: recommended", "profile: default"))
    words = ("--rules", "lint", "--select", "service-without-owner")
    assert run(*words, "--write-baseline")[0] == 0
    known = shop / NAME
    known.write_text(known.read_text().replace("service-without-owner", "nobodys-service"))
    assert run(*words, "--baseline", NAME)[0] == 1
    renamed = page.replace("profile: recommended", "profile: default\nformerly: [nobodys-service]")
    (folder / "service-without-owner.md").write_text(renamed)
    assert run(*words, "--baseline", NAME)[0] == 0


def test_a_word_behind_the_option_is_no_baseline(shop: Path, run: Run) -> None:
    manifest = next(path for path in sorted(shop.rglob("*.yaml")) if "kind:" in path.read_text())
    name = manifest.relative_to(shop).as_posix()
    code, _, err = run("--write-baseline", name)
    assert code == 2
    assert f"{name} is a manifest, not a baseline; with FILE before it: --write-baseline={NAME} {name}" in err
    code, _, err = run("--write-baseline", "-")
    assert code == 2
    assert "--write-baseline writes a file, and - is none" in err
    assert not (shop / "-").exists()


def test_a_count_that_is_too_high_is_called_so(shop: Path, run: Run) -> None:
    run("--write-baseline")
    text = (shop / NAME).read_text()
    at = text.index("    path:")
    (shop / NAME).write_text(f"{text[:at]}    count: 7\n{text[at:]}")
    code, _, err = run("--baseline", NAME)
    assert code == 0
    assert "1 entry counts more than there is: line " in err
    assert "nothing any more" not in err
