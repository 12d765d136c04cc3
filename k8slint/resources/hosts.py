"""Host names in configuration texts that speak of Services.

The grammar is conservative: what it does not recognise for certain is no reference. Names follow the search list that
the kubelet writes into `/etc/resolv.conf`: `svc`, `svc.ns`, `svc.ns.svc`, `svc.ns.svc.<domain>`; a name of one label
means the pod's own namespace. Placeholders in a host make it unknown; comments are no configuration.
"""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.config_comments import Comments
from k8slint.resources.schemes import MORE_SCHEMES, NO_SERVERS, SCHEMES, server_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.config_text import ConfigText

_LABEL = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
_PORT = r"(?::(?P<port>\d{1,5}))?"
#: What stands behind `://`, and what before it.
_AUTHORITY = re.compile(
    rf"(?:[^\s/@'\",]{{0,256}}@)?(?P<host>[a-z](?:[-a-z0-9.]{{0,252}}[a-z0-9.])?){_PORT}(?=[/?#\s'\",;)\]}}|\\]|$)"
)
_SCHEME = re.compile(r"(?<![\w.+\-])(?:(?:jd|r2d)bc:(?P<jdbc>[a-z0-9:+]{1,40})|(?P<scheme>[a-z][a-z0-9+.\-]{1,30}))\Z")
_LONGEST_SCHEME = 48
# Not within a longer name or a path, nor behind a placeholder: `${name}-web.shop.svc` is another name. What gRPC hands to
# its resolver of DNS names is no path.
_DNS_NAME = re.compile(
    r"(?:(?<![\w.\-/@$%*)}>])|(?<=\bdns:///)|(?<=\bpassthrough:///))"
    rf"(?P<host>(?:{_LABEL}\.)?{_LABEL}\.{_LABEL}\.svc(?:\.[-a-z0-9.]{{0,200}}[a-z0-9])?(?:\.(?=:\d))?){_PORT}(?![\w\-])"
)
_HOST_PORT = re.compile(rf"(?P<host>{_LABEL}(?:\.{_LABEL})?):(?P<port>\d{{2,5}})")
_SERVICE_DNS = re.compile(
    rf"(?:(?P<pod>{_LABEL})\.)?(?P<service>{_LABEL})\.(?P<namespace>{_LABEL})\.svc(?:\.(?P<domain>[-a-z0-9.]*[a-z0-9]))?\.?"
)
_SHORT = re.compile(rf"(?P<service>{_LABEL})(?:\.(?P<namespace>{_LABEL}))?")
_HOST_VARIABLE = re.compile(r"(?:^|_)(?:HOST|HOSTNAME|ADDR|SERVICE|SERVER|BROKERS?|ENDPOINT)$")
#: Last words of the names of variables that hold addresses; plurals are meant too.
_ADDRESSES = frozenset(
    {"addr", "address", "bootstrap", "broker", "dsn", "endpoint", "host", "hostname", "hostport", "peer", "server", "service",
     "upstream", "uri", "url"}
)  # fmt: skip
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
#: Variables whose `name:number` is an image and its tag.
_IMAGE_VARIABLE = re.compile(r"IMAGE|TAG|VERSION")
#: Names that mean the pod itself, the API server, or nothing in particular.
IGNORED_HOSTS = frozenset({"localhost", "host", "hostname", "example", "server", "kubernetes"})
#: Of `name:number`, names that are no hosts: protocols before a port.
_PROTOCOLS = frozenset({"http", "https", "tcp", "udp", "sctp", "unix", "port"})
#: URLs that only tell one vocabulary from another: by what is before them, and by their path.
_VOCABULARY = re.compile(
    r"(?:xmlns(?::[\w.\-]{1,40})?|targetNamespace|namespace|schemaLocation|\$schema|\$id)[\"']?\s{0,4}[=:]\s{0,4}[\"']?\w{1,8}://\Z",
    re.IGNORECASE,
)
_VOCABULARY_PATH = re.compile(
    r"[/#](?:[^\s'\"<>]{0,200}[/#])?(?:(?:schemas?|xmlschema|xmlns|ns|namespaces?)(?=[/#?\s'\"<>]|\Z)|[\w.\-]{1,80}\.(?:xsd|dtd|rng)\b)",
    re.IGNORECASE,
)
#: What is about where a program listens, or what it calls itself.
_LISTENS = re.compile(r"listen|bind|advertis", re.IGNORECASE)
#: Flags whose `name:number` is where a program listens, a user and a group, a mount, or a label.
_NO_ADDRESS = re.compile(r"listen|bind|advertis|user|owner|group|chown|volume|mount|publish|label|tag|release", re.IGNORECASE)
#: A word of a command that is a flag with its value.
_FLAG = re.compile(r"--?(?P<name>[A-Za-z][\w.\-]{0,80})=(?P<value>.*)", re.DOTALL)
_VOCABULARIES = frozenset({"schema", "schemas", "xmlns"})
_VOCABULARY_NAME = re.compile(r"xmlns|xsd|dtd", re.IGNORECASE)
_LONGEST_BEFORE = 100
_LONGEST_LIST = 2_000
_LAST_PORT = 65535
_START = itemgetter(1)


class HostReference(NamedTuple):
    """A host name in a configuration text that speaks of a Service.

    `start` and `end` are those of the host in the text. `namespace` None: the pod's own. `pod`: it names one pod of the
    Service. `domain`: what stands behind `svc`, empty for nothing; None: there is no `svc`, so that a namespace is only
    one if there is such a namespace. `form`: "dns" (`service.namespace.svc`), "url", "uri" (a URL of a scheme that is less
    common), "pair" (`host:port` and nothing else) or "bare" (a host and nothing else). `port` is the one that is written,
    where `port_span` says, or that the scheme implies; None: neither. `port_text`: another text, which the port is in.
    `called`: what the value is called, where that is not the name of the text. `free`: found in the lines of a file, or
    under a name that says less: only a Service of that name, or nearly, shows that it is a host.
    """

    text: ConfigText
    start: int
    end: int
    service: str
    namespace: str | None
    pod: str | None
    domain: str | None
    form: str
    port: int | None = None
    port_span: tuple[int, int] | None = None
    port_text: ConfigText | None = None
    called: str = ""
    free: bool = False

    @property
    def certain(self) -> bool:
        """Whether the text can be nothing but an address: `name:number` may also be a user and a group, or a share."""
        if self.free:
            return False
        return self.form in {"dns", "url"} or (self.form == "pair" and holds_addresses(self.called or self.text.name))

    @property
    def port_beside(self) -> bool:
        """Whether the port stands directly behind the host."""
        return self.port_text is None and self.port_span is not None and self.port_span[0] == self.end + 1

    @property
    def host(self) -> str:
        """The host as written."""
        return self.text.text[self.start : self.end]

    def renamed(self, service: str) -> str:
        """The host with another Service in the place of this one."""
        start = 0 if self.pod is None else len(self.pod) + 1
        return self.host[:start] + service + self.host[start + len(self.service) :]

    def moved(self, namespace: str) -> str:
        """The host with another namespace, or with one where it names none."""
        start = len(self.service) + (0 if self.pod is None else len(self.pod) + 1)
        end = start + (0 if self.namespace is None else len(self.namespace) + 1)
        return f"{self.host[:start]}.{namespace}{self.host[end:]}"


def hosts(text: ConfigText) -> list[HostReference]:
    """Every host name in a configuration text that speaks of a Service, in the order of the text."""
    value = text.text
    found: list[HostReference] = []
    if text.whole and len(value) <= _LONGEST_LIST and "/" not in value:
        found += _bare(text) if ":" not in value else _pairs(text, *named_value(text))
    if "://" in value:
        found += _urls(text)
    if ".svc" in value:
        found += _dns_names(text)
    if found:
        comments = Comments(value)
        found = [reference for reference in found if reference.start not in comments]
    found.sort(key=_START)
    return found


def _urls(text: ConfigText) -> Iterator[HostReference]:
    value = text.text
    upstreams = "upstream " in value
    at = value.find("://")
    while at >= 0:
        found = _AUTHORITY.match(value, at + 3)
        names = None if found is None else _names(found["host"])
        if found is not None and names is not None:
            scheme = _SCHEME.search(value, max(0, at - _LONGEST_SCHEME), at)
            reference = None if scheme is None else _of_scheme(text, found, names, scheme)
            if reference is not None and not _is_vocabulary(reference, at) and not (upstreams and _is_upstream(reference)):
                yield reference
        at = value.find("://", at + 3)


def _of_scheme(text: ConfigText, found: re.Match[str], names: _Names, scheme: re.Match[str]) -> HostReference | None:
    jdbc, name = scheme["jdbc"], scheme["scheme"]
    if jdbc is not None:
        return _reference(text, found, names, "url", implied=SCHEMES.get(jdbc))
    implied, known = server_port(name)
    if known and name not in MORE_SCHEMES and name.partition("+")[0] in SCHEMES:
        return _reference(text, found, names, "url", implied=implied)
    if not known and (found["port"] is None or name in NO_SERVERS or "+" in name or _LISTENS.search(text.name)):
        return None
    line = max(text.text.rfind("\n", 0, scheme.start()) + 1, scheme.start() - _LONGEST_BEFORE)
    if _LISTENS.search(text.text, line, scheme.start()):
        return None
    return _reference(text, found, names, "uri", implied=implied)


def _is_vocabulary(url: HostReference, at: int) -> bool:
    """Whether a URL is a name that nobody opens: of an XML namespace or a schema."""
    value = url.text.text
    if url.port_span is None and (url.service in _VOCABULARIES or _VOCABULARY_NAME.search(url.text.name)):
        return True
    if "xmlns" in url.text.name.lower() or _VOCABULARY.search(value, max(0, at - _LONGEST_BEFORE), at + 3):
        return True
    return url.port_span is None and _VOCABULARY_PATH.match(value, url.end) is not None


def _is_upstream(url: HostReference) -> bool:
    """Whether a name is that of a group of servers of nginx, which the same text defines: `upstream backend {`."""
    value = url.text.text
    at = value.find("upstream ") if url.namespace is None else -1
    while at >= 0:
        if value[at + len("upstream ") :].lstrip().startswith((f"{url.service} ", f"{url.service}{{", f"{url.service}\n")):
            return True
        at = value.find("upstream ", at + 1)
    return False


def holds_addresses(name: str) -> bool:
    """Tell whether a variable is called like what holds addresses: `KAFKA_BROKERS`, `redis.url`, `upstreamHost2`."""
    words = [word.lower() for word in _WORD.findall(name)]
    if words[-2:] == ["host", "port"]:
        words.pop()
    last = words[-1] if words else ""
    return bool({last, last.removesuffix("s"), last.removesuffix("es")} & _ADDRESSES)


def _dns_names(text: ConfigText) -> Iterator[HostReference]:
    value = text.text
    at = value.find(".svc")
    while at >= 0:
        start = value.rfind("\n", 0, at) + 1
        end = value.find("\n", at)
        end = len(value) if end < 0 else end
        for found in _DNS_NAME.finditer(value, start, end):
            names = _names(found["host"])
            reference = None if names is None else _reference(text, found, names, "dns")
            if reference is not None:
                yield reference
        at = value.find(".svc", end)


def named_value(text: ConfigText) -> tuple[str, int]:
    """What a value is called, and where in its text it begins: behind the name of a flag, or at once."""
    if text.name:
        return text.name, 0
    flag = _FLAG.match(text.text) if text.text.startswith("-") else None
    return (text.flag, 0) if flag is None else (flag["name"], flag.start("value"))


def _pairs(text: ConfigText, name: str, offset: int) -> Iterator[HostReference]:
    """A value that is nothing but `host:port`, or a list of those."""
    if _IMAGE_VARIABLE.search(name.upper()) or (not text.name and _NO_ADDRESS.search(name)):
        return
    references: list[HostReference] = []
    for entry in text.text[offset:].split(","):
        stripped = entry.strip()
        found = _HOST_PORT.fullmatch(stripped)
        if found is None:
            if ".svc" not in stripped:
                return
        elif found["host"] not in _PROTOCOLS:
            names = _names(found["host"])
            lead = offset + entry.index(stripped)
            reference = None if names is None else _reference(text, found, names, "pair", lead)
            if reference is not None:
                references.append(reference if text.name else reference._replace(called=name))
        offset += len(entry) + 1
    yield from references


def _bare(text: ConfigText) -> Iterator[HostReference]:
    """A value that is nothing but one label or two, in a variable whose name says that it is a host."""
    value = text.text.strip()
    found = _SHORT.fullmatch(value) if _HOST_VARIABLE.search(text.name) and value not in IGNORED_HOSTS else None
    if found is not None:
        start = text.text.index(value)
        yield HostReference(text, start, start + len(value), found["service"], found["namespace"], None, None, "bare")


class _Names(NamedTuple):
    """What a host name says: the first four of a reference."""

    service: str
    namespace: str | None
    pod: str | None
    domain: str | None


def _names(host: str) -> _Names | None:
    """Read a host name; None where it speaks of no Service."""
    found = _SERVICE_DNS.fullmatch(host) if ".svc" in host else None
    if found is not None:
        return _Names(found["service"], found["namespace"], found["pod"], found["domain"] or "")
    found = _SHORT.fullmatch(host)
    if found is None or host in IGNORED_HOSTS:
        return None
    return _Names(found["service"], found["namespace"], None, None)


def _reference(
    text: ConfigText, found: re.Match[str], names: _Names, form: str, offset: int = 0, implied: int | None = None
) -> HostReference | None:
    port, written = implied, None
    if found["port"]:
        port = int(found["port"])
        if not 0 < port <= _LAST_PORT:
            return None
        written = (offset + found.start("port"), offset + found.end("port"))
    start, end = offset + found.start("host"), offset + found.end("host")
    return HostReference(text, start, end, *names, "dns" if names.domain is not None else form, port, written)
