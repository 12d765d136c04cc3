"""What is staged, told by git alone: so that a commit that has nothing to do with manifests waits for nothing."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from typing import NamedTuple

from k8slint.git import GitError
from k8slint.git.asking import answered
from k8slint.git.blobs import Blobs
from k8slint.git.recorded import Change, Repository, changes, entries, head, repository, revision

#: Names, or ends of names, of what says how k8slint is to work.
_CONFIGURATION = ("pyproject.toml", ".k8slint")
#: In the names of manifests, and of what manifests are made from.
_MANIFESTS = (".yaml", ".yml", ".json", ".tpl", ".cue", "ustomization", "Chart.")
_CHART = "Chart.yaml"
_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")


class Staged(NamedTuple):
    """What is about to be committed, or what one revision changes in another (`new` is None for the index).

    `whole`: everything is looked at and reported, because what is asked of it may have changed, or because somebody asked
    for all files.
    """

    repository: Repository
    new: str | None
    base: str  # what a person calls the old one
    changes: tuple[Change, ...]
    whole: bool = False


def look(environment: Mapping[str, str]) -> Staged | None:
    """What is staged; None where nothing of it has to do with manifests. Raises GitError outside of a repository.

    `pre-commit` says in the environment what it compares, where that is two revisions.
    """
    here = repository(".", hook=True)
    start, end = environment.get("PRE_COMMIT_FROM_REF"), environment.get("PRE_COMMIT_TO_REF")
    if start and end:
        new = revision(here, end)
        old = _between(here, revision(here, start), new)
        found = Staged(here, new, start, changes(here, old, new))
    else:
        found = Staged(here, None, "HEAD", _since_head(here))
        if not found.changes and environment.get("PRE_COMMIT") and "GIT_INDEX_FILE" not in environment:
            return found._replace(whole=True)  # `pre-commit run --all-files`
    conflict = next((change.path for change in found.changes if change.new is not None and change.new.kind == "conflict"), None)
    if conflict is not None:
        raise GitError(f"{conflict} is in conflict: it has to be merged first")
    if any(posixpath.basename(change.path).startswith(_CONFIGURATION) for change in found.changes):
        return found._replace(whole=True)
    return found if found.changes and _matters(found) else None


def _since_head(here: Repository) -> tuple[Change, ...]:
    try:
        return changes(here, "HEAD", None)
    except GitError:  # there is no commit yet, perhaps
        return changes(here, head(here), None)


#: What was found before anything else was imported, for whoever looks next.
_ahead: list[Staged] = []


def look_ahead(environment: Mapping[str, str]) -> Staged | None:
    """What is staged, kept for the next who looks."""
    found = look(environment)
    if found is not None:
        _ahead.append(found)
    return found


def looked(environment: Mapping[str, str]) -> Staged | None:
    """What is staged, as it was found ahead, or is found now."""
    return _ahead.pop() if _ahead else look(environment)


def _between(here: Repository, old: str, new: str) -> str:
    """The last commit that two have in common; the older one where there is none."""
    try:
        return answered(here.top, "merge-base", old, new).decode().split()[0]
    except (GitError, IndexError):
        return old


def _matters(staged: Staged) -> bool:
    """Whether a change may have to do with manifests: by its name, or because a chart or a kustomization uses it."""
    names = {posixpath.basename(change.path) for change in staged.changes}
    if any(part in name for name in names for part in _MANIFESTS):
        return True
    every = entries(staged.repository, staged.new)
    charts = [posixpath.dirname(entry.path) for entry in every if posixpath.basename(entry.path) == _CHART]
    if any(not chart or change.path.startswith(f"{chart}/") for chart in charts for change in staged.changes):
        return True
    builds = [entry for entry in every if posixpath.basename(entry.path) in _KUSTOMIZATIONS and entry.kind == "file"]
    blobs = Blobs(staged.repository)
    blobs.load(entry.blob for entry in builds)
    texts = [blobs.get(entry.blob) or b"" for entry in builds]
    return any(os.fsencode(name) in text for name in names for text in texts)
