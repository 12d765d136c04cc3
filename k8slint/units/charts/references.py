"""Which values the actions of a template use: `.Values.a.b`, also by way of `with`, `range` and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from k8slint.text import Span
from k8slint.units.charts.scanning import Action, scan

Path = tuple[str, ...]

_VALUES = re.compile(r"\.Values((?:\.[A-Za-z_]\w*)+)")
_INDEX = re.compile(r"\bindex\s+[$\w.]*\.Values((?:\.[A-Za-z_]\w*)*)((?:\s+\"[^\"]*\")+)")
_QUOTED = re.compile(r"\"([^\"]*)\"")
_RELATIVE = re.compile(r"(?:^|(?<=[\s(]))\.((?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?)(?=$|[\s)])")
_VARIABLE = re.compile(r"\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)")
_ASSIGNED = re.compile(r"\s*(?:(?:range|with|if|else if|else with)\s+)?\$(\w+)(?:\s*,\s*\$(\w+))?\s*:?=\s*")
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|`[^`]*`")
_BUILT_IN = frozenset({"Release", "Chart", "Capabilities", "Template", "Files", "Subcharts", "Values"})


class Use(NamedTuple):
    """A use of a value: its path below `.Values`, and the action. `below`: of an entry of it, which one is not known."""

    path: Path
    action: Span
    below: bool = False


class _Scope(NamedTuple):
    """What `.` is: a value, or an entry of one; unknown in definitions."""

    path: Path | None
    entry: bool = False


def uses(text: str) -> tuple[Use, ...]:
    """The uses of values in a template, by place."""
    return tuple(_Reading(scan(text) or ()).uses())


class _Reading:
    def __init__(self, actions: tuple[Action, ...]) -> None:
        self._actions = actions
        self._variables: dict[str, _Scope] = {}
        self._scopes: list[_Scope] = [_Scope(None)]

    def uses(self) -> Iterator[Use]:
        """The uses, action by action."""
        for action in self._actions:
            found = list(dict.fromkeys(self._of(action)))
            yield from found
            self._enter(action, found)

    def _enter(self, action: Action, found: list[Use]) -> None:
        """Note what `.` and variables are from here on."""
        scope = _Scope(found[0].path, found[0].below) if len(found) == 1 else _Scope(None)
        each = action.keyword == "range"
        inner = _Scope(scope.path, scope.entry or each)
        names = _ASSIGNED.match(action.body)
        if names is not None:
            for name in filter(None, names.groups()):
                self._variables[name] = inner
        if action.keyword in {"with", "range"}:
            self._scopes.append(inner)
        elif action.defines:
            self._scopes.append(_Scope(None))
        elif action.keyword == "if":
            self._scopes.append(self._scopes[-1])
        elif action.keyword == "end" and len(self._scopes) > 1:
            self._scopes.pop()

    def _of(self, action: Action) -> Iterator[Use]:
        span = Span(action.start, action.end)
        body = action.body
        if ".Values" in body:
            for found in _INDEX.finditer(body):
                yield Use((*_path(found[1]), *_QUOTED.findall(found[2])), span)
            for found in _VALUES.finditer(body):
                yield Use(_path(found[1]), span)
        scope = self._scopes[-1]
        bare = _STRING.sub('""', body)
        if scope.path is not None:
            for found in _RELATIVE.finditer(bare):
                steps = _path("." + found[1]) if found[1] else ()
                if not steps or steps[0] not in _BUILT_IN:
                    yield Use(scope.path if scope.entry else (*scope.path, *steps), span, scope.entry)
        assigned = _ASSIGNED.match(bare)
        for found in _VARIABLE.finditer(bare, assigned.end() if assigned else 0):
            known = self._variables.get(found[1])
            if known is not None and known.path is not None:
                yield Use(known.path if known.entry else (*known.path, *_path(found[2])), span, known.entry)


def _path(text: str) -> Path:
    return tuple(text.split(".")[1:])
