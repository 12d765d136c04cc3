"""The keys of a ConfigMap or a Secret, and whether they are all that it will have in the cluster."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.placeholders import is_placeholder
from k8slint.resources.scalars import Path, mapping, sequence

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


#: What the controller manager writes into a Secret of the type of service account tokens.
_TOKEN: tuple[str, ...] = ("token", "ca.crt", "namespace")
_TOKEN_TYPE = "kubernetes.io/service-account-token"  # noqa: S105  # a type of Secrets, not one


class ConfigKeys(NamedTuple):
    """The keys of a ConfigMap or a Secret; those of `binary` become files but no variables.

    `complete`: nothing is known to add to them in the cluster. `holder`: where the keys are written, and `places` where
    each of them is, in the resource that says them; what is not in `places` is added by a controller.
    """

    data: tuple[str, ...]
    binary: tuple[str, ...]
    complete: bool
    holder: Path = ("data",)
    places: Mapping[str, Path] = MappingProxyType({})

    @property
    def every(self) -> tuple[str, ...]:
        """All keys, those of `data` first."""
        return (*self.data, *(key for key in self.binary if key not in self.data))


#: Keys of which nothing is known.
UNKNOWN_KEYS = ConfigKeys((), (), complete=False)


def config_keys(resource: Resource) -> ConfigKeys:
    """Read the keys of a ConfigMap or a Secret."""
    secret = resource.kind == "Secret"
    values = {field: resource.get(field) for field in (("data", "stringData") if secret else ("data", "binaryData"))}
    complete = all(value is None or isinstance(value, dict) for value in values.values())
    places = {key: (field, key) for field, value in values.items() for key in mapping(value) if isinstance(key, str)}
    complete = complete and not any(is_placeholder(key) for key in places) and not _filled(resource)
    holder = next((field for field, value in values.items() if value), "data")
    if secret:
        added = _TOKEN if resource.get("type") == _TOKEN_TYPE else ()
        keys = (*places, *(key for key in added if key not in places))
        # A Secret without keys is one that somebody fills later: nobody commits what is in it.
        return ConfigKeys(keys, (), complete and bool(keys), (holder,), places)
    added = tuple(key for mark, key in _ADDED.items() if resource.annotations.get(mark) or resource.labels.get(mark))
    return ConfigKeys((*_texts(values["data"]), *added), _texts(values["binaryData"]), complete, (holder,), places)


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(key for key in mapping(value) if isinstance(key, str))


def _filled(resource: Resource) -> bool:
    """Tell whether a controller writes what is not written here."""
    marks = {**resource.labels, **resource.annotations}
    if sequence(resource.metadata.get("ownerReferences")) or any(key.startswith(_FILLED) for key in marks):
        return True
    if marks.get(_MANAGED_BY, "").lower().endswith(_MANAGERS):
        return True
    return any(marks.get(key) in values for key, values in _FILLED_BY_VALUE.items())
