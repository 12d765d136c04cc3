"""Every host that a configuration text names, whoever it belongs to: of the cluster, of the internet, of nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.config_comments import Comments
from k8slint.resources.hosts import hosts
from k8slint.resources.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.config_text import ConfigText

_LABEL = r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?"
_NAME = rf"(?P<host>{_LABEL}(?:\.{_LABEL}){{1,12}})"
#: What stands behind `://`.
_AUTHORITY = Pattern(rf"(?:[^\s/@'\",]{{0,256}}@)?{_NAME}\.?(?::\d{{1,5}})?(?=[/?#\s'\",;)\]}}]|\\|$)", re.IGNORECASE)
_SCHEME = Pattern(r"[A-Za-z][A-Za-z0-9+]{1,15}\Z")
#: A value that is nothing but a host, with or without a port; names of files end in other words.
_WHOLE = Pattern(rf"{_NAME}(?::\d{{1,5}})?", re.IGNORECASE)
_HOST_VARIABLE = Pattern(r"host|external.?name|addr|server|endpoint|broker|domain|url|uri|bootstrap|upstream", re.IGNORECASE)
_LETTER = Pattern(r"[a-z]", re.IGNORECASE)
_LONGEST_LIST = 2_000
_LONGEST_SCHEME = 20
_LONGEST_HOST = 253


class NamedHost(NamedTuple):
    """A host name of several labels, from `start` to `end`.

    `namespace`: where the Service is that it speaks of, if it can be nothing but a name of the cluster.
    """

    text: ConfigText
    start: int
    end: int
    namespace: str | None = None

    @property
    def host(self) -> str:
        """The host as written."""
        return self.text.text[self.start : self.end]


def named_hosts(text: ConfigText) -> list[NamedHost]:
    """Find the hosts of several labels that a text names, in its order, each place once; comments name none."""
    value = text.text
    if "." not in value:
        return []
    found = {
        one.start: NamedHost(text, one.start, one.end, None if one.domain is None else one.namespace)
        for one in (hosts(text) if ".svc" in value else ())
        if "." in one.host
    }
    for start, end in (*_urls(value), *_whole(text)):
        found.setdefault(start, NamedHost(text, start, end))
    if not found:
        return []
    comments = Comments(value)
    return [found[start] for start in sorted(found) if start not in comments]


def _urls(value: str) -> Iterator[tuple[int, int]]:
    at = value.find("://")
    while at >= 0:
        found = _AUTHORITY.match(value, at + 3)
        if found is not None and _SCHEME.search(value, max(0, at - _LONGEST_SCHEME), at) and _is_name(found["host"]):
            yield found.span("host")
        at = value.find("://", at + 3)


def _whole(text: ConfigText) -> Iterator[tuple[int, int]]:
    """The hosts of a value that is nothing but hosts, in a variable that is called like what holds some."""
    value = text.text
    if not text.whole or len(value) > _LONGEST_LIST or "://" in value or not _HOST_VARIABLE.search(text.name):
        return
    offset = 0
    for entry in value.split(","):
        stripped = entry.strip()
        found = _WHOLE.fullmatch(stripped)
        if found is not None and _is_name(found["host"]):
            start = offset + entry.index(stripped)
            yield start, start + len(found["host"])
        offset += len(entry) + 1


def _is_name(host: str) -> bool:
    """Whether it is a name, and no address or number."""
    return len(host) <= _LONGEST_HOST and _LETTER.search(host.rpartition(".")[2]) is not None
