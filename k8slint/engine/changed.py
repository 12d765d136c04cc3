"""What became of the objects of a tree in another one: which stayed, went, came, and which only got another name."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from k8slint.engine.place import MERGE_KEYS
from k8slint.findings import Finding
from k8slint.yaml import Stream

#: An object as its source writes it: kind, namespace and name; the group is left out, it may move between versions.
Key = tuple[str, str, str]
#: An object at a place: the file, as both trees call it, and the object.
Place = tuple[str, Key]

_ABSENT = object()
_DEPTH = 40


class Moved(NamedTuple):
    """What two trees hold: objects by place, and the new key of each object that has another name or namespace."""

    old: Mapping[Place, Mapping[str, Any]]
    new: Mapping[Place, Mapping[str, Any]]
    renamed: Mapping[Key, Key]

    def key(self, key: Key) -> Key:
        """How an object of the old tree is called in the new one."""
        return self.renamed.get(key, key)


def key_of(finding: Finding) -> Key | None:
    """The object that a finding is about, as its source writes it; None where it is about none."""
    identity = finding.identity
    return None if len(identity) < 4 else (identity[1], identity[2], identity[3])  # noqa: PLR2004  # group, kind, namespace, name


def objects(streams: Sequence[Stream], name: Callable[[str], str]) -> dict[Place, Mapping[str, Any]]:
    """The objects that some files write, by place."""
    found: dict[Place, Mapping[str, Any]] = {}
    for stream in streams:
        path = name(stream.source.path)
        for document in stream.documents:
            for value in _within(document.value):
                found.setdefault((path, _key(value)), value)
    return found


def named(streams: Sequence[Stream]) -> frozenset[tuple[str, str]]:
    """What some files write, in words: the path of each, with "Service shop/web"; without a namespace "Service web"."""
    return frozenset(
        (path, f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}")
        for path, (kind, namespace, name) in objects(streams, str)
    )


def _within(value: Any) -> Iterator[Mapping[str, Any]]:
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return
    items = value.get("items")
    if value["kind"].endswith("List") and isinstance(items, list):
        yield from (item for item in items if isinstance(item, dict) and isinstance(item.get("kind"), str))
    else:
        yield value


def _key(value: Mapping[str, Any]) -> Key:
    metadata = value.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    namespace, name = (text if isinstance(text, str) else "" for text in (metadata.get("namespace"), metadata.get("name")))
    return value["kind"], namespace, name


def moved(old: Mapping[Place, Mapping[str, Any]], new: Mapping[Place, Mapping[str, Any]]) -> Moved:
    """What became of the objects of one tree in another."""
    before, after = {key for _, key in old}, {key for _, key in new}
    gone = [(place, value) for place, value in old.items() if place[1] not in after and place[1][2]]
    came = [(place, value) for place, value in new.items() if place[1] not in before and place[1][2]]
    renamed: dict[Key, Key] = {}
    for alike in (_content_in_file, _content, _name_alone, _kind_in_file) if gone and came else ():
        _pair(gone, came, alike, renamed)
    return Moved(old, new, renamed)


_Found = tuple[Place, Mapping[str, Any]]


def _pair(
    gone: Sequence[_Found], came: Sequence[_Found], alike: Callable[[_Found], Hashable | None], renamed: dict[Key, Key]
) -> None:
    """Find for what went what came instead: where one is alike, and only one."""
    taken = frozenset(renamed.values())
    here = _grouped((one for one in gone if one[0][1] not in renamed), alike)
    there = _grouped((one for one in came if one[0][1] not in taken), alike)
    for what, keys in here.items():
        found = there.get(what, set())
        if len(keys) == 1 and len(found) == 1:
            renamed[next(iter(keys))] = next(iter(found))


def _grouped(found: Iterable[_Found], alike: Callable[[_Found], Hashable | None]) -> dict[Hashable, set[Key]]:
    groups: dict[Hashable, set[Key]] = {}
    for one in found:
        what = alike(one)
        if what is not None:
            groups.setdefault(what, set()).add(one[0][1])
    return groups


def _content_in_file(one: _Found) -> Hashable | None:
    body = _content(one)
    return None if body is None else (one[0][0], body)


def _content(one: _Found) -> Hashable | None:
    """What an object says besides its metadata; None where that is nothing, which is like nothing else."""
    rest = {key: value for key, value in one[1].items() if key not in {"metadata", "apiVersion", "kind"}}
    return (one[0][1][0], repr(rest)) if rest else None


def _name_alone(one: _Found) -> Hashable:
    kind, _, name = one[0][1]
    return kind, name


def _kind_in_file(one: _Found) -> Hashable:
    return one[0][0], one[0][1][0]


class Difference(NamedTuple):
    """A value that another tree has not: where it was, what it was, and what is there now (`gone`: nothing)."""

    path: tuple[str | int, ...]
    old: Any
    new: Any
    gone: bool


def differences(old: Any, new: Any, path: tuple[str | int, ...] = ()) -> Iterator[Difference]:
    """What of a value is gone or has become something else; entries of lists are compared by what names them."""
    if isinstance(old, dict) and isinstance(new, dict) and len(path) < _DEPTH:
        for key, value in old.items():
            below = new.get(key, _ABSENT)
            if below is _ABSENT:
                yield Difference((*path, key), value, None, gone=True)
            else:
                yield from differences(value, below, (*path, key))
    elif isinstance(old, list) and isinstance(new, list) and len(path) < _DEPTH:
        yield from _entries(old, new, path)
    elif old != new or type(old) is not type(new):
        yield Difference(path, old, new, gone=False)


def _entries(old: list[Any], new: list[Any], path: tuple[str | int, ...]) -> Iterator[Difference]:
    named = {name: entry for entry in new if (name := _name(entry)) is not None}
    lost = [index for index, entry in enumerate(old) if _name(entry) not in named]
    kept = {_name(entry) for entry in old}
    came = [entry for entry in new if _name(entry) not in kept or _name(entry) is None]
    together = dict(zip(lost, came, strict=False)) if len(lost) == len(came) else {}
    there = set() if together else {repr(entry) for entry in came}  # long lists are compared by what they look like
    for index, entry in enumerate(old):
        name = _name(entry)
        if name in named:
            yield from differences(entry, named[name], (*path, index))
        elif index in together:
            yield from differences(entry, together[index], (*path, index))
        elif repr(entry) not in there:
            yield Difference((*path, index), entry, None, gone=True)


def _name(entry: Any) -> tuple[str, Any] | None:
    """What names an entry of a list; None where nothing does."""
    if not isinstance(entry, dict):
        return None
    return next(((key, entry[key]) for key in MERGE_KEYS if isinstance(entry.get(key), (str, int))), None)
