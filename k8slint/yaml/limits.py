"""How much a source may ask of the reader before it is refused."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """What is refused beyond: bytes of a file, levels of nesting, nodes a document gains through aliases and merges."""

    size: int = 32 * 1024 * 1024
    depth: int = 100
    expansion: int = 100_000
    directives: int = 100


DEFAULT = Limits()
