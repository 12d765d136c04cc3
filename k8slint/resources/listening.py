"""On which addresses a container is told to listen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from k8slint.resources.scalars import mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.containers import Container


def has_own_address(container: Container, number: int | None) -> bool:
    """Whether it is told to listen on a port of one address only: `--listen=127.0.0.1:9100`, `[$(IP)]:9100`.

    A URL says where something else listens.
    """
    address = re.compile(rf"(?<!//)(?:127\.0\.0\.\d+|localhost|::1\]?|\$\([A-Za-z_]+\)\]?):{number}\b")
    return any(isinstance(text, str) and address.search(text) for text in _texts(container))


def _texts(container: Container) -> Iterator[Any]:
    yield from sequence(container.value.get("command"))
    yield from sequence(container.value.get("args"))
    for entry in sequence(container.value.get("env")):
        yield mapping(entry).get("value")
