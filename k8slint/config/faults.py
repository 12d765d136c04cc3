"""What is wrong with a configuration, and where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from k8slint.near import nearest
from k8slint.settings import Origin


class Fault(NamedTuple):
    """One fault of a configuration, and where it stands."""

    origin: Origin
    message: str

    def __str__(self) -> str:
        return f"{self.origin}: {self.message}"


class ConfigError(Exception):
    """A configuration that cannot be used: all its faults, one a line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(dict.fromkeys(faults)))
        super().__init__("\n".join(map(str, self.faults)))


def _bare(word: str) -> str:
    return word.replace("-", "").replace("_", "").casefold()


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a message about a wrong word: "; did you mean `x`?", or nothing."""
    known = tuple(known)
    same = [other for other in known if _bare(other) == _bare(word)]
    found = (*same, *nearest(word[:100], known))
    return f"; did you mean `{found[0]}`?" if found else ""
