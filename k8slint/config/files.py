"""The files of configurations: which one is nearest, and what they inherit from. All that reads from disk is here."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import NamedTuple

from k8slint import git
from k8slint.config.faults import Fault
from k8slint.config.search import candidates, upwards
from k8slint.config.text import LIMITS, SECTION, Text, parse
from k8slint.settings import Origin

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_DEEPEST = 16  # files that inherit from one another in a row
_MOST = 64  # files that one configuration is made of

#: How reports name a path of the system.
Namer = Callable[[str], str]


class Layer(NamedTuple):
    """One file of a configuration; `directory` is where it lies, `base` how reports name that."""

    text: Text
    directory: str
    base: str


class Configuration(NamedTuple):
    """A configuration with all that it inherits, the files with the last word last; all that is wrong so far."""

    path: str
    layers: tuple[Layer, ...]
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def own(self) -> Layer | None:
        """The file itself; None if it could not be read."""
        return self.layers[-1] if self.layers and not self.faults else None


class Reader:
    """Reads configurations; what it found is named as `shown` says."""

    def __init__(self, shown: Namer) -> None:
        self._shown = shown

    def nearest(self, directory: str) -> Configuration | None:
        """The configuration at or above a directory; None where there is none."""
        top = git.top(directory)
        for above in upwards(directory, top):
            found = self.within(above, top or above)
            if found is not None:
                return found
        return None

    def within(self, directory: str, boundary: str) -> Configuration | None:
        """The configuration in a directory; None where there is none. Nothing outside of `boundary` is read."""
        paths = [os.path.join(directory, name) for name in candidates(directory)]
        found = [one for one in (self.file(path, boundary) for path in paths) if one is not None]
        if len(found) <= 1:
            return found[0] if found else None
        other = ", ".join(one.path for one in found[1:])
        return found[0]._replace(notes=(*found[0].notes, f"{other} is not read: {found[0].path} lies beside it and wins"))

    def file(self, path: str, boundary: str | None = None) -> Configuration | None:
        """The configuration in a file, with what it inherits from inside of `boundary` (None: its repository or directory).

        None for a pyproject.toml that holds none.
        """
        layers: list[Layer] = []
        faults: list[Fault] = []
        chain = _Chain(os.path.realpath(boundary or git.top(os.path.dirname(path)) or os.path.dirname(path)), layers, faults)
        origin = Origin(self._shown(path))
        text = self._read(path, origin, chain, named=boundary is None)
        if text is None:
            return None
        if isinstance(text, Fault):
            return Configuration(origin.path, (), (text,))
        self._add(path, text, chain, ())
        return Configuration(origin.path, tuple(layers), tuple(faults))

    def _add(self, path: str, text: Text, chain: _Chain, above: tuple[str, ...]) -> None:
        """Add a file behind what it inherits from."""
        directory = os.path.dirname(path)
        here = os.path.realpath(path)
        wanted = text.value.get("extend", ())
        several = isinstance(wanted, list)
        for index, word in enumerate(wanted if isinstance(wanted, list) else (wanted,)):
            if not isinstance(word, str) or not word:
                continue  # the schema says so
            origin = text.origin("extend", index) if several else text.origin("extend")
            target = os.path.normpath(os.path.join(directory, word))
            if os.path.realpath(target) in {*above, here}:
                chain.faults.append(Fault(origin, f"`{word}` inherits from this file: a circle"))
            elif len(above) >= _DEEPEST or len(chain.layers) >= _MOST:
                chain.faults.append(Fault(origin, f"`{word}` is one file too many: {_DEEPEST} in a row, {_MOST} in all"))
                return
            else:
                found = self._read(target, origin, chain, word=word)
                if isinstance(found, Text):
                    self._add(target, found, chain, (*above, here))
                else:
                    why = f"`{word}` holds no [tool.k8slint]"
                    chain.faults.append(found if found is not None else Fault(origin, why))
        chain.layers.append(Layer(text, directory, self._shown(directory)))

    def _read(self, path: str, origin: Origin, chain: _Chain, *, word: str = "", named: bool = False) -> Text | Fault | None:
        """What a file holds; `word` names it where it is inherited from, `named` says that the user did."""
        what = f"`{word}` " if word else ""
        if not named and not _holds(chain.boundary, path):
            if not word:
                return Fault(origin, "not read: a link that leaves the tree")
            return Fault(origin, f"{what}is not read: it lies outside of {self._shown(chain.boundary)}")
        data = _bytes(path)
        if isinstance(data, str):
            return Fault(origin, f"{what}{data}")
        if len(data) > LIMITS.size and (SECTION in data or not path.endswith(".toml")):
            return Fault(origin, f"{what}is larger than {LIMITS.size >> 10} KiB: not read")
        return parse(self._shown(path), data)


class _Chain(NamedTuple):
    """What is read so far; nothing outside of `boundary` is."""

    boundary: str
    layers: list[Layer]
    faults: list[Fault]


def _holds(boundary: str, path: str) -> bool:
    """Whether a path leads, through all links, into a directory."""
    return os.path.realpath(path).startswith(boundary.rstrip(os.sep) + os.sep)


def _bytes(path: str) -> bytes | str:
    """The bytes of a file, one more than may be at most; or why it cannot be read."""
    try:
        handle = os.open(path, _FLAGS)
    except FileNotFoundError:
        return "does not exist"
    except (OSError, ValueError) as error:
        return f"cannot be read: {(getattr(error, 'strerror', None) or str(error)).lower()}"
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return "cannot be read: no regular file"
        parts = [os.read(handle, LIMITS.size + 1)]
        while parts[-1] and sum(map(len, parts)) <= LIMITS.size:
            parts.append(os.read(handle, LIMITS.size + 1))
        return b"".join(parts)
    except OSError as error:
        return f"cannot be read: {(error.strerror or str(error)).lower()}"
    finally:
        os.close(handle)
