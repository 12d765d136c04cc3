"""One object on its way through a build: what it is by now, and what it was called on the way."""

from __future__ import annotations

from typing import Literal

from k8slint.units.kustomizing.identity import CLUSTER, CLUSTER_SCOPED, Gvk, Id, gvk
from k8slint.units.kustomizing.nodes import Map, Node, Owner, Scalar, own
from k8slint.units.kustomizing.scalars import check_key

Behavior = Literal["", "create", "merge", "replace"]


class Object:
    """An object that a build works on. Its root is shared until somebody owns it."""

    __slots__ = ("api_version", "behavior", "generated", "gvk", "hashed", "past", "prefixes", "root", "suffixes", "variables")

    def __init__(self, root: Map) -> None:
        self.root = root
        self.past: list[tuple[str, str, str]] = []  # names, namespaces and kinds that it had, the first one first
        self.prefixes: list[str] = []
        self.suffixes: list[str] = []
        self.hashed = False
        self.generated = 0
        self.behavior: Behavior = ""
        self.variables: list[str] = []
        self.typed()

    def typed(self) -> None:
        """Note its type, which may have changed."""
        version, kind = self.root.scalar("apiVersion"), self.root.scalar("kind")
        self.api_version = version.text if version else ""
        self.gvk: Gvk = gvk(self.api_version, kind.text if kind else "")

    def copy(self) -> Object:
        """The same object for another build."""
        copy = Object.__new__(Object)
        copy.root, copy.gvk, copy.api_version = self.root, self.gvk, self.api_version
        copy.past, copy.variables = list(self.past), list(self.variables)
        copy.prefixes, copy.suffixes = list(self.prefixes), list(self.suffixes)
        copy.hashed, copy.behavior, copy.generated = self.hashed, self.behavior, self.generated
        return copy

    def owned(self, owner: Owner) -> Map:
        """Its root, as one that may be changed."""
        if self.root.owner is not owner:
            self.root = self.root.copied(owner)
        return self.root

    def metadata(self, owner: Owner) -> Map:
        """Its metadata, as a mapping that may be changed."""
        found: Map = own(self.owned(owner), "metadata", owner)
        return found

    def _meta(self, field: str) -> str:
        metadata = self.root.get("metadata")
        found = metadata.get(field) if type(metadata) is Map else None
        return found.text if type(found) is Scalar and found.tag != "null" else ""

    @property
    def name(self) -> str:
        """Its name by now."""
        return self._meta("name")

    @property
    def namespace(self) -> str:
        """The namespace that is written in it by now; empty if none is."""
        return self._meta("namespace")

    @property
    def cluster_scoped(self) -> bool:
        """Whether Kustomize takes it for one without namespace."""
        return (self.api_version, self.gvk.kind) in CLUSTER_SCOPED

    @property
    def effective_namespace(self) -> str:
        """The namespace by which it is told apart."""
        return CLUSTER if self.cluster_scoped else self.namespace or "default"

    @property
    def id(self) -> Id:
        """What it is called by now."""
        return Id(self.gvk, self.name, self.effective_namespace)

    def earlier(self) -> list[Id]:
        """What it was called before."""
        group, version, _ = self.gvk
        return [Id(Gvk(group, version, kind), name, namespace) for name, namespace, kind in self.past]

    @property
    def original(self) -> Id:
        """What it was called at first."""
        return self.earlier()[0] if self.past else self.id

    def ids(self) -> list[Id]:
        """All that it is and was called."""
        return [*self.earlier(), self.id]

    def remember(self) -> None:
        """Note what it is called, before that changes."""
        self.past.append((self.name, self.effective_namespace, self.gvk.kind))


def texts(node: Node | None) -> dict[str, str]:
    """Labels or annotations as texts."""
    if type(node) is not Map:
        return {}
    return {name: entry.text if type(entry) is Scalar else "" for name, entry in node.items()}


def normalise(one: Object, field: Literal["annotations", "labels"], owner: Owner) -> None:
    """Make annotations or labels what Kustomize makes of them when it reads and writes them: texts, or nothing at all."""
    metadata = one.root.map("metadata")
    if metadata is None or field not in metadata:
        return
    found = metadata[field]
    if type(found) is Map and found and all(_is_text(entry) for entry in found.values()):
        for name, entry in found.items():
            check_key(name, entry.key)
        return
    metadata = one.metadata(owner)
    if type(found) is Map and found:
        metadata[field] = as_texts(found, owner)
    else:
        del metadata[field]


def _is_text(node: Node) -> bool:
    return type(node) is Scalar and node.tag == "str"


def as_texts(found: Map, owner: Owner) -> Map:
    """A mapping whose values are all texts."""
    made = Map((), found.at, found.key, owner)
    for name, entry in found.items():
        check_key(name, entry.key)
        text = entry.text if type(entry) is Scalar else ""
        made[name] = Scalar(text, "str", "quoted", entry.at, entry.key)
    return made
