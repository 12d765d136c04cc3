"""Which configuration counts: the nearest one above what is linted, what it inherits, and those further down."""

from __future__ import annotations

import os

import pytest
from configured import MISSING, POD, PORTS, Place, place

__all__ = ["place"]

OFF = f"ignore: [{PORTS}]\n"


@pytest.mark.parametrize("name", [".k8slint.yaml", ".k8slint.yml"])
@pytest.mark.parametrize("cwd", [".", "apps", "apps/web"])
def test_the_nearest_one_above_counts(place: Place, name: str, cwd: str) -> None:
    place.write({"apps/web/pod.yaml": POD, name: OFF})
    assert place.check(cwd=cwd).rules == {MISSING}


def test_in_a_pyproject(place: Place) -> None:
    place.write({"pod.yaml": POD, "pyproject.toml": f'[project]\nname = "x"\n\n[tool.k8slint]\nignore = ["{PORTS}"]\n'})
    done = place.check()
    assert (done.rules, done.err) == ({MISSING}, "")


def test_a_pyproject_without_a_section_is_passed_over(place: Place) -> None:
    files = {"apps/pod.yaml": POD, "apps/pyproject.toml": "[tool.other]\nuses = 'k8slint'\n", ".k8slint.yaml": OFF}
    place.write(files)
    assert place.check("apps").rules == {MISSING}


def test_a_pyproject_that_does_not_speak_of_us_is_not_read(place: Place) -> None:
    place.write({"pod.yaml": POD, "pyproject.toml": "[project\n"})
    assert (place.check().rules, place.check().err) == ({MISSING, PORTS}, "")


@pytest.mark.parametrize("header", ["[tool.k8slint]", "[tool . 'k8slint']", '["tool"."k8slint"]'])
def test_however_the_table_is_written(place: Place, header: str) -> None:
    place.write({"pod.yaml": POD, "pyproject.toml": f"{header}\nignore = ['{PORTS}']\n"})
    assert place.check().rules == {MISSING}


def test_its_own_file_wins_over_a_pyproject_and_that_is_told(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": OFF, "pyproject.toml": '[tool.k8slint]\nfailOn = "never"\n'})
    done = place.check()
    assert (done.code, done.rules) == (1, {MISSING})
    assert done.err == "pyproject.toml is not read: .k8slint.yaml lies beside it and wins\n"


def test_none_beyond_the_top_of_the_repository(place: Place) -> None:
    place.write({"inner/pod.yaml": POD, ".k8slint.yaml": OFF})
    (place.path / "inner/.git").mkdir()
    assert place.check("inner").rules == {MISSING, PORTS}


def test_without_a_repository_up_to_where_everybody_may_write(place: Place) -> None:
    (place.path / ".git").rmdir()
    place.write({"open/shop/apps/pod.yaml": POD, ".k8slint.yaml": OFF})
    assert place.check("open/shop/apps").rules == {MISSING}
    (place.path / "open").chmod(0o777)
    assert place.check("open/shop/apps").rules == {MISSING, PORTS}


def test_without_a_repository_not_above_the_home_directory(place: Place) -> None:
    (place.path / ".git").rmdir()
    place.write({"home/shop/pod.yaml": POD, ".k8slint.yaml": OFF})
    assert place.check("home/shop", HOME=str(place.path / "home")).rules == {MISSING, PORTS}
    place.write({"home/.k8slint.yaml": OFF})
    assert place.check("home/shop", HOME=str(place.path / "home")).rules == {MISSING}


def test_the_one_around_all_paths_configures_the_run(place: Place) -> None:
    place.write({"a/pod.yaml": POD, "b/pod.yaml": POD, "a/.k8slint.yaml": "failOn: never\n", ".k8slint.yaml": OFF})
    assert place.check("a", "b").code == 1
    assert place.check("a").code == 0


def test_standard_input(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write({".k8slint.yaml": OFF, "apps/.k8slint.yaml": f"ignore: [{MISSING}]\n", "pod.yaml": POD})
    for words, left in (((), {MISSING}), (("--stdin-filename", "apps/x.yaml"), {PORTS})):
        with (place.path / "pod.yaml").open() as text:
            monkeypatch.setattr("sys.stdin", text)
            assert place.check("-", *words).rules == left


def test_named_and_none(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": OFF, "etc/lint.yaml": f"ignore: [{MISSING}]\n"})
    assert place.check("--config", "etc/lint.yaml").rules == {PORTS}
    assert place.check(K8SLINT_CONFIG="etc/lint.yaml").rules == {PORTS}
    assert place.check("--isolated").rules == {MISSING, PORTS}
    assert place.check(K8SLINT_ISOLATED="1").rules == {MISSING, PORTS}
    done = place.check("--config", "no.yaml")
    assert (done.code, done.out, done.err) == (2, "", "no.yaml: does not exist\n")
    place.write({"pyproject.toml": "[project]\n"})
    assert place.check("--config", "pyproject.toml").err == "pyproject.toml:1:1: there is no [tool.k8slint] in it\n"
    assert place.check("--config", "etc/lint.yaml", "--isolated").code == 2


def test_a_configuration_is_no_manifest(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": OFF, "a/.k8slint.yaml": OFF})
    assert place.check().data["summary"]["files"] == 1


def test_inheriting(place: Place) -> None:
    place.write(
        {
            "pod.yaml": POD,
            ".k8slint.yaml": f"extend: [etc/one.yaml, etc/two.yaml]\nseverity: {{{MISSING}: warning}}\n",
            "etc/one.yaml": f"extend: deep/base.yaml\nfailOn: never\nseverity: {{{MISSING}: info, {PORTS}: info}}\n",
            "etc/two.yaml": "failOn: error\nexclude: [out/]\n",
            "etc/deep/base.yaml": "profile: strict\nignore: [bare-pod]\nexclude: [gone.yaml]\n",
            "etc/deep/gone.yaml": POD,
            "gone.yaml": POD,
            "etc/out/x.yaml": POD,
            "out/x.yaml": POD,
        }
    )
    done = place.check()
    assert done.code == 0
    assert {(rule, severity) for rule, severity, _ in done.found} >= {(MISSING, "warning"), (PORTS, "info")}
    assert "bare-pod" not in done.rules
    # Patterns are relative to the file in which they stand.
    assert {path for _, _, path in done.found} == {"gone.yaml", "out/x.yaml", "pod.yaml"}


def test_a_configuration_further_down_counts_for_its_directory(place: Place) -> None:
    inner = f"extend: base.yaml\nignore: [{PORTS}, {{rule: {MISSING}, name: web, reason: made by hand}}]\nfailOn: never\n"
    place.write(
        {
            "a/pod.yaml": POD,
            "b/pod.yaml": POD,
            "b/.k8slint.yaml": inner,
            "b/base.yaml": "kubeVersion: '1.30'\nprofile: strict\n",
            ".k8slint.yaml": "profile: default\n",
        }
    )
    done = place.check()
    assert done.code == 1
    assert done.err == (
        "b/.k8slint.yaml:3:1: `failOn` has no effect here: it concerns the whole run, configured by .k8slint.yaml\n"
    )
    assert {(rule, path) for rule, _, path in done.found if rule in {MISSING, PORTS}} == {
        (MISSING, "a/pod.yaml"),
        (PORTS, "a/pod.yaml"),
    }
    assert ("bare-pod", "b/pod.yaml") in {(rule, path) for rule, _, path in done.found}


def test_nested_overrides_are_relative_to_their_file(place: Place) -> None:
    nested = f"overrides:\n  - paths: /prod/\n    severity: {{{MISSING}: warning}}\n"
    place.write({"a/prod/pod.yaml": POD, "prod/pod.yaml": POD, "a/.k8slint.yaml": nested})
    found = place.check().found
    assert {(severity, path) for rule, severity, path in found if rule == MISSING} == {
        ("warning", "a/prod/pod.yaml"),
        ("error", "prod/pod.yaml"),
    }


def test_a_configuration_above_the_working_directory(place: Place) -> None:
    text = f"exclude: [/apps/old/]\noverrides:\n  - paths: /apps/web/\n    ignore: [{MISSING}]\n"
    place.write({"apps/web/pod.yaml": POD, "apps/old/pod.yaml": POD, "apps/api/pod.yaml": POD, ".k8slint.yaml": text})
    for cwd, words in ((".", ()), ("apps", ()), ("apps/web", ("..",)), ("/", (str(place.path),))):
        found = place.check(*words, cwd=cwd).found
        told = {os.path.basename(os.path.dirname(os.path.join(place.path, cwd, path))) for _, _, path in found}
        assert told == {"web", "api"}
        assert len([1 for rule, _, _ in found if rule == MISSING]) == 1


def test_in_a_repository_also_where_everybody_may_write(place: Place) -> None:
    place.write({"open/apps/pod.yaml": POD, ".k8slint.yaml": OFF})
    (place.path / "open").chmod(0o777)
    assert place.check("open/apps").rules == {MISSING}


@pytest.mark.parametrize("paths", [("a/deep/pod.yaml", "b/pod.yaml"), ("a/deep", "b"), ("a", "b")])
def test_one_further_down_counts_however_its_files_are_named(place: Place, paths: tuple[str, ...]) -> None:
    place.write({"a/deep/pod.yaml": POD, "b/pod.yaml": POD, ".k8slint.yaml": "profile: default\n", "a/.k8slint.yaml": OFF})
    found = place.check(*paths).found
    assert {path for rule, _, path in found if rule == PORTS} == {"b/pod.yaml"}


def test_files_of_ours_are_no_manifests(place: Place) -> None:
    place.write({"pod.yaml": POD, "lint/base.yaml": OFF, ".k8slint.yaml": "extend: lint/base.yaml\nbaseline: lint/known.yaml\n"})
    assert place.run("check", "--write-baseline").code == 0
    for words in ((), ("--config", "lint/base.yaml", "--baseline", "lint/known.yaml", "."), ("--write-baseline",)):
        data = place.check(*words).data
        assert (data["summary"]["files"], data["summary"]["skipped"]) == (1, {}), words


def test_force_exclude(place: Place) -> None:
    place.write(dict.fromkeys(("a.yaml", "gen/b.yaml", "own/c.yaml", "gen/keep/d.yaml"), POD))
    place.write({".k8slint.yaml": "exclude: [gen/]\n", ".k8slintignore": "c.yaml\n"})
    named = ("a.yaml", "gen/b.yaml", "own/c.yaml", "gen/keep")

    def paths(*words: str) -> set[str]:
        return {path for _, _, path in place.check(*words).found}

    assert paths(*named) == {"a.yaml", "gen/b.yaml", "own/c.yaml", "gen/keep/d.yaml"}
    assert paths("--force-exclude", *named) == {"a.yaml"}
    assert place.check("--force-exclude", "gen/keep").code == 2
    assert place.check("--force-exclude", "--allow-empty", "gen/keep", "own/c.yaml").code == 0
    assert paths("--force-exclude", "--isolated", *named) == {"a.yaml", "gen/b.yaml", "gen/keep/d.yaml"}
    (place.path / ".git").rmdir()
    with_cwd = place.check("--force-exclude", "--allow-empty", "b.yaml", cwd="gen")
    assert (with_cwd.code, with_cwd.found) == (0, set())


@pytest.mark.parametrize(
    "inner",
    [
        "failOn: warning\n",
        f"ignore: [{PORTS}]\n",
        f"extend: ../../.k8slint.yaml\nseverity: {{{PORTS}: warning}}\n",
        f"extend: ../../more.yaml\noverrides: [{{paths: x, ignore: [{PORTS}]}}]\n",
        "profile: strict\n",
    ],
)
def test_a_file_is_judged_the_same_from_everywhere(place: Place, inner: str) -> None:
    outer = (
        f"profile: strict\nseverity: {{bare-pod: error}}\nignore: [{{rule: {PORTS}, name: web, reason: old}}]\n"
        f"overrides:\n  - {{paths: '/apps/**', severity: {{{MISSING}: info}}}}\n  - {{paths: pod.yaml, ignore: [bare-pod]}}\n"
    )
    more = f"overrides: [{{paths: /apps/b/, ignore: [{MISSING}]}}]\n"
    place.write({"more.yaml": more, ".k8slint.yaml": outer, "apps/a/.k8slint.yaml": inner})
    place.write(dict.fromkeys(("apps/a/pod.yaml", "apps/a/x/pod.yaml", "apps/b/pod.yaml"), POD))
    place.write({"apps/a/x/.k8slint.yaml": f"severity: {{{MISSING}: warning}}\n"})

    def below(top: str, *words: str) -> set[tuple[str, str, str]]:
        return {one for one in place.check("--fail-on", "never", *words).found if one[2].startswith(top)}

    for top in ("apps/a/", "apps/a/x/"):
        assert below(top) == below(top, top) == below(top, "apps") != set()
    assert (MISSING, "info", "apps/b/pod.yaml") in below("apps/b")  # what is said for one directory is said there only
