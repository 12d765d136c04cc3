"""What one setting of another tool asks for, in plain values."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.scalars import at

if TYPE_CHECKING:
    from k8slint.yaml import Document


class What(enum.Enum):
    """What is to become of a check of a tool.

    ON, OFF: it runs, or not. ALL: every check of the tool runs. ONLY: none does but those that are ON. EXCEPT: it runs, but
    not for some resources or files. EXCLUDE: some files are not looked at. SET: a setting by its name here.
    NONE: nothing here does that.
    """

    ON = "on"
    OFF = "off"
    ALL = "all"
    ONLY = "only"
    EXCEPT = "except"
    EXCLUDE = "exclude"
    SET = "set"
    NONE = "none"


class Wish(NamedTuple):
    """A setting: of which tool, where it is written (line from 1), and what it asks for.

    `word` is the id of a check as the tool writes it (empty: all of them), a pattern of paths, the name of a setting here,
    or what has no counterpart. `severity` is a word of ours, or the value of a setting.
    """

    tool: str
    what: What
    word: str
    path: str
    line: int = 1
    severity: str | None = None
    reason: str | None = None
    expires: date | None = None
    names: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    why: str = ""

    @property
    def place(self) -> str:
        """Where it is written."""
        return f"{self.path}:{self.line}"


class Settings:
    """The settings of a tool in a document, read without trust in their types: what does not fit is told as a wish."""

    def __init__(self, tool: str, document: Document) -> None:
        self.tool = tool
        self.value: Any = document.value
        self.odd: list[Wish] = []
        self._document = document

    def line(self, *path: str | int) -> int:
        """The line of the value at a path, from 1; of the nearest value above where there is none."""
        for end in range(len(path), -1, -1):
            span = self._document.key_span(path[:end]) or self._document.span(path[:end])
            if span is not None:
                return self._document.source.position(span.start).line + 1
        return 1

    def wish(self, what: What, word: str, path: Sequence[str | int], **more: Any) -> Wish:
        """A wish that is written at a path."""
        return Wish(self.tool, what, word, self._document.source.path, self.line(*path), **more)

    def none(self, word: str, path: Sequence[str | int], why: str) -> Wish:
        """What has no counterpart."""
        return self.wish(What.NONE, word, path, why=why)

    def get(self, *path: str | int) -> Any:
        """The value at a path; None where there is none."""
        return at(self.value, path)

    def words(self, *path: str | int) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        """The texts at a path with their own paths: a list of them, or one with commas."""
        value = self.get(*path)
        if isinstance(value, str):
            yield from ((part.strip(), path) for part in value.split(",") if part.strip())
        elif isinstance(value, list):
            for index, item in enumerate(value):
                if isinstance(item, str) and item.strip():
                    yield item.strip(), (*path, index)
                else:
                    self._not_understood((*path, index))
        elif value is not None:
            self._not_understood(path)

    def flag(self, *path: str | int) -> bool:
        """Whether a setting is on."""
        value = self.get(*path)
        if value is not None and not isinstance(value, bool):
            self._not_understood(path)
        return value is True

    def entries(self, *path: str | int) -> Iterator[tuple[Mapping[str, Any], tuple[str | int, ...]]]:
        """The mappings of a list at a path."""
        value = self.get(*path)
        if value is not None and not isinstance(value, list):
            self._not_understood(path)
            return
        for index, item in enumerate(value or ()):
            if isinstance(item, Mapping):
                yield item, (*path, index)
            else:
                self._not_understood((*path, index))

    def _not_understood(self, path: tuple[str | int, ...]) -> None:
        self.odd.append(self.none(".".join(map(str, path)), path, "not understood"))


def day(value: Any) -> date | None:
    """A date as settings write it, perhaps with a time; None for anything else."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None
