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
from k8slint.resources.free_hosts import HOST, LONGEST_FILE, LONGEST_LINE, LONGEST_NAME, OTHER, is_file, is_port, pairs_of_lines
from k8slint.resources.hosts import IGNORED_HOSTS, HostReference, hosts, named_value
from k8slint.resources.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from k8slint.resources.config_text import ConfigText
    from k8slint.resources.model import Resource

_LABEL = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
#: The name of a Service in full, or that of one of its pods.
_FULL = rf"(?:{_LABEL}\.)?{_LABEL}\.{_LABEL}\.svc(?:\.[-a-z0-9.]{{0,200}}[a-z0-9])?"
_FULL_NAME = Pattern(_FULL)
_LONGEST_FULL = 253
_ENTRY = Pattern(
    r"(?<![\w./$@%&?+])[\"']?(?P<name>[A-Za-z][\w.\-]{0,60})[\"']?(?P<mark>[ \t]*[:=][ \t]*|[ \t]+)[\"']?"
    rf"(?P<value>{_FULL}|{_LABEL}(?:\.{_LABEL})?|\d{{2,5}})[\"']?(?=[ \t]*(?:[,;}}\])\r\n]|\Z|[ \t]#))"
)
#: The end of a name that says that the value is a host, or the port of one.
_NAME_END = Pattern(
    r"(?P<start>.*?)(?:(?P<host>hostname|host|address|addr|server|broker|endpoint)|(?P<port>port(?:number|value)?))"
)
_ENDS = ("host", "hostname", "address", "addr", "server", "broker", "endpoint", "port", "number", "value")
_MARKS = str.maketrans("", "", "_.-")
#: A text without these holds no host that is called so.
_TELLS = r"(?:host(?:name)?|addr(?:ess)?|server|broker|endpoint)[\"']?[ \t]*[:= \t][ \t]*[\"']?(?!https?:)[a-z]"
_TELLING = Pattern(_TELLS, re.IGNORECASE)
_TELLING_LOWER = Pattern(_TELLS)  # of a text in lower case, several times as fast
#: What a program calls itself: its host and port are where it listens.
_OWN_STARTS = frozenset(
    {"server", "app", "application", "http", "https", "grpc", "web", "my", "local", "self", "own", "node", "metrics", "admin",
     "management", "listen", "bind", "health", "debug"}
)  # fmt: skip
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
    more = [one for text in texts for one in pairs_of_lines(text)]
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
            if reference is None or (at is not None and (reference.form not in {"bare", "dns"} or reference.port is not None)):
                continue
            reference = _with_port(reference, port)
            if at is not None:
                result[at] = reference
            elif not host.lines or port is not None or "." not in host.value:
                more.append(reference)
    return result + [one for one in more if (one.text.path, one.start) not in known]


def _reference(host: Setting) -> HostReference | None:
    found = HOST.fullmatch(host.value)
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
    if is_file(text):
        yield from _of_lines(text)
    elif text.name:
        container = None if text.container is None else text.container.path
        yield from _of_value(text, text.name, 0, ("variables", container))
    elif text.container is not None:
        name, start = named_value(text)
        if name:
            yield from _of_value(text, name, start, ("flags", text.container.path))


def _of_value(text: ConfigText, name: str, start: int, scope: tuple[object, ...]) -> Iterator[Setting]:
    if not name.lower().endswith(_ENDS):
        return
    value = text.text[start:].strip()
    if not 0 < len(value) <= _LONGEST_FULL:
        return
    at = text.text.index(value, start)
    one = _setting(text, name, (at, at + len(value)), scope, lines=False)
    if one is None:
        return
    if one.is_port:
        if not (one.begins and one.begins not in _OWN_STARTS and value.isascii() and value.isdigit() and is_port(value)):
            return
    elif not _is_host(value):
        return
    yield one


def _is_host(value: str) -> bool:
    if ".svc" in value and _FULL_NAME.fullmatch(value) is not None:
        return True
    return len(value) <= LONGEST_NAME and HOST.fullmatch(value) is not None


def _setting(text: ConfigText, name: str, span: tuple[int, int], scope: tuple[object, ...], *, lines: bool) -> Setting | None:
    plain = name.translate(_MARKS).lower()
    found = _NAME_END.fullmatch(plain)
    if found is None or OTHER.search(name):
        return None
    return Setting(text, *span, name, found["start"], found["port"] is not None, scope, lines)


def _of_lines(text: ConfigText) -> Iterator[Setting]:
    """The settings in the lines of a file of any format."""
    value = text.text
    if len(value) > LONGEST_FILE or not _is_telling(value):
        return
    found: list[tuple[Setting, bool]] = []
    blocks = _Blocks()
    start = 0
    for line in value.splitlines(keepends=True):
        block = blocks.enter(line, start)
        if len(line) <= LONGEST_LINE and block is not None:
            found += _of_line(text, line, start, block)
        start += len(line)
    named = {(one.scope, one.begins) for one, _ in found if not one.is_port}
    ports = {(one.scope, one.begins) for one, _ in found if one.is_port}
    comments = Comments(value)
    for one, marked in found:
        other = ports if not one.is_port else named
        if (marked or (one.scope, one.begins) in other) and one.start not in comments:
            yield one


def _is_telling(value: str) -> bool:
    """Whether a text may hold a host that is called so."""
    found = _TELLING_LOWER.search(value.lower()) if value.isascii() else _TELLING.search(value)
    return found is not None


def _of_line(text: ConfigText, line: str, start: int, block: int) -> Iterator[tuple[Setting, bool]]:
    """The settings of a line, and whether a mark stands between name and value, and not only spaces."""
    for entry in _ENTRY.finditer(line):
        value, name = entry["value"], entry["name"]
        span = (start + entry.start("value"), start + entry.end("value"))
        inside = max(line.rfind("{", 0, entry.start()), line.rfind("}", 0, entry.start()))
        one = _setting(text, name, span, (text.path, block, inside), lines=True)
        if one is None or value.isdigit() != one.is_port or (one.is_port and not is_port(value)):
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
