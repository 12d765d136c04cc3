"""A directory of plain manifests, as the search for what belongs together sees it."""

from __future__ import annotations

from typing import NamedTuple

from k8slint.resources import Resource
from k8slint.units.identity import Identity


class Directory(NamedTuple):
    """A directory of plain manifests.

    `boundary` leads to the nearest directory that tells an environment, and to the nearest around it that Kustomize
    applies; `contested` are objects that files of the directory define differently.
    """

    path: str
    boundary: tuple[str, ...]
    resources: tuple[Resource, ...]
    contested: frozenset[Identity] = frozenset()
