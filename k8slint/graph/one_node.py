"""Which pods are kept on one node, and on which: by its name, or by required affinities to other pods."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import TYPE_CHECKING, Any

from k8slint.graph.scaling import replicas_of
from k8slint.resources import PodTemplate, Workload, required_terms
from k8slint.resources.scalars import at, mapping, sequence, whole_number

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.resources import AffinityTerm

_HOSTNAME = "kubernetes.io/hostname"
_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
#: Of what names its node, and of what follows pods that nobody can tell: somewhere, all on one node.
_NAMED, _UNTOLD = "named", "untold"
_DEEP = 8  # pods that follow pods that follow others: nobody writes more

#: On which node pods are, as far as two that are alike are on the same; None: on any, each on its own.
Place = Hashable


def most_pods(graph: Graph, workload: Workload) -> int:
    """How many pods of a workload run at a time at most; 0: not known, or none. Of a DaemonSet that is two: many."""
    if workload.kind == "Pod":
        return 1
    if workload.kind == "DaemonSet":
        spec = workload.template.spec
        return 1 if spec.get("nodeSelector") or at(spec, ("affinity", "nodeAffinity")) else 2
    if workload.kind in {"Job", "CronJob"}:
        path = ("spec",) if workload.kind == "Job" else ("spec", "jobTemplate", "spec")
        parallel, completions = workload.replicas or 0, workload.get(*path, "completions")
        most = parallel if completions is None else min(parallel, whole_number(completions) or 0)
        return most if workload.get("spec", "suspend") in (None, False) else 0
    return replicas_of(graph, workload).high or 0


def kept_at(graph: Graph, template: PodTemplate) -> Place | None:
    """The node on which something keeps all pods of a template: its name, or pods that are all on one; None: nothing does."""
    return _kept(graph, template, ())


def place_of(graph: Graph, template: PodTemplate) -> Place | None:
    """The node of all pods of a template: where something keeps them, or where the one that there is happens to run."""
    return _placed(graph, template, ())


def is_one(places: Iterable[Place | None]) -> bool:
    """Whether pods are on one node, all of them."""
    found = set(places) - {_UNTOLD}
    return None not in found and len(found) <= 1


def is_tied(graph: Graph, template: PodTemplate) -> bool:
    """Whether something keeps all pods of a template on one node."""
    return kept_at(graph, template) is not None


def _placed(graph: Graph, template: PodTemplate, before: tuple[int, ...]) -> Place | None:
    kept = _kept(graph, template, before)
    return ("of", id(template)) if kept is None and most_pods(graph, template.workload) == 1 else kept


def _kept(graph: Graph, template: PodTemplate, before: tuple[int, ...]) -> Place | None:
    spec = template.spec
    if spec.get("nodeName") or _HOSTNAME in mapping(spec.get("nodeSelector")):
        return _NAMED
    terms = sequence(at(spec, ("affinity", "nodeAffinity", _REQUIRED, "nodeSelectorTerms")))
    if terms and all(_names_node(term) for term in terms):
        return _NAMED
    if len(before) > _DEEP:
        return _UNTOLD
    for term in required_terms(template):
        if not term.anti and template.workload.get(*term.path, "topologyKey") == _HOSTNAME:
            place = _followed(graph, term, before)
            if place is not None:
                return place
    return None


def _followed(graph: Graph, term: AffinityTerm, before: tuple[int, ...]) -> Place | None:
    """Where the pods are that a term wants to be near; None: there are none, or they are on several nodes."""
    template = term.template
    if not term.selector.known or not term.own_namespace or not term.selector.pairs():
        return None if term.selector.absent else _UNTOLD
    matches = [found for found, _ in graph.index.matching(term.selector, template.workload.namespace)]
    chain = (*before, id(template))
    others = [found for found in matches if id(found) not in chain]
    if not others:  # they follow one another
        return ("together", frozenset(map(id, matches))) if matches else None
    places = {_placed(graph, other, chain) for other in others[:_DEEP]}
    return places.pop() if len(places) == 1 else None


def _names_node(term: Any) -> bool:
    named = [*sequence(at(term, ("matchExpressions",))), *sequence(at(term, ("matchFields",)))]
    return any(at(one, ("key",)) in (_HOSTNAME, "metadata.name") for one in named)
