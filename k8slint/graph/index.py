"""Where things are in a unit: resources by kind and name, pod templates by label. No lookup goes through everything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from k8slint.graph.by_label import ByLabel, Match
from k8slint.graph.objects import report_order
from k8slint.graph.produced import Produced, produced_by
from k8slint.resources import PodTemplate, Resource, Selector, Truth, Workload, same_api
from k8slint.units import Unit

#: Of so many resources of one kind and name on, those of a namespace are looked up, not sought.
_MANY = 8
#: How many pod templates of other places are told of: only the first few are named.
_TOLD = 100


class Index:
    """The resources of some units, found by kind and name, and their pod templates, found by label."""

    __slots__ = (
        *("_by_label", "_by_name", "_by_namespace", "_certain", "_kinds", "_matches", "_produced", "_templates", "_unnamed"),
        "resources",
    )

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
        self._by_namespace: dict[tuple[str, str], dict[str | None, list[tuple[int, Resource]]]] = {}
        self._by_label: dict[str | None, ByLabel] = {}
        self._matches: dict[tuple[Any, ...], tuple[Match, ...]] = {}
        self._certain: dict[int, tuple[PodTemplate, ...]] = {}  # by the `id` of what `matching` keeps

    def named(self, kind: str, name: str, group: str | None = None) -> Iterator[Resource]:
        """Every resource of a kind and name in any namespace; of any version of its group."""
        for resource in self._by_name.get((kind, name), ()):
            if group is None or same_api(resource.group, group, kind):
                yield resource

    def within(self, kind: str, name: str, namespace: str | None, group: str | None = None) -> Iterator[Resource]:
        """Every resource of a kind and name that is in a namespace (None: not known which), or may be; in the order read."""
        found = self._by_name.get((kind, name), [])
        if namespace is not None and len(found) > _MANY:
            places = self._by_namespace.get((kind, name))
            if places is None:
                places = self._by_namespace[kind, name] = {}
                for number, resource in enumerate(found):
                    places.setdefault(resource.namespace, []).append((number, resource))
            found = [resource for _, resource in sorted([*places.get(namespace, ()), *places.get(None, ())])]
        for resource in found:
            here = namespace is None or resource.namespace is None or resource.namespace == namespace
            if here and (group is None or same_api(resource.group, group, kind)):
                yield resource

    def unnamed(self, kind: str) -> list[Resource]:
        """The resources of a kind that have a name which is not known: a placeholder stands in it."""
        return self._unnamed.get(kind, [])

    def namesakes(self) -> Iterator[list[Resource]]:
        """The resources of each kind and name that several have, wherever they are."""
        return (group for group in self._by_name.values() if len(group) > 1)

    def of_kind(self, kind: str) -> list[Resource]:
        """Every resource of a kind, in the order read."""
        if self._kinds is None:
            self._kinds = {}
            for resource in self.resources:
                self._kinds.setdefault(resource.kind, []).append(resource)
        return self._kinds.get(kind, [])

    def produced(self, kind: str, name: str) -> list[Produced]:
        """What controllers make of that kind and name."""
        made = self.all_produced(kind)
        found = made.get(name)
        if found is None:
            start, dash, ordinal = name.rpartition("-")
            of_all = made.get(f"{start}-0", []) if dash and ordinal.isdigit() and ordinal.isascii() else []
            found = [one for one in of_all if one.numbered]
        return found

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
        return self._templates

    @property
    def size(self) -> int:
        """How many pod templates there are."""
        return sum(map(len, self.templates().values()))

    def matching(self, selector: Selector, namespace: str | None) -> tuple[Match, ...]:
        """The pod templates that a selector of a namespace (None: not known which) matches, or may match."""
        asked: tuple[Any, ...] = (namespace, selector.pairs())
        if not selector.plain:
            asked = (*asked, selector.known, selector.absent, selector.equality, selector.requirements)
        found = self._matches.get(asked)
        if found is None:
            templates = self.templates()
            places = templates if namespace is None else dict.fromkeys((namespace, None))
            groups = [self._labels(place) for place in places if place in templates]
            found = self._matches[asked] = tuple(match for group in groups for match in group.matching(selector))
        return found

    def certain(self, selector: Selector, namespace: str | None = None) -> tuple[PodTemplate, ...]:
        """The templates that a selector certainly matches, of any namespace if none is given; the first ones of a report."""
        matches = self.matching(selector, namespace)
        found = self._certain.get(id(matches))
        if found is None:
            certain = (template for template, truth in matches if truth is Truth.YES)
            ordered = sorted(certain, key=lambda template: report_order(template.workload))
            found = self._certain[id(matches)] = tuple(ordered[:_TOLD])
        return found

    def _labels(self, namespace: str | None) -> ByLabel:
        found = self._by_label.get(namespace)
        if found is None:
            found = self._by_label[namespace] = ByLabel(self.templates().get(namespace, ()))
        return found


def common_index(units: Sequence[Unit]) -> Index | None:
    """What all units of a run hold, for graphs to look elsewhere; None where there is no elsewhere."""
    return Index(resource for unit in units for resource in unit.resources) if len(units) > 1 else None
