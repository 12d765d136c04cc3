"""The grammar of host names in configuration texts: what speaks of a Service, where, and what does not."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.resources import ConfigText, HostReference, config_texts, hosts, read
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator


class Found(NamedTuple):
    """What is read of a host: the marked place, and what is said of it."""

    host: str
    service: str
    namespace: str | None = None
    port: int | None = None
    written: str | None = None
    pod: str | None = None
    form: str = "url"


def text(value: str, name: str = "NAME") -> ConfigText:
    resource: Any = None
    return ConfigText(resource, (), name, value, "\n" not in value.strip())


def found(value: str, name: str = "NAME") -> list[Found]:
    return [
        Found(
            value[one.start : one.end],
            one.service,
            one.namespace,
            one.port,
            None if one.port_span is None else value[slice(*one.port_span)],
            one.pod,
            one.form,
        )
        for one in hosts(text(value, name))
    ]


URLS = [
    ("http://orders", Found("orders", "orders", port=80)),
    ("http://orders/", Found("orders", "orders", port=80)),
    ("http://orders:8080", Found("orders", "orders", port=8080, written="8080")),
    ("http://orders:8080/v1?x=http", Found("orders", "orders", port=8080, written="8080")),
    ("http://orders?x", Found("orders", "orders", port=80)),
    ("https://payments/v2", Found("payments", "payments", port=443)),
    ("ws://chat", Found("chat", "chat", port=80)),
    ("wss://chat", Found("chat", "chat", port=443)),
    ("grpc://orders", Found("orders", "orders")),
    ("grpcs://orders:443", Found("orders", "orders", port=443, written="443")),
    ("tcp://orders:1", Found("orders", "orders", port=1, written="1")),
    ("redis://cache", Found("cache", "cache", port=6379)),
    ("rediss://cache", Found("cache", "cache")),
    ("redis://:secret@cache:6380/2", Found("cache", "cache", port=6380, written="6380")),
    ("amqp://queue/mail", Found("queue", "queue", port=5672)),
    ("amqps://queue/mail", Found("queue", "queue")),
    ("postgres://db/orders", Found("db", "db", port=5432)),
    ("postgresql://db/orders", Found("db", "db", port=5432)),
    ("postgres://orders:$(DB_PASSWORD)@db:5433/orders", Found("db", "db", port=5433, written="5433")),
    ("mysql://user:p!w@db", Found("db", "db", port=3306)),
    ("mongodb://db/?replicaSet=a", Found("db", "db", port=27017)),
    ("nats://queue", Found("queue", "queue", port=4222)),
    ("kafka://queue", Found("queue", "queue", port=9092)),
    ("bolt://graph:7687", Found("graph", "graph", port=7687, written="7687")),
    ("memcached://cache:11211", Found("cache", "cache", port=11211, written="11211")),
    ("jdbc:postgresql://db:5433/orders", Found("db", "db", port=5433, written="5433")),
    ("jdbc:postgresql://db/orders", Found("db", "db", port=5432)),
    ("jdbc:sqlserver://db:1433;databaseName=x", Found("db", "db", port=1433, written="1433")),
    ("jdbc:mysql:replication://db/x", Found("db", "db")),
    ("postgresql+psycopg2://db/orders", Found("db", "db", port=5432)),
    ("r2dbc:postgresql://db:5433/orders", Found("db", "db", port=5433, written="5433")),
    ("mqtt://broker", Found("broker", "broker", port=1883, form="uri")),
    ("mqtts://broker:8883", Found("broker", "broker", port=8883, written="8883", form="uri")),
    ("ldap://directory", Found("directory", "directory", port=389, form="uri")),
    ("redis+sentinel://cache:26379", Found("cache", "cache", port=26379, written="26379", form="uri")),
    ("mariadb+asyncmy://db/x", Found("db", "db", port=3306, form="uri")),
    ("odd://orders:7000", Found("orders", "orders", port=7000, written="7000", form="uri")),
    ("--url=http://orders:80", Found("orders", "orders", port=80, written="80")),
    ('{"url": "http://orders:80"}', Found("orders", "orders", port=80, written="80")),
    ("[http://orders]", Found("orders", "orders", port=80)),
    ("(http://orders)", Found("orders", "orders", port=80)),
    ("proxy_pass http://orders:80;", Found("orders", "orders", port=80, written="80")),
    (r"http://orders:80\n", Found("orders", "orders", port=80, written="80")),
    ("http://a-1b:80", Found("a-1b", "a-1b", port=80, written="80")),
    ("http://orders.shop:80", Found("orders.shop", "orders", "shop", 80, "80")),
    ("http://orders.shop", Found("orders.shop", "orders", "shop", 80)),
]
DNS = [
    ("http://orders.shop.svc:80/", Found("orders.shop.svc", "orders", "shop", 80, "80", form="dns")),
    ("http://orders.shop.svc.:80/", Found("orders.shop.svc.", "orders", "shop", 80, "80", form="dns")),
    (
        "http://orders.shop.svc.cluster.local.:80",
        Found("orders.shop.svc.cluster.local.", "orders", "shop", 80, "80", form="dns"),
    ),
    ("orders.shop.svc", Found("orders.shop.svc", "orders", "shop", form="dns")),
    ("orders.shop.svc:80", Found("orders.shop.svc:80"[:-3], "orders", "shop", 80, "80", form="dns")),
    ("orders.shop.svc.cluster.local", Found("orders.shop.svc.cluster.local", "orders", "shop", form="dns")),
    ("--peer=orders.shop.svc,x", Found("orders.shop.svc", "orders", "shop", form="dns")),
    ("host orders.shop.svc.cluster.local.", Found("orders.shop.svc.cluster.local", "orders", "shop", form="dns")),
    ("db-0.db.shop.svc:5432", Found("db-0.db.shop.svc", "db", "shop", 5432, "5432", "db-0", "dns")),
    ("orders.shop.svc.:80", Found("orders.shop.svc.", "orders", "shop", 80, "80", form="dns")),
    ("-a=orders.shop.svc.x.:80", Found("orders.shop.svc.x.", "orders", "shop", 80, "80", form="dns")),
    ("dns:///orders.shop.svc:80", Found("orders.shop.svc", "orders", "shop", 80, "80", form="dns")),
    ("passthrough:///orders.shop.svc", Found("orders.shop.svc", "orders", "shop", form="dns")),
    ("orders.shop.svc.$(DOMAIN):80", Found("orders.shop.svc", "orders", "shop", form="dns")),
    ("orders.shop.svc:$(PORT)", Found("orders.shop.svc", "orders", "shop", form="dns")),
    ("postgres://user@db.data.svc/x", Found("db.data.svc", "db", "data", 5432, form="dns")),
]
PAIRS = [
    ("cache:6379", Found("cache", "cache", None, 6379, "6379", form="pair")),
    (" cache:6379\n", Found("cache", "cache", None, 6379, "6379", form="pair")),
    ("cache.data:6379", Found("cache.data", "cache", "data", 6379, "6379", form="pair")),
]


@pytest.mark.parametrize(("value", "expected"), [*URLS, *DNS, *PAIRS])
def test_what_speaks_of_a_service(value: str, expected: Found) -> None:
    assert found(value) == [expected]


@pytest.mark.parametrize(
    "value",
    [
        "",
        "orders",  # a word in a variable that names no host
        "http://localhost:8080",
        "http://kubernetes",
        "http://example",
        "http://127.0.0.1:80",
        "http://[::1]:80",
        "http://0.0.0.0",
        "http://10.0.0.1:80",
        "http://+:8080",
        "http://*:8080",
        "https://www.example.com/orders",
        "https://orders.example.com:8443",
        "http://my_orders:80",
        "http://Orders:80",
        "http://-orders",
        "http://orders-:80",
        "http://orders..shop.svc",
        "http://orders.",
        "http://orders:99999",
        "http://orders:0",
        "http://unix:/run/orders.sock",
        "http://${ORDERS}:80",
        "http://orders-${ENV}:80",
        "http://$(ORDERS):80",
        "# http://orders:80",
        "http://orders/xmlns",
        "http://orders/2001/XMLSchema#string",
        "http://orders/a.xsd",
        "<a xmlns='http://orders'/>",
        'xmlns:a="http://orders/1"',
        '"$schema": "http://orders/draft"',
        "dns:///orders:80",
        "xdns:///orders.shop.svc:80",
        "http://orders$(SUFFIX):80",
        "http://{{ .Values.orders }}:80",
        "http://{{orders}}:80",
        "http://orders-{{ env }}:80",
        "http://<orders>:80",
        "http://%s:80",
        "http://orders:$(PORT)",
        "mongodb+srv://db/orders",
        "file://orders",
        "s3://bucket/key",
        "gs://bucket",
        "unix:///run/orders.sock",
        "xhttp://orders",
        "s3://bucket:80/key",
        "spiffe://orders:80/x",
        "redis+unix://cache:6379",
        "git+ssh://orders:22/x",
        "advertised.listeners=internal://orders:9092",
        "http://schemas/foo",
        "jdbc:oracle:thin:@//db:1521/x",
        "git+http://orders",
        "://orders",
        "http://",
        "orders.shop.svcs",
        "orders.shop.svc-x",
        "shop.svc",
        ".shop.svc.cluster.local",
        "*.shop.svc.cluster.local",
        "$(NAME).shop.svc",
        "${NAME}-orders.shop.svc",
        "{{ name }}orders.shop.svc",
        "<name>orders.shop.svc",
        "%s.shop.svc",
        "a.b.c.shop.svc",
        "/orders.shop.svc",
        "user@orders.shop.svc",
        "Xorders.shop.svc",
        "cache:1",
        "cache:123456",
        "cache:6379/0",
        "cache:6379:x",
        "sha256:1234567",
        "http:8080",
        "tcp:5432",
        "localhost:8080",
        "cache.data.x:6379",
        "cache:6379, ",
        "cache:6379,10.0.0.1:6379",
        "cache:6379,$(OTHER):6379",
        "12:30",
    ],
)
def test_what_does_not(value: str) -> None:
    assert found(value) == []


def test_several_hosts_of_one_text() -> None:
    value = '{"a": "http://orders:80", "b": ["redis://cache", "db.data.svc:5432"], "c": "https://www.example.com"}'
    assert [one.host for one in found(value)] == ["orders", "cache", "db.data.svc"]


def test_a_list_of_pairs() -> None:
    value = "queue-0.queue:5672, cache:6379,db.data.svc:5432"
    assert [(one.host, one.written) for one in found(value)] == [
        ("queue-0.queue", "5672"),
        ("cache", "6379"),
        ("db.data.svc", "5432"),
    ]


@pytest.mark.parametrize("name", ["IMAGE", "REDIS_IMAGE", "BASE_IMAGE_TAG", "REDIS_VERSION"])
def test_an_image_and_its_tag_is_no_pair(name: str) -> None:
    assert found("redis:74", name) == []


@pytest.mark.parametrize(
    "name", ["HOST", "DB_HOST", "DB_HOSTNAME", "REDIS_ADDR", "SERVICE", "SMTP_SERVER", "BROKERS", "KAFKA_BROKER", "ENDPOINT"]
)
def test_a_bare_word_in_a_variable_that_names_a_host(name: str) -> None:
    assert found("db", name) == [Found("db", "db", form="bare")]
    assert found("db\n", name) == [Found("db", "db", form="bare")]
    assert found("db.data", name) == [Found("db.data", "db", "data", form="bare")]


@pytest.mark.parametrize("value", ["localhost", "Db", "db.data.x", "10.0.0.1", "$(DB)", "db/x", "a db", "db_1", "-db", "db-"])
def test_other_values_are_no_bare_hosts(value: str) -> None:
    assert found(value, "DB_HOST") == []


@pytest.mark.parametrize("name", ["DB_NAME", "GHOST", "HOSTS", "db_host", "HOST_PORT", "SERVICES", "ADDRESS", ""])
def test_other_variables_hold_no_bare_hosts(name: str) -> None:
    assert found("db", name) == []


def test_a_word_of_a_command_may_be_a_pair_and_is_no_bare_host() -> None:
    assert [one.host for one in found("cache:6379", "")] == ["cache"]
    assert found("cache", "") == []
    assert [one.host for one in found("http://cache", "")] == ["cache"]


@pytest.mark.parametrize("name", ["REDIS_URL", "KAFKA_BOOTSTRAP_SERVERS", "db.host", "upstreamAddress2", "PEERS", "HOST_PORT"])
def test_a_variable_that_holds_addresses(name: str) -> None:
    (one,) = hosts(text("cache:6379", name))
    assert one.certain


@pytest.mark.parametrize("name", ["RUN_AS", "SERVER_USER", "GHOST", "hostUid", "PORT", "LOG", "", "7"])
def test_other_variables_hold_anything(name: str) -> None:
    (one,) = hosts(text("cache:6379", name))
    assert not one.certain


COMMENTS = [
    "# http://old:80",
    "  // http://old:80",
    "; url = http://old:80",
    "-- http://old:80",
    "x = 1 # http://old:80",
    "int x; // see http://old:80",
    "<!-- http://old:80 -->",
    "<!--\n<a href='http://old:80'/>\nold.shop.svc\n-->",
    "/*\n * http://old:80\n */",
    "/* old.shop.svc:80 */",
]


@pytest.mark.parametrize("comment", COMMENTS)
def test_comments_are_no_configuration(comment: str) -> None:
    value = f"url: http://new:80\n{comment}\nhost: new.shop.svc\n"
    assert {one.service for one in found(value)} == {"new"}
    assert len(found(value)) == 2


@pytest.mark.parametrize(
    "line",
    [
        "a: http://new:80#x",
        "path=/var/*.log http://new:80 */",
        "color: '#fff' http://new:80",
        "a: http://new:80 # was http://old",
        "- http://new:80",
        "--url http://new:80",
        "a: http://new:80 // http://old:80",
        "<a href='http://new:80'/> <!-- http://old -->",
    ],
)
def test_what_only_looks_like_a_comment(line: str) -> None:
    assert [one.service for one in found(f"first\n{line}\n")] == ["new"]


def test_places_in_a_text_of_many_lines() -> None:
    value = "server {\r\n  # http://old:1\r\n  proxy_pass http://orders.shop.svc.cluster.local:80/;\r\n  x http://cache;\r\n}\r\n"
    assert [(one.host, one.written) for one in found(value)] == [("orders.shop.svc.cluster.local", "80"), ("cache", None)]


def test_another_name_in_the_place_of_the_service() -> None:
    for value, expected in (
        ("http://orders:80", "carts"),
        ("http://orders.shop", "carts.shop"),
        ("orders.shop.svc.cluster.local", "carts.shop.svc.cluster.local"),
        ("orders.orders.orders.svc", "orders.carts.orders.svc"),
    ):
        (one,) = hosts(text(value))
        assert one.renamed("carts") == expected


def references(manifest: str) -> Iterator[HostReference]:
    for resource in read(read_yaml(SourceFile("a.yaml", manifest)).documents):
        for one in config_texts(resource):
            yield from hosts(one)


def test_every_kind_of_configuration_text() -> None:
    manifest = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      initContainers:
        - name: wait
          command: [wait-for, "http://a"]
      containers:
        - name: web
          args: ["--url=http://b", 5, null]
          env:
            - {name: URL, value: "http://c"}
            - {name: FROM, valueFrom: {configMapKeyRef: {name: x, key: y}}}
            - {name: NUMBER, value: 5}
            - http://nothing
            - {value: "http://d"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web}
data:
  URL: http://e
  _example: http://nothing
  number: 5
  settings.yaml: |
    url: http://f
binaryData:
  x: aHR0cDovL25vdGhpbmc=
---
apiVersion: v1
kind: Secret
metadata: {name: web}
stringData:
  URL: http://nothing
"""
    assert [one.service for one in references(manifest)] == ["c", "d", "b", "a", "e", "f"]


@pytest.mark.parametrize("data", ["[]", "text", "5", "null", "{a: [http://x]}", "{a: {b: http://x}}"])
def test_malformed_texts_are_none(data: str) -> None:
    assert list(references(f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata: {data}\n")) == []


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab.:/@-svc$#<! \n,{}[]0123456789'\"htp\\*", max_size=120), st.sampled_from(["", "DB_HOST"]))
def test_nothing_raises_and_places_are_those_of_the_host(value: str, name: str) -> None:
    for one in hosts(text(value, name)):
        assert one.service in one.host
        assert one.host == value[one.start : one.end]
        if one.port_span is not None:
            assert int(value[slice(*one.port_span)]) == one.port


@pytest.mark.parametrize(
    "part", ["http://", "http://a@", "a.", "a.svc.", "<!--", "/*\n", "://a:1 # ", "a.b.svc ", "x:1,", "-", "http://a ", "#\n"]
)
def test_hostile_texts_take_no_time(part: str) -> None:
    value = part * (200_000 // len(part))
    start = time.process_time()
    for name in ("", "DB_HOST"):
        for end in ("", "\n.svc\nhttp://a\n-->*/"):
            list(hosts(text(value + end, name)))
    assert time.process_time() - start < 5
