"""What a resource wants of others: every field of the reference table that it fills in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from k8slint.resources.custom_reference_table import CUSTOM
from k8slint.resources.kinds import home_group, lookup
from k8slint.resources.model import Resource
from k8slint.resources.placeholders import is_placeholder, known_text
from k8slint.resources.reference_row import Field
from k8slint.resources.reference_table import CONTAINER, KINDS, POD
from k8slint.resources.workloads import Workload


class Want(NamedTuple):
    """A field that names another resource: which kind, what name, where, and which keys it must have.

    `field` is the path of the name in the source resource; `namespace` None is unknown (or the target is
    cluster-scoped); `keys` maps the path of each wanted key to the key. `name` may be a placeholder: see `known`.
    """

    row: Field
    source: Resource
    field: tuple[str | int, ...]
    kind: str
    group: str
    name: str
    namespace: str | None
    optional: bool
    keys: tuple[tuple[tuple[str | int, ...], str], ...]

    @property
    def known(self) -> bool:
        """Whether the name is a text that can be looked up."""
        return not is_placeholder(self.name)


#: How a ServiceAccount is called as a user.
_ACCOUNT = re.compile("system:serviceaccount:([^:]+):([^:]+)")

_Trie = dict[str, Any]  # a step to the next trie, or, at the last step, to the rows
_Path = tuple[str | int, ...]


def _plant(trie: _Trie, path: tuple[str, ...], row: Field) -> None:
    for step in path[:-1]:
        trie = trie.setdefault(step, {})
    trie.setdefault(path[-1], []).append(row)


def _tries() -> tuple[_Trie, dict[str, _Trie], dict[tuple[str, str], _Trie]]:
    pod: _Trie = {}
    for row in POD:
        _plant(pod, row.path, row)
    for row in CONTAINER:
        for role in ("containers", "initContainers", "ephemeralContainers"):
            _plant(pod, (role, "[]", *row.path), row)
    kinds: dict[str, _Trie] = {}
    for kind, rows in KINDS.items():
        for row in rows:
            _plant(kinds.setdefault(kind, {}), row.path, row)
    custom: dict[tuple[str, str], _Trie] = {}
    for which, rows in CUSTOM.items():
        for row in rows:
            _plant(custom.setdefault(which, {}), row.path, row)
    return pod, kinds, custom


_POD_TRIE, _KIND_TRIES, _CUSTOM_TRIES = _tries()


def _walk(trie: _Trie, value: dict[str, Any], at: _Path) -> Iterator[tuple[Field, _Path, dict[str, Any], str]]:
    """Yield (row, path of the name, mapping that holds the name, name) for each row that the value fills in."""
    for step, below in trie.items():
        found = value.get(step)
        if found is None:
            continue
        if type(below) is list:
            if type(found) is str and found:
                for row in below:
                    yield row, (*at, step), value, found
        elif type(found) is dict:
            yield from _walk(below, found, (*at, step))
        elif type(found) is list and "[]" in below:
            yield from _walk_list(below["[]"], found, (*at, step), value)


def _walk_list(
    inner: Any, entries: list[Any], at: _Path, beside: dict[str, Any]
) -> Iterator[tuple[Field, _Path, dict[str, Any], str]]:
    """The same for a list: of mappings, or of the names themselves."""
    names = type(inner) is list
    for index, entry in enumerate(entries):
        if names:
            if type(entry) is str and entry:
                for row in inner:
                    yield row, (*at, index), beside, entry
        elif type(entry) is dict:
            yield from _walk(inner, entry, (*at, index))


def _keys(row: Field, beside: dict[str, Any], at: _Path) -> Iterator[tuple[_Path, str]]:
    for path in row.keys:
        if len(path) == 1:
            key = beside.get(path[0])
            if isinstance(key, str) and not is_placeholder(key):
                yield (*at, path[0]), key
            continue
        entries = beside.get(path[0])
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            key = entry.get(path[2]) if isinstance(entry, dict) else None
            if isinstance(key, str) and not is_placeholder(key):
                yield (*at, path[0], index, path[2]), key


def _target_kind(row: Field, beside: dict[str, Any]) -> tuple[str, str] | None:
    if not row.kind_beside:
        return row.kind, row.group
    kind = beside.get(row.kind_key) or row.kind
    if not isinstance(kind, str) or not kind or is_placeholder(kind):
        return None
    group = beside.get(row.group_key or "apiGroup")
    if not isinstance(group, str) or not group:
        group = _other_group(row, beside)
    return kind, group


def _other_group(row: Field, beside: dict[str, Any]) -> str:
    """The group of a target where it is said in another way: an empty `group` is the core one."""
    group = None if row.group_key else beside.get("group")
    if isinstance(group, str):
        return group
    version = None if row.group_key else beside.get("apiVersion")
    return version.rpartition("/")[0] if isinstance(version, str) and version else row.group


def _name_and_namespace(
    row: Field, source: Resource, beside: dict[str, Any], name: str, target: tuple[str, str]
) -> tuple[str, str | None] | None:
    """What is named, and the namespace where it is looked for; None where nothing of the row's kind is named."""
    if row.id == "subject-user":
        account = _ACCOUNT.fullmatch(name)
        return None if account is None else (account[2], known_text(account[1]))
    if row.kind_beside and lookup(target[1], target[0]).cluster_scoped:
        return name, None
    if "@" in name or name in row.but:
        return None  # of another provider than Kubernetes, or a word with a meaning of its own
    if row.slashed and "/" in name:
        namespace, _, name = name.partition("/")
        return name, known_text(namespace)
    if row.explicit and isinstance(beside.get("namespace"), str) and beside["namespace"]:
        return name, known_text(beside["namespace"])
    return name, None if row.anywhere else source.namespace


def wants(resource: Resource) -> tuple[Want, ...]:
    """Every reference by name that a resource makes, in the order of the table; found once and kept."""
    if resource.wants is None:
        resource.wants = _wants(resource)
    return resource.wants


def _wants(resource: Resource) -> tuple[Want, ...]:
    found: list[Want] = []
    trie = _KIND_TRIES.get(resource.kind)
    rows = list(_walk(trie, resource.value, ())) if trie else []
    if not resource.built_in:
        trie = _CUSTOM_TRIES.get((home_group(resource.group, resource.kind), resource.kind))
        rows.extend(_walk(trie, resource.value, ()) if trie else ())
    if isinstance(resource, Workload):
        template = resource.template
        rows.extend(_walk(_POD_TRIE, template.spec, template.spec_path))
    for row, at, beside, name in rows:
        if any(beside.get(key) != value for key, value in row.where):
            continue
        target = _target_kind(row, beside)
        if target is None:
            continue
        if row.id == "service-account-alias" and isinstance(beside.get("serviceAccountName"), str):
            continue  # the alias only counts where the field itself is not set
        who = _name_and_namespace(row, resource, beside, name, target)
        if who is None:
            continue
        optional = row.soft or (row.flag and beside.get("optional") is True)
        keys = tuple(_keys(row, beside, at[:-1])) if row.keys else ()
        found.append(Want(row, resource, at, *target, *who, optional, keys))
    return tuple(found)
