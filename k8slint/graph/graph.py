"""The reference graph of a unit: who names whom, who selects whom, and what became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar

from k8slint.findings import Absence
from k8slint.graph.by_label import Match
from k8slint.graph.by_name import slices_by_service, templates_by_workload
from k8slint.graph.closed import Closedness
from k8slint.graph.index import Index
from k8slint.graph.names import CANDIDATES, Names, Target
from k8slint.graph.ports import Endpoint
from k8slint.graph.produced import PodMakers
from k8slint.graph.reference import Lookup, NearMiss, Outcome, Reference
from k8slint.graph.selection import Asked, Selected, Selecting, Selection, in_reach, near_template, selected, shows
from k8slint.graph.stated import Stated
from k8slint.graph.told import Told
from k8slint.graph.world import World
from k8slint.resources import PodTemplate, Resource, Selector, Service, ServicePort, Want, resolve, wants
from k8slint.units import Unit
from k8slint.yaml import Composed

T = TypeVar("T")
#: How many counterparts of a resource are looked at: a bound on hostile input, far above real numbers of environments.
_COUNTERPARTS = 100
#: How many characters it counts for to compare a template with a selector.
_COST = 80
_NOTHING = Stated()


class Graph:
    """The references of one unit. Answers are computed when asked, and kept.

    `everything` indexes all units of the run: what is missing here may be elsewhere. `worlds` are those that the unit is
    a part of: what they hold is there. `stated` is what the user says of all of them.
    """

    def __init__(
        self, unit: Unit, everything: Index | None = None, worlds: Sequence[World] = (), stated: Stated = _NOTHING
    ) -> None:
        self.unit = unit
        self.index = Index(unit.resources)
        self._everything = everything
        self._worlds = tuple(worlds)
        self._stated = stated
        self._told = Told(stated, self._around())
        self._closedness = Closedness(unit, self.index, self._worlds, stated)
        self._names = Names(unit, self.index, self._closedness, everything, self._front_of, self._worlds, self._told)
        self._references: dict[int, tuple[Reference, ...]] = {}
        self._selections: dict[int, Selection] = {}
        self._covered: dict[Asked, Selection] = {}
        self._matched: dict[int, tuple[Selected, ...]] = {}
        self._endpoints: dict[int, tuple[Endpoint, ...]] = {}
        self._referrers: dict[int, list[Reference]] | None = None
        self._services: dict[int, list[Service]] | None = None
        self._own = frozenset(map(id, unit.resources))
        self._neighbours: dict[str | None, tuple[PodTemplate, ...]] = {}
        self._once: dict[Callable[[Graph], Any], Any] = {}
        self._makers: PodMakers | None = None
        self._selected: dict[int, tuple[Selected, ...]] = {}
        self._ends: dict[tuple[int, int | str | None, str | None], tuple[Endpoint, ...]] = {}

    def _around(self) -> Iterator[Resource]:
        """The resources of the unit, and of the worlds that it is a part of."""
        return chain(self.unit.resources, *(world.unit.resources for world in self._worlds))

    def once(self, compute: Callable[[Graph], T]) -> T:
        """What a function finds out about the whole unit, such as an index of its own: computed once, and kept."""
        try:
            found: T = self._once[compute]
        except KeyError:
            found = self._once[compute] = compute(self)
        return found

    # -- references by name ------------------------------------------------------------------------------------------

    def references(self, source: Resource, kind: str | None = None) -> tuple[Reference, ...]:
        """The references by name that a resource makes, in the order of the reference table; of one target kind if asked."""
        found = self._references.get(id(source))
        if found is None:
            found = tuple([Reference(want, self._resolve(want)) for want in wants(source)])
            self._references[id(source)] = found
        return found if kind is None or not found else tuple([ref for ref in found if ref.want.kind == kind])

    def counterparts(self, resource: Resource) -> tuple[Resource, ...]:
        """Resources of that kind and name in other units: the same object for another environment, as a rule."""
        if self._everything is None or resource.name is None:
            return ()
        own = self._own
        found = self._everything.named(resource.kind, resource.name, resource.group)
        return tuple(islice((other for other in found if id(other) not in own), _COUNTERPARTS))

    def everywhere(self, kind: str) -> Sequence[Resource]:
        """Every resource of a kind in any unit of the run: what rules over the resources of others lies apart from them."""
        return (self._everything or self.index).of_kind(kind)

    def around(self, kind: str) -> Iterator[Resource]:
        """Every resource of a kind in the unit and in what it is deployed together with."""
        return chain(self.index.of_kind(kind), *(world.holds.of_kind(kind) for world in self._worlds))

    def holds(self, resource: Resource) -> bool:
        """Whether a resource is one of the unit itself."""
        return id(resource) in self._own

    def has(self, kind: str, name: str) -> bool:
        """Whether the unit, or what it is deployed together with, has a resource of a kind and name in any namespace."""
        return any(any(True for _ in one.named(kind, name)) for one in (self.index, *(world.holds for world in self._worlds)))

    def referrers(self, target: Resource) -> tuple[Reference, ...]:
        """The references of the unit that lead to a resource."""
        if self._referrers is None:
            self._referrers = {}
            for source in self.unit.resources:
                for reference in self.references(source):
                    for found in reference.found.targets:
                        self._referrers.setdefault(id(found), []).append(reference)
        return tuple(self._referrers.get(id(target), ()))

    def _resolve(self, want: Want) -> Lookup:
        if not want.known:
            return Lookup(Outcome.UNKNOWN)
        found = self.find(want.kind, want.name, want.namespace, want.group or None)
        return self.as_installed(found, want.source, want.field, Target(want.kind, want.group or None, want.namespace, want.name))

    def as_installed(self, found: Lookup, source: Resource, path: tuple[str | int, ...], target: Target) -> Lookup:
        """The same where a value, which is for one release, names what may be there: only how releases are called is not known.

        What a template itself says is for releases of any name.
        """
        if found.outcome is not Outcome.MISSING or self.unit.release is None or not isinstance(source.document, Composed):
            return found
        written = source.document.provenance.written((*source.path, *path)) or ""
        if target.name in written or not self._names.under_another_release(target):
            return found
        return found._replace(near=(), absence=Absence.BARREN)

    def find(self, kind: str, name: str, namespace: str | None, group: str | None = None) -> Lookup:
        """A resource by kind, name and namespace (None: unknown, or cluster-scoped): what the search came to."""
        return self._names.find(Target(kind, group, namespace, name))

    def _front_of(self, target: Target) -> NearMiss | None:
        """The only Service that selects the pods of the workload with the name that a Service is looked for by."""
        if target.kind != "Service":
            return None
        for template in self.once(templates_by_workload).get(target.name, ()):
            if not target.may_be_in(template.workload.namespace):
                continue
            if len(services := [service for service in self.services_of(template) if service.name]) == 1:
                why = f"which selects the pods of {template.workload}"
                return NearMiss(services[0], "name", why=why, called=services[0].called)
        return None

    def nearest(self, name: str, candidates: Iterable[str]) -> tuple[str, ...]:
        """The candidates that were probably meant; none once the unit has used up what such searches may cost."""
        return self._names.nearest(name, candidates)

    def afford(self, cost: int) -> bool:
        """Whether the unit can still pay for a search for near misses that compares that many characters."""
        return self._names.afford(cost)

    @property
    def several_namespaces(self) -> bool:
        """Whether the unit names several namespaces: then what names none is not everywhere."""
        return self._names.several_namespaces

    # -- absence -----------------------------------------------------------------------------------------------------

    def absence(self, kind: str, namespace: str | None, *, near: bool) -> Absence:
        """Why a resource of that kind is not there: how far its absence is proof."""
        return self._closedness.absence(kind, namespace, near=near)

    @property
    def complete(self) -> bool:
        """Whether the user states that nothing of what the unit is a part of lives elsewhere."""
        return self._closedness.complete

    @property
    def unread(self) -> bool:
        """Whether a document of the unit could not be read: there may be more of everything."""
        return self._closedness.unread()

    # -- selectors ---------------------------------------------------------------------------------------------------

    def selection(self, service: Service) -> Selection:
        """What the selector of a Service selects in its namespace."""
        found = self._selections.get(id(service))
        if found is None:
            found = self._selections[id(service)] = self._select(service)
        return found

    def _select(self, service: Service) -> Selection:
        selector = service.selector
        if selector.empty or service.external_name:
            return Selection(())
        here = self._matching(selector, service.namespace)
        if here:
            pods = self._pods(service, here)
            if pods or self.may_have_other_endpoints(service):
                return Selection(pods)
            absence = self.absence("Pod", service.namespace, near=True)
            absence = Absence.NEAR if absence is Absence.CLOSED else absence  # somebody may scale it by hand
            return Selection((), absence, beyond=tuple(one.template for one in selected(service, here)))
        return Selection(()) if self.may_have_other_endpoints(service) else self._selects_nothing(service)

    def _matching(self, selector: Selector, namespace: str | None) -> tuple[Match, ...]:
        """The pod templates that a selector matches, or may: of the unit, else of a world that it is a part of."""
        here = self.index.matching(selector, namespace)
        if here or not self._worlds:
            return here
        return next((found for world in self._worlds if (found := world.holds.matching(selector, namespace))), here)

    def _pods(self, service: Service, here: tuple[Match, ...]) -> tuple[Selected, ...]:
        """What the selector of a Service selects, of what it matches: the same for all Services that ask the same."""
        found = self._selected.get(id(here))  # which the index keeps
        if found is None:
            found = tuple(one for one in selected(service, here) if in_reach(self, one, service))
            self._selected[id(here)] = found
        return found

    def _selects_nothing(self, asks: Selecting) -> Selection:
        """Why a selector selects nothing in its namespace, and which templates of other namespaces it would."""
        if self._stated.may_have_pods(asks.selector, asks.namespace):
            return Selection(())
        other = self.index.certain(asks.selector)
        near, odd = near_template(self, asks)
        there = () if other else self._selected_elsewhere(asks)
        if there and (near is None or not near.likely or self.absence("Pod", asks.namespace, near=True) is not Absence.CLOSED):
            return Selection((), Absence.ELSEWHERE, elsewhere=there)
        if there:  # a slip of the pen is likelier than pods that only another unit has
            return Selection((), Absence.NEAR, near)
        if near is None and not other and not shows(self, asks):
            return Selection(())
        absence = self.absence("Pod", asks.namespace, near=(near is not None and near.likely) or bool(other))
        return Selection((), absence, near, other, odd)

    def _selected_elsewhere(self, asks: Selecting) -> tuple[PodTemplate, ...]:
        """The pod templates of other units that a selector matches."""
        if self._everything is None:
            return ()
        return self._everything.certain(asks.selector, asks.namespace)

    def covered(self, asked: Asked) -> Selection:
        """What a LabelSelector covers: that of a PodDisruptionBudget, of an affinity, of a spread constraint."""
        found = self._covered.get(asked)
        if found is None:
            found = self._covered[asked] = self._cover(asked)
        return found

    def _cover(self, asked: Asked) -> Selection:
        selector = asked.selector
        if not (selector.pairs() or selector.empty or self.afford(_COST * self.index.size)):
            return Selection(())  # without a label to look up, every template has to be looked at
        here = self._matching(selector, asked.namespace)
        if here:
            found = self._matched.get(id(here))  # which the index keeps: the same for all that ask the same
            if found is None:
                found = self._matched[id(here)] = tuple(selected(asked, here))
            return Selection(found)
        if selector.empty or not selector.known or self.may_make(selector, asked.namespace):
            return Selection(())
        return self._selects_nothing(asked)

    def endpoints(self, port: ServicePort) -> tuple[Endpoint, ...]:
        """Where a port of a Service leads, in each of the pod templates that the Service selects or may select."""
        found = self._endpoints.get(id(port))
        if found is None:
            pods = self.selection(port.service).pods
            asked = (id(pods), port.target, port.protocol)  # all that decides; the selection is kept
            found = self._ends.get(asked)
            if found is None:
                ends = (Endpoint(one.template, one.truth, resolve(port, one.template)) for one in pods)
                found = self._ends[asked] = tuple(ends)
            self._endpoints[id(port)] = found
        return found

    def may_have_other_endpoints(self, service: Service) -> bool:
        """Whether the pods may come from an operator, or the endpoints from an Endpoints or EndpointSlice."""
        return self.may_make(service.selector, service.namespace) or self.endpoints_of(service) is not None

    def may_make(self, selector: Selector, namespace: str | None = None) -> bool:
        """Whether an operator of the unit may make pods that a selector of a namespace (None: any) selects."""
        if self._told.may_have_pods(selector, namespace):
            return True
        if self._makers is None:
            self._makers = PodMakers(self._around(), self.unit.topology)
        makers = self._makers
        return any(
            one.key is not None and makers.may_make(one.key, value)
            for one in selector.requirements
            for value in one.values or ("",)
        )

    def endpoints_of(self, service: Service) -> Resource | None:
        """The Endpoints or EndpointSlice of the unit that is written for a Service."""
        if service.name is None:
            return None
        for resource in self.index.within("Endpoints", service.name, service.namespace):
            return resource
        return self.once(slices_by_service).get(service.name)

    def neighbours(self, namespace: str | None) -> Sequence[PodTemplate]:
        """The pod templates that a selector of that namespace could select."""
        found = self._neighbours.get(namespace)
        if found is None:
            groups = self.index.templates()
            places = groups if namespace is None else dict.fromkeys((namespace, None))
            every = chain.from_iterable(groups.get(place, ()) for place in places)
            found = self._neighbours[namespace] = tuple(islice(every, CANDIDATES))
        return found

    def services_of(self, template: PodTemplate) -> tuple[Service, ...]:
        """The Services of the unit that select a pod template, or may."""
        if self._services is None:
            self._services = {}
            for resource in self.unit.resources:
                if isinstance(resource, Service):
                    for selected in self.selection(resource).pods:
                        self._services.setdefault(id(selected.template), []).append(resource)
        return tuple(self._services.get(id(template), ()))
