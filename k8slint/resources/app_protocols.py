"""What a port of a Service speaks, as far as its `appProtocol`, its name and its number tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.placeholders import known_text

if TYPE_CHECKING:
    from k8slint.resources.services import ServicePort

HTTP = "HTTP"
HTTPS = "HTTPS"
GRPC = "gRPC"
GRPCS = "gRPC over TLS"
FAST_CGI = "FastCGI"

#: Protocols of data stores and brokers, by the words that name them.
_STORES: Mapping[str, str] = {
    **dict.fromkeys(("postgres", "postgresql", "pgsql", "psql"), "PostgreSQL"),
    **dict.fromkeys(("mysql", "mariadb"), "MySQL"),
    "mssql": "SQL Server",
    **dict.fromkeys(("redis", "rediss", "valkey"), "Redis"),
    **dict.fromkeys(("mongo", "mongodb"), "MongoDB"),
    **dict.fromkeys(("amqp", "amqps"), "AMQP"),
    **dict.fromkeys(("mqtt", "mqtts"), "MQTT"),
    "kafka": "Kafka",
    **dict.fromkeys(("memcache", "memcached"), "memcached"),
    **dict.fromkeys(("cql", "cassandra"), "CQL"),
    "zookeeper": "ZooKeeper",
    **dict.fromkeys(("smtp", "smtps"), "SMTP"),
    **dict.fromkeys(("ldap", "ldaps"), "LDAP"),
    "ssh": "SSH",
    "ftp": "FTP",
}
_STORE_NAMES = frozenset(_STORES.values())
#: By the value of `appProtocol`: names of the IANA, and those that Kubernetes and meshes add.
_SAID: Mapping[str, str] = {
    **_STORES,
    **dict.fromkeys(("http", "http1", "http2", "h2c", "kubernetes.io/h2c", "ws", "kubernetes.io/ws", "grpc-web"), HTTP),
    **dict.fromkeys(("https", "wss", "kubernetes.io/wss", "tls"), HTTPS),
    "grpc": GRPC,
    "grpcs": GRPCS,
}
#: What gRPC may be spoken over.
_HTTP2 = frozenset({"http2", "h2c", "kubernetes.io/h2c"})
#: By a word of the port's name. What shows that a port is for people or for machines that read pages comes first.
_HTTP_WORDS = frozenset(
    {"http", "http1", "http2", "h2c", "web", "www", "ui", "ws", "admin", "console", "metrics", "exporter", "gateway", "rest"}
)
#: Words beside a data store's that do not make something else of it, as in `redis-commander`.
_NEUTRAL = frozenset({"tcp", "port", "client", "db", "server", "main", "primary", "replica", "tls", "ssl", "cluster"})
_WORDS: Mapping[str, str] = {
    **_STORES,
    **dict.fromkeys(("https", "wss"), HTTPS),
    **dict.fromkeys(("fastcgi", "fcgi", "fpm"), FAST_CGI),
    "grpc": GRPC,
    "grpcs": GRPCS,
}
#: Numbers on which nothing else is usual.
_NUMBERS: Mapping[int, str] = {
    **dict.fromkeys((443, 6443, 8443, 9443), HTTPS),
    50051: GRPC,
    5432: "PostgreSQL",
    3306: "MySQL",
    1433: "SQL Server",
    6379: "Redis",
    27017: "MongoDB",
    5672: "AMQP",
    1883: "MQTT",
    9092: "Kafka",
    11211: "memcached",
    9042: "CQL",
    2181: "ZooKeeper",
}
#: Numbers on which plain HTTP is usual, whatever the port before them is called.
_HTTP_NUMBERS = frozenset({80, 3000, 4200, 5000, 8000, 8008, 8080, 8081, 8888})


class Spoken(NamedTuple):
    """What a port speaks: HTTP, HTTPS, gRPC or another protocol, the field that says so, and how it says it.

    `field`: `appProtocol`, `name`, or `port` where only the number tells, which is a guess.
    """

    protocol: str
    field: str
    says: str


def spoken(port: ServicePort) -> Spoken | None:
    """Tell what a port of a Service speaks over TCP; None: nothing says it, or what says it disagrees."""
    if port.protocol != "TCP":
        return None
    said = port.service.get(*port.path, "appProtocol")
    if said is not None and said != "":
        text = known_text(said)
        protocol = _SAID.get(text.lower()) if text is not None else None
        if protocol == HTTP and text is not None and text.lower() in _HTTP2:
            named, behind = _by_name(port.name), _behind(port)
            if GRPC in {named, behind} and {named, behind} <= {GRPC, None}:  # it only says over what
                says = f'named "{port.name}"' if named else f"targetPort {port.target}"
                return Spoken(GRPC, "name" if named else "targetPort", says)
        return None if protocol is None else Spoken(protocol, "appProtocol", f"appProtocol {text}")
    behind = _behind(port)
    named = _by_name(port.name)
    if named is not None:
        return None if _disagree(named, behind) else Spoken(named, "name", f'named "{port.name}"')
    if not port.name_known or port.port is None or port.port not in _NUMBERS:
        return None
    usual = _NUMBERS[port.port]
    # A Service may give any number to what it leads to: only both ends together tell something.
    return Spoken(usual, "port", f"the usual port of {usual}") if behind == usual else None


def _by_name(name: str | None) -> str | None:
    words = name.lower().replace("_", "-").split("-") if name else []
    if not _HTTP_WORDS.isdisjoint(words):
        return HTTPS if "https" in words else HTTP
    known = {_WORDS[word] for word in words if word in _WORDS}
    if len(known) != 1 or (known <= _STORE_NAMES and not all(word in _WORDS or word in _NEUTRAL for word in words)):
        return None
    return known.pop()


def _behind(port: ServicePort) -> str | None:
    """What the port of the pods speaks that it leads to."""
    target = port.target
    if isinstance(target, str):
        return _by_name(target)
    if target in _HTTP_NUMBERS:
        return HTTP
    return None if target is None else _NUMBERS.get(target)


def _disagree(named: str, behind: str | None) -> bool:
    """Whether a Service calls a port by one protocol, and the port of the pods speaks another."""
    return behind not in {None, named} and HTTP in {named, behind}
