"""Ingresses: both shapes of backends, paths, TLS and classes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.resources import Ingress, read
from k8slint.text import SourceFile


def ingress(spec: Any, api_version: str = "networking.k8s.io/v1", annotations: Any = None) -> Ingress:
    value = {
        "apiVersion": api_version,
        "kind": "Ingress",
        "metadata": {"name": "web", "annotations": annotations},
        "spec": spec,
    }
    (one,) = read(yaml.read(SourceFile("a.yaml", json.dumps(value))).documents)
    assert isinstance(one, Ingress)
    return one


def rule(backend: Any, **fields: Any) -> dict[str, Any]:
    return {
        "host": "a.example.com",
        "http": {"paths": [{"path": "/a", "pathType": "Prefix", "backend": backend, **fields}]},
    }


AT = ("spec", "rules", 0, "http", "paths", 0)


@pytest.mark.parametrize("api_version", ["networking.k8s.io/v1", "networking.k8s.io/v1beta1", "extensions/v1beta1"])
@pytest.mark.parametrize(
    ("backend", "expected", "service_path", "port_path"),
    [  # service, port number, port name, port known, resource
        (
            {"service": {"name": "web", "port": {"number": 80}}},
            ("web", 80, None, True, False),
            ("service", "name"),
            ("service", "port", "number"),
        ),
        (
            {"service": {"name": "web", "port": {"name": "http"}}},
            ("web", None, "http", True, False),
            ("service", "name"),
            ("service", "port", "name"),
        ),
        (
            {"serviceName": "web", "servicePort": 80},
            ("web", 80, None, True, False),
            ("serviceName",),
            ("servicePort",),
        ),
        (
            {"serviceName": "web", "servicePort": "http"},
            ("web", None, "http", True, False),
            ("serviceName",),
            ("servicePort",),
        ),
        ({"service": {"name": "web"}}, ("web", None, None, False, False), ("service", "name"), ("service", "port")),
        (
            {"service": {"name": "${S}", "port": {"number": "80"}}},
            (None, None, None, False, False),
            ("service", "name"),
            ("service", "port", "number"),
        ),
        (
            {"serviceName": ["web"], "servicePort": "${P}"},
            (None, None, None, False, False),
            ("serviceName",),
            ("servicePort",),
        ),
        ({"resource": {"kind": "Bucket"}}, (None, None, None, False, True), ("service", "name"), ("service", "port")),
        (
            {"service": {"name": "new", "port": {"number": 1}}, "serviceName": "old", "servicePort": 2},
            ("new", 1, None, True, False),
            ("service", "name"),
            ("service", "port", "number"),
        ),
        ({"service": "web"}, (None, None, None, False, False), ("service", "name"), ("service", "port")),
        ("web", (None, None, None, False, False), ("service", "name"), ("service", "port")),
    ],
)
def test_backends(
    api_version: str, backend: Any, expected: Any, service_path: tuple[str, ...], port_path: tuple[str, ...]
) -> None:
    (found,) = ingress({"rules": [rule(backend)]}, api_version).backends()
    assert (found.service, found.port_number, found.port_name, found.port_known, found.resource) == expected
    assert (found.host, found.http_path) == ("a.example.com", "/a")
    assert found.path == (*AT, "backend")
    assert found.service_path == (*AT, "backend", *service_path)
    assert found.port_path == (*AT, "backend", *port_path)


@pytest.mark.parametrize(
    ("field", "backend"),
    [
        ("defaultBackend", {"service": {"name": "web", "port": {"number": 80}}}),
        ("backend", {"serviceName": "web", "servicePort": 80}),
    ],
)
def test_the_default_backend_comes_first(field: str, backend: Any) -> None:
    one = ingress({field: backend, "rules": [rule({"service": {"name": "other"}})]})
    first, second = one.backends()
    assert first is one.default_backend
    assert (first.path, first.service, first.port_number, first.host, first.http_path) == (
        ("spec", field),
        "web",
        80,
        "",
        "",
    )
    assert second.service == "other"
    node = first.node()
    assert node is not None
    assert node.value == backend


def test_paths() -> None:
    rules = [
        {"http": {"paths": [{"backend": {}}, "junk", {"path": "/${P}", "pathType": "${T}", "backend": {}}]}},
        "junk",
        {"host": "${HOST}", "http": {"paths": [{"path": "/b", "pathType": "Exact"}]}},
        {"host": "*.example.com", "http": ["paths"]},
        {"host": ["x"], "http": {"paths": [{"path": 5}]}},
    ]
    found = ingress({"rules": rules}).paths()
    assert [(one.host, one.http_path, one.path_type) for one in found] == [
        ("", "", None),
        ("", None, None),
        (None, "/b", "Exact"),
        (None, None, None),
    ]
    assert [one.path[2:6:3] for one in found] == [(0, 0), (0, 2), (2, 0), (4, 0)]
    assert found[2].backend.host is None
    node = found[2].node("path")
    assert node is not None
    assert node.value == "/b"


def test_tls() -> None:
    entries = [
        {"hosts": ["a.example.com"], "secretName": "a-tls"},
        {},
        {"hosts": ["${HOST}", "b.example.com", 3], "secretName": "${SECRET}"},
        "junk",
        {"hosts": "a.example.com", "secretName": ["x"]},
    ]
    found = ingress({"tls": entries}).tls()
    assert [(one.hosts, one.hosts_known, one.secret) for one in found] == [
        (("a.example.com",), True, "a-tls"),
        ((), True, ""),
        (("b.example.com",), False, None),
        ((), False, None),
    ]
    assert found[3].path == ("spec", "tls", 4)
    assert found[0].secret_path == ("spec", "tls", 0, "secretName")


@pytest.mark.parametrize(
    ("spec", "annotations", "expected"),
    [
        ({}, None, (None, None, False)),
        ({"ingressClassName": "nginx"}, {}, ("nginx", None, True)),
        ({}, {"kubernetes.io/ingress.class": "nginx"}, (None, "nginx", True)),
        ({"ingressClassName": "${CLASS}"}, {"kubernetes.io/ingress.class": "${CLASS}"}, (None, None, True)),
        ({"ingressClassName": ""}, "x", (None, None, False)),
    ],
)
def test_classes(spec: Any, annotations: Any, expected: tuple[Any, ...]) -> None:
    one = ingress(spec, annotations=annotations)
    assert (one.class_name, one.class_annotation, one.names_class) == expected


@pytest.mark.parametrize("spec", [None, "x", [], {"rules": "x"}, {"rules": {}}, {"tls": {}}, {"defaultBackend": "x"}])
def test_malformed_ingresses_have_nothing(spec: Any) -> None:
    one = ingress(spec)
    assert (one.paths(), one.backends(), one.tls()) == ((), (), ())
