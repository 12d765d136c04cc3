"""What is passed between the parser's events, the builder and the documents."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol


class Mark(Protocol):
    """Where an event starts or ends."""

    @property
    def index(self) -> int:
        """Offset into the text that is parsed, in code points."""


class Problem(NamedTuple):
    """Why a text is not read to its end, and where (offsets into it); `opened`: where a bracket or quote opens."""

    message: str
    start: int
    end: int
    opened: int | None = None


class Special(NamedTuple):
    """A child that means one thing as a key and another as a value; with a place it is a `<<`, which as a key merges."""

    value: Any
    key: str
    place: tuple[int, int] | None = None


def is_merge(child: Any) -> bool:
    """Whether a child merges its value if it is a key."""
    return type(child) is Special and child.place is not None


class Anchor(NamedTuple):
    """What an alias stands for: the value and the number of its event; `children` while its collection is open."""

    value: Any
    event: int
    children: list[Any] | None = None


class Draft(NamedTuple):
    """One document as it was built. Events are counted from 0 in the text; two places of the table belong to each."""

    value: Any
    event: int  # of its root
    start: int  # offset at which its part begins
    empty: bool
    odd: dict[int, list[Any]] | None  # by id of a mapping with merges or duplicate keys: its children
    aliases: dict[int, int] | None  # from the event of an alias to that of its anchor
    inexpressible: bool  # it may hold what JSON cannot: infinity, NaN, a null key
