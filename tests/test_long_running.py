"""Which containers run until somebody stops them, and which others stop them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.resources import Container, Workload, read
from k8slint.resources.long_running import runs_on, stops_others
from k8slint.text import SourceFile


def container(**fields: Any) -> Container:
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [{"name": "c", **fields}]}}
    (resource,) = read(yaml.read(SourceFile("a.yaml", json.dumps(pod))).documents)
    assert isinstance(resource, Workload)
    return resource.template.containers[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"image": "gcr.io/cloudsql-docker/gce-proxy:1.37.0"},
        {
            "image": "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1",
            "args": ["--port=5432", "--exit-zero-on-sigterm"],
        },
        {"image": "gcr.io/alloydb-connectors/alloydb-auth-proxy:1.11.0"},
        {"image": "envoyproxy/envoy:v1.32.1", "command": ["envoy", "-c", "/etc/envoy.yaml"]},
        {"image": "quay.io/oauth2-proxy/oauth2-proxy:v7.7.1", "args": ["--upstream-timeout=30s"]},
        {"image": "bitnami/pgbouncer:1.23.1"},
        {"image": "otel/opentelemetry-collector-contrib:0.114.0"},
        {"image": "fluent/fluent-bit:3.2.2"},
        {"image": "registry.example.com/mirror/x:1", "name": "cloudsql-proxy"},
        {"image": "busybox:1.37", "command": ["tail", "-n+1", "-F", "/var/log/app/access.log"]},
    ],
)
def test_proxies_and_shippers_run_on(fields: dict[str, Any]) -> None:
    assert runs_on(container(**fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"image": "example.com/task:1"},
        {"image": "busybox:1.37", "command": ["sh", "-c", "sleep 10"]},
        {"image": "envoyproxy/envoy:v1.32.1", "command": ["envoy", "--mode", "validate", "-c", "/etc/envoy.yaml"]},
        {"image": "envoyproxy/envoy:v1.32.1", "command": ["sh", "-c", "envoy & while [ ! -f /done ]; do :; done"]},
        {"image": "envoyproxy/envoy:v1.32.1", "command": ["sh", "-c", "timeout 300 envoy -c /etc/envoy.yaml"]},
        {"image": "fluent/fluent-bit:3.2.2", "args": ["--dry-run"]},
        {"image": "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1", "args": ["--quitquitquit", "a:b:c"]},
        {
            "image": "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1",
            "env": [{"name": "CSQL_PROXY_QUITQUITQUIT", "value": "true"}],
        },
        {"image": "${IMAGE}"},
        {"image": 5, "command": "envoy", "args": {"a": 1}, "env": ["x", {"name": 1}, None]},
        {},
    ],
)
def test_what_ends_or_is_not_known_does_not(fields: dict[str, Any]) -> None:
    assert not runs_on(container(**fields))


@pytest.mark.parametrize(
    ("fields", "stops"),
    [
        ({"command": ["sh", "-c", "/task; curl -X POST localhost:15020/quitquitquit"]}, True),
        ({"command": ["sh", "-c", "/task && pkill envoy"]}, True),
        ({"command": ["scuttle", "/task"]}, True),
        ({"env": [{"name": "STOP_URL", "value": "http://localhost:4191/shutdown"}]}, True),
        ({"command": ["/task"], "args": ["--skill=high"]}, False),
        ({}, False),
    ],
)
def test_what_stops_others_says_so(fields: dict[str, Any], stops: bool) -> None:
    assert stops_others(container(**fields)) is stops


def test_a_long_script_costs_no_more_than_its_length() -> None:
    long = container(image="envoyproxy/envoy:v1.32.1", command=["sh", "-c", "envoy " + "a b " * 200_000])
    assert runs_on(long)
    assert not stops_others(long)
