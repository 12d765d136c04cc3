"""What a kustomization says of other files: its resources are known, what becomes of them is not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from k8slint.yaml import Node, ReadError

_GROUP = "kustomize.config.k8s.io"
_KINDS = frozenset({"Kustomization", "Component"})


FaultKind = Literal["resource-not-found", "patch-target-not-found", "build-failed", "idle"]


class Fault(NamedTuple):
    """What is wrong with an entry of a kustomization, as building it tells.

    `idle`: the entry changes nothing, and Kustomize says nothing; of all other kinds Kustomize builds nothing. `node` is
    the entry to blame, `related` what it leads to; `candidates` are names that could stand there instead, as they would
    be written: files and directories of the one in which the missing one should lie.
    """

    kind: FaultKind
    message: str
    node: Node | ReadError
    related: Node | ReadError | None = None
    candidates: tuple[str, ...] = ()


class Kustomization(NamedTuple):
    """A kustomization file: what it names, as written there (paths are relative to its directory), and what is wrong in it.

    `resources` are manifests and directories (bases, components), `patches` and `settings` files that change them or
    tell Kustomize how (none of them is applied), `plugins` directories or files of generators and transformers, `data`
    files that generators read, `generated` the kinds and names of what they make, `secrets` files whose values become
    those of Secrets.
    """

    path: str
    directory: str
    component: bool = False
    resources: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    generated: tuple[tuple[str, str], ...] = ()
    secrets: tuple[str, ...] = ()
    namespace: str | None = None
    affixes: tuple[str, ...] = ()
    charts: bool = False
    readable: bool = True
    faults: tuple[Fault, ...] = ()


def named_path(entry: Node | ReadError) -> str | None:
    """The path in an entry of a kustomization: of a generator, without the key before it."""
    if not isinstance(entry, Node) or not isinstance(entry.value, str):
        return None
    generates = entry.path[:1] and entry.path[0] in _GENERATORS
    return entry.value.rpartition("=")[2] if generates else entry.value


def is_kustomization(value: Any) -> bool:
    """Whether the value of a kustomization file is one; Flux has objects of the same kind, and the same file name."""
    if not isinstance(value, dict):
        return value is None
    version, kind = value.get("apiVersion"), value.get("kind")
    if isinstance(version, str) and version and version.rpartition("/")[0] != _GROUP:
        return False
    return not isinstance(kind, str) or kind in _KINDS


def parse(path: str, directory: str, value: Any) -> Kustomization:
    """What a kustomization says; what is malformed says nothing."""
    if not isinstance(value, dict):
        return Kustomization(path, directory, readable=False)
    namespace = value.get("namespace")
    return Kustomization(
        path,
        directory,
        component=value.get("kind") == "Component",
        resources=(*_texts(value, "resources"), *_texts(value, "bases"), *_texts(value, "components")),
        patches=(
            *(text for text in _texts(value, "patchesStrategicMerge") if "\n" not in text),
            *_fields(value, "patches", "path"),
            *_fields(value, "patchesJson6902", "path"),
        ),
        settings=(
            *_fields(value, "replacements", "path"),
            *_texts(value, "configurations"),
            *_texts(value, "crds"),
            *_fields({"openapi": [value.get("openapi")]}, "openapi", "path"),
        ),
        plugins=tuple(
            text for field in ("transformers", "generators", "validators") for text in _texts(value, field) if "\n" not in text
        ),
        data=tuple(_data(value)),
        generated=tuple(_generated(value)),
        secrets=tuple(_secrets(value)),
        namespace=namespace if isinstance(namespace, str) and namespace else None,
        affixes=tuple(value[key] for key in ("namePrefix", "nameSuffix") if isinstance(value.get(key), str)),
        charts=bool(value.get("helmCharts") or value.get("helmChartInflationGenerator")),
    )


def _texts(value: dict[str, Any], key: str) -> Iterator[str]:
    """The texts of a list."""
    entries = value.get(key)
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, str) and entry:
            yield entry


def _mappings(value: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """The mappings of a list."""
    entries = value.get(key)
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict):
            yield entry


def _fields(value: dict[str, Any], key: str, field: str) -> Iterator[str]:
    """The texts in one field of the mappings of a list."""
    for entry in _mappings(value, key):
        text = entry.get(field)
        if isinstance(text, str) and text:
            yield text


_GENERATORS = {"configMapGenerator": "ConfigMap", "secretGenerator": "Secret"}


def _generated(value: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key, kind in _GENERATORS.items():
        for name in _fields(value, key, "name"):
            yield kind, name


def _secrets(value: dict[str, Any]) -> Iterator[str]:
    """Files that Secrets are made of, and those that change Secrets without saying so."""
    yield from _read(value, "secretGenerator")
    for key in ("patches", "patchesJson6902"):
        for entry in _mappings(value, key):
            target = entry.get("target")
            if isinstance(target, dict) and target.get("kind") == "Secret" and isinstance(entry.get("path"), str):
                yield entry["path"]


def _read(value: dict[str, Any], generator: str) -> Iterator[str]:
    """Files that the generators of one kind read."""
    for entry in _mappings(value, generator):
        for text in _texts(entry, "files"):
            yield text.rpartition("=")[2]
        yield from _texts(entry, "envs")
        if isinstance(entry.get("env"), str):
            yield entry["env"]


def _data(value: dict[str, Any]) -> Iterator[str]:
    """Files that generators and charts read."""
    for key in _GENERATORS:
        yield from _read(value, key)
    for key in ("helmCharts", "helmChartInflationGenerator"):
        yield from _fields(value, key, "valuesFile")
        for entry in _mappings(value, key):
            yield from _texts(entry, "additionalValuesFiles")
