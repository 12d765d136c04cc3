"""Literal addresses in configuration texts: which of them can be one of a pod or a Service, and where they are."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.api import Cluster
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.resources import ConfigText
from k8slint.resources.addresses import addresses
from k8slint.rulebook import load


def text(value: str, name: str = "NAME") -> ConfigText:
    resource: Any = None
    return ConfigText(resource, (), name, value, "\n" not in value.strip())


def found(value: str, name: str = "NAME") -> list[tuple[str, int | None]]:
    return [(one.host, one.port) for one in addresses(text(value, name))]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10.1.2.3", [("10.1.2.3", None)]),
        ("10.1.2.3:80", [("10.1.2.3", 80)]),
        ("http://10.1.2.3:8080/x", [("10.1.2.3", 8080)]),
        ("http://10.1.2.3/x", [("10.1.2.3", None)]),
        ("redis://:secret@10.1.2.3:6379/0", [("10.1.2.3", 6379)]),
        ("--peer=10.1.2.3:80,10.1.2.4:80", [("10.1.2.3", 80), ("10.1.2.4", 80)]),
        ('{"a": "192.168.0.1"}', [("192.168.0.1", None)]),
        ("203.0.113.7", [("203.0.113.7", None)]),
        ("10.1.2.3.", [("10.1.2.3", None)]),
        ("10.1.2.3:99999", []),
        ("10.1.2.3:123456", [("10.1.2.3", None)]),
        ("fd00::1", [("fd00::1", None)]),
        ("http://[fd00::1]:80/", [("fd00::1", 80)]),
        ("a = 10.1.2.3 # 10.1.2.4\n# 10.1.2.5\nb\n", [("10.1.2.3", None)]),
    ],
)
def test_addresses_and_their_ports(value: str, expected: list[tuple[str, int | None]]) -> None:
    assert found(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "",
        "10.1.2",
        "10.1.2.3.4",
        "1.10.1.2.3",
        "v10.1.2.3",
        "10.1.2.3-rc1",
        "10.1.2.3-10.1.2.9",
        "10.1.2.3/24",
        "10.1.2.256",
        "010.1.2.3",
        "10.1.2.03",
        "0.0.0.0",  # noqa: S104  # read, not bound
        "127.0.0.1:80",
        "127.9.9.9",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.0",
        "host10.1.2.3",
        "10.1.2.3x",
        "::1",
        "::",
        "fe80::1",
        "ff02::1",
        "std::string",
        "a::b::c",
        "12:30:45",
        "fd00::/8",
        "listen 10.1.2.3:80",
        "nameserver 10.96.0.10",
        "--cluster-dns=10.96.0.10",
        "set_real_ip_from 10.1.2.3",
        "trusted_proxies: 10.1.2.3",
        "noProxy=10.1.2.3",
    ],
)
def test_what_is_none_or_means_no_service(value: str) -> None:
    assert found(value) == []


@pytest.mark.parametrize(
    "name",
    [
        "TRUSTED_PROXIES",
        "NO_PROXY",
        "no_proxy",
        "POD_CIDR",
        "SERVICE_SUBNET",
        "externalIPs",
        "NODE_IP",
        "HOST_IP",
        "NODES",
        "DNS_SERVER",
        "LISTEN_ADDR",
    ],
)
def test_names_that_mean_networks_and_nodes(name: str) -> None:
    assert found("10.1.2.3:80", name) == []


@pytest.mark.parametrize("name", ["DB_HOST", "API_URL", "REDIS", "GHOST_URL", ""])
def test_names_that_do_not(name: str) -> None:
    assert found("10.1.2.3:80", name) == [("10.1.2.3", 80)]


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789.:/[]abf #\n-", max_size=80))
def test_nothing_raises_and_places_are_those_of_the_address(value: str) -> None:
    for one in addresses(text(value)):
        assert str(one.address) == str(type(one.address)(value[one.start : one.end]))


@pytest.mark.parametrize("part", ["1.1.1.1 ", "1", "1.", "::", "a::b ", "10.0.0.1:80 # ", "10.0.0.1,", "#\n"])
def test_hostile_texts_take_no_time(part: str) -> None:
    value = part * (200_000 // len(part))
    start = time.process_time()
    list(addresses(text(value)))
    list(addresses(text(value + "\n:: 1.1.1.1\n-->")))
    assert time.process_time() - start < 5


MANIFEST = """
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  POD: 10.244.1.17
  SERVICE: 10.96.1.2:80
  OTHER: 10.1.2.3:80
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""


@pytest.mark.parametrize(
    ("cluster", "lines"),
    [
        (Cluster(), {7, 8}),
        (Cluster(pod_ranges=("10.244.0.0/16",)), {6}),
        (Cluster(pod_ranges=("10.244.0.0/16", "fd00::/8"), service_ranges=("10.96.0.0/12",)), {6, 7}),
        (Cluster(service_ranges=("nonsense",)), {7, 8}),
    ],
)
def test_ranges_that_the_cluster_is_told_to_have(tmp_path: Path, cluster: Cluster, lines: set[int]) -> None:
    (tmp_path / "a.yaml").write_text(MANIFEST.lstrip("\n"), encoding="utf-8")
    rules = [rule for rule in load() if rule.id == "hard-coded-ip"]
    report = lint(find((".",), cwd=str(tmp_path)), rules, Settings(cluster=cluster))
    assert not report.failures
    assert {finding.location.line + 1 for finding in report.findings} == lines
