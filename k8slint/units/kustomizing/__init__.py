"""Kustomize without Kustomize: kustomizations are built here, and every value of the result knows where it comes from.

What is built is what kustomize 5.5 (kubectl 1.32) builds. Only what is known to be built alike is built at all; anything
else is refused, so that Kustomize itself can be asked.
"""

from k8slint.units.kustomizing.build import Kustomizer, build
from k8slint.units.kustomizing.files import Files, Found, MemoryFiles
from k8slint.units.kustomizing.outcome import Built, BuiltObject, Failed, Idle, Origin, Outcome, Part, Place, Refused

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
