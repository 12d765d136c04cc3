"""Hosts that a setting of their own names, in variables, flags and the lines of files: `DB_HOST=db` and `DB_PORT=5432`.

A name says what a value is: `host`, `redisAddr`. The lines of any format are read alike, as `name = value` with `=`, `:` or
spaces; settings of one block whose names begin alike belong together.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.config_comments import Comments
from k8slint.resources.config_text import config_texts
from k8slint.resources.hosts import IGNORED_HOSTS, HostReference, holds_addresses, hosts, named_value
from k8slint.resources.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8slint.resources.config_text import ConfigText
    from k8slint.resources.model import Resource

_LABEL = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
_HOST = Pattern(rf"(?P<service>{_LABEL})(?:\.(?P<namespace>{_LABEL}))?")
_ENTRY = Pattern(
    r"(?<![\w./$@%&?+])[\"']?(?P<name>[A-Za-z][\w.\-]{0,60})[\"']?(?P<mark>[ \t]*[:=][ \t]*|[ \t]+)[\"']?"
    rf"(?P<value>{_LABEL}(?:\.{_LABEL})?|\d{{2,5}})[\"']?(?=[ \t]*(?:[,;}}\])\r\n]|\Z|[ \t]#))"
)
#: The end of a name that says that the value is a host, or the port of one.
_NAME_END = Pattern(
    r"(?P<start>.*?)(?:(?P<host>hostname|host|address|addr|server|broker|endpoint)|(?P<port>port(?:number|value)?))"
)
_MARKS = str.maketrans("", "", "_.-")
#: A text without these holds no host that is called so.
_TELLING = Pattern(r"host|addr|server|broker|endpoint", re.IGNORECASE)
_PORT = Pattern(r":(?P<port>\d{2,5})(?![\w.\-:/@])")
_BEFORE_PORT = Pattern(rf"(?<![\w.\-/:@$%}})>&])(?P<host>{_LABEL}(?:\.{_LABEL})?)\Z")
#: The name of what is behind it: of a value, of the first entries of a list, or of one more word (`server a catalog:80`).
_CONTEXT = Pattern(
    r"(?:\A|[\s,{(\[;\-\"'])(?P<name>[A-Za-z][\w.\-]{0,60})[\"']?(?:[ \t]*[:=][ \t]*|[ \t]+)[\[({]?[ \t]*"
    r"(?:[\"']?[\w.\-]{1,80}:\d{1,5}[\"']?[ \t]*,?[ \t]*){0,20}[\"']?\Z"
)
_SERVER = Pattern(r"[ \t]*(?:default-)?server[ \t]+\S{1,80}[ \t]+\Z")
_ABOVE = Pattern(r"[ \t]*(?:-[ \t]+)?[\"']?(?P<name>[A-Za-z][\w.\-]{0,60})[\"']?[ \t]*[:=][ \t]*[\[|>]?-?[ \t]*\Z")
#: Names of what is no address to connect to, whatever their last word is.
_OTHER = Pattern(
    r"listen|bind|advertis|public|external|self|origin|cors|allow|server_?name|virtual|vhost|audience|issuer|alias|canonical",
    re.IGNORECASE,
)
#: What a program calls itself: its host and port are where it listens.
_OWN_STARTS = frozenset(
    {"server", "app", "application", "http", "https", "grpc", "web", "my", "local", "self", "own", "node", "metrics", "admin",
     "management", "listen", "bind", "health", "debug"}
)  # fmt: skip
_LONGEST_FILE = 40_000
_LONGEST_LINE = 2_000
_LONGEST_NAME = 127  # of two labels
_MOST_PORTS = 300
_ABOVE_LINES = 40
_LAST_PORT = 65535
_SECTION = "["


class Setting(NamedTuple):
    """A value that is a host or a port, from `start` to `end` in a text, and what its name says.

    `begins`: the name without the word for host or port: what it is the host of. `scope`: settings with the same one stand
    in one block. `lines`: it is one of many in a file.
    """

    text: ConfigText
    start: int
    end: int
    name: str
    begins: str
    is_port: bool
    scope: tuple[object, ...]
    lines: bool

    @property
    def value(self) -> str:
        """The value as written."""
        return self.text.text[self.start : self.end]


def hosts_of(resource: Resource) -> tuple[HostReference, ...]:
    """Every host name in the configuration texts of a resource that speaks of a Service, found once and kept."""
    if resource.hosts is None:
        texts = config_texts(resource)
        found = [host for text in texts for host in hosts(text)]
        resource.hosts = tuple(with_settings(texts, found) if texts else found)
    return resource.hosts


def with_settings(texts: Sequence[ConfigText], found: list[HostReference]) -> list[HostReference]:
    """Add to the hosts that are found in the texts of one resource those of settings, and the ports that stand beside them."""
    more = [one for text in texts for one in _free_pairs(text)]
    groups = [group for group in settings(texts) if group[0]]
    if not groups and not more:
        return found
    known = {(one.text.path, one.start): index for index, one in enumerate(found)}
    result = list(found)
    for named, ports in groups:
        port = ports[0] if len(ports) == 1 and len(named) == 1 else None
        for host in named:
            at = known.get((host.text.path, host.start))
            reference = result[at] if at is not None else _reference(host)
            if reference is None or (reference.form != "bare" and at is not None):
                continue
            reference = _with_port(reference, port)
            if at is not None:
                result[at] = reference
            elif not host.lines or port is not None or "." not in host.value:
                more.append(reference)
    return result + [one for one in more if (one.text.path, one.start) not in known]


def _reference(host: Setting) -> HostReference | None:
    found = _HOST.fullmatch(host.value)
    if found is None or host.value in IGNORED_HOSTS:
        return None
    service, namespace = found["service"], found["namespace"]
    return HostReference(host.text, host.start, host.end, service, namespace, None, None, "bare", called=host.name, free=True)


def _with_port(reference: HostReference, port: Setting | None) -> HostReference:
    if port is None:
        return reference
    other = None if port.text is reference.text else port.text
    return reference._replace(port=int(port.value), port_span=(port.start, port.end), port_text=other)


def settings(texts: Iterable[ConfigText]) -> list[tuple[list[Setting], list[Setting]]]:
    """Find the hosts and the ports of settings, together where their names begin alike in one block."""
    groups: dict[tuple[object, ...], tuple[list[Setting], list[Setting]]] = defaultdict(lambda: ([], []))
    for text in texts:
        for one in _settings(text):
            groups[(id(text.resource), *one.scope, one.begins)][one.is_port].append(one)
    return list(groups.values())


def _settings(text: ConfigText) -> Iterator[Setting]:
    if not text.whole:
        yield from _of_lines(text)
    elif text.name:
        container = None if text.container is None else text.container.path
        yield from _of_value(text, text.name, 0, ("variables", container))
    elif text.container is not None:
        name, start = named_value(text)
        if name:
            yield from _of_value(text, name, start, ("flags", text.container.path))


def _of_value(text: ConfigText, name: str, start: int, scope: tuple[object, ...]) -> Iterator[Setting]:
    value = text.text[start:].strip()
    if not 0 < len(value) <= _LONGEST_NAME:
        return
    at = text.text.index(value, start)
    one = _setting(text, name, (at, at + len(value)), scope, lines=False)
    if one is None:
        return
    if one.is_port:
        if not (one.begins and one.begins not in _OWN_STARTS and value.isascii() and value.isdigit() and _is_port(value)):
            return
    elif _HOST.fullmatch(value) is None:
        return
    yield one


def _is_port(value: str) -> bool:
    return 0 < int(value[:6]) <= _LAST_PORT


def _setting(text: ConfigText, name: str, span: tuple[int, int], scope: tuple[object, ...], *, lines: bool) -> Setting | None:
    plain = name.translate(_MARKS).lower()
    found = _NAME_END.fullmatch(plain)
    if found is None or _OTHER.search(name):
        return None
    return Setting(text, *span, name, found["start"], found["port"] is not None, scope, lines)


def _of_lines(text: ConfigText) -> Iterator[Setting]:
    """The settings in the lines of a file of any format."""
    value = text.text
    if len(value) > _LONGEST_FILE or not _TELLING.search(value):
        return
    found: list[tuple[Setting, bool]] = []
    blocks = _Blocks()
    start = 0
    for line in value.splitlines(keepends=True):
        block = blocks.enter(line, start)
        if len(line) <= _LONGEST_LINE and block is not None:
            found += _of_line(text, line, start, block)
        start += len(line)
    named = {(one.scope, one.begins) for one, _ in found if not one.is_port}
    ports = {(one.scope, one.begins) for one, _ in found if one.is_port}
    comments = Comments(value)
    for one, marked in found:
        other = ports if not one.is_port else named
        if (marked or (one.scope, one.begins) in other) and one.start not in comments:
            yield one


def _of_line(text: ConfigText, line: str, start: int, block: int) -> Iterator[tuple[Setting, bool]]:
    """The settings of a line, and whether a mark stands between name and value, and not only spaces."""
    for entry in _ENTRY.finditer(line):
        value, name = entry["value"], entry["name"]
        span = (start + entry.start("value"), start + entry.end("value"))
        inside = max(line.rfind("{", 0, entry.start()), line.rfind("}", 0, entry.start()))
        one = _setting(text, name, span, (text.path, block, inside), lines=True)
        if one is None or value.isdigit() != one.is_port or (one.is_port and not _is_port(value)):
            continue
        marked = bool(entry["mark"].strip())
        if marked or not line[: entry.start()].strip():
            yield one, marked


class _Blocks:
    """The blocks of lines in a text, told by how far they are indented, by the dashes of lists, and by headers in brackets."""

    __slots__ = ("_open",)

    def __init__(self) -> None:
        self._open: list[tuple[int, int]] = []

    def enter(self, line: str, start: int) -> int | None:
        """Go on to a line, which begins at `start`, and tell its block; None for an empty one."""
        stripped = line.lstrip(" \t")
        if not stripped.strip():
            return None
        indent = len(line) - len(stripped)
        new = stripped.startswith(_SECTION)
        while stripped.startswith("- "):
            rest = stripped[2:].lstrip(" ")
            new, indent, stripped = True, indent + len(stripped) - len(rest), rest
        blocks = self._open
        while blocks and (blocks[-1][0] > indent or (new and blocks[-1][0] == indent)):
            blocks.pop()
        if not blocks or blocks[-1][0] < indent:
            blocks.append((indent, start))
        return blocks[-1][1]


def _free_pairs(text: ConfigText) -> Iterator[HostReference]:
    """Each `host:port` in the lines of a file whose name says that it is an address."""
    value = text.text
    if text.whole or len(value) > _LONGEST_FILE:
        return
    comments: Comments | None = None
    for count, port in enumerate(_PORT.finditer(value)):
        if count == _MOST_PORTS:
            return
        host = _BEFORE_PORT.search(value, max(0, port.start() - _LONGEST_NAME), port.start())
        if host is None or host["host"] in IGNORED_HOSTS or not _is_port(port["port"]):
            continue
        name = context(value, host.start())
        comments = comments or Comments(value)
        found = _HOST.fullmatch(host["host"])
        if found is not None and connects_to(name) and host.start() not in comments:
            span = (port.start("port"), port.end())
            names = (found["service"], found["namespace"], None, None)
            yield HostReference(text, host.start(), host.end(), *names, "pair", int(port["port"]), span, None, name, free=True)


def connects_to(name: str) -> bool:
    """Whether what is called so is an address to connect to."""
    return (holds_addresses(name) or name.lower().endswith(("target", "targets"))) and not _OTHER.search(name)


def context(value: str, start: int) -> str:
    """What the value at a place of a file is called: by what is before it in its line, or above the list that it is in."""
    line = value.rfind("\n", 0, start) + 1
    before = value[max(line, start - _LONGEST_LINE) : start]
    if before.strip(" \t-\"'["):
        if _SERVER.match(before):
            return "server"
        found = _CONTEXT.search(before)
        return "" if found is None else found["name"]
    return _above(value, line, len(before) - len(before.lstrip(" \t")))


def _above(value: str, line: int, indent: int) -> str:
    """The name of the list whose entry is a line: on the nearest line above that is not one, and not further in."""
    for _ in range(_ABOVE_LINES):
        if line == 0:
            return ""
        start = value.rfind("\n", 0, line - 1) + 1
        above = value[start : line - 1].rstrip("\r")
        line = start
        stripped = above.lstrip(" \t")
        if not stripped or len(above) - len(stripped) > indent:
            continue
        found = _ABOVE.match(above)
        if found is not None:
            return found["name"]
        if not stripped.startswith(("-", '"', "'")):
            return ""
    return ""
