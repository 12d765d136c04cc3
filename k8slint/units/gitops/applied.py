"""What a resource of Flux or Argo CD has applied: a directory of a source, and where it goes."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from k8slint.resources import Resource
from k8slint.resources.scalars import Path

#: What leads to one repository in different words: the protocol, a user, and the end.
_AROUND = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@]*@)?(.*?)(?:\.git)?/?$", re.IGNORECASE)

#: Branches that the files of a run are of, as a rule.
_MAIN = frozenset({"", "HEAD", "head", "main", "master", "trunk", "develop", "refs/heads/main", "refs/heads/master"})


class Source(NamedTuple):
    """Where manifests come from: the address of a repository, or an object that stands for one, at some revision."""

    kind: str
    namespace: str | None
    name: str
    revision: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name}" if self.kind else self.name


class Helm(NamedTuple):
    """What Argo CD tells Helm: the release, files of values (None: one that is not known), and single values."""

    release: str | None = None
    files: tuple[tuple[Source, str] | None, ...] = ()
    set: tuple[tuple[str, Any], ...] = ()


class Applied(NamedTuple):
    """A directory that a resource has applied.

    `path` is what it is called, seen from the top of the source, `at` the field that says so (there may be none: the
    top); `places` are all the places in this repository that it may be, if the source is this repository. `namespace` is
    where what names none goes, `forced`: everything goes there. `cluster` is another one than that of the resource.
    `deep`: what lies below the directory goes with it. `made` tells one of several that a template makes from the others.
    `chart`: it is a chart; `helm` is what Argo CD would tell Helm if it is one.
    """

    by: Resource
    at: Path
    source: Source
    path: str
    places: tuple[str, ...]
    namespace: str | None = None
    forced: bool = False
    cluster: str | None = None
    chart: bool = False
    deep: bool = True
    made: str = ""
    helm: Helm | None = None


#: What tells one applied thing from all others, in whatever reading of its document.
Key = tuple[int, Path, str]


def key(applied: Applied) -> Key:
    """What tells one applied thing from all others."""
    return (id(applied.by.document), applied.by.path, applied.made)


class ValueFile(NamedTuple):
    """A file of values for a chart: which one (seen from the top of its source), and where it is named."""

    by: Resource
    at: Path
    source: Source
    path: str
    written: str


def address(url: str) -> str:
    """A repository's address without what may be written in several ways: `github.com/acme/shop`."""
    found = _AROUND.match(url.strip())
    return (found[1] if found else url).replace(":", "/", 1).lower()


def revision(name: str) -> str:
    """The name of a revision; that of the main branch needs none."""
    return "" if name in _MAIN else name


def cleaned(path: str) -> str:
    """A path seen from the top of a source: without dots and slashes around it; `.` is the top itself."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if parts:
                parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or "."
