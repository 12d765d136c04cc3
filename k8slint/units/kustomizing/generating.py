"""The ConfigMaps and Secrets that a kustomization makes of literals and files."""

from __future__ import annotations

import base64
import posixpath
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.units.kustomizing.fields import entries, flag, mapping, only, text
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.loading import Kustomization, Loader
from k8slint.units.kustomizing.nodes import Map, Node, Owner, Scalar
from k8slint.units.kustomizing.objects import Behavior, Object
from k8slint.units.kustomizing.scalars import check_key
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal

Kind = Literal["ConfigMap", "Secret"]

GENERATORS: Final[tuple[tuple[str, Kind], ...]] = (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret"))
_FIELDS: Final = ("name", "namespace", "behavior", "literals", "files", "envs", "env", "options")
_OPTIONS: Final = ("labels", "annotations", "disableNameSuffixHash", "immutable")
_BEHAVIORS: Final[dict[str, Behavior]] = {"merge": "merge", "replace": "replace"}
# What Kustomize's YAML writer and reader do not leave as it is.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]|\\A(?=[^\0]*\n)[ \n]*\t")
_LINE: Final = 70  # of base64


class _Entry(NamedTuple):
    """One entry of what is generated."""

    key: str
    data: bytes
    at: Mark
    key_at: Mark


class Generator:
    """Makes the objects of one kustomization."""

    def __init__(self, loader: Loader, ledger: Ledger, kustomization: Kustomization) -> None:
        self._loader = loader
        self._ledger = ledger
        self._directory = kustomization.directory
        self._options = only(kustomization.fields.get("generatorOptions"), _OPTIONS)

    def _at(self, node: Node) -> Mark:
        return self._ledger.made("generator", node.at)

    def make(self, node: Node, kind: Kind) -> Object:
        """The object of one generator."""
        entry = only(node, (*_FIELDS, "type") if kind == "Secret" else _FIELDS)
        options = (self._options, only(entry.get("options"), _OPTIONS))
        name = entry.get("name")
        if type(name) is not Scalar or not text(name):
            raise Failure("a generator has a name", entry.at)
        at = self._at(entry)
        root = Map((), at, at, Owner())
        root.owner = None
        root["apiVersion"] = self._implied("v1", entry)
        root["kind"] = self._implied(kind, entry)
        metadata = root["metadata"] = Map({"name": self._text(name)}, at, at)
        if text(entry.get("namespace")):
            metadata["namespace"] = self._text(entry["namespace"])
        if kind == "Secret":
            root["type"] = self._text(entry["type"]) if text(entry.get("type")) else self._implied("Opaque", entry)
        self._fill(root, entry, kind)
        for field in ("labels", "annotations"):
            given = {key: self._text(value) for one in options for key, value in mapping(one.get(field)).items()}
            for key, value in given.items():
                check_key(key, value.key, old=True)
            if given:
                metadata[field] = Map(given, at, at)
        for one in options:
            if flag(one.get("immutable")):
                root["immutable"] = Scalar("true", "bool", "", self._at(one["immutable"]), one["immutable"].key)
        made = Object(root)
        made.generated = entry.at
        made.hashed = not any(flag(one.get("disableNameSuffixHash")) for one in options)
        made.behavior = _BEHAVIORS.get(text(entry.get("behavior")), "create")
        return made

    def _text(self, node: Node) -> Scalar:
        return Scalar(text(node), "str", "quoted", self._ledger.made("generator", node.at, text(node)), node.key)

    def _implied(self, value: str, entry: Node) -> Scalar:
        return Scalar(value, "str", "quoted", self._ledger.made("implied", entry.at))

    def _fill(self, root: Map, entry: Map, kind: Kind) -> None:
        at = self._at(entry)
        seen: set[str] = set()
        every = [*self._variables(entry), *self._literals(entry), *self._files(entry)]
        for key, data, origin, key_at in sorted(every, key=lambda one: one.key):
            if key in seen:
                raise Failure(f"the key `{key}` is generated twice", key_at)
            check_key(key, key_at)
            if _UNWRITABLE.search(key):
                raise Refusal("a key with control characters", key_at)
            seen.add(key)
            field, value = _encoded(data, kind, key_at)
            held = root.map(field)
            if held is None:
                held = root[field] = Map((), at, at)
            held[key] = Scalar(value, "str", "quoted", origin, key_at)
        if kind == "Secret" and "data" not in root:
            root["data"] = Map((), at, at)

    def _variables(self, entry: Map) -> Iterator[_Entry]:
        """Entries from files of variables, one a line."""
        single = [entry["env"]] if text(entry.get("env")) else []
        for node in [*entries(entry.get("envs")), *single]:
            path, data = self._loader.data(self._directory, text(node), node.at)
            try:
                decoded = data.decode("utf-8")
            except UnicodeDecodeError:
                raise Refusal(f"`{path}` is not UTF-8", node.at) from None
            source = self._loader.source(path) or SourceFile(path, decoded)
            shift = 1 if decoded.startswith("\ufeff") and not source.text.startswith("\ufeff") else 0
            offset = -shift
            for line in decoded.split("\n"):
                start, offset = offset, offset + len(line) + 1
                kept = line.removesuffix("\r").removeprefix("\ufeff" if start <= 0 else "\n").lstrip()
                if not kept or kept[0] == "#":
                    continue
                key, given, value = kept.partition("=")
                if not key or (not given and key != kept):
                    raise Refusal("a variable without a name", node.at)
                end = start + len(line.removesuffix("\r"))
                first = end - len(kept)
                yield _Entry(
                    key,
                    value.encode(),
                    self._ledger.range("generator", source, Span(first + len(key) + 1, end)),
                    self._ledger.range("generator", source, Span(first, first + len(key))),
                )

    def _literals(self, entry: Map) -> Iterator[_Entry]:
        for node in entries(entry.get("literals")):
            key, given, value = text(node).partition("=")
            if not given or not key:
                raise Failure("a literal is written `key=value`", node.at)
            if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
                value = value[1:-1]
            yield _Entry(key, value.encode(), self._at(node), self._at(node))

    def _files(self, entry: Map) -> Iterator[_Entry]:
        for node in entries(entry.get("files")):
            written = text(node)
            key, named, path = written.partition("=")
            if named and (not key or not path or "=" in path):
                raise Failure("a file is written `path` or `key=path`", node.at)
            path, data = self._loader.data(self._directory, path if named else written, node.at)
            source = self._loader.source(path)
            whole = self._ledger.range("generator", source, Span(0, len(source.text))) if source else self._at(node)
            yield _Entry(key if named else posixpath.basename(written), data, whole, self._at(node))


def _encoded(data: bytes, kind: Kind, at: Mark) -> tuple[str, str]:
    """The field that holds some data, and how: text in a ConfigMap, base64 of anything else."""
    field = "data"
    if kind == "ConfigMap":
        try:
            value = data.decode("utf-8")
        except UnicodeDecodeError:
            field = "binaryData"
        else:
            if _UNWRITABLE.search(value):
                raise Refusal("a generated text with control characters", at)
            return field, value
    encoded = base64.b64encode(data).decode()
    if len(encoded) >= _LINE:
        encoded = "".join(f"{encoded[start : start + _LINE]}\n" for start in range(0, len(encoded), _LINE))
    return field, encoded
