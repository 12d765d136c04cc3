"""What is found on disk, how it is called, and what is left out."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from k8slint import git
from k8slint.discover import NoSuchPath, StdinNotAlone, Tree, find
from k8slint.discover.names import printable

MANIFEST = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
posix = pytest.mark.skipif(os.name != "posix", reason="links, pipes and odd names")


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = tmp_path_factory.mktemp("git") / "config"
    empty.touch()
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(empty))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def write(root: Path, *paths: str, text: str = MANIFEST) -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")


def init(root: Path) -> None:
    subprocess.run(["git", "init", "-q", str(root)], check=True)  # noqa: S607  # the git of the PATH, as we ask it


def found(root: Path, *paths: str) -> list[str]:
    return [file.path for file in find(paths, cwd=str(root)).files]


def refused(tree: Tree) -> dict[str, str]:
    return {file.path: file.unreadable for file in tree.files if file.unreadable is not None}


def test_below_a_directory_only_what_may_be_a_manifest(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "b.yml", "c.json", "k/Kustomization", "d.txt", "e.yaml.bak", "x.tpl", ".git/config.yaml")
    write(tmp_path, "chart/Chart.yaml", "chart/templates/_h.tpl", "chart/templates/sub/x.tpl", "chart/x.tpl", "d/templates/y.tpl")
    assert found(tmp_path) == [
        "a.yaml",
        "b.yml",
        "c.json",
        "chart/Chart.yaml",
        "chart/templates/_h.tpl",
        "chart/templates/sub/x.tpl",
        "k/Kustomization",
    ]


def test_paths_are_relative_to_the_working_directory(tmp_path: Path) -> None:
    write(tmp_path, "here/a.yaml", "here/deep/b.yaml", "there/c.yaml")
    here = tmp_path / "here"
    assert found(here, ".") == ["a.yaml", "deep/b.yaml"]
    assert found(here, "./deep/../deep") == ["deep/b.yaml"]
    assert found(here, str(here / "deep")) == ["deep/b.yaml"]
    assert found(here, "../there") == ["../there/c.yaml"]
    assert found(here, "..") == ["../there/c.yaml", "a.yaml", "deep/b.yaml"]
    assert found(here, str(here / "a.yaml")) == ["a.yaml"]


def test_the_order_of_paths_says_nothing(tmp_path: Path) -> None:
    write(tmp_path, *(f"{name}/{other}.yaml" for name in "abc" for other in "xyz"))
    arguments = ["a", "b/x.yaml", "c", "a/y.yaml", "."]
    wanted = found(tmp_path, *arguments)
    for seed in range(5):
        random.Random(seed).shuffle(arguments)  # noqa: S311  # no secret
        assert found(tmp_path, *arguments) == wanted


def test_a_file_given_twice_is_one(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "d/b.yaml")
    assert found(tmp_path, "a.yaml", "./a.yaml", str(tmp_path / "a.yaml")) == ["a.yaml"]
    assert found(tmp_path, "d", "d/b.yaml", "d/") == ["d/b.yaml"]


def test_named_files_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    write(tmp_path, "manifest.txt", "other.yaml")
    tree = find(["manifest.txt"], cwd=str(tmp_path))
    assert (tree.mode, [file.path for file in tree.files], tree.beside) == ("files", ["manifest.txt"], ("other.yaml",))
    assert tree.files[0].read() == MANIFEST.encode()


def test_beside_named_files_lie_templates_too(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "b.yaml.j2", "c.yaml.tmpl", "c.yaml", "d.jsonnet", "notes.txt.j2", "e.tmpl")
    assert find(["a.yaml"], cwd=str(tmp_path)).beside == ("b.yaml.j2", "c.yaml", "c.yaml.tmpl", "d.jsonnet")
    assert find(["a.yaml", "c.yaml"], cwd=str(tmp_path)).beside == ("b.yaml.j2", "d.jsonnet")


def test_any_directory_makes_it_a_walk(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "d/b.yaml")
    tree = find(["a.txt", "d"], cwd=str(tmp_path))
    assert (tree.mode, [root.whole for root in tree.roots if root.path == "d"]) == ("directory", [True])


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(NoSuchPath, match="missing/dir"):
        find(["missing/dir"], cwd=str(tmp_path))


def test_standard_input() -> None:
    tree = find(["-"], stdin=b"a: 1\n")
    assert (tree.mode, tree.files[0].path, tree.files[0].read()) == ("stdin", "<stdin>", b"a: 1\n")
    assert find(["-"], b"", "./x/../y.yaml").files[0].path == "y.yaml"
    with pytest.raises(StdinNotAlone):
        find(["-", "."], stdin=b"")


def test_reading_stops_at_the_limit(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", text="0123456789")
    for limit, wanted in ((None, b"0123456789"), (4, b"0123"), (9, b"012345678"), (10, b"0123456789"), (99, b"0123456789")):
        assert find(["a.yaml"], cwd=str(tmp_path)).files[0].read(limit) == wanted


def test_a_file_that_is_gone_when_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml")
    (file,) = find(["."], cwd=str(tmp_path)).files
    (tmp_path / "a.yaml").unlink()
    assert (file.read(), file.unreadable) == (None, "not there any more")


def test_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "a.yaml", "d/b.yaml")
    files = find(["a.yaml"], cwd=str(tmp_path)).files
    scan = os.scandir

    def deny(path: str, *_: object) -> object:
        if str(path).endswith(("a.yaml", os.sep + "d")):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "open", deny)
    monkeypatch.setattr(os, "scandir", deny)
    assert (files[0].read(), files[0].unreadable) == (None, "no permission")
    assert refused(find(["."], cwd=str(tmp_path))) == {"d": "no permission"}


@posix
def test_links(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    write(tmp_path, "tree/a.yaml", "tree/d/b.yaml", "tree/plain.txt", "tree/.git/hidden.yaml", "outside.yaml", "far/x.yaml")
    for link, target in {
        "twice.yaml": "a.yaml",
        "renamed.yaml": "plain.txt",
        "dangling.yaml": "nowhere",
        "dangling": "nowhere",
        "loop.yaml": "loop.yaml",
        "out.yaml": "../outside.yaml",
        "secret.yaml": ".git/hidden.yaml",
        "again": "d",
        "d/up": "..",
        "away": "../far",
        "notes": "plain.txt",
    }.items():
        (tree / link).symlink_to(target)
    result = find(["."], cwd=str(tree))
    assert refused(result) == {
        "away": "a link out of the tree",
        "dangling.yaml": "a link to nothing",
        "loop.yaml": "a link to nothing",
        "out.yaml": "a link out of the tree",
        "secret.yaml": "a link into .git",
    }
    readable = [file.path for file in result.files if file.unreadable is None]
    assert readable == ["a.yaml", "d/b.yaml", "renamed.yaml"]
    assert {file.read() for file in result.files if file.unreadable is None} == {MANIFEST.encode()}
    assert found(tree, "out.yaml") == ["out.yaml"]  # named on the command line
    assert refused(find(["dangling.yaml"], cwd=str(tree))) == {"dangling.yaml": "a link to nothing"}


@posix
def test_a_link_to_a_directory_can_be_named(tmp_path: Path) -> None:
    write(tmp_path, "real/a.yaml")
    (tmp_path / "link").symlink_to("real")
    assert found(tmp_path, "link") == ["link/a.yaml"]
    assert found(tmp_path, "link/..") == ["real/a.yaml"]
    assert len(found(tmp_path, "link", "real")) == 1


@posix
def test_what_is_no_regular_file_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as unix:
        here = Path.cwd()
        os.chdir(tmp_path)  # the path of a socket is short
        try:
            unix.bind("socket.json")
        finally:
            os.chdir(here)
        (tmp_path / "device.yaml").symlink_to("/dev/zero")
        wanted = {"pipe.yaml": "no regular file", "socket.json": "no regular file", "device.yaml": "a link out of the tree"}
        assert refused(find(["."], cwd=str(tmp_path))) == wanted
        assert refused(find(["pipe.yaml"], cwd=str(tmp_path))) == {"pipe.yaml": "no regular file"}
        assert refused(find(["/dev/zero"], cwd=str(tmp_path))).popitem()[1] == "no regular file"


def test_a_directory_called_like_a_file(tmp_path: Path) -> None:
    write(tmp_path, "x.yaml/a.yaml", "y.json/none.txt")
    assert found(tmp_path) == ["x.yaml/a.yaml"]


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
def test_names_that_are_no_text(tmp_path: Path) -> None:
    for name in (b"a\xff.yaml", b"b\x1b[31m.yaml", b"c\n.yaml", "d\u202e.yaml".encode(), "é.yaml".encode()):
        (tmp_path / os.fsdecode(name)).write_text(MANIFEST, encoding="utf-8")
    tree = find(["."], cwd=str(tmp_path))
    assert [file.path for file in tree.files] == ["a\\xff.yaml", "b\\x1b[31m.yaml", "c\\x0a.yaml", "d\\u202e.yaml", "é.yaml"]
    assert all(file.read() == MANIFEST.encode() for file in tree.files)
    assert found(tmp_path, os.fsdecode(b"a\xff.yaml")) == ["a\\xff.yaml"]


def test_printable_changes_nothing_that_can_be_shown() -> None:
    for text in ("a/b-c_d.yaml", "ü/日本.yaml", "with space.yaml", ""):
        assert printable(text) == text


def test_manifests_that_another_tool_writes(tmp_path: Path) -> None:
    templates = ("k/b.yaml.j2", "k/c.yml.tmpl", "k/d.json.template", "k/e.yaml.example", "k/f.jsonnet", "k/g.cue")
    write(tmp_path, *templates, "k/a.yaml")
    write(tmp_path, "k/notes.txt.j2", "k/x.tmpl", "k/lib.libsonnet", "k/h.j2.yaml", "k/i.yaml.bak", "k/j.yaml.j2/in.txt")
    tree = find(["."], cwd=str(tmp_path))
    assert [file.path for file in tree.files] == ["k/a.yaml", "k/h.j2.yaml"]
    assert (tree.unseen.templates, tree.unseen.ignored) == (templates, ())
    assert find([".", "k/b.yaml.j2"], cwd=str(tmp_path)).unseen.templates == templates[1:]


def test_templates_beside_what_is_written_from_them(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "a.yaml.j2", "b.json", "b.jsonnet", "c.yaml", "c.yaml.j2", ".k8slintignore", text="c.yaml\n")
    unseen = find(["."], cwd=str(tmp_path)).unseen
    assert (unseen.templates, unseen.ignored) == (("c.yaml.j2",), ("c.yaml",))


def test_templates_of_charts_are_read_as_such(tmp_path: Path) -> None:
    write(tmp_path, "c/Chart.yaml", "c/templates/a.yaml.tpl")
    tree = find(["."], cwd=str(tmp_path))
    assert ([file.path for file in tree.files], tree.unseen.templates) == (["c/Chart.yaml", "c/templates/a.yaml.tpl"], ())


IGNORED = ("build/a.yaml", "x/secret.yaml", "x/generated/a.yaml", "node_modules/p/q.json", "x/y/only.yaml")
KEPT = ("a.yaml", "x/b.yaml", "x/y/keep.yaml", "x/y/z/only.yaml")


def ignoring(root: Path) -> None:
    write(root, *IGNORED, *KEPT)
    write(root, ".gitignore", text="build/\nsecret.yaml\n/node_modules\n*.tmp\n")
    write(root, "x/.gitignore", text="generated\n# a comment\n\n")
    write(root, "x/y/.gitignore", text="/only.yaml\n")


def test_what_git_ignores(tmp_path: Path) -> None:
    ignoring(tmp_path)
    assert set(found(tmp_path)) == {*IGNORED, *KEPT}  # no repository, no .gitignore
    init(tmp_path)
    assert found(tmp_path) == sorted(KEPT)
    assert found(tmp_path, "x") == ["x/b.yaml", "x/y/keep.yaml", "x/y/z/only.yaml"]
    assert found(tmp_path / "x", ".") == ["b.yaml", "y/keep.yaml", "y/z/only.yaml"]
    assert found(tmp_path, "build") == ["build/a.yaml"]  # named on the command line
    assert found(tmp_path, "build/a.yaml") == ["build/a.yaml"]


def test_ignored_manifests_are_remembered_but_not_ignored_directories(tmp_path: Path) -> None:
    ignoring(tmp_path)
    write(tmp_path, "x/secret.txt", "x/later.yaml.j2", ".k8slintignore", text="*.j2\n")
    init(tmp_path)
    wanted = ("x/later.yaml.j2", "x/secret.yaml", "x/y/only.yaml")
    assert find(["."], cwd=str(tmp_path)).unseen.ignored == wanted
    assert find([".", "x/secret.yaml"], cwd=str(tmp_path)).unseen.ignored == (wanted[0], wanted[2])


def test_without_git_its_ignore_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ignoring(tmp_path)
    init(tmp_path)
    write(tmp_path, "excluded.yaml", "x/excluded.yaml")
    write(tmp_path, ".git/info/exclude", text="excluded.yaml\n!\n")
    exact = found(tmp_path), found(tmp_path, "x"), found(tmp_path, "build")
    monkeypatch.setattr(git, "ignored", lambda _: None)
    assert (found(tmp_path), found(tmp_path, "x"), found(tmp_path, "build")) == exact
    assert exact[0] == sorted(KEPT)


def test_a_repository_in_the_tree(tmp_path: Path) -> None:
    write(tmp_path, "vendor/repo/a.yaml", "vendor/repo/out/b.yaml", "out/c.yaml")
    init(tmp_path / "vendor" / "repo")
    write(tmp_path, "vendor/repo/.gitignore", text="out/\n")
    assert found(tmp_path) == ["out/c.yaml", "vendor/repo/a.yaml"]
    init(tmp_path)
    assert found(tmp_path) == ["out/c.yaml", "vendor/repo/a.yaml"]


def test_own_ignore_files(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "gen/b.yaml", "d/c.yaml", "d/e.yaml", "d/gen/f.yaml")
    write(tmp_path, ".k8slintignore", text="gen/\nc.yaml\n")
    write(tmp_path, "d/.k8slintignore", text="!c.yaml\n/e.yaml\n")
    assert found(tmp_path) == ["a.yaml", "d/c.yaml"]
    assert found(tmp_path, "d") == ["d/c.yaml"]
    assert found(tmp_path, "gen") == ["gen/b.yaml"]
    assert found(tmp_path, "d/e.yaml") == ["d/e.yaml"]


def test_nothing_of_a_hostile_repository_is_run(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "a.yaml", "b.yaml")
    write(tmp_path, ".gitignore", text="b.yaml\n")
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {tmp_path}/owned\n", encoding="utf-8")
    script.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    (hooks / "post-index-change").write_bytes(script.read_bytes())
    (hooks / "post-index-change").chmod(0o755)
    with (tmp_path / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write(f"[core]\n\tfsmonitor = {script}\n\thooksPath = {hooks}\n\tpager = {script}\n[pager]\n\tls-files = true\n")
        config.write(f'[filter "x"]\n\tclean = {script}\n\tsmudge = {script}\n')
    write(tmp_path, ".gitattributes", text="* filter=x\n")
    assert found(tmp_path) == ["a.yaml"]
    assert not (tmp_path / "owned").exists()


def test_a_repository_that_git_refuses(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "b.yaml", ".git/config")
    write(tmp_path, ".gitignore", text="b.yaml\n")
    assert git.ignored(str(tmp_path)) is None
    assert found(tmp_path) == ["a.yaml"]


def test_variables_of_a_hook_do_not_mislead_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ignoring(tmp_path)
    init(tmp_path)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_WORK_TREE", str(tmp_path / "elsewhere"))
    assert found(tmp_path) == sorted(KEPT)


def test_the_way_down_from_the_top_of_the_repository(tmp_path: Path) -> None:
    write(tmp_path, "overlays/prod/a.yaml")
    here = tmp_path / "overlays"
    (root,) = find(["prod"], cwd=str(here)).roots
    assert (root.path, root.where[root.repository :]) == ("prod", ())
    init(tmp_path)
    (root,) = find(["prod"], cwd=str(here)).roots
    assert (root.path, root.where[root.repository :]) == ("prod", ("overlays", "prod"))
    (root,) = find(["prod/a.yaml"], cwd=str(here)).roots
    assert (root.path, root.whole, root.where[root.repository :]) == ("prod", False, ("overlays", "prod"))


def test_the_chart_around_what_is_named(tmp_path: Path) -> None:
    init(tmp_path)
    write(tmp_path, "c/Chart.yaml", "c/templates/sub/a.yaml", "c/templates/b.tpl")
    (root,) = find(["c/templates/sub"], cwd=str(tmp_path)).roots
    assert root.chart is not None
    assert root.where[root.chart :] == ("templates", "sub")
    assert find(["c"], cwd=str(tmp_path)).roots[0].chart is None


@posix
def test_where_a_file_lies_and_whether_it_may_be_written(tmp_path: Path) -> None:
    write(tmp_path, "tree/a.yaml", "tree/deep/b.yaml", "beside/c.yaml")
    tree = tmp_path / "tree"
    (tree / "inside.yaml").symlink_to("deep/b.yaml")
    (tree / "outside.yaml").symlink_to("../beside/c.yaml")
    (tmp_path / "beside" / "up.yaml").symlink_to("../tree/a.yaml")

    def real(cwd: Path, *paths: str) -> dict[str, str]:
        return {file.path: file.real and os.path.relpath(file.real, tmp_path) for file in find(paths, cwd=str(cwd)).files}

    assert real(tree, ".") == {"a.yaml": "tree/a.yaml", "deep/b.yaml": "tree/deep/b.yaml", "outside.yaml": ""}
    assert real(tree, "inside.yaml") == {"inside.yaml": "tree/deep/b.yaml"}
    assert real(tree, "outside.yaml") == {"outside.yaml": ""}
    assert real(tmp_path, "tree/outside.yaml") == {"tree/outside.yaml": "beside/c.yaml"}
    assert real(tree, "../beside/up.yaml") == {"a.yaml": "tree/a.yaml"}
    assert real(tree, "../beside/c.yaml", "outside.yaml") == {"../beside/c.yaml": "beside/c.yaml"}
    assert find(("-",), b"", cwd=str(tree)).files[0].real == ""


@posix
def test_a_file_that_has_moved(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", "b.yaml")
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    (file,) = find(("link.yaml",), cwd=str(tmp_path)).files
    assert not file.moved
    (tmp_path / "link.yaml").unlink()
    (tmp_path / "link.yaml").symlink_to("b.yaml")
    assert file.moved


def test_names_of_a_directory_of_what_was_named(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "secret").mkdir(parents=True)
    top = tmp_path / "top"
    (top / "patches").mkdir(parents=True)
    (top / "patches/cache.json").write_text("[]")
    (top / "link").symlink_to(outside)
    store = find((".",), cwd=str(top)).store
    assert list(store.names("patches")) == ["cache.json"]
    assert [list(store.names(path)) for path in ("link", "..", "../outside", "gone", "patches/cache.json")] == [[]] * 5
