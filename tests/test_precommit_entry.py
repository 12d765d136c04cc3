"""Our hook in a configuration of pre-commit: added once, with everything else left as it is."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from k8slint.cli.precommit import NotAdded, with_hook

THERE = [
    "",
    "# nothing yet\n",
    "repos: []\n",
    "default_stages: [pre-commit]\n",
    "# mine\nrepos:\n  - repo: https://example.com/a  # keep\n    rev: v1\n    hooks:\n      - id: a\n\n# the end\n",
    "repos:\n- repo: https://example.com/a\n  rev: v1\n  hooks: [{id: a, args: [--x]}]\nfail_fast: true\n",
    "repos: [{repo: meta, hooks: [{id: identity}]}]\n",
    "repos:\r\n  - repo: meta\r\n    hooks: [{id: identity}]\r\n",
]


@pytest.mark.parametrize("text", THERE)
@pytest.mark.parametrize("local", [False, True])
def test_the_hook_is_added_once(text: str, *, local: bool) -> None:
    made = with_hook(text, local=local)
    assert made is not None
    before, after = YAML(typ="safe").load(text) or {}, YAML(typ="safe").load(made)
    *others, ours = after.pop("repos")
    assert others == before.pop("repos", [])
    assert after == before
    assert [hook["id"] for hook in ours["hooks"]] == ["k8slint"]
    assert ours["repo"] == ("local" if local else "https://github.com/k8slint/k8slint")
    assert [line for line in text.splitlines() if "#" in line] == [line for line in made.splitlines() if "#" in line]
    assert with_hook(made, local=local) is None
    assert with_hook(made, local=not local) is None


@pytest.mark.parametrize("text", ["repos: [", "- a\n", "repos: text\n", "repos: []\n---\nrepos: []\n", "repos: {a: b}\n"])
def test_what_is_no_configuration_is_left_alone(text: str) -> None:
    with pytest.raises(NotAdded):
        with_hook(text, local=False)


def test_other_hooks_of_ours_are_ours() -> None:
    assert with_hook("repos: [{repo: x, rev: y, hooks: [{id: k8slint-fix}]}]\n", local=False) is None
