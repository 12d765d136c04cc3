"""What a port of a Service speaks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.resources import Service, read
from k8slint.resources.app_protocols import Spoken, spoken
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml


def said(port: Any) -> Spoken | None:
    value = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [port]}}
    (service,) = read(read_yaml(SourceFile("a.json", json.dumps(value))).documents)
    assert isinstance(service, Service)
    return spoken(service.ports[0])


@pytest.mark.parametrize(
    ("port", "protocol", "field"),
    [
        ({"port": 1, "appProtocol": "HTTPS"}, "HTTPS", "appProtocol"),
        ({"port": 1, "appProtocol": "kubernetes.io/h2c"}, "HTTP", "appProtocol"),
        ({"port": 443, "name": "https", "appProtocol": "grpc"}, "gRPC", "appProtocol"),
        ({"port": 1, "appProtocol": "postgresql"}, "PostgreSQL", "appProtocol"),
        ({"port": 443, "name": "http", "targetPort": 9000}, "HTTP", "name"),
        ({"port": 8443, "name": "web-https"}, "HTTPS", "name"),
        ({"port": 443, "name": "https", "targetPort": "web-https"}, "HTTPS", "name"),
        ({"port": 443, "name": "https", "targetPort": 9000}, "HTTPS", "name"),
        ({"port": 9000, "name": "grpcs-api"}, "gRPC over TLS", "name"),
        ({"port": 9000, "name": "fpm"}, "FastCGI", "name"),
        ({"port": 1, "name": "mongo"}, "MongoDB", "name"),
        ({"port": 1, "name": "tcp-mongo"}, "MongoDB", "name"),
        ({"port": 8080, "name": "grpc-gateway"}, "HTTP", "name"),
        ({"port": 9187, "name": "postgres-exporter"}, "HTTP", "name"),
        ({"port": 443}, "HTTPS", "port"),
        ({"port": 443, "name": "main", "targetPort": 8443}, "HTTPS", "port"),
        ({"port": 443, "targetPort": "https"}, "HTTPS", "port"),
        ({"port": 6379, "appProtocol": ""}, "Redis", "port"),
    ],
)
def test_what_is_said(port: Any, protocol: str, field: str) -> None:
    found = said(port)
    assert found is not None
    assert (found.protocol, found.field) == (protocol, field)


@pytest.mark.parametrize(
    "port",
    [
        {"port": 8080},
        {"port": 443, "targetPort": 8080},
        {"port": 443, "targetPort": "http"},
        {"port": 443, "targetPort": 9000},
        {"port": 443, "name": "http"},
        {"port": 443, "name": "https", "targetPort": "http"},
        {"port": 443, "name": "https", "targetPort": 80},
        {"port": 5432, "targetPort": 3306},
        {"port": 8081, "name": "redis-commander"},
        {"port": 1, "name": "grpc-https"},
        {"port": 443, "appProtocol": "example.com/own"},
        {"port": 443, "appProtocol": "${PROTOCOL}"},
        {"port": 443, "appProtocol": 7},
        {"port": 443, "name": "${NAME}"},
        {"port": 443, "name": "https", "protocol": "UDP"},
        {"port": 443, "name": "https", "protocol": "${PROTOCOL}"},
        {"port": "443"},
        {},
    ],
)
def test_nothing_is_said(port: Any) -> None:
    assert said(port) is None


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "port": st.sampled_from([80, 443, 5432, "x", None, 1.5]),
            "targetPort": st.sampled_from([80, 443, 5432, "http", "https", "", None, True, []]),
            "name": st.sampled_from(["http", "https", "redis", "-", "", None, 1]),
            "appProtocol": st.sampled_from(["http", "https", "", None, 1, {}]),
        },
    )
)
def test_it_never_raises_and_the_protocol_beside_the_port_decides(port: dict[str, Any]) -> None:
    found = said(port)
    if port.get("appProtocol") in {"http", "https"} if isinstance(port.get("appProtocol"), str) else False:
        assert found is not None
        assert found.protocol.lower() == port["appProtocol"]
