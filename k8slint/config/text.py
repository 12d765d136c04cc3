"""The text of a configuration: its value, and the place of everything in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.config.faults import Fault
from k8slint.settings import Origin
from k8slint.text import SourceFile
from k8slint.yaml import Document, Limits, ReadError, decode, read

if TYPE_CHECKING:
    from k8slint.config.tables import TomlPlaces

#: Of a configuration: far above what anybody writes, and too little to keep a run busy.
LIMITS = Limits(size=1 << 18, depth=32, expansion=2_000)
#: What a pyproject.toml must hold to be worth parsing.
SECTION = b"k8slint"

Path = tuple[str | int, ...]


class Text(NamedTuple):
    """The settings that a file holds, by key, and where each of them stands."""

    path: str  # as reports name it
    value: dict[str, Any]
    document: Document | None = None
    tables: TomlPlaces | None = None

    @property
    def source(self) -> SourceFile | None:
        """The file; None of one with nothing in it."""
        if self.tables is not None:
            return self.tables.source
        return None if self.document is None else self.document.source

    def origin(self, *steps: str | int) -> Origin:
        """The place of the key of a setting, of a list's entry, or of the nearest thing around it."""
        source, offset = self.source, 0
        if self.tables is not None:
            offset = self.tables.offset(steps, _at(self.value, steps))
        elif self.document is not None:
            offset = _offset(self.document, steps)
        if source is None:
            return Origin(self.path, 1, 1)
        line, column = source.position(offset)
        return Origin(self.path, line + 1, column + 1)


def _at(value: Any, steps: Path) -> Any:
    for step in steps:
        if not isinstance(value, dict | list):
            return None
        try:
            value = value[step]  # type: ignore[index]  # a wrong kind of step is an error that is caught
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _offset(document: Document, steps: Path) -> int:
    while steps:
        span = document.key_span(steps) or document.span(steps)
        if span is not None:
            return span.start
        steps = steps[:-1]
    span = document.span(())
    return span.start if span is not None else 0


def parse(path: str, data: bytes) -> Text | Fault | None:
    """The settings of a file; a Fault where it cannot be read, None for a pyproject.toml without any."""
    toml = path.endswith(".toml")
    if toml and SECTION not in data:
        return None
    source = decode(path, data, LIMITS)
    if isinstance(source, ReadError):
        return _fault(source)
    return _toml(source) if toml else _yaml(source)


def _fault(error: ReadError) -> Fault:
    line, column = error.source.position(error.span.start)
    return Fault(Origin(error.source.path, line + 1, column + 1), error.message)


def _yaml(source: SourceFile) -> Text | Fault:
    stream = read(source, LIMITS)
    if stream.errors:
        return _fault(stream.errors[0])
    if not stream.documents:
        return Text(source.path, {})
    document = stream.documents[0]
    text = Text(source.path, {}, document)
    if len(stream.documents) > 1:
        line, column = source.position(stream.documents[1].start)
        return Fault(Origin(source.path, line + 1, column + 1), "a configuration is one document")
    if not isinstance(document.value, dict):
        return Fault(text.origin(), "a configuration is a mapping of settings")
    for again in document.duplicates:
        line, column = source.position(again.again.start)
        return Fault(Origin(source.path, line + 1, column + 1), f"the key `{again.path[-1]}` was written before")
    return text._replace(value=document.value)


def _toml(source: SourceFile) -> Text | Fault | None:
    import tomllib  # most configurations are YAML

    try:
        value = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        return Fault(Origin(source.path, line, column), f"not valid TOML: {str(error).partition(' (at ')[0].lower()}")
    except RecursionError:
        return Fault(Origin(source.path, 1, 1), "not valid TOML: nested too deeply")
    tool = value.get("tool")
    section = tool.get("k8slint") if isinstance(tool, dict) else None
    if section is None:
        return None
    from k8slint.config.tables import TomlPlaces  # likewise

    tables = TomlPlaces(source, ("tool", "k8slint"))
    text = Text(source.path, {}, tables=tables)
    if not isinstance(section, dict):
        return Fault(text.origin(), "a configuration is a table of settings")
    return text._replace(value=_plain(section))


def _plain(value: Any) -> Any:
    """A value as YAML would give it: days and times as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | int | float | bool) else value.isoformat()
