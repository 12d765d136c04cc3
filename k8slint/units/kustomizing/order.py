"""The order in which objects are printed (kustomize, api/internal/builtins/SortOrderTransformer.go)."""

from __future__ import annotations

from typing import Any, Final

from k8slint.units.kustomizing.fields import entries, only, text
from k8slint.units.kustomizing.identity import Gvk
from k8slint.units.kustomizing.nodes import Node
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.stops import Refusal

_FIRST: Final = (
    "Namespace", "ResourceQuota", "StorageClass", "CustomResourceDefinition", "ServiceAccount", "PodSecurityPolicy", "Role",
    "ClusterRole", "RoleBinding", "ClusterRoleBinding", "ConfigMap", "Secret", "Endpoints", "Service", "LimitRange",
    "PriorityClass", "PersistentVolume", "PersistentVolumeClaim", "Deployment", "StatefulSet", "CronJob",
    "PodDisruptionBudget",
)  # fmt: skip
_LAST: Final = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")


def _ranks(first: tuple[str, ...], last: tuple[str, ...]) -> dict[str, int]:
    return {kind: rank - len(first) for rank, kind in enumerate(first)} | {kind: 1 + rank for rank, kind in enumerate(last)}


RANKS: Final = _ranks(_FIRST, _LAST)
"""What kinds stand before all others (below 0) and behind them (above 0)."""


def type_key(gvk: Gvk, any_kind: str = "") -> tuple[int, str]:
    """The place of a type among others."""
    return RANKS.get(gvk.kind, 0), "_".join((gvk.group or "~G", gvk.version or "~V", gvk.kind or any_kind))


def sort(objects: list[Object], options: Node | None) -> list[Object]:
    """Objects in the order of `sortOptions`; without, in that of kubectl: by kind."""
    given = only(options, ("order", "legacySortOptions"))
    legacy = only(given.get("legacySortOptions"), ("orderFirst", "orderLast"))
    order = text(given.get("order"))
    if order not in {"", "fifo", "legacy"}:
        raise Refusal("the order of objects", given["order"].at)
    if order == "fifo":
        return objects
    ranks = RANKS
    if legacy:
        first, last = (tuple(text(one) for one in entries(legacy.get(name))) for name in ("orderFirst", "orderLast"))
        ranks = _ranks(first, last)

    def key(one: Object) -> Any:
        group, version, kind = one.gvk
        known = ".".join((kind, version or "[noVer]", group or "[noGrp]"))
        return (
            ranks.get(kind, 0),
            "_".join((group or "~G", version or "~V", kind)),
            "|".join((known, one.namespace or "~X", one.name or "~N")),
        )

    return sorted(objects, key=key)
