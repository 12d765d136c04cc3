"""Addresses of the pod itself: who connects to them, and who is told to listen."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.resources.config_text import ConfigText
from k8slint.resources.loopbacks import loopbacks, mentions_port
from k8slint.resources.named_hosts import named_hosts


def text(value: str, name: str = "NAME", field: str = "value") -> ConfigText:
    resource: Any = None
    return ConfigText(resource, (field, 0), name, value, "\n" not in value.strip())


@pytest.mark.parametrize(
    ("value", "written", "port", "scheme"),
    [
        ("redis://localhost:6379/0", "localhost:6379", 6379, "redis"),
        ("redis://localhost", "localhost", 6379, "redis"),
        ("postgres://u:p@127.0.0.1/db", "127.0.0.1", 5432, "postgres"),
        ("http://[::1]:8080/x", "[::1]:8080", 8080, "http"),
        ("jdbc:mysql://localhost/x", "localhost", 3306, "mysql"),
        ("jdbc:sqlserver://localhost:1433;a=b", "localhost:1433", 1433, "sqlserver"),
        ("--api=http://localhost:3000", "localhost:3000", 3000, "http"),
        ("a:\n  b: 'http://localhost:3000'\n", "localhost:3000", 3000, "http"),
    ],
)
def test_urls(value: str, written: str, port: int, scheme: str) -> None:
    (one,) = loopbacks(text(value))
    assert (one.written, one.port, one.scheme) == (written, port, scheme)
    assert one.port_written == (":" in written.replace("[::1]", ""))


@pytest.mark.parametrize("name", ["REDIS_ADDR", "KAFKA_BROKERS", "db.host", "upstreamUrl"])
def test_pairs_in_variables_that_hold_addresses(name: str) -> None:
    (one,) = loopbacks(text(" localhost:6379\n", name))
    assert (one.written, one.port, one.scheme) == ("localhost:6379", 6379, None)


def test_pairs_in_flags() -> None:
    (one,) = loopbacks(text("--redis-addr=127.0.0.1:6379", "", "args"))
    assert one.written == "127.0.0.1:6379"
    (level,) = loopbacks(text("--level=localhost:1", "", "args"))
    assert (one.called, level.called) == ("", "level")
    assert not list(loopbacks(text("--listen-addr=127.0.0.1:6379", "", "args")))


def test_pairs_behind_flags() -> None:
    resource: Any = None
    word = ConfigText(resource, ("args", 1), "", "localhost:6379", whole=True, flag="redis-addr")
    (one,) = loopbacks(word)
    assert (one.written, one.called) == ("localhost:6379", "")
    assert not list(loopbacks(word._replace(flag="bind")))
    assert not list(loopbacks(word._replace(flag="")))


def test_pairs_in_the_lines_of_a_file() -> None:
    value = (
        "scrape:\n  - targets: ['localhost:9093']\n    labels: {level: localhost:1}\nlisten: localhost:2\n# addr: localhost:3\n"
    )
    assert [one.port for one in loopbacks(text(value))] == [9093]


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("http://localhost", "X"),
        ("grpc://localhost", "X"),
        ("xyz://localhost:80", "X"),
        ("http://localhost.example.com:80", "X"),
        ("http://localhost:$(PORT)", "X"),
        ("http://localhost:0", "X"),
        ("http://localhost:99999", "X"),
        ("http://mylocalhost:80", "X"),
        ("http://127.0.0.10:80", "X"),
        ("# http://localhost:80", "X"),
        ("http://localhost:80", "LISTEN_URL"),
        ("http://localhost:80", "PUBLIC_URL"),
        ("localhost:80", "BIND_ADDRESS"),
        ("--advertise-url=http://localhost:80", ""),
        ("curl -f http://localhost:80/healthz", ""),
        ("until nc -z localhost 5432; do wget http://localhost:80; done", ""),
        ("", "X"),
    ],
)
def test_what_is_none(value: str, name: str) -> None:
    found = list(loopbacks(text(value, name)))
    assert [one.port for one in found] == ([80] if value == "http://localhost" else [])


@pytest.mark.parametrize(
    "value",
    [
        "80",
        "--port 80",
        "PORT=80",
        ":80",
        "0.0.0.0:80",
        "[::]:80",
        "*:80",
        "listen 80;",
        "listen 127.0.0.1:80",
        "--bind=localhost:80",
    ],
)
def test_a_port_that_is_mentioned(value: str) -> None:
    assert mentions_port(value, 80)


def test_a_port_that_is_mentioned_as_another_s() -> None:
    assert not mentions_port("A_PORT=80", 80, {7})
    assert mentions_port("A_PORT=80\nPORT=80", 80, {7})


@pytest.mark.parametrize(
    "value", ["", "8080", "180", "http://localhost:80", "redis:80", "v80", "80s", "1.80", "10.0.0.1:80", "[::1]:80"]
)
def test_a_port_that_is_not(value: str) -> None:
    assert not mentions_port(value, 80)


HOSTS = [
    ("https://api.staging.example.com/v1", "X", ["api.staging.example.com"]),
    ("https://u:p@api.example.com:8443", "X", ["api.example.com"]),
    ("orders.shop.svc:80", "X", ["orders.shop.svc"]),
    ("http://orders.shop:80", "X", ["orders.shop"]),
    ("db.example.com", "DB_HOST", ["db.example.com"]),
    ("a.example.com:1, b.example.com", "BROKERS", ["a.example.com", "b.example.com"]),
    ("db.example.com", "NAME", []),
    ("10.0.0.1", "DB_HOST", []),
    ("http://10.0.0.1:80", "X", []),
    ("http://orders", "X", []),
    ("# https://api.example.com", "X", []),
    ("https://${HOST}.example.com", "X", []),
    ("https://api.$(ENV).example.com", "X", []),
    ("a.b.c", "", []),
    ("s3://bucket.example.com/x", "X", ["bucket.example.com"]),
]


@pytest.mark.parametrize(("value", "name", "expected"), HOSTS)
def test_hosts_of_anybody(value: str, name: str, expected: list[str]) -> None:
    assert [one.host for one in named_hosts(text(value, name))] == expected


def test_the_namespace_of_a_name_of_the_cluster() -> None:
    first, second = named_hosts(text("orders.shop.svc,http://x.shop", "URLS"))
    assert (first.namespace, second.namespace) == ("shop", None)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="lochst127.0:/@=,# \n-[]Lhtpred$", max_size=80), st.sampled_from(["", "DB_HOST"]))
def test_nothing_raises(value: str, name: str) -> None:
    for one in loopbacks(text(value, name)):
        assert one.written.startswith(one.host)
    for host in named_hosts(text(value, name)):
        assert "." in host.host
    mentions_port(value, 127)


@pytest.mark.parametrize(
    "part", ["http://localhost:1 ", "localhost:1,", "a.", "://a.b ", "listen listen ", "80:", "-a=", "http://a@"]
)
def test_hostile_texts_take_no_time(part: str) -> None:
    value = part * (200_000 // len(part))
    start = time.process_time()
    for name in ("", "DB_HOST"):
        list(loopbacks(text(value, name)))
        list(named_hosts(text(value, name)))
    mentions_port(value, 80)
    assert time.process_time() - start < 5
