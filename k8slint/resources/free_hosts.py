"""Addresses in the lines of a file of any format: each `host:port` whose name says that something connects to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.resources.config_comments import Comments
from k8slint.resources.hosts import IGNORED_HOSTS, HostReference, holds_addresses
from k8slint.resources.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.config_text import ConfigText

_LABEL = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
#: A Service, or one and its namespace.
HOST = Pattern(rf"(?P<service>{_LABEL})(?:\.(?P<namespace>{_LABEL}))?")
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
OTHER = Pattern(
    r"listen|bind|advertis|public|external|self|origin|cors|allow|server_?name|virtual|vhost|extra.?host|audience|issuer|alias|canonical",
    re.IGNORECASE,
)
#: Longer files are dashboards and scripts.
LONGEST_FILE = 40_000
LONGEST_LINE = 2_000
LONGEST_NAME = 127  # of two labels
_MOST_PORTS = 300
_ABOVE_LINES = 40
_LAST_PORT = 65535


def is_file(text: ConfigText) -> bool:
    """Whether a text holds many settings: of several lines, of several words, an object of JSON, or a line with a mark."""
    if not text.whole:
        return True
    stripped = text.text.strip()
    is_key = bool(text.name) and text.container is None
    return " " in stripped or stripped.startswith(("{", "[")) or (is_key and "=" in stripped)


def pairs_of_lines(text: ConfigText) -> Iterator[HostReference]:
    """Each `host:port` in the lines of a file whose name says that it is an address."""
    value = text.text
    if len(value) > LONGEST_FILE or not is_file(text):
        return
    comments: Comments | None = None
    for count, port in enumerate(_PORT.finditer(value)):
        if count == _MOST_PORTS:
            return
        host = _BEFORE_PORT.search(value, max(0, port.start() - LONGEST_NAME), port.start())
        if host is None or host["host"] in IGNORED_HOSTS or not is_port(port["port"]):
            continue
        name = context(value, host.start())
        comments = comments or Comments(value)
        found = HOST.fullmatch(host["host"])
        if found is not None and connects_to(name) and host.start() not in comments:
            span = (port.start("port"), port.end())
            names = (found["service"], found["namespace"], None, None)
            yield HostReference(text, host.start(), host.end(), *names, "pair", int(port["port"]), span, None, name, free=True)


def is_port(value: str) -> bool:
    """Whether digits are the number of a port."""
    return 0 < int(value[:6]) <= _LAST_PORT


def connects_to(name: str) -> bool:
    """Whether what is called so is an address to connect to."""
    return (holds_addresses(name) or name.lower().endswith(("target", "targets"))) and not OTHER.search(name)


def context(value: str, start: int) -> str:
    """What the value at a place of a file is called: by what is before it in its line, or above the list that it is in."""
    line = value.rfind("\n", 0, start) + 1
    before = value[max(line, start - LONGEST_LINE) : start]
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
