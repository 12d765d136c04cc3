"""Nodes are cursors over values, made on demand."""

from __future__ import annotations

from k8slint.text import SourceFile, Span
from k8slint.yaml import Document, Node, read

TEXT = "kind: Service\nspec:\n  ports:\n  - port: 80\n  - port: 81\n  selector: {}\n"


def document_of(text: str = TEXT) -> Document:
    return read(SourceFile("x.yaml", text)).documents[0]


def test_get() -> None:
    root = document_of().root
    port = root.get("spec", "ports", 1, "port")
    assert port is not None
    assert (port.value, port.path) == (81, ("spec", "ports", 1, "port"))
    assert TEXT[port.span.start : port.span.end] == "81"
    assert port.key_span == Span(TEXT.rindex("port:"), TEXT.rindex("port:") + 4)
    assert port.source is root.document.source
    assert root.get() == root
    for path in (("x",), ("spec", "ports", 2), ("spec", "ports", -1), ("spec", "ports", "0"), ("kind", 0), ("spec", 0)):
        assert root.get(*path) is None
    spec = root.get("spec")
    assert spec is not None
    assert spec.get("ports", 0) == root.get("spec", "ports", 0)


def test_nearest() -> None:
    root = document_of().root
    assert root.nearest("spec", "ports", 1, "name").path == ("spec", "ports", 1)
    assert root.nearest("spec", "type").path == ("spec",)
    assert root.nearest("metadata", "name") == root
    assert root.nearest("kind").value == "Service"
    assert root.nearest("kind", "x", 0).path == ("kind",)


def test_items_and_elements() -> None:
    root = document_of().root
    assert [(key, node.path) for key, node in root.items()] == [("kind", ("kind",)), ("spec", ("spec",))]
    ports = root.nearest("spec", "ports")
    assert [node.value for node in ports.elements()] == [{"port": 80}, {"port": 81}]
    assert [node.path[-1] for node in ports.elements()] == [0, 1]
    assert not list(ports.items())
    assert not list(root.elements())
    assert not list(root.nearest("kind").items())
    assert not list(root.nearest("kind").elements())


def test_equality() -> None:
    document, other = document_of(), document_of()
    assert Node(document, ("spec",)) == document.root.get("spec")
    assert hash(Node(document, ("spec",))) == hash(document.root.get("spec"))
    assert Node(document, ("spec",)) != Node(other, ("spec",))
    assert Node(document, ("spec",)) != Node(document, ("kind",))
    assert Node(document, ()) != "x"


def test_nothing_is_no_fault() -> None:
    node = Node(document_of(), ("spec", "type", "x"))
    assert node.value is None
    assert TEXT[node.span.start :].startswith("ports:")
    assert node.key_span is None


def test_repr_names_the_place() -> None:
    assert repr(document_of().root.get("kind")) == "Node(Document('x.yaml', 0), ('kind',))"
