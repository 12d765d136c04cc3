"""Directories that are applied together: those between which references go that resolve nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from k8slint.units.directory import Directory
from k8slint.units.groups import Group, Groups
from k8slint.units.linking import Links
from k8slint.units.relatives import Relatives


def join(directories: Sequence[Directory], elsewhere: Collection[str] = ()) -> tuple[Group, ...]:
    """Directories in path order, joined where a reference resolves in exactly one parent, child or sibling.

    What is joined counts as the directory around it. `elsewhere` are namespaces that something else is in, too.
    """
    groups = Groups(directories)
    if len(directories) > 1:
        links = Links(directories)
        for index, other, reason in links.edges():
            groups.unite(index, other, reason)
        Relatives(groups, links.loose, elsewhere).join()
    return groups.made()
