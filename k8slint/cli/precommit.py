"""The entry of our hook in a `.pre-commit-config.yaml`, added with everything else left as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slint import __version__
from k8slint.findings import Edit, Fix
from k8slint.fix import apply, text_fix
from k8slint.text import SourceFile
from k8slint.yaml import Node, read

FILE = ".pre-commit-config.yaml"
_OURS = "k8slint"
#: The hook of the repository, which pre-commit installs by itself.
_REMOTE: Mapping[str, Any] = {
    "repo": "https://github.com/k8slint/k8slint",
    "rev": f"v{__version__}",
    "hooks": [{"id": _OURS}],
}
#: The hook of a k8slint that is installed already.
_LOCAL: Mapping[str, Any] = {
    "repo": "local",
    "hooks": [
        {
            "id": _OURS,
            "name": _OURS,
            "entry": "k8slint check --staged",
            "language": "system",
            "pass_filenames": False,
            "always_run": True,
        }
    ],
}


class NotAdded(Exception):  # noqa: N818  # it says what is so
    """A configuration of pre-commit to which no hook can be added, and why."""


def with_hook(text: str, *, local: bool) -> str | None:
    """A configuration of pre-commit with our hook; None where it has it. Raises NotAdded."""
    source = SourceFile(FILE, text)
    stream = read(source)
    if stream.errors:
        raise NotAdded(f"it is {stream.errors[0].message}")
    if not stream.documents:
        text = f"{text}repos: []\n" if not text or text.endswith("\n") else f"{text}\nrepos: []\n"
        return with_hook(text, local=local)
    document = stream.documents[0]
    repos = document.value.get("repos", []) if isinstance(document.value, dict) else None
    if len(stream.documents) > 1 or not isinstance(repos, list):
        raise NotAdded("it has no list `repos`")
    if any(_is_ours(hook) for repo in repos if isinstance(repo, dict) for hook in _hooks(repo)):
        return None
    entry = dict(_LOCAL if local else _REMOTE)
    fix = text_fix(Fix("add the hook", (Edit(Node(document, ()), ("repos", len(repos)), entry),)))
    if isinstance(fix, str):
        raise NotAdded(fix)
    done = apply({FILE: source}, [fix])
    if FILE not in done.texts:
        raise NotAdded("; ".join(why for _, why in done.refused))
    return done.texts[FILE]


def _hooks(repo: Mapping[str, Any]) -> list[Any]:
    hooks = repo.get("hooks")
    return hooks if isinstance(hooks, list) else []


def _is_ours(hook: Any) -> bool:
    return isinstance(hook, dict) and str(hook.get("id", "")).partition("-")[0] == _OURS
