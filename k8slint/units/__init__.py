"""What is applied together: units, found by how a repository is laid out, and what keeps them from being known."""

from __future__ import annotations

from k8slint.units.builds import Beyond, Reference
from k8slint.units.kustomize import Fault, Kustomization
from k8slint.units.layout import Layout, Role, plan
from k8slint.units.model import Gap, Resolution, Unit, Unread
from k8slint.units.resolve import resolve
from k8slint.units.roots import Root
from k8slint.units.run_files import Store
from k8slint.units.unseen import Unseen

__all__ = [
    "Beyond",
    "Fault",
    "Gap",
    "Kustomization",
    "Layout",
    "Reference",
    "Resolution",
    "Role",
    "Root",
    "Store",
    "Unit",
    "Unread",
    "Unseen",
    "plan",
    "resolve",
]
