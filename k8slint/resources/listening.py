"""On which addresses a container is told to listen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.resources.scalars import mapping, sequence

if TYPE_CHECKING:
    from k8slint.resources.containers import Container

#: A flag, variable or directive that says where to listen; an address under any other name is where others do.
_NAME = (
    r"(?<![^\s\"'])(?:[\w.-]{0,64}(?:listen|bind)[\w.-]{0,64}"
    r"|-*(?:(?:https?|grpc|metrics|web|health|admin|telemetry)[._-]?)?addr(?:ess)?|-b)"
)
#: Of several values, too: `--listen=127.0.0.1:9100,[::1]:9100`.
_BEFORE = r"[=:\s]\s?[^\s=]{0,256}?(?<![\w.])"
_ONE = r"(?:127\.0\.0\.\d+|localhost|::1\]?|\$\([A-Za-z_]+\)\]?)"


def has_own_address(container: Container, number: int | None) -> bool:
    """Whether it is told to listen on a port of one address only: `--listen=127.0.0.1:9100`, `BIND=$(IP):9100`."""
    told = re.compile(f"{_NAME}{_BEFORE}{_ONE}:{number}\\b", re.IGNORECASE)
    return told.search(_written(container)) is not None


def _written(container: Container) -> str:
    """The command and the variables as one text, each variable as `NAME=value`."""
    words = [word for field in ("command", "args") for word in sequence(container.value.get(field)) if isinstance(word, str)]
    entries = [mapping(entry) for entry in sequence(container.value.get("env"))]
    return " ".join((*words, *(f"{entry.get('name')}={entry.get('value')}" for entry in entries)))
