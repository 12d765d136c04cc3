"""Names that the configuration of a proxy gives to groups of servers: they look like hosts, and nobody looks them up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.resources.patterns import Pattern

if TYPE_CHECKING:
    from k8slint.resources.config_text import ConfigText

_NAME = r"[\"']?(?P<name>[A-Za-z][\w.\-]{0,80})[\"']?"
#: What a format is told by, and how it declares a name: nginx, HAProxy, Traefik (YAML and TOML), Envoy.
_FORMATS = (
    ("upstream", Pattern(rf"(?:^|[{{;}}])[ \t]*upstream[ \t]+{_NAME}\s{{0,20}}\{{", re.MULTILINE)),
    ("backend", Pattern(rf"^[ \t]*(?:backend|listen|frontend)[ \t]+{_NAME}[ \t]*\r?$", re.MULTILINE)),
    ("loadBalancer", Pattern(rf"^[ \t]*{_NAME}:[ \t]*\r?\n[ \t]*[\"']?loadBalancer\b", re.MULTILINE)),
    ("loadBalancer", Pattern(rf"services\.{_NAME}\.loadBalancer")),
    ("load_assignment", Pattern(rf"\b(?:cluster_)?name[\"']?:[ \t]*{_NAME}")),
)


def declared_names(text: ConfigText) -> frozenset[str]:
    """Name the groups of servers that a text declares."""
    value = text.text
    return frozenset(found["name"] for mark, form in _FORMATS if mark in value for found in form.finditer(value))
