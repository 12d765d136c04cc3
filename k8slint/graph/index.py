"""Where things are in a unit: resources by kind and name, pod templates by label. No lookup goes through everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from k8slint.graph.produced import Produced, produced_by
from k8slint.resources import PodTemplate, Resource, Selector, Truth, Workload, is_automatic, same_api


class Index:
    """The resources of some units, found by kind and name, and their pod templates, found by label."""

    __slots__ = ("_by_label", "_by_name", "_fuzzy", "_kinds", "_produced", "_templates", "_unnamed", "resources")

    def __init__(self, resources: Iterable[Resource]) -> None:
        self.resources = tuple(resources)
        by_name: dict[tuple[str, str], list[Resource]] = {}
        self._unnamed: dict[str, list[Resource]] = {}
        for resource in self.resources:
            name = resource.name
            if name is not None:
                by_name.setdefault((resource.kind, name), []).append(resource)
            elif resource.metadata.get("name"):
                self._unnamed.setdefault(resource.kind, []).append(resource)
        self._by_name = by_name
        self._kinds: dict[str, list[Resource]] | None = None
        self._produced: dict[str, dict[str, list[Produced]]] | None = None
        self._templates: dict[str | None, list[PodTemplate]] | None = None
        self._by_label: dict[tuple[str, str], list[PodTemplate]] = {}
        self._fuzzy: list[PodTemplate] = []

    def named(self, kind: str, name: str, group: str | None = None) -> Iterator[Resource]:
        """Every resource of a kind and name in any namespace; of any version of its group."""
        for resource in self._by_name.get((kind, name), ()):
            if group is None or same_api(resource.group, group, kind):
                yield resource

    def unnamed(self, kind: str) -> list[Resource]:
        """The resources of a kind that have a name which is not known: a placeholder stands in it."""
        return self._unnamed.get(kind, [])

    def of_kind(self, kind: str) -> list[Resource]:
        """Every resource of a kind, in the order read."""
        if self._kinds is None:
            self._kinds = {}
            for resource in self.resources:
                self._kinds.setdefault(resource.kind, []).append(resource)
        return self._kinds.get(kind, [])

    def produced(self, kind: str, name: str) -> list[Produced]:
        """What controllers make of that kind and name."""
        return self.all_produced(kind).get(name, [])

    def all_produced(self, kind: str) -> dict[str, list[Produced]]:
        """What controllers make of that kind, by name."""
        if self._produced is None:
            self._produced = {}
            for resource in self.resources:
                for made in produced_by(resource):
                    self._produced.setdefault(made.kind, {}).setdefault(made.name, []).append(made)
        return self._produced.get(kind, {})

    def templates(self) -> dict[str | None, list[PodTemplate]]:
        """The pod templates that make pods, by namespace."""
        if self._templates is None:
            self._templates = {}
            for resource in self.resources:
                if isinstance(resource, Workload) and resource.makes_pods and resource.template is not None:
                    self._templates.setdefault(resource.namespace, []).append(resource.template)
                    self._index_labels(resource.template)
        return self._templates

    def _index_labels(self, template: PodTemplate) -> None:
        labels = template.labels
        if not labels.complete:
            self._fuzzy.append(template)
        for pair in labels.values.items():
            self._by_label.setdefault(pair, []).append(template)

    def matching(self, selector: Selector) -> Iterator[tuple[PodTemplate, Truth]]:
        """The pod templates of any namespace that a selector matches, or may match."""
        templates = self.templates()
        smallest: list[PodTemplate] | None = None
        for key, value in selector.pairs():
            if is_automatic(key):
                continue
            found = self._by_label.get((key, value), [])
            if smallest is None or len(found) < len(smallest):
                smallest = found
        candidates: Iterable[PodTemplate]
        if smallest is None:
            candidates = (template for group in templates.values() for template in group)
        else:
            seen = {id(template) for template in smallest}
            candidates = [*smallest, *(template for template in self._fuzzy if id(template) not in seen)]
        for template in candidates:
            truth = selector.match(template.labels)
            if truth is not Truth.NO:
                yield template, truth
