"""A rule book on disk: what belongs together, and what is said where something does not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from k8slint.rulebook import BookError, body, book, compiler, index

FIXTURE = Path(__file__).parent / "fixtures" / "rulebook"
PAGE = "services/sample-many-ports.md"
BODY = "services/sample-many-ports.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FIXTURE, tmp_path / "book", ignore=shutil.ignore_patterns("__pycache__")))


def faults(folder: Path) -> list[str]:
    with pytest.raises(BookError) as caught:
        compiler.compiled(str(folder))
    assert str(caught.value) == "\n".join(map(str, caught.value.errors))
    return [str(error).replace(f"{folder}/", "") for error in caught.value.errors]


def test_entries() -> None:
    entries = compiler.compiled(str(FIXTURE))
    assert [(entry["category"], entry["id"], entry["subject"]) for entry in entries] == [
        ("pod-security", "sample-privileged", "Container"),
        ("services", "sample-many-ports", "Service"),
        ("suppressions", "sample-stale", None),
    ]
    assert [entry["fixability"] for entry in entries] == ["safe", None, None]
    assert entries[0]["profile"] == ["pss-baseline"]
    assert entries[1]["profile"] == ["recommended", "pss-baseline"]


def test_files_in_the_folder_itself_and_hidden_ones_are_no_pages(folder: Path) -> None:
    (folder / "README.md").write_text("# Rules\n")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.md").write_text("x")
    (folder / "services" / "__pycache__").mkdir()
    assert len(compiler.compiled(str(folder))) == 3


def test_no_check(folder: Path) -> None:
    (folder / BODY).unlink()
    assert faults(folder) == [f"{PAGE}:1:1: no check: neither the key `check`, nor sample-many-ports.py"]


def test_two_checks(folder: Path) -> None:
    shutil.copy(folder / BODY, folder / "pod-security" / "sample-privileged.py")
    message = "a rule has one check: the key `check`, or sample-privileged.py"
    assert faults(folder) == [f"pod-security/sample-privileged.md:1:1: {message}"]


def test_body_without_a_page(folder: Path) -> None:
    (folder / PAGE).unlink()
    assert faults(folder) == [f"{BODY}:1:1: no page sample-many-ports.md beside this body"]


def test_id_used_twice(folder: Path) -> None:
    shutil.copy(folder / PAGE, folder / "suppressions" / "sample-many-ports.md")
    found = faults(folder)
    assert len(found) == 1
    assert found[0].startswith("suppressions/sample-many-ports.md:1:1: the id `sample-many-ports` is taken by ")


def test_name_that_is_none(folder: Path) -> None:
    (folder / PAGE).rename(folder / "services" / "Many_ports.md")
    (folder / BODY).rename(folder / "services" / "Many_ports.py")
    assert faults(folder) == ["services/Many_ports.md:1:1: `Many_ports` is not a name in small letters and dashes"]


@pytest.mark.parametrize(
    ("former", "says"),
    [
        ("sample-privileged", "`sample-privileged` is the id of a rule: "),
        ("sample-stale", "`sample-stale` is the id of a rule: "),
        ("sample-ports", "`sample-ports` is already a former id of `sample-many-ports`"),
    ],
)
def test_former_id_that_means_something_else(folder: Path, former: str, says: str) -> None:
    page = folder / "suppressions" / "sample-stale.md"
    page.write_text(page.read_text().replace("evidence: intrinsic\n", f"evidence: intrinsic\nformerly:\n  - old\n  - {former}\n"))
    (fault,) = faults(folder)
    assert fault.startswith(f"suppressions/sample-stale.md:11:5: {says}")


def test_all_faults_of_all_pages_at_once(folder: Path) -> None:
    for name in (PAGE, "pod-security/sample-privileged.md"):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace("since: 0.1.0", "since: '1'").replace("yaml bad", "yaml bda"))
    assert [line.split(":")[0] for line in faults(folder)] == [
        "pod-security/sample-privileged.md",
        "pod-security/sample-privileged.md",
        *[PAGE] * 4,
    ]


def test_page_with_faults_leaves_the_others_alone(folder: Path) -> None:
    (folder / BODY).unlink()
    rules, errors = index.read(str(folder))
    assert [rule.id for rule in rules] == ["sample-privileged", "sample-stale"]
    assert [error.path for error in errors] == [str(folder / PAGE)]


def test_page_without_prose(folder: Path) -> None:
    page = folder / "suppressions" / "sample-stale.md"
    page.write_text(page.read_text().split("\n\n")[0] + "\n")
    assert faults(folder) == ["suppressions/sample-stale.md:1:1: a page has prose below its front matter"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def check(service: Service, ctx): ...", "Service"),
        ("def check(service: api.Service, ctx): ...", "Service"),
        ("def helper(x): ...\n\n\ndef check(unit: Unit, _: Context): ...", "Unit"),
        ("X = 1\n", "b.py:1:1: no function `check`"),
        ("def check(service): ...", "b.py:1:1: `check` takes two parameters: the subject and the context"),
        ("def check(service, ctx): ...", "b.py:1:11: the annotation of `service` names no subject"),
        ("def check(s: A | B, ctx): ...", "b.py:1:11: the annotation of `s` names no subject"),
        ("def check(:\n", "b.py:1:11: invalid syntax"),
        ("\0", "b.py:1:1: source code string cannot contain null bytes"),
    ],
)
def test_subject(text: str, expected: str) -> None:
    assert str(body.subject("b.py", text)) == expected


def test_body_is_imported_by_its_path(tmp_path: Path) -> None:
    lines = [
        "from __future__ import annotations",
        "from dataclasses import dataclass",
        "@dataclass",
        "class Helper:",
        "    name: str",
        "def check(subject, ctx):",
        "    yield Helper('x')",
    ]
    path = tmp_path / "some-rule.py"
    path.write_text("\n".join(lines))
    check = body.load("some-rule", str(path))
    assert next(check(None, None)).name == "x"  # type: ignore[arg-type, attr-defined]  # the body ignores both
    assert body.load("some-rule", str(path)) is check
    assert check.__module__ == "k8slint.rules.some_rule"
    assert check.__code__.co_filename == str(path)


def test_body_that_raises_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "broken-rule.py"
    path.write_text("1 / 0\n")
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            body.load("broken-rule", str(path))


def test_book_of_a_checkout_lies_beside_the_package() -> None:
    place = book.builtin()
    assert Path(place.folder) == Path(book.__file__).parents[2] / "rules"
    assert not place.indexed
