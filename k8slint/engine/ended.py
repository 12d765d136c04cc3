"""Places of an older tree, and what a change did to what was there; no value is said that may be a secret."""

from __future__ import annotations

from typing import Any, NamedTuple

from k8slint.engine import place
from k8slint.engine.changed import Difference, differences
from k8slint.engine.spoken import Path
from k8slint.findings import Location
from k8slint.resources import Resource, Workload
from k8slint.resources.scalars import at

MOST = 3  # of one finding that are told
_DATA = frozenset({"data", "stringData", "binaryData"})
_OF_PODS = frozenset({"labels", "ports", "replicas"})
_VALUES = frozenset({"env", "args", "command", "annotations", *_DATA})  # below these anything may stand, also a secret
_LONGEST = 40  # characters of a value that is told


class End(NamedTuple):
    """A place in the old tree, and what was there."""

    where: Location
    message: str


def own(before: Resource, now: Resource, path: Path) -> End | None:
    """What a field itself said before, if it says something else now."""
    was, is_now = at(before.value, path), at(now.value, path)
    if was is None or isinstance(was, (dict, list)) or was == is_now or _written(before, path) == _written(now, path):
        return None
    return End(place.place(before.nearest(*path)), f"this was {'another value' if _hides(path) else _told(was)}")


def _written(resource: Resource, path: Path) -> str:
    """What stands where a value comes from: Kustomize may make something else of it."""
    source, span = resource.nearest(*path).site
    return source.slice(span)


def relevant(old: Resource, now: Resource, value: Any) -> list[Difference]:
    """What of a resource is no longer as it was, as far as others rely on it; if there is one, what a field speaks of."""
    found = [one for one in differences(old.value, now.value) if _matters(old, one.path)][:100]
    meant = [one for one in found if value is not None and value in (one.old, one.path[-1] if one.path else None)]
    return (meant or found)[:MOST]


def _matters(resource: Resource, path: Path) -> bool:
    if not path or path[0] in {"apiVersion", "status"} or path[:2] == ("metadata", "annotations"):
        return False
    if resource.kind in {"ConfigMap", "Secret"}:
        return path[0] in _DATA
    if isinstance(resource, Workload):
        return not _OF_PODS.isdisjoint(path)
    return path[0] != "metadata" or path[1:2] == ("labels",)


def differs(old: Resource, called: str, one: Difference) -> End:
    """Where a value of a resource was that is another one now, or gone."""
    path = one.path
    where = place.place(old.nearest(*path), key=one.gone and isinstance(path[-1], str))
    named = f"{path[-1]} of {called}" if isinstance(path[-1], str) else f"an entry of {called}"
    if one.gone:
        return End(where, f"{named} was here; the change removes it")
    if _hides(path) or isinstance(one.old, (dict, list)) or isinstance(one.new, (dict, list)):
        return End(where, f"{named} was another")
    return End(where, f"{named} was {_told(one.old)}; the change makes it {_told(one.new)}")


def _hides(path: Path) -> bool:
    """Whether a value is one that nobody says: it may be a secret."""
    return not _VALUES.isdisjoint(path)


def _told(value: Any) -> str:
    text = "null" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def moved(was: Resource, now: Resource) -> tuple[End, ...]:
    """Where the namespace was written from which a resource went away itself."""
    if was.namespace == now.namespace or was.namespace is None or now.namespace is None:
        return ()
    where = place.place(was.nearest("metadata", "namespace"))
    return (End(where, f"{was} was in namespace {was.namespace}; the change moves it to {now.namespace}"),)
