"""Copies that controllers keep of Secrets and ConfigMaps in other namespaces, and what policies generate there."""

from __future__ import annotations

from collections.abc import Iterator

from k8slint.resources import Resource, known_text
from k8slint.resources.scalars import Path, at, sequence

#: Annotations of an object that ask for copies of it: Reflector, kubernetes-replicator, config-syncer (kubed).
_PUSHED = (
    "reflector.v1.k8s.emberstack.com/reflection-auto-enabled",
    "replicator.v1.mittwald.de/replicate-to",
    "replicator.v1.mittwald.de/replicate-to-matching",
    "kubed.appscode.com/sync",
)
_POLICIES = frozenset({"ClusterPolicy", "Policy"})


def copies(resource: Resource) -> Iterator[tuple[str, str, Path]]:
    """What a controller makes of a resource in other namespaces: kind, name, and where the resource says the name."""
    if resource.kind in {"Secret", "ConfigMap"}:
        for key in _PUSHED:
            if resource.name and resource.annotations.get(key, "false") != "false":
                yield resource.kind, resource.name, ("metadata", "name")
                return
    elif resource.kind in _POLICIES and resource.group == "kyverno.io":
        for index, rule in enumerate(sequence(resource.get("spec", "rules"))):
            kind, name = (known_text(at(rule, ("generate", field))) for field in ("kind", "name"))
            if kind is not None and name is not None:
                yield kind, name, ("spec", "rules", index, "generate", "name")
