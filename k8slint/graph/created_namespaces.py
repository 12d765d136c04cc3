"""Namespaces that delivery tools create on the way: Argo CD and Flux, where they are told to."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.resources import Resource, known_text
from k8slint.resources.scalars import Path, sequence

#: Where each kind of Argo CD says what it applies.
_APPLICATIONS: dict[str, Path] = {"Application": ("spec",), "ApplicationSet": ("spec", "template", "spec")}


def created_namespaces(resource: Resource) -> Iterator[tuple[str, Path]]:
    """The namespaces that a resource has created, and where it names them."""
    if resource.group == "argoproj.io" and resource.kind in _APPLICATIONS:
        spec = _APPLICATIONS[resource.kind]
        path = (*spec, "destination", "namespace")
        if "CreateNamespace=true" in sequence(resource.get(*spec, "syncPolicy", "syncOptions")):
            name = known_text(resource.get(*path))
            if name is not None:
                yield name, path
    elif resource.kind == "HelmRelease" and resource.get("spec", "install", "createNamespace") is True:
        for path in (("spec", "targetNamespace"), ("metadata", "namespace")):
            name = known_text(resource.get(*path))
            if name is not None:
                yield name, path
                return
