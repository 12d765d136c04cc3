"""Projects of Argo CD that lie where Argo CD does not look for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.findings import Absence
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph

_PROJECT = "AppProject"


def misplaced_project(graph: Graph, reference: Reference) -> Reference | None:
    """Tell a reference to a project that is only in another namespace than that of Argo CD as one that leads nowhere.

    Applications may lie in any namespace, projects only in that of Argo CD: known where that of an Application holds others.
    """
    want, found = reference.want, reference.found
    home = want.source.namespace
    there = {target.namespace for target in found.targets}
    if found.outcome not in {Outcome.FOUND, Outcome.UNKNOWN} or home is None or not there or not there.isdisjoint({None, home}):
        return None
    if not any(one.namespace == home for one in graph.around(_PROJECT)):
        return None
    near = tuple(NearMiss(target, "namespace") for target in found.targets)
    return Reference(want._replace(namespace=home), Lookup(Outcome.MISSING, near=near, absence=Absence.NEAR, files=found.files))
