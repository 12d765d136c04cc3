"""The keys of a ConfigMap, and whether they are all that it will have in the cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.placeholders import is_placeholder
from k8slint.resources.scalars import mapping, sequence

if TYPE_CHECKING:
    from k8slint.resources.model import Resource

# Annotations and labels that let a controller write one key: OpenShift's service CA and cluster-wide trust bundle.
_ADDED = {
    "service.beta.openshift.io/inject-cabundle": "service-ca.crt",
    "service.alpha.openshift.io/inject-cabundle": "service-ca.crt",
    "config.openshift.io/inject-trusted-cabundle": "ca-bundle.crt",
}
# Annotations and labels that let a controller write any key: copies of another object, and content that others keep.
_FILLED = (
    "reflector.v1.k8s.emberstack.com/reflects",
    "replicator.v1.mittwald.de/replicate-from",
    "replicator.v1.mittwald.de/replicated-from-version",
    "kubed.appscode.com/origin",
    "generate.kyverno.io/",
    "trust.cert-manager.io/",
    "kyverno.io/generated-by",
)
_FILLED_BY_VALUE = {
    "kustomize.toolkit.fluxcd.io/ssa": ("Merge", "IfNotPresent"),
    "addonmanager.kubernetes.io/mode": ("EnsureExists",),
}
_MANAGED_BY = "app.kubernetes.io/managed-by"
_MANAGERS = ("operator", "controller")


class ConfigKeys(NamedTuple):
    """The keys of a ConfigMap: those of `data`, and those of `binaryData`, which become files but no variables.

    `complete`: nothing is known to add to them in the cluster.
    """

    data: tuple[str, ...]
    binary: tuple[str, ...]
    complete: bool

    @property
    def every(self) -> tuple[str, ...]:
        """All keys, those of `data` first."""
        return (*self.data, *(key for key in self.binary if key not in self.data))


def config_keys(configmap: Resource) -> ConfigKeys:
    """Read the keys of a ConfigMap."""
    data, binary = configmap.get("data"), configmap.get("binaryData")
    complete = all(value is None or isinstance(value, dict) for value in (data, binary))
    keys = [*mapping(data), *mapping(binary)]
    complete = complete and not any(is_placeholder(key) for key in keys) and not _filled(configmap)
    added = tuple(key for mark, key in _ADDED.items() if configmap.annotations.get(mark) or configmap.labels.get(mark))
    return ConfigKeys((*_texts(data), *added), _texts(binary), complete)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(key for key in mapping(value) if isinstance(key, str))


def _filled(configmap: Resource) -> bool:
    """Tell whether a controller writes what is not written here."""
    marks = {**configmap.labels, **configmap.annotations}
    if sequence(configmap.metadata.get("ownerReferences")) or any(key.startswith(_FILLED) for key in marks):
        return True
    if marks.get(_MANAGED_BY, "").lower().endswith(_MANAGERS):
        return True
    return any(marks.get(key) in values for key, values in _FILLED_BY_VALUE.items())
