"""Hosts that settings name: variables, flags, and the lines of files of any format."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.resources.config_text import ConfigText
from k8slint.resources.free_hosts import connects_to, context
from k8slint.resources.host_settings import with_settings
from k8slint.resources.hosts import hosts

RESOURCE: Any = None


def file(value: str) -> list[ConfigText]:
    return [ConfigText(RESOURCE, ("data", "x"), "x", value, whole=False)]


def variables(**values: str) -> list[ConfigText]:
    return [ConfigText(RESOURCE, ("data", name), name, value, whole=True) for name, value in values.items()]


def found(texts: list[ConfigText]) -> list[tuple[str, int | None, str]]:
    result = with_settings(texts, [host for text in texts for host in hosts(text)])
    for one in result:
        if one.port_span is not None:
            where = (one.port_text or one.text).text
            assert int(where[slice(*one.port_span)]) == one.port
        assert one.host == one.text.text[one.start : one.end]
    return [(one.host, one.port, one.form) for one in result if one.free or one.form == "bare"]


FILES = {
    "dotenv": ("A=1\nTSDB_HOST=tsdb\nTSDB_PORT=8428\nPORT=1\n", [("tsdb", 8428, "bare")]),
    "dotenv without a port": ("export TSDB_HOST=tsdb\nOTHER_PORT=8428\n", [("tsdb", None, "bare")]),
    "dotenv, a pair": ("GEOCODER_ADDR=geocoder:50051\nRUN_AS=node:1000\n", [("geocoder", 50051, "pair")]),
    "properties": ("redis.host = cache\nredis.port = 6379\r\n", [("cache", 6379, "bare")]),
    "yaml": ("redis:\n  host: cache\n  port: 6379\nport: 80\n", [("cache", 6379, "bare")]),
    "yaml, another block": ("redis:\n  host: cache\nmail:\n  port: 25\n", [("cache", None, "bare")]),
    "yaml, entries": ("- host: a\n  port: 1000\n- host: b\n  port: 2000\n", [("a", 1000, "bare"), ("b", 2000, "bare")]),
    "yaml, nested": ("redis:\n  host: cache\n  tls:\n    port: 1\n  port: 6379\n", [("cache", 6379, "bare")]),
    "json": ('{\n  "redis": {\n    "host": "cache",\n    "port": 6379\n  }\n}\n', [("cache", 6379, "bare")]),
    "json in a line": ('[\n{"host": "a", "port": 1000}, {"host": "b"}\n]\n', [("a", 1000, "bare"), ("b", None, "bare")]),
    "ini": ("[redis]\nhost = cache\n[mail]\nport = 25\n", [("cache", None, "bare")]),
    "toml": ('[sinks.a]\nhost = "cache"\nport = 6379\n', [("cache", 6379, "bare")]),
    "fluent-bit": ("[OUTPUT]\n    Name  loki\n    Host  loki\n    Port  3100\n", [("loki", 3100, "bare")]),
    "two words are no setting": ("the host  loki\nsay Host loki\n", []),
    "nginx": ("upstream a {\n  server catalog:80;\n  server_name web:80;\n}\n", [("catalog", 80, "pair")]),
    "haproxy": ("backend a\n  server a1 catalog:80 check\n  bind web:80\n", [("catalog", 80, "pair")]),
    "prometheus": ("- targets: ['a:9093', \"b:9094\"]\n", [("a", 9093, "pair"), ("b", 9094, "pair")]),
    "prometheus, a list": (
        "- targets:\n  - a:9093\n  - b:9094\n  labels:\n  - c:9095\n",
        [("a", 9093, "pair"), ("b", 9094, "pair")],
    ),
    "envoy": ("address: catalog\nport_value: 80\n", [("catalog", 80, "bare")]),
    "comments": ("# host: a\nhost: b # host: c\n", [("b", None, "bare")]),
    "images and others": ("image: web:80\nlisten: web:80\nbind_host: web\nx: web:80\npath: /x/web:80\n", []),
    "two of a name": ("host: a\nhost: b\nport: 80\n", [("a", None, "bare"), ("b", None, "bare")]),
    "placeholders": ("host: ${HOST}\nhost: $(A)-b\naddr: $X:80\n", []),
    "a name of the internet": ("host: example.com\n", []),
}


@pytest.mark.parametrize("case", FILES)
def test_files(case: str) -> None:
    value, expected = FILES[case]
    assert found(file(value)) == expected


def test_variables() -> None:
    assert found(variables(DB_HOST="db", DB_PORT="5432")) == [("db", 5432, "bare")]
    assert found(variables(PGHOST="db", PGPORT="5432")) == [("db", 5432, "bare")]
    assert found(variables(DB_HOST="db", DB_PORT_NUMBER="5432")) == [("db", 5432, "bare")]
    assert found(variables(DB_HOST="db", CACHE_PORT="5432")) == [("db", None, "bare")]
    assert found(variables(HOST="web", PORT="80")) == [("web", None, "bare")]
    assert found(variables(SERVER_HOST="web", SERVER_PORT="80")) == [("web", None, "bare")]
    assert found(variables(DB_HOST="db", DB_PORT="x")) == [("db", None, "bare")]
    assert found(variables(LISTEN_HOSTS="db", db_name="x")) == []


def test_flags() -> None:
    container: Any = type("Container", (), {"path": ("c",)})

    def words(*args: str) -> list[ConfigText]:
        flags = ["", *(word.lstrip("-") if word.startswith("-") and "=" not in word else "" for word in args)]
        return [ConfigText(RESOURCE, ("args", i), "", word, True, container, flags[i]) for i, word in enumerate(args)]

    assert found(words("--db-host=db", "--db-port=5432")) == [("db", 5432, "bare")]
    assert found(words("--db-host", "db", "--db-port", "5432")) == [("db", 5432, "bare")]
    assert found(words("--listen-host", "db", "--name=web")) == []


def test_what_a_value_is_called() -> None:
    assert context("a: x\nbrokers: [a:1, b:2]", 20) == "brokers"
    assert context("run --addr a:1", 11) == "addr"
    assert context("- a:1", 2) == ""
    assert context("a:1", 0) == ""
    assert not connects_to("x")
    assert connects_to("static_targets")
    assert not connects_to("listen_addr")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="hostprab.:=-{}[]#\"' \n0123", max_size=120))
def test_nothing_raises(value: str) -> None:
    found(file(value))
    found(variables(A_HOST=value, A_PORT=value[::-1]))


@pytest.mark.parametrize(
    "part", ["host: a\n", "host a ", "a:80,", "- a:80\n", "{", "- ", "host=", "server a a:80\n", "  host:\n", "x.-"]
)
def test_hostile_texts_take_no_time(part: str) -> None:
    value = part * (200_000 // len(part))
    for text in (value, value[:39_000]):
        start = time.process_time()
        found(file(text + "\nhost: a\n"))
        assert time.process_time() - start < 2
