"""Recorded files: the same tree that a walk finds in a checkout, read by git without running anything of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from histories import DEPLOYMENT, GIT, SHOP, commit, git, k8slint, write

from k8slint.discover import Tree, find
from k8slint.discover.leaving import Leaving
from k8slint.discover.recorded import recorded
from k8slint.git import GitError
from k8slint.git.blobs import Blobs
from k8slint.git.pipe import Pipe
from k8slint.git.recorded import Entry, Repository, changes, entries, head, moved, repository, revision
from k8slint.patterns import Patterns

NOTHING = Leaving()
posix = pytest.mark.skipif(os.name != "posix", reason="links and odd names")


@pytest.fixture(autouse=True)
def _no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)


def of(root: Path, *paths: str, revision: str | None = None, cwd: Path | None = None, leaving: Leaving = NOTHING) -> Tree:
    here = repository(str(root))
    found = entries(here, head(here) if revision is None else revision)
    return recorded(here.top, found, Blobs(here), paths, str(cwd or root), leaving)


def contents(tree: Tree) -> dict[str, bytes | str | None]:
    return {file.path: file.unreadable or file.read() for file in tree.files}


def assert_same(recorded: Tree, walked: Tree) -> None:
    assert contents(recorded) == contents(walked)
    for field in ("mode", "roots", "cwd", "beside", "unseen", "here", "tops"):
        assert getattr(recorded, field) == getattr(walked, field), field


FILES = {
    **SHOP,
    "top.yml": "a: 1\n",
    "k/Kustomization": "resources: []\n",
    "chart/Chart.yaml": "name: c\n",
    "chart/templates/_h.tpl": "x",
    "chart/x.tpl": "x",
    "chart/templates/sub/y.tpl": "x",
    "made/web.yaml.j2": "x",
    "made/done.yaml.j2": "x",
    "made/done.yaml": "a: 1\n",
    "notes.txt": "x",
    ".k8slintignore": "left/\n*.skip.yaml\n",
    "left/a.yaml": "a: 1\n",
    "deep/.k8slintignore": "!b.skip.yaml\n",
    "deep/a.skip.yaml": "a: 1\n",
    "deep/b.skip.yaml": "a: 1\n",
    "excluded/a.yaml": "a: 1\n",
}


@pytest.mark.parametrize(
    ("paths", "below"),
    [((), ""), (("shop",), ""), (("shop", "deep"), ""), (("top.yml",), ""), (("shop/web.yaml", "made/done.yaml"), ""),
     ((), "deep"), (("..",), "deep"), (("left",), ""), (("chart/templates",), ""), (("../shop",), "chart")],
)  # fmt: skip
def test_what_is_recorded_is_what_a_walk_would_find(tmp_path: Path, paths: tuple[str, ...], below: str) -> None:
    commit(tmp_path, FILES)
    here = tmp_path / below
    assert_same(of(tmp_path, *paths, cwd=here), find(paths, cwd=str(here)))


def test_what_is_left_out_by_patterns(tmp_path: Path) -> None:
    commit(tmp_path, FILES)
    excluded = [(str(tmp_path), Patterns(["excluded/", "t*.yml"]))]
    marks = frozenset({"web.yaml"})
    found = of(tmp_path, leaving=Leaving(excluded, marks))
    walked = find((), cwd=str(tmp_path), leaving=Leaving(excluded, marks))
    assert_same(found, walked)
    assert found.marked == walked.marked == (str(tmp_path / "shop"),)


@posix
def test_links_lead_to_what_is_recorded_and_never_out(tmp_path: Path) -> None:
    commit(tmp_path, SHOP)
    (tmp_path / "links").mkdir()
    leads = {
        "a.yaml": "../shop/web.yaml",
        "out.yaml": "/etc/hostname",
        "none.yaml": "x.yaml",
        "dir": "../shop",
        "dir.yaml": "../shop",
    }
    for name, target in leads.items():
        (tmp_path / "links" / name).symlink_to(target)
    commit(tmp_path, {})
    for paths in ((), ("links",), ("links", "shop/api.yaml")):
        assert_same(of(tmp_path, *paths), find(paths, cwd=str(tmp_path)))
    (tmp_path / "loop").symlink_to("loop")
    commit(tmp_path, {})
    store = of(tmp_path).store
    assert store.find("links/dir/web.yaml") == ("file", "shop/web.yaml")
    assert store.data("links/dir/web.yaml") == SHOP["shop/web.yaml"].encode()
    assert store.find("loop/x").kind == "outside"
    assert store.data("links/out.yaml") is None


def test_the_store_knows_what_is_no_manifest(tmp_path: Path) -> None:
    commit(tmp_path, {**FILES, "shop/flags.env": "A=1\n"})
    write(tmp_path, {"shop/flags.env": "A=2\n", "shop/new.env": "A=1\n"})
    store = of(tmp_path, "shop").store
    assert store.data("shop/flags.env") == b"A=1\n"
    assert store.find("shop").kind == "directory"
    assert store.find("shop/new.env").kind == "missing"
    assert store.find("top.yml").kind == "outside"
    assert store.data("top.yml") is None
    assert list(store.names("shop")) == ["api.yaml", "flags.env", "flags.yaml", "pods.yaml", "web.yaml"]


@posix
def test_odd_names_and_bytes(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    for name in (b"new\nline.yaml", b"tab\t.yaml", b"latin-\xe9.yaml", b'quote".yaml'):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_bytes(b"a: \xff\x00\r\n")
    commit(tmp_path, {})
    assert_same(of(tmp_path), find((), cwd=str(tmp_path)))


def test_a_repository_with_longer_ids(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    here = repository(str(tmp_path))
    assert len(head(here)) == 64
    assert entries(here, head(here)) == ()
    commit(tmp_path, SHOP)
    assert_same(of(tmp_path), find((), cwd=str(tmp_path)))
    assert [change.path for change in changes(here, head(here), None)] == []


def test_what_differs_between_a_revision_and_the_index(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, SHOP)
    git(tmp_path, "add", "-A")
    here = repository(str(tmp_path))
    assert [change.path for change in changes(here, head(here), None)] == sorted(SHOP)
    commit(tmp_path, {})
    git(tmp_path, "mv", "shop/web.yaml", "shop/front.yaml")
    write(tmp_path, {"shop/api.yaml": "a: 1\n"})
    found = changes(here, head(here), None)
    assert [(change.path, change.old is None, change.new is None) for change in found] == [
        ("shop/front.yaml", True, False),
        ("shop/web.yaml", False, True),
    ]
    assert moved(found) == {"shop/web.yaml": "shop/front.yaml"}
    git(tmp_path, "add", "-A")
    assert [change.path for change in changes(here, head(here), None)] == ["shop/api.yaml", "shop/front.yaml", "shop/web.yaml"]


def test_the_index_of_a_hook_counts_only_in_its_own_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(tmp_path / "a", SHOP)
    commit(tmp_path / "b", {"other.yaml": "a: 1\n"})
    other = tmp_path / "a/.git/next-index"
    monkeypatch.setenv("GIT_INDEX_FILE", str(other))
    git(tmp_path / "a", "read-tree", "--empty")
    hook, plain = repository(str(tmp_path / "a"), hook=True), repository(str(tmp_path / "a"))
    assert (entries(hook, None), len(entries(plain, None))) == ((), len(SHOP))
    elsewhere = repository(str(tmp_path / "b"), hook=True)
    assert elsewhere == Repository(str(tmp_path / "b"))
    assert [entry.path for entry in entries(elsewhere, None)] == ["other.yaml"]


def test_a_work_tree_elsewhere_is_refused(tmp_path: Path) -> None:
    commit(tmp_path / "a", SHOP)
    git(tmp_path / "a", "config", "core.worktree", str(tmp_path))
    with pytest.raises(GitError, match="lies elsewhere"):
        repository(str(tmp_path / "a"))


def test_several_versions_in_the_index(tmp_path: Path) -> None:
    commit(tmp_path, SHOP)
    git(tmp_path, "checkout", "-q", "-b", "other")
    commit(tmp_path, {"shop/web.yaml": "a: 1\n"})
    git(tmp_path, "checkout", "-q", "main")
    commit(tmp_path, {"shop/web.yaml": "b: 1\n"})
    with pytest.raises(Exception, match="merge"):
        git(tmp_path, "merge", "other")
    here = repository(str(tmp_path))
    assert {entry.path: entry.kind for entry in entries(here, None)}["shop/web.yaml"] == "conflict"
    tree = recorded(here.top, entries(here, None), Blobs(here), (), str(tmp_path))
    assert contents(tree)["shop/web.yaml"] == "in conflict"


@posix
def test_a_hostile_repository_runs_nothing(tmp_path: Path) -> None:
    root = tmp_path / "repository"
    commit(root, SHOP)
    owned = tmp_path / "owned"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {owned}\n", encoding="utf-8")
    script.chmod(0o755)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in ("post-index-change", "post-checkout", "reference-transaction", "pre-commit", "fsmonitor-watchman"):
        (hooks / hook).symlink_to(script)
    ident = (
        "".join(f'[filter "x"]\n\t{what} = {script}\n' for what in ("clean", "smudge", "process"))
        + '[filter "x"]\n\trequired = true\n'
    )
    aliases = "".join(
        f"\t{name} = !{script}\n" for name in ("rev-parse", "ls-tree", "ls-files", "diff-index", "cat-file", "merge-base")
    )
    with (root / ".git/config").open("a", encoding="utf-8") as config:
        config.write(
            f"[core]\n\tfsmonitor = {script}\n\thooksPath = {hooks}\n\tpager = {script}\n\teditor = {script}\n"
            f"\tsshCommand = {script}\n\tgitProxy = {script}\n\taskPass = {script}\n\talternateRefsCommand = {script}\n"
            f"[pager]\n\trev-parse = {script}\n\tls-files = {script}\n\tls-tree = {script}\n\tcat-file = {script}\n"
            f'[diff]\n\texternal = {script}\n[diff "x"]\n\ttextconv = {script}\n\tcommand = {script}\n'
            f"[alias]\n{aliases}"
            f"[credential]\n\thelper = !{script}\n[gpg]\n\tprogram = {script}\n[log]\n\tshowSignature = true\n{ident}"
        )
    write(root, {".gitattributes": "* filter=x diff=x\n", "shop/flags.yaml": None})
    assert k8slint(root, "check", "--since", "HEAD").returncode == 1
    assert k8slint(root, "check", "--since", "main...").returncode == 1
    assert k8slint(root, "diff", "HEAD", "main").returncode == 0
    here = repository(str(root))
    assert [change.path for change in changes(here, head(here), None)] == []
    assert not owned.exists()


@posix
@pytest.mark.parametrize("url", ["ext::{script}", "ssh://example.com/x", "git@example.com:x", "file://{root}", "{root}"])
def test_objects_that_are_missing_are_not_fetched(tmp_path: Path, url: str) -> None:
    full = tmp_path / "full"
    commit(full, SHOP)
    root = tmp_path / "partial"
    git(full, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", "--filter=blob:none", full.as_uri(), "partial")
    owned = tmp_path / "owned"
    script = tmp_path / "evil.sh"
    script.write_text(f"#!/bin/sh\ntouch {owned}\n", encoding="utf-8")
    script.chmod(0o755)
    git(root, "config", "remote.origin.url", url.format(script=script, root=full))
    git(root, "config", "core.sshCommand", str(script))
    git(root, "config", "remote.origin.uploadpack", str(script))
    write(root, {"shop/pods.yaml": DEPLOYMENT})
    done = k8slint(root, "check", "--since", "HEAD")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "nothing is fetched" in done.stderr
    assert not owned.exists()
    before = sorted((root / ".git/objects").rglob("*"))
    with pytest.raises(GitError):
        Blobs(repository(str(root))).load(
            entry.blob for entry in entries(repository(str(root)), revision(repository(str(root)), "HEAD"))
        )
    assert sorted((root / ".git/objects").rglob("*")) == before


def test_the_inner_of_two_directories_is_looked_at_whatever_the_outer_ignores(tmp_path: Path) -> None:
    files = {"a/x.yaml": "a: 1\n", "a/b/y.yaml": "a: 1\n", "a/b/c/z.yaml": "a: 1\n", "a/.k8slintignore": "b/\n"}
    commit(tmp_path, files)
    for paths in (("a", "a/b"), ("a", "a/b/c"), ("a",)):
        assert_same(of(tmp_path, *paths), find([str(tmp_path / path) for path in paths], cwd=str(tmp_path)))


def test_very_deep_directories(tmp_path: Path) -> None:
    deep = "/".join("d" * 1_500) + "/a.yaml"
    commit(tmp_path, {"b.yaml": "a: 1\n"})
    blob = git(tmp_path, "rev-parse", "HEAD:b.yaml").strip()
    here = repository(str(tmp_path))
    tree = recorded(here.top, (Entry(deep, "file", blob),), Blobs(here), (), str(tmp_path))
    assert contents(tree) == {deep: b"a: 1\n"}


def test_a_link_of_megabytes_leads_nowhere(tmp_path: Path) -> None:
    commit(tmp_path, {"b.yaml": "a: 1\n", "long": "./" * 100_000 + "b.yaml"})
    blob = git(tmp_path, "rev-parse", "HEAD:long").strip()
    here = repository(str(tmp_path))
    tree = recorded(here.top, (*entries(here, head(here)), Entry("l.yaml", "link", blob)), Blobs(here), (), str(tmp_path))
    assert contents(tree)["l.yaml"] == "a link out of the tree"


def test_links_bring_no_flood_of_files_into_a_chart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("k8slint.discover.recorded_charts._COUNT", 10)
    commit(tmp_path, {"c/Chart.yaml": "name: c\n", **{f"many/{number}": "x" for number in range(8)}, "other/x": "x"})
    (tmp_path / "c" / "one").symlink_to("../many")
    (tmp_path / "c" / "two").symlink_to("../many")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "-m", "x")
    tree = of(tmp_path)
    assert tree.recorded is not None
    chart = tree.recorded.chart("c")
    assert chart is not None
    assert len(chart.files) == 10
    assert "too many files" in chart.refused.values()


def test_a_ref_that_replaces_an_object_does_not_count(tmp_path: Path) -> None:
    commit(tmp_path, {"a.yaml": "a: 1\n", "b.yaml": "b: 2\n"})
    before = contents(of(tmp_path))
    git(tmp_path, "replace", "HEAD:a.yaml", "HEAD:b.yaml")
    assert contents(of(tmp_path)) == before


def test_a_damaged_object_is_no_partial_clone(tmp_path: Path) -> None:
    commit(tmp_path, {"a.yaml": "a: 1\n"})
    (entry,) = entries(repository(str(tmp_path)), "HEAD")
    file = tmp_path / ".git/objects" / entry.blob[:2] / entry.blob[2:]
    for damage in (b"x", None):
        file.chmod(0o644)
        file.unlink()
        if damage is not None:
            file.write_bytes(damage)
        with pytest.raises(GitError, match="git fsck"):
            Blobs(repository(str(tmp_path))).get(entry.blob)


@posix
def test_a_git_that_does_not_answer_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = tmp_path / "git"
    silent.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    silent.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("k8slint.git.pipe.PATIENCE", 0.2)
    pipe = Pipe(str(tmp_path))
    with pytest.raises(GitError, match="did not answer"):
        list(pipe.read(["0" * 40], 1))
    pipe.close()
