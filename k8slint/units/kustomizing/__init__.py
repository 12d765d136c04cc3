"""Kustomize without Kustomize: kustomizations are built here, and every value of the result knows where it comes from.

What is built is what kustomize 5.5 (kubectl 1.32) builds. Only what is known to be built alike is built at all; anything
else is refused, so that Kustomize itself can be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slint.units.kustomizing.files import Files, Found, MemoryFiles
from k8slint.units.kustomizing.outcome import Built, BuiltObject, Failed, Idle, Origin, Outcome, Part, Place, Refused

if TYPE_CHECKING:
    from k8slint.units.kustomizing.build import Kustomizer, build

__all__ = [
    "Built",
    "BuiltObject",
    "Failed",
    "Files",
    "Found",
    "Idle",
    "Kustomizer",
    "MemoryFiles",
    "Origin",
    "Outcome",
    "Part",
    "Place",
    "Refused",
    "build",
]


def __getattr__(name: str) -> Any:
    """What builds, imported when it is asked for: most runs have no kustomization."""
    if name not in {"Kustomizer", "build"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module = import_module(f"{__name__}.build")
    globals().update(Kustomizer=module.Kustomizer, build=module.build)  # not the module of that name
    return globals()[name]
