"""What a document is: an object to be applied, a change to one, or none of Kubernetes' business."""

from __future__ import annotations

import enum
from functools import lru_cache
from typing import Any

from k8slint.resources import is_configuration

_LOCAL = ("config.kubernetes.io/local-config", "config.kubernetes.io/function")
_DIRECTIVES = frozenset({"$patch", "$retainKeys", "$deleteFromPrimitiveList", "$setElementOrder"})
_TEMPLATE = ("spec", "template")
#: Where the kinds that make pods keep their template; a Pod is one itself.
_TEMPLATES: dict[str, tuple[str, ...]] = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", *_TEMPLATE),
    **dict.fromkeys(
        ("Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "Rollout"), _TEMPLATE
    ),
}


class Sort(enum.Enum):
    """What a document is.

    RESOURCE: an object (or a list of them). PATCH: changes an object. LOCAL: marked as read by tools only. OTHER: no
    object of Kubernetes.
    """

    RESOURCE = "resource"
    PATCH = "patch"
    LOCAL = "local-config"
    OTHER = "not-kubernetes"


def sort(value: Any, *, directives: bool, kustomized: bool) -> Sort:
    """What a document is, by its value.

    `directives`: its text holds what only patches hold; `kustomized`: Kustomize is at work in its directory, so that
    what cannot be applied as it stands is a patch.
    """
    if type(value) is not dict:
        return Sort.PATCH if _is_json_patch(value) else Sort.OTHER
    version, kind = value.get("apiVersion"), value.get("kind")
    if type(version) is not str or type(kind) is not str or not version or not kind:
        return Sort.OTHER
    if _is_file(version, kind):
        return Sort.OTHER
    if directives and _has_directive(value):
        return Sort.PATCH
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if type(metadata) is dict else None
    if type(annotations) is dict and (annotations.get(_LOCAL[0]) == "true" or _LOCAL[1] in annotations):
        return Sort.LOCAL
    return Sort.PATCH if kustomized and kind in _TEMPLATES and _is_fragment(value, kind) else Sort.RESOURCE


def holds_directives(text: str) -> bool:
    """Whether a text holds what only patches hold."""
    return "$" in text and any(directive in text for directive in _DIRECTIVES)


@lru_cache(maxsize=1024)
def _is_file(version: str, kind: str) -> bool:
    """Whether a tool reads documents of this apiVersion and kind from files."""
    scheduler_policy = version == "v1" and kind == "Policy"
    return scheduler_policy or is_configuration(version, kind)


def _is_json_patch(value: Any) -> bool:
    """RFC 6902: a list of operations, as Kustomize's patches hold them."""
    return (
        type(value) is list
        and bool(value)
        and all(type(entry) is dict and type(entry.get("op")) is str and "path" in entry for entry in value)
    )


def _has_directive(value: Any) -> bool:
    """Strategic merge patches: directives stand beside the fields that they speak of."""
    rest = [value]
    while rest:
        value = rest.pop()
        if type(value) is dict:
            if any(key.startswith("$") and key.partition("/")[0] in _DIRECTIVES for key in value if type(key) is str):
                return True
            rest += value.values()
        elif type(value) is list:
            rest += value
    return False


def _is_fragment(value: dict[str, Any], kind: str) -> bool:
    """Whether a workload cannot be applied as it stands: no selector, and no containers or one without an image."""
    spec = value.get("spec")
    if kind != "Pod" and type(spec) is dict and spec.get("selector"):
        return False
    template: Any = value
    for step in _TEMPLATES[kind]:
        template = template.get(step) if type(template) is dict else None
    pod = template.get("spec") if type(template) is dict else None
    containers = pod.get("containers") if type(pod) is dict else None
    if type(containers) is not list or not containers:
        return True
    return any(type(container) is dict and not container.get("image") for container in containers)
