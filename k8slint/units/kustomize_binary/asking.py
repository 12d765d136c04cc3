"""Kustomize itself, as a run asks it for what is not built here."""

from __future__ import annotations

from collections.abc import Callable

from k8slint.units.kustomize_binary.building import KustomizeBinary
from k8slint.units.kustomize_binary.running import Limits
from k8slint.units.kustomizing.outcome import Outcome
from k8slint.units.layout import Layout
from k8slint.units.run_files import RunFiles, Store


def asking(layout: Layout, store: Store | None, limits: Limits | None = None) -> Callable[[str], Outcome]:
    """What builds the kustomization of a directory of a run. Standard input has no files that could be read: ask nobody."""
    return KustomizeBinary(RunFiles(layout, (), store), limits).build
