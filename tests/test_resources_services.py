"""Services: types, addresses, ports and their defaults."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.resources import Labels, Service, Truth, read
from k8slint.text import SourceFile


def service(spec: Any) -> Service:
    value = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": spec}
    (one,) = read(yaml.read(SourceFile("a.yaml", json.dumps(value))).documents)
    assert isinstance(one, Service)
    return one


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, "ClusterIP"),
        ({"type": None}, "ClusterIP"),
        ({"type": ""}, "ClusterIP"),
        ({"type": "NodePort"}, "NodePort"),
        ({"type": "LoadBalancer"}, "LoadBalancer"),
        ({"type": "ExternalName"}, "ExternalName"),
        ({"type": "nodePort"}, None),
        ({"type": "${TYPE}"}, None),
        ({"type": ["NodePort"]}, None),
        ("x", None),
        (None, None),
    ],
)
def test_type(spec: Any, expected: str | None) -> None:
    one = service(spec)
    assert one.type == expected
    assert one.external_name is (expected == "ExternalName")


@pytest.mark.parametrize(
    ("spec", "headless", "known"),
    [
        ({}, False, True),
        ({"clusterIP": "None"}, True, True),
        ({"clusterIPs": ["None"]}, True, True),
        ({"clusterIP": "none"}, False, True),
        ({"clusterIP": None}, False, True),
        ({"clusterIP": "10.0.0.1"}, False, True),
        ({"clusterIP": "${IP}"}, False, False),
        ({"clusterIP": 5}, False, False),
        ({"clusterIPs": "{{ .ips }}"}, False, False),
        ([], False, False),
    ],
)
def test_headless(spec: Any, headless: bool, known: bool) -> None:
    one = service(spec)
    assert (one.headless, one.headless_known) == (headless, known)


@pytest.mark.parametrize(
    ("spec", "absent", "unmanaged", "truth"),
    [
        ({}, True, True, Truth.NO),
        (None, True, True, Truth.NO),
        ({"selector": None}, True, True, Truth.NO),
        ({"selector": {}}, False, True, Truth.NO),
        ({"selector": {"app": "web"}}, False, False, Truth.YES),
        ({"selector": {"app": "db"}}, False, False, Truth.NO),
        ({"selector": "{{ .selector }}"}, False, False, Truth.UNKNOWN),
        ("{{ .spec }}", False, False, Truth.UNKNOWN),
    ],
)
def test_selector(spec: Any, absent: bool, unmanaged: bool, truth: Truth) -> None:
    one = service(spec)
    assert (one.selector.absent, one.unmanaged) == (absent, unmanaged)
    assert one.selector.match(Labels({"app": "web"})) is truth


def test_a_selector_knows_where_it_is() -> None:
    (requirement,) = service({"selector": {"app": "web"}}).selector.requirements
    assert requirement.path == ("spec", "selector", "app")


@pytest.mark.parametrize(
    ("port", "expected"),
    [  # name, known, port, protocol, target, given, nodePort
        ({"port": 80}, (None, True, 80, "TCP", 80, False, None)),
        ({"port": 80, "name": "http", "targetPort": "web"}, ("http", True, 80, "TCP", "web", True, None)),
        ({"port": 80, "targetPort": 8080, "protocol": "UDP"}, (None, True, 80, "UDP", 8080, True, None)),
        ({"port": 80, "targetPort": 0}, (None, True, 80, "TCP", 80, False, None)),
        ({"port": 80, "targetPort": ""}, (None, True, 80, "TCP", 80, False, None)),
        ({"port": 80, "targetPort": None, "name": None}, (None, True, 80, "TCP", 80, False, None)),
        ({"port": 80, "targetPort": "8080"}, (None, True, 80, "TCP", "8080", True, None)),
        ({"port": 80, "targetPort": "${PORT}", "name": "${NAME}"}, (None, False, 80, "TCP", None, True, None)),
        ({"port": 80, "targetPort": False}, (None, True, 80, "TCP", None, True, None)),
        ({"port": 80, "targetPort": {"a": 1}}, (None, True, 80, "TCP", None, True, None)),
        ({"port": "80", "nodePort": 30080}, (None, True, None, "TCP", None, False, 30080)),
        ({"port": 80.0, "nodePort": 0, "protocol": "tcp"}, (None, True, 80, None, 80, False, None)),
        ({"port": True, "nodePort": "30080", "name": 5}, (None, False, None, "TCP", None, False, None)),
        ({}, (None, True, None, "TCP", None, False, None)),
    ],
)
def test_ports(port: Any, expected: tuple[Any, ...]) -> None:
    one = service({"ports": ["junk", port]})
    (found,) = one.ports
    fields = (
        found.name,
        found.name_known,
        found.port,
        found.protocol,
        found.target,
        found.target_given,
        found.node_port,
    )
    assert fields == expected
    assert (found.index, found.path, found.service) == (1, ("spec", "ports", 1), one)
    assert not one.ports_known


def test_places_of_ports() -> None:
    (port,) = service({"ports": [{"port": 80}]}).ports
    node = port.node("port")
    assert node is not None
    assert node.value == 80
    assert port.node("targetPort") is None
    assert port.nearest("targetPort").path == ("spec", "ports", 0)


@pytest.mark.parametrize(
    ("spec", "known"),
    [
        ({}, True),
        ({"ports": []}, True),
        ({"ports": [{}]}, True),
        ({"ports": None}, True),
        ({"ports": "x"}, False),
        ({"ports": [1]}, False),
        ({"ports": {"a": {}}}, False),
        (None, False),
        ([], False),
    ],
)
def test_whether_the_ports_are_known(spec: Any, known: bool) -> None:
    assert service(spec).ports_known is known
