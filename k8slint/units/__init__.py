"""What is applied together: units, found by how a repository is laid out, and what keeps them from being known."""

from __future__ import annotations

from k8slint.units.builds import Beyond, Reference
from k8slint.units.faulty_charts import Chart, ChartFault
from k8slint.units.kustomize import Fault, Kustomization, named_path
from k8slint.units.layout import Layout, Role, plan
from k8slint.units.model import Gap, Resolution, Unit, Unread
from k8slint.units.releases import Charts
from k8slint.units.resolve import resolve
from k8slint.units.roots import Root
from k8slint.units.run_files import Store
from k8slint.units.unseen import Unseen

__all__ = [
    "Beyond",
    "Chart",
    "ChartFault",
    "Charts",
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
    "named_path",
    "plan",
    "resolve",
]
