"""What decides beside which other pods the pods of a template are put: affinities and spread constraints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.placeholders import known_text
from k8slint.resources.scalars import Path, at, sequence
from k8slint.resources.selectors import Selector, label_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.workloads import PodTemplate
    from k8slint.yaml import Node

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


class AffinityTerm(NamedTuple):
    """One required term of a pod affinity, or of an anti-affinity (`anti`).

    `namespaces` are the texts listed (None: not all are known), `namespace_selector` selects further ones; without both
    it is about the namespace of the pods themselves.
    """

    template: PodTemplate
    path: Path
    anti: bool
    selector: Selector
    namespaces: tuple[str, ...] | None
    namespace_selector: Selector

    @property
    def own_namespace(self) -> bool:
        """Whether it is about the namespace of the pods themselves, and no other."""
        return self.namespaces == () and self.namespace_selector.absent

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the term."""
        return self.template.workload.nearest(*self.path, *path)


class SpreadConstraint(NamedTuple):
    """One topology spread constraint of a pod template: which pods are counted.

    `label_keys` are keys whose values in the pod itself are asked for besides (`matchLabelKeys`; None: not all are known).
    """

    template: PodTemplate
    path: Path
    selector: Selector
    label_keys: tuple[str, ...] | None

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the constraint."""
        return self.template.workload.nearest(*self.path, *path)


def required_terms(template: PodTemplate) -> Iterator[AffinityTerm]:
    """The required terms of the pod affinity and of the pod anti-affinity of a template."""
    affinity = template.spec.get("affinity")
    for kind in ("podAffinity", "podAntiAffinity"):
        for index, term in enumerate(sequence(at(affinity, (kind, _REQUIRED)))):
            if isinstance(term, dict):
                path = (*template.spec_path, "affinity", kind, _REQUIRED, index)
                yield AffinityTerm(
                    template,
                    path,
                    kind == "podAntiAffinity",
                    label_selector(term.get("labelSelector"), (*path, "labelSelector")),
                    _names(term.get("namespaces")),
                    label_selector(term.get("namespaceSelector"), (*path, "namespaceSelector")),
                )


def spread_constraints(template: PodTemplate) -> Iterator[SpreadConstraint]:
    """The topology spread constraints of a pod template."""
    for index, entry in enumerate(sequence(template.spec.get("topologySpreadConstraints"))):
        if isinstance(entry, dict):
            path = (*template.spec_path, "topologySpreadConstraints", index)
            selector = label_selector(entry.get("labelSelector"), (*path, "labelSelector"))
            yield SpreadConstraint(template, path, selector, _names(entry.get("matchLabelKeys")))


def _names(value: Any) -> tuple[str, ...] | None:
    """The texts of a list; None where one is not known, or it is no list."""
    if value is not None and not isinstance(value, list):
        return None
    texts = tuple(known_text(entry) for entry in value or ())
    known = tuple(text for text in texts if text is not None)
    return known if len(known) == len(texts) else None
