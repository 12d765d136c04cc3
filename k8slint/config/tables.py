"""Where keys stand in TOML, of which the parser tells values only: found line by line."""

from __future__ import annotations

import re

from k8slint.text import SourceFile

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEYS = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_KEYS})[ \t]*\]")
_ASSIGNMENT = re.compile(rf"[ \t]*({_KEYS})[ \t]*=")
_PART = re.compile(_KEY)

Path = tuple[str | int, ...]


class TomlPlaces:
    """The offsets of the keys below a table, by their path from there, as far as they stand at the beginning of a line."""

    def __init__(self, source: SourceFile, section: tuple[str, ...]) -> None:
        self.source = source
        self._found: dict[Path, int] = {}
        self._reached: dict[Path, tuple[int, int]] = {}  # of a list: an index, and where the search for its entry ended
        self._section = section
        table: Path = ()
        counts: dict[Path, int] = {}
        for number, start in enumerate(source.starts):
            line = source.line(number)
            header = _HEADER.match(line)
            if header is not None:
                table = self._table(_parts(header[2]), counts, several=header[1] == "[[")
                self._note(table, start + header.start(2))
                continue
            assignment = _ASSIGNMENT.match(line)
            if assignment is not None:
                path = table
                for part in _PART.finditer(assignment[1]):
                    path = (*path, part[0].strip("\"'"))
                    self._note(path, start + assignment.start(1) + part.start())

    @staticmethod
    def _table(parts: tuple[str, ...], counts: dict[Path, int], *, several: bool) -> Path:
        """The path of a table by its header, with the indexes of the lists on the way."""
        path: Path = ()
        for end, part in enumerate(parts, 1):
            path = (*path, part)
            if several and end == len(parts):
                counts[path] = counts.get(path, -1) + 1
            if path in counts:
                path = (*path, counts[path])
        return path

    def _note(self, path: Path, offset: int) -> None:
        if path[: len(self._section)] == self._section:
            self._found.setdefault(path[len(self._section) :], offset)

    def offset(self, steps: Path, value: object = None) -> int:
        """The offset of the key at a path, or of what follows the nearest one above it and looks like it, or like its value."""
        known = steps
        while known and known not in self._found:
            known = known[:-1]
        at = self._found.get(known, 0)
        for length, step in enumerate(steps[len(known) :], len(known)):
            if isinstance(step, str):
                found = re.compile(rf"(?<![A-Za-z0-9_-])[\"']?{re.escape(step)}[\"']?\s*=").search(self.source.text, at)
                at = at if found is None else found.start()
            elif isinstance(value, str):
                index, end = self._reached.get(steps[:length], (-1, at))
                found = re.compile(rf"[\"']{re.escape(value)}[\"']").search(self.source.text, end if index < step else at)
                if found is not None:
                    at = found.start()
                    self._reached[steps[:length]] = step, found.end()  # entries are asked for in their order, as a rule
        return at


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part[0].strip("\"'") for part in _PART.finditer(text))
