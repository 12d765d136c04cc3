"""Kustomize by Kustomize itself: what is not built here is built by the user's `kustomize` or `kubectl`, safely.

What it reads is found and checked beforehand and copied into a directory of its own; nothing is fetched, no plugin runs,
and no build takes longer or prints more than it may. Origins are what Kustomize tells of files, followed up in them.
"""

from k8slint.units.kustomize_binary.asking import asking
from k8slint.units.kustomize_binary.building import KustomizeBinary
from k8slint.units.kustomize_binary.running import Limits
from k8slint.units.kustomize_binary.tools import Tool, candidates

__all__ = ["KustomizeBinary", "Limits", "Tool", "asking", "candidates"]
