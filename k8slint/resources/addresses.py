"""Literal IP addresses in configuration texts, except those that mean networks, interfaces or the pod itself."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.config_comments import Comments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.config_text import ConfigText

Address = IPv4Address | IPv6Address

_PORT = r"(?::(?P<port>\d{1,5})(?![\d.:]))?"
# Neither a part of a version, of a longer number or of a range, nor a network: `10.0.0.0/8`. What must not stand before
# it is asked behind its first digit, so that the search begins with a digit.
_IPV4 = re.compile(rf"(?P<host>[1-9](?<![\w.\-].)\d{{0,2}}(?:\.\d{{1,3}}){{3}})(?![\w\-]|\.\w|/\d{{1,2}}(?!\w)){_PORT}")
_IPV6 = re.compile(rf"(?<![\w:.\-])(?P<host>[0-9A-Fa-f:]{{2,39}})(?![\w:.]|/\d{{1,3}}(?!\w))(?:\]{_PORT})?")
#: What is about networks, proxies, name servers, nodes or the cluster's own addresses: no service is meant there.
_NETWORKS = re.compile(
    r"trusted.?prox|no.?proxy|cidr|subnet|netmask|network|address.?pool|(?:external|node|host|advertise|cluster|load.?balancer).?ips?"
    r"|ip.?block|(?:cluster.?|upstream.?)?dns|nameserver|resolver|(?:advertise|bind|listen).?(?:addr|client|peer)|nodes\b|hosts\b"
    r"|allow|deny|white.?list|real.?ip|listen",
    re.IGNORECASE,
)
#: A text with more addresses than these is a list of them, made by a program.
_LIST = 100
#: How many characters before an address say what it is for.
_BEFORE = 100
_LAST_PORT = 65535


class AddressReference(NamedTuple):
    """An IP address in a configuration text: from `start` to `end`, with a port or None."""

    text: ConfigText
    start: int
    end: int
    address: Address
    port: int | None

    @property
    def host(self) -> str:
        """The address as written."""
        return self.text.text[self.start : self.end]


def addresses(text: ConfigText) -> Iterator[AddressReference]:
    """Find every literal address in a configuration text that can be one of a pod or a Service."""
    value = text.text
    matches = list(_IPV4.finditer(value)) if "." in value else []
    if "::" in value:
        matches += (found for found in _IPV6.finditer(value) if "::" in found["host"])
    if not matches or len(matches) > _LIST or _NETWORKS.search(text.name):
        return
    comments = Comments(value)
    for found in matches:
        reference = _reference(text, found)
        if reference is not None and reference.start not in comments:
            line = max(value.rfind("\n", 0, reference.start) + 1, reference.start - _BEFORE)
            if not _NETWORKS.search(value, line, reference.start):
                yield reference


def _reference(text: ConfigText, found: re.Match[str]) -> AddressReference | None:
    try:
        address = ip_address(found["host"])
    except ValueError:
        return None
    port = int(found["port"]) if found["port"] else None
    if address.is_loopback or address.is_link_local or address.is_multicast or address.is_unspecified:
        return None
    if isinstance(address, IPv4Address) and address.packed[0] >= 240:  # noqa: PLR2004  # netmasks, broadcast
        return None
    if port is not None and not 0 < port <= _LAST_PORT:
        return None
    return AddressReference(text, *found.span("host"), address, port)
