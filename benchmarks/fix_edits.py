"""Edits at random: of each kind, anywhere in a document, with values that are easy to get wrong."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from k8slint.findings import Change, Edit
from k8slint.yaml import Document

HALF = 0.5
SCALARS: tuple[Any, ...] = (
    *("http", "web-frontend", "nginx:1.27", "80", "true", "on", "null", "~", "1.5", "0x1f", "a: b", "x #y", "# z", "", " lead"),
    *("it's", 'say "hi"', "10.0.0.1", "12:30", "2024-01-01", "100m", "--flag=1", "-", "- x", "*.example.com", "{{ x }}", "a,b"),
    *(
        "[x]",
        "ends:",
        "two\nlines\n",
        "é ü",
        "tab\tin",
        "&a",
        "!t",
        "1e3",
        "0o17",
        "=",
        "<<",
        "@x",
        "%x",
        "http://web:80/a?b=c#d",
    ),
    *(0, 1, 8080, -1, True, False, None, 1.25),
)
PARTS = ("x", "web", "8080", "", "a b", "'", '"', "\\")
KEYS = ("added", "app.kubernetes.io/name", "on", "8080", "two words", "x-y", "null", "a:b", "#c")
BRANCHES: tuple[Any, ...] = (
    {"name": "x"},
    {"a": {"b": [1, "2", {"c": None}]}, "d": []},
    ["one", "two"],
    [{"name": "x", "items": [{"k": "v"}], "none": {}}, [1, [2]]],
    {},
    [],
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """All paths of a value, with what is there."""
    yield path, value
    if isinstance(value, (dict, list)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*path, step))


class Chance:
    """Edits at random in one document, of each kind; None where it has no place for one."""

    def __init__(self, document: Document, chance: random.Random) -> None:
        self.root = document.root
        self.chance = chance
        self.found = list(places(document.value))

    def edit(self, kind: str) -> Edit | None:
        """An edit of a kind."""
        return getattr(self, kind)()  # type: ignore[no-any-return]

    def one_of(self, wanted: Any) -> Any:
        """A place of a sort, and what is there; None where there is none."""
        fit = [place for place in self.found if wanted(*place)]
        return self.chance.choice(fit) if fit else None

    def new(self) -> Any:
        """A scalar, or a collection."""
        return self.chance.choice(SCALARS) if self.chance.random() < HALF else deepcopy(self.chance.choice(BRANCHES))

    def set(self) -> Edit | None:
        """Another scalar."""
        place = self.one_of(lambda _, value: not isinstance(value, (dict, list)))
        return place and Edit(self.root, place[0], self.chance.choice(SCALARS))

    def add(self) -> Edit | None:
        """A new key, at times of a mapping that is new too."""
        place = self.one_of(lambda _, value: isinstance(value, dict) and value)
        deeper = ("deep",) if self.chance.random() < HALF / 2 else ()
        return place and Edit(self.root, (*place[0], self.chance.choice(KEYS), *deeper), self.new())

    def append(self) -> Edit | None:
        """A new entry."""
        place = self.one_of(lambda _, value: isinstance(value, list))
        return place and Edit(self.root, (*place[0], len(place[1])), self.new())

    def remove(self) -> Edit | None:
        """A key or an entry less."""
        place = self.one_of(lambda path, _: path)
        return place and Edit(self.root, place[0], change=Change.REMOVE)

    def rename(self) -> Edit | None:
        """Another name of a key."""
        place = self.one_of(lambda path, _: path and isinstance(path[-1], str))
        return place and Edit(self.root, place[0], self.chance.choice(KEYS), Change.RENAME)

    def replace(self) -> Edit | None:
        """Another part of a text."""
        place = self.one_of(lambda _, value: isinstance(value, str) and value)
        if place is None:
            return None
        start = self.chance.randrange(len(place[1]))
        end = min(len(place[1]), start + self.chance.randrange(6))
        return Edit(self.root, place[0], self.chance.choice(PARTS), Change.REPLACE, (start, end))

    def fill(self) -> Edit | None:
        """Something in what is empty."""
        place = self.one_of(lambda path, value: path and value in (None, {}, []))
        if place is None:
            return None
        path, value = place
        listed = isinstance(value, list) or (value is None and self.chance.random() < HALF)
        deeper = (*path, 0 if listed else "added")
        return Edit(self.root, self.chance.choice((path, deeper)), deepcopy(self.chance.choice(BRANCHES)))

    def turn(self) -> Edit | None:
        """Anything in place of anything."""
        return Edit(self.root, self.chance.choice(self.found)[0], self.new())


KINDS = ("set", "add", "rename", "remove", "append", "replace", "fill", "turn")
