"""Addresses of the pod itself in configuration texts, as somebody who connects to them writes them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.config_comments import Comments
from k8slint.resources.free_hosts import LONGEST_FILE, connects_to, context, is_file
from k8slint.resources.hosts import holds_addresses, named_value
from k8slint.resources.patterns import Pattern
from k8slint.resources.schemes import server_port

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from k8slint.resources.config_text import ConfigText

_HOST = r"(?P<host>localhost|127\.0\.0\.1|\[::1\])"
_PORT = r":(?P<port>\d{1,5})"
_URL = Pattern(
    rf"(?<![\w.+\-])(?P<jdbc>jdbc:)?(?P<scheme>[a-z][a-z0-9+\-]{{1,30}})://(?:[^\s/@'\",]{{0,256}}@)?{_HOST}(?:{_PORT})?"
    r"(?=[/?#\s'\",;)\]}]|\\|$)"
)
_PAIR = Pattern(rf"{_HOST}{_PORT}")
#: In the lines of a file.
_FREE = Pattern(rf"(?<![\w.\-/:@$%}}]){_HOST}{_PORT}(?![\w.\-:/@])")
#: What is about the program's own address, or about the people who ask for it.
_OWN = Pattern(
    r"listen|bind|advertise|public|external|(?<!data)base|root|self|own|callback|redirect|origin|cors|health|metrics|admin|issuer"
    r"|audience|site|allow|web.?url|app.?url|server.?url|next.?auth|probe|return|referer",
    re.IGNORECASE,
)
#: Tools that look whether something answers.
_PROBING = Pattern(
    r"\b(?:curl|wget|nc|netcat|ncat|grpc[-_]health[-_]probe|httpie|pg_isready|redis-cli|mysqladmin|wait-for\S*|dockerize)\b"
)
_HOST_VARIABLE = Pattern(r"(?P<start>[A-Z][A-Z0-9_]{0,80}_)(?:HOST|HOSTNAME|ADDR|ADDRESS|SERVER)")
#: What a program calls itself in the names of its variables.
_OWN_START = Pattern(r"(?:SERVER|APP|APPLICATION|HTTP|HTTPS|GRPC|WEB|SERVICE|MY|LOCAL|API|NODE|SOCKET|RPC|TCP|UDP|DEBUG)_")
_HOSTS = ("localhost", "127.0.0.1", "[::1]")
_LONGEST_BEFORE = 80
_LAST_PORT = 65535


class Loopback(NamedTuple):
    """An address of the pod itself that something connects to: from `start` to `end` (of host and port).

    `scheme` None: none is written. `port_written`: the port is; else the scheme implies it, or the variable `port_text`
    holds it. `called`: what it is called, where only a Service of that name shows that it is an address; else empty.
    """

    text: ConfigText
    start: int
    end: int
    host: str
    port: int
    port_written: bool
    scheme: str | None
    port_text: ConfigText | None = None
    called: str = ""

    @property
    def written(self) -> str:
        """Host and port as written."""
        return self.text.text[self.start : self.end]


def names_itself(text: str) -> bool:
    """Whether a text holds the pod's own name or address; without one it has no loopback."""
    return "localhost" in text or "127.0.0.1" in text or "[::1]" in text


def loopbacks(text: ConfigText) -> Iterator[Loopback]:
    """Find every address of the pod itself that a configuration text connects to; not those where it listens."""
    value = text.text
    if not names_itself(value) or _OWN.search(text.name) or _PROBING.search(value):
        return
    comments = Comments(value)
    for found, scheme, called in _matches(text):
        if found.start("host") in comments:
            continue
        line = max(value.rfind("\n", 0, found.start("host")) + 1, found.start("host") - _LONGEST_BEFORE)
        if _OWN.search(value, line, found.start("host")):
            continue
        port = int(found["port"]) if found["port"] else server_port(scheme or "")[0]
        if port is not None and 0 < port <= _LAST_PORT:
            end = found.end("port") if found["port"] else found.end("host")
            yield Loopback(text, found.start("host"), end, found["host"], port, bool(found["port"]), scheme, called=called)


def split_loopbacks(texts: Iterable[ConfigText]) -> Iterator[Loopback]:
    """Find the addresses of the pod itself that two variables of a container hold: `DB_HOST=localhost`, `DB_PORT=5432`."""
    variables = {(id(text.container), text.name): text for text in texts if text.container is not None and text.name}
    for (container, name), text in variables.items():
        found = _HOST_VARIABLE.fullmatch(name) if text.text.strip() in _HOSTS else None
        port = None if found is None else variables.get((container, f"{found['start']}PORT"))
        if found is None or port is None or _OWN.search(name) or _OWN_START.fullmatch(found["start"]):
            continue
        digits = port.text.strip()
        if digits.isascii() and digits.isdigit() and 0 < int(digits[:6]) <= _LAST_PORT:
            at = text.text.index(text.text.strip())
            host = text.text.strip()
            yield Loopback(text, at, at + len(host), host, int(digits), port_written=False, scheme=None, port_text=port)


def _matches(text: ConfigText) -> Iterator[tuple[re.Match[str], str | None, str]]:
    """The places of addresses, with the scheme before each, and what it is called if that does not say what it is."""
    value = text.text
    for found in _URL.finditer(value) if "://" in value else ():
        if found["jdbc"] or server_port(found["scheme"])[1]:
            yield found, found["scheme"], ""
    if is_file(text):
        for found in _FREE.finditer(value) if len(value) <= LONGEST_FILE else ():
            if connects_to(context(value, found.start())):
                yield found, None, ""
        return
    stripped = value.strip()
    name, start = named_value(text)
    at = start or value.index(stripped)
    pair = _PAIR.match(value, at) if name else None
    if pair is not None and pair.end() == value.index(stripped) + len(stripped) and not _OWN.search(name):
        yield pair, None, "" if holds_addresses(name) else name


#: What stands before a port on which a program listens, whatever the address.
_LISTENS = Pattern(r"(?:listen|bind)[\w.\-]{0,32}[\"']?[=:\s]\s{0,4}[\"']?[\w.:\[\]*]{0,64}\Z", re.IGNORECASE)
_EVERYWHERE = ("0.0.0.0", "[::]", "*")  # noqa: S104  # recognised, not listened on


def mentions_port(text: str, port: int, besides: Container[int] = ()) -> bool:
    """Tell whether a text holds the number of a port in another way than behind a host: it may be told to listen there.

    `besides`: the places that are known to be another's.
    """
    number = str(port)
    at = text.find(number)
    while at >= 0:
        before, after = text[:at][-1:], text[at + len(number) : at + len(number) + 1]
        alone = not (before.isalnum() or before in {"_", "."} or after.isalnum() or after == "_")
        if alone and at not in besides and not (before == ":" and _is_behind_a_host(text, at - 1)):
            return True
        at = text.find(number, at + 1)
    return False


def _is_behind_a_host(text: str, colon: int) -> bool:
    """Whether a colon ends the host of an address that is another's."""
    start = max(0, colon - _LONGEST_BEFORE)
    host = text[start:colon]
    if not (host[-1:].isalnum() or host.endswith("]")) or host.endswith(_EVERYWHERE):
        return False
    return _LISTENS.search(host) is None
