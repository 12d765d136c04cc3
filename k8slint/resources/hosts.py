"""Host names in configuration text that speak of Services: URLs, cluster DNS names, `host:port`, bare host variables.

The grammar is conservative: what it does not recognise for certain is no reference. Names follow the search list that
the kubelet writes: `svc`, `svc.ns`, `svc.ns.svc`, `svc.ns.svc.<domain>`; a short name means the pod's own namespace.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from k8slint.resources.config_text import ConfigText

_LABEL = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
_END = r"(?=[/?#\s'\",;)\]}|\\]|$)"
#: Schemes whose host is a server, with the port that is meant when none is written (None: no port is implied).
_SCHEMES = {
    "http": 80, "ws": 80, "https": 443, "wss": 443, "grpc": None, "grpcs": None, "tcp": None, "redis": 6379, "rediss": 6379,
    "amqp": 5672, "amqps": 5671, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "mongodb": 27017, "nats": 4222,
    "kafka": 9092, "bolt": 7687, "memcached": 11211,
}  # fmt: skip
_URL = re.compile(rf"(?P<scheme>{'|'.join(sorted(_SCHEMES, key=len, reverse=True))})://(?:[^\s/@'\"]*@)?(?P<host>[a-z0-9][a-z0-9.-]*)(?P<port>:\d{{1,5}})?{_END}")
_FQDN = re.compile(rf"(?<![\w.\-/@])(?P<host>(?:{_LABEL}\.)?{_LABEL}\.{_LABEL}\.svc(?:\.[a-z0-9.-]*[a-z0-9])?)(?P<port>:\d{{1,5}})?(?![\w-])")
_SERVICE_DNS = re.compile(rf"(?:(?P<pod>{_LABEL})\.)?(?P<service>{_LABEL})\.(?P<namespace>{_LABEL})\.svc(?:\.(?P<domain>[a-z0-9.-]+))?")
_ONE_LABEL = re.compile(_LABEL)
_TWO_LABELS = re.compile(rf"(?P<service>{_LABEL})\.(?P<namespace>{_LABEL})")
_HOST_PORT = re.compile(rf"(?P<host>{_LABEL}(?:\.{_LABEL})*)(?P<port>:\d{{2,5}})")
_HOST_VARIABLE = re.compile(r"(?:^|_)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVICE|SERVER|BROKERS?|ENDPOINT)$")
_IGNORED = frozenset({"localhost", "host", "hostname", "example", "server", "kubernetes"})
_COMMENT = re.compile(r"^[ \t]*(?:#|//|;|--[ \t])")
_LAST_PORT = 65535


class HostReference(NamedTuple):
    """A host name in a configuration text that speaks of a Service.

    `start`, `end`: the host in the text; `port_start`: where its port's digits begin. `namespace` None means the
    pod's own. `form`: "fqdn", "url", "pair" (`host:port`), "two" (`service.namespace`) or "bare". `written_port` is
    the port in the text, `port` that or what the scheme implies.
    """

    text: ConfigText
    start: int
    end: int
    service: str
    namespace: str | None
    form: str
    port: int | None
    written_port: int | None
    port_start: int
    pod: str | None = None

    @property
    def host(self) -> str:
        """The host as written."""
        return self.text.text[self.start : self.end]


def _port(found: re.Match[str]) -> int | None:
    text = found["port"]
    number = int(text[1:]) if text else None
    return number if number is not None and 0 < number <= _LAST_PORT else None


def _reference(text: ConfigText, found: re.Match[str], offset: int, scheme: str | None, form: str) -> HostReference | None:
    host = found["host"]
    written = _port(found)
    port = written if written is not None or scheme is None else _SCHEMES[scheme]
    start = offset + found.start("host")
    end = offset + found.end("host")
    dns = _SERVICE_DNS.fullmatch(host)
    if dns is not None:
        return HostReference(text, start, end, dns["service"], dns["namespace"], "fqdn", port, written, end + 1, dns["pod"])
    if _ONE_LABEL.fullmatch(host):
        return None if host in _IGNORED else HostReference(text, start, end, host, None, form, port, written, end + 1)
    two = _TWO_LABELS.fullmatch(host)
    if two is not None:
        return HostReference(text, start, end, two["service"], two["namespace"], "two", port, written, end + 1)
    return None


def _in_line(text: ConfigText, line: str, offset: int) -> Iterator[HostReference]:
    urls: list[tuple[int, int]] = []
    if "://" in line:
        for found in _URL.finditer(line):
            urls.append(found.span())
            reference = _reference(text, found, offset, found["scheme"], "url")
            if reference is not None:
                yield reference
    if ".svc" in line:
        for found in _FQDN.finditer(line):
            if not any(start <= found.start() < end for start, end in urls):
                reference = _reference(text, found, offset, None, "fqdn")
                if reference is not None:
                    yield reference


def hosts(text: ConfigText) -> Iterator[HostReference]:
    """Every host name in a configuration text that speaks of a Service."""
    value = text.text
    if text.whole and "/" not in value:
        yield from _whole(text)
    if "://" not in value and ".svc" not in value:
        return
    offset = 0
    for line in value.splitlines(keepends=True):
        if text.whole or not _COMMENT.match(line):
            yield from _in_line(text, line, offset)
        offset += len(line)


def _whole(text: ConfigText) -> Iterator[HostReference]:
    """A value that is nothing but a host, a `host:port`, or a list of those."""
    value = text.text
    if ":" in value:
        if len(value) > 1000:  # noqa: PLR2004  # no list of hosts is that long
            return
        offset = 0
        found: list[HostReference] = []
        for entry in value.split(","):
            match = _HOST_PORT.fullmatch(entry.strip())
            if match is None:
                return
            lead = len(entry) - len(entry.lstrip())
            if ".svc" not in entry:
                reference = _reference(text, match, offset + lead, None, "pair")
                if reference is not None:
                    found.append(reference)
            offset += len(entry) + 1
        yield from found
    elif _HOST_VARIABLE.search(text.name) and _ONE_LABEL.fullmatch(value) and value not in _IGNORED:
        yield HostReference(text, 0, len(value), value, None, "bare", None, None, len(value))
