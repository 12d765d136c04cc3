"""A Kubernetes object as a typed view over a part of a document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from k8slint.resources.lazy import Lazy
from k8slint.resources.placeholders import known_text
from k8slint.resources.scalars import Path, at, mapping, text_form
from k8slint.yaml import Composed, Document, Node

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8slint.resources.config_text import ConfigText
    from k8slint.resources.hosts import HostReference
    from k8slint.resources.kinds import Kind
    from k8slint.resources.references import Want

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")


def _texts(value: Any) -> Mapping[str, str]:
    """The entries of a mapping of texts; other scalars in the form that YAML prints, what is no scalar left out."""
    if not isinstance(value, dict):
        return {}
    found = {}
    for key, entry in value.items():
        text = entry if type(entry) is str else text_form(entry)
        if text is not None:
            found[key] = text
    return found


def field_path(path: Path) -> str:
    """A path as people write it: `spec.ports[0].targetPort`, `metadata.labels["app.kubernetes.io/name"]`."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        elif _PLAIN_KEY.fullmatch(step):
            parts.append(f".{step}" if parts else step)
        else:
            quoted = step.replace("\\", "\\\\").replace('"', '\\"')
            parts.append(f'["{quoted}"]')
    return "".join(parts)


class Resource:
    """One Kubernetes object: a document, or an entry of a List. Equal only to itself.

    Its fields never raise: what is malformed, or stands for something else, is unknown (None). `metadata` is empty when
    malformed; `name` None: generated, missing, malformed, or a placeholder; `declared_namespace`: the one that the
    object itself names, if it is known; `namespace_unknown`: it names one, but a placeholder or something malformed;
    `namespace`: the one that it will be in, None: unknown, or cluster-scoped.
    """

    def __init__(
        self,
        document: Document,
        path: Path,
        value: dict[str, Any],
        gvk: tuple[str, str, str],
        what: Kind,
        namespace: str | None,
    ) -> None:
        self.document = document
        self.wants: tuple[Want, ...] | None = None  # filled in when first asked for
        self.texts: tuple[ConfigText, ...] | None = None  # so are these
        self.hosts: tuple[HostReference, ...] | None = None
        self.path = path
        self.value = value
        self.group, self.version, self.kind = gvk
        self._what = what
        metadata = value.get("metadata")
        self.metadata = mapping(metadata)
        self.name = known_text(self.metadata.get("name"))
        written = self.metadata.get("namespace")
        self.declared_namespace = known_text(written)
        malformed = metadata is not self.metadata and metadata is not None
        self.namespace_unknown = malformed or (self.declared_namespace is None and written is not None and written != "")
        elsewhere = what.cluster_scoped or self.namespace_unknown
        self.namespace = None if elsewhere else self.declared_namespace or namespace

    @property
    def known(self) -> bool:
        """Whether the kind is built in, or one of those whose meaning is known here."""
        return self._what.known

    @property
    def built_in(self) -> bool:
        """Whether Kubernetes itself defines the kind."""
        return self._what.built_in

    @property
    def cluster_scoped(self) -> bool:
        """Whether objects of the kind belong to no namespace; unknown custom kinds are taken to belong to one."""
        return self._what.cluster_scoped

    @property
    def in_namespace(self) -> str:
        """The words ` in namespace shop`, or nothing where the namespace is not known."""
        return f" in namespace {self.namespace}" if self.namespace else ""

    @Lazy
    def labels(self) -> Mapping[str, str]:
        """The labels of the object itself (not of its pods), as texts; empty when malformed."""
        return _texts(self.metadata.get("labels"))

    @Lazy
    def annotations(self) -> Mapping[str, str]:
        """The annotations, as texts; empty when malformed."""
        return _texts(self.metadata.get("annotations"))

    @Lazy
    def root(self) -> Node:
        """The node of the whole object."""
        return Node(self.document, self.path)

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below the object; None where there is none."""
        return self.root.get(*path)

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the object: where a missing field is reported."""
        return self.root.nearest(*path)

    def get(self, *path: str | int) -> Any:
        """The plain value at a path below the object; None where there is none."""
        return at(self.value, path)

    @staticmethod
    def field(path: Path) -> str:
        """The text of a path below the object: `spec.ports[0].targetPort`."""
        return field_path(path)

    @property
    def called(self) -> str | None:
        """The name by which its source calls it: without what Kustomize puts before and behind it."""
        document = self.document
        if not isinstance(document, Composed):
            return self.name
        return known_text(document.provenance.written((*self.path, "metadata", "name"))) or self.name

    def __str__(self) -> str:
        metadata = self.metadata
        for key, end in (("name", ""), ("generateName", "*")):
            text = metadata.get(key)
            if isinstance(text, str) and text:
                return f"{self.kind} {text}{end}"
        return f"{self.kind} without a name"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"
