"""What Flux and Argo CD apply: which directories of this repository, where, and what is deployed together with what."""

from __future__ import annotations

from k8slint.units.gitops.applied import Applied, Source, ValueFile
from k8slint.units.gitops.argo import applications, value_files
from k8slint.units.gitops.flux import kustomized
from k8slint.units.gitops.generators import Pattern, patterns
from k8slint.units.gitops.repository import Repository
from k8slint.units.gitops.topology import Topology, topology

__all__ = [
    "Applied",
    "Pattern",
    "Repository",
    "Source",
    "Topology",
    "ValueFile",
    "applications",
    "kustomized",
    "patterns",
    "topology",
    "value_files",
]
