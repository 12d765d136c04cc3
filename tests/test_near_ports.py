"""Which container port a port of a Service probably means, and what is said of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint.graph.near_ports import NearPorts, Slip, describe_declared, near_ports
from k8slint.resources import Service, Workload, read
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]


def near(port: Json, *containers: Json, init: tuple[Json, ...] = (), beside: tuple[Json, ...] = ()) -> NearPorts:
    """What a port means in the pods of a Deployment with these containers; `beside` are other ports of the Service."""
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [port, *beside]}}
    spec = {"containers": list(containers), "initContainers": list(init)}
    workload = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"template": {"spec": spec}}}
    text = "---\n".join(json.dumps(value) + "\n" for value in (service, workload))
    one, other = read(read_yaml(SourceFile("a.yaml", text)).documents)
    assert isinstance(one, Service)
    assert isinstance(other, Workload)
    return near_ports(one.ports[0], [other.template])


def container(name: str, *ports: Json) -> Json:
    return {"name": name, "ports": list(ports)}


HTTP: Json = {"name": "http", "containerPort": 8080}
METRICS: Json = {"name": "metrics", "containerPort": 9113}


@pytest.mark.parametrize(
    ("port", "containers", "slip", "write"),
    [
        ({"port": 80, "targetPort": "htttp"}, [container("c", HTTP, METRICS)], Slip.NAME, "write `targetPort: http`"),
        (
            {"port": 80, "targetPort": "web"},
            [container("web", HTTP), container("x", METRICS)],
            Slip.ROLE,
            "write `targetPort: http`",
        ),
        ({"port": 9113, "targetPort": "stats"}, [container("c", HTTP, METRICS)], Slip.ROLE, "write `targetPort: metrics`"),
        ({"port": 80, "targetPort": "grpc"}, [container("c", {"containerPort": 9000})], Slip.ONLY, "write `targetPort: 9000`"),
        ({"port": 80, "targetPort": "grpc"}, [container("c", HTTP, METRICS)], None, None),
        ({"port": 8080, "targetPort": 80}, [container("c", HTTP, METRICS)], Slip.ROLE, "write `targetPort: 8080`"),
        (
            {"port": 80, "targetPort": 30080, "nodePort": 8080},
            [container("c", HTTP, METRICS)],
            Slip.ROLE,
            "write `targetPort: 8080`",
        ),
        ({"port": 80, "targetPort": 8008}, [container("c", HTTP, METRICS)], Slip.DIGITS, "write `targetPort: 8080`"),
        ({"port": 80, "targetPort": 8081}, [container("c", HTTP, METRICS)], Slip.DIGITS, "write `targetPort: 8080`"),
        ({"port": 80}, [container("c", {"containerPort": 81}, {"containerPort": 82})], None, None),
        ({"port": 80}, [container("c", HTTP)], Slip.ONLY, "write `targetPort: 8080`"),
        ({"port": 53, "protocol": "UDP"}, [container("c", {"containerPort": 53})], Slip.PROTOCOL, "write `protocol: TCP`"),
        ({"port": 80, "targetPort": "x1"}, [container("c")], None, None),
    ],
)
def test_what_is_probably_meant(port: Json, containers: list[Json], slip: Slip | None, write: str | None) -> None:
    found = near(port, *containers)
    assert (found.slip, found.suggestion()) == (slip, write)
    assert len(found.notes()) == 1


def test_an_init_container_is_told() -> None:
    found = near(
        {"port": 443, "targetPort": "https"}, container("c"), init=(container("p", {"name": "https", "containerPort": 1}),)
    )
    assert found.slip is Slip.INIT
    assert found.suggestion() == "write `restartPolicy: Always` in init container p if it is a sidecar"


def test_the_port_of_the_wanted_protocol_has_another_name() -> None:
    dns: Json = {"name": "dns", "containerPort": 53, "protocol": "UDP"}
    found = near(
        {"port": 53, "protocol": "UDP", "targetPort": "dns-tcp"}, container("c", dns, {"name": "dns-tcp", "containerPort": 53})
    )
    assert (found.slip, found.suggestion()) == (Slip.SIBLING, "write `targetPort: dns`")
    assert (found.protocol, found.label) == ("TCP", "declared for TCP only")


def test_no_protocol_is_suggested_that_another_port_has() -> None:
    udp: Json = {"name": "u", "port": 53, "protocol": "UDP", "targetPort": "dns"}
    tcp: Json = {"name": "t", "port": 53, "targetPort": "dns"}
    only = container("c", {"name": "dns", "containerPort": 53})
    assert near(udp, only, beside=(tcp,)).suggestion() is None
    assert near(udp, only, beside=({**tcp, "port": 54},)).suggestion() == "write `protocol: TCP`"


def test_case_is_no_difference_for_a_near_miss() -> None:
    found = near(
        {"port": 9000, "targetPort": "S3"}, container("c", {"name": "s3", "containerPort": 9}, {"name": "s4", "containerPort": 8})
    )
    assert (found.slip, found.suggestion()) == (Slip.NAME, "write `targetPort: s3`")


def test_two_that_are_equally_near_are_none() -> None:
    found = near(
        {"port": 80, "targetPort": "htp"}, container("c", HTTP, {"name": "http2", "containerPort": 8081}), container("d")
    )
    assert found.suggestion() == "write `targetPort: http`"
    found = near(
        {"port": 80, "targetPort": "http"},
        container("c", {"name": "http1", "containerPort": 1}, {"name": "http2", "containerPort": 2}),
    )
    assert (found.slip, found.suggestion()) == (None, None)


def test_what_is_declared_is_told_in_one_phrase() -> None:
    found = near({"port": 80}, container("c", HTTP, {"containerPort": 53, "protocol": "UDP"}, METRICS))
    assert describe_declared(found.templates[0]) == '"http" 8080, 53/UDP and "metrics" 9113'
    assert describe_declared(near({"port": 80}, container("c")).templates[0]) == "no ports"
