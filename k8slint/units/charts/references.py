"""Which values the actions of a template use: `.Values.a.b`, also by way of `with`, `range` and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from k8slint.text import Span
from k8slint.units.charts.scanning import Action, scan

_VALUES = re.compile(r"\.Values((?:\.[A-Za-z_]\w*)+)")
_INDEX = re.compile(r"\bindex\s+[$\w.]*\.Values((?:\.[A-Za-z_]\w*)*)((?:\s+\"[^\"]*\")+)")
_QUOTED = re.compile(r"\"([^\"]*)\"")
_RELATIVE = re.compile(r"(?:^|(?<=[\s(]))\.((?:[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)?)(?=$|[\s)])")
_VARIABLE = re.compile(r"\$([A-Za-z_]\w*)((?:\.[A-Za-z_]\w*)*)")
_ASSIGNED = re.compile(r"\s*(?:(?:range|with|if|else if|else with)\s+)?\$(\w+)(?:\s*,\s*\$(\w+))?\s*(:?)=\s*")
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|`[^`]*`")
#: What a loop goes over, or a variable is, where that is a value itself and nothing is made of it before.
_PLAIN = re.compile(
    r"\s*(?:(?:range|with|else with)\b)?\s*(?:\$\w+(?:\s*,\s*\$\w+)?\s*:?=\s*)?\(?\s*(?:\$\w*)?(?:\.\w+)*\.?\s*\)?\s*"
)
_BUILT_IN = frozenset({"Release", "Chart", "Capabilities", "Template", "Files", "Subcharts", "Values"})


class Each(NamedTuple):
    """An entry of what a loop goes over, which one depends on the turn; `key`: its key or number, not what it holds.

    `loop` is the action that begins it, `last` where its body ends; `around` is the loop that it stands in.
    """

    loop: Span
    last: int
    around: Each | None = None
    key: bool = False


Path = tuple[str | Each, ...]


class Use(NamedTuple):
    """A use of a value: its path below `.Values`, and the action.

    `below`: of an entry of it, which one is not known; `made`: of what functions made of it, which may be in another order.
    """

    path: Path
    action: Span
    below: bool = False
    made: bool = False


class _Scope(NamedTuple):
    """What `.` or a variable is: a value, an entry of one, or what is made of it; unknown in definitions."""

    path: Path | None
    entry: bool = False
    made: bool = False


_UNKNOWN = _Scope(None)


class _Block(NamedTuple):
    """A block while it is read: its keyword, what `.` is in it, and what held before it; `turn` of the loop around."""

    keyword: str
    dot: _Scope
    variables: dict[str, _Scope]
    turn: Each | None = None
    captured: bool = False  # in a definition: what becomes of its text is not known


def uses(text: str) -> tuple[Use, ...]:
    """The uses of values in a template, by place."""
    return tuple(_Reading(scan(text) or ()).uses())


class _Reading:
    def __init__(self, actions: tuple[Action, ...]) -> None:
        self._actions = actions
        self._variables: dict[str, _Scope] = {}
        self._blocks: list[_Block] = [_Block("", _UNKNOWN, {})]
        self._ends = _ends(actions)

    def uses(self) -> Iterator[Use]:
        """The uses, action by action."""
        for number, action in enumerate(self._actions):
            found = list(dict.fromkeys(self._of(action)))
            yield from found
            self._enter(number, action, found)

    def _enter(self, number: int, action: Action, found: list[Use]) -> None:
        """Note what `.` and variables are from here on."""
        block = self._blocks[-1]
        before = dict(self._variables)
        plain = _PLAIN.fullmatch(action.body) is not None
        scope = _Scope(found[0].path, found[0].below, found[0].made or not plain) if len(found) == 1 else _UNKNOWN
        turn = block.turn
        if action.keyword == "range":
            known = plain and not block.captured and not scope.entry and not scope.made
            turn = Each(Span(action.start, action.end), self._ends[number], block.turn) if known else None
            inner = scope if scope.path is None else _entry(scope.path, turn)
        else:
            inner = scope
        self._assign(action, inner, turn if action.keyword == "range" else None)
        if action.opens:
            captured = block.captured or action.defines or (action.keyword == "range" and turn is None)
            dot = _UNKNOWN if action.defines else inner if action.keyword in {"with", "range"} else block.dot
            self._blocks.append(_Block(action.keyword, dot, before, turn, captured))
        elif action.keyword == "else" and block.keyword in {"with", "range"}:
            self._blocks[-1] = block._replace(dot=scope if "with" in action.body.split()[1:2] else self._blocks[-2].dot)
        elif action.keyword == "end" and len(self._blocks) > 1:
            self._variables = self._blocks.pop().variables

    def _assign(self, action: Action, inner: _Scope, turn: Each | None) -> None:
        names = _ASSIGNED.match(action.body)
        if names is None:
            return
        first, second, declares = names.groups()
        if not declares:  # which of its values it has from here on depends on the way that led here
            for variables in (self._variables, *(block.variables for block in self._blocks)):
                variables[first] = _UNKNOWN
            return
        if second is not None:
            self._variables[second] = inner
            if turn is not None and inner.path is not None:
                inner = _Scope((*inner.path[:-1], turn._replace(key=True)))
        self._variables[first] = inner

    def _of(self, action: Action) -> Iterator[Use]:
        span = Span(action.start, action.end)
        body = action.body
        if ".Values" in body:
            for found in _INDEX.finditer(body):
                yield Use((*_path(found[1]), *_QUOTED.findall(found[2])), span)
            for found in _VALUES.finditer(body):
                yield Use(_path(found[1]), span)
        dot = self._blocks[-1].dot
        bare = _STRING.sub('""', body)
        if dot.path is not None:
            for found in _RELATIVE.finditer(bare):
                steps = _path("." + found[1]) if found[1] else ()
                if not steps or steps[0] not in _BUILT_IN:
                    yield Use(dot.path if dot.entry else (*dot.path, *steps), span, dot.entry, dot.made)
        assigned = _ASSIGNED.match(bare)
        for found in _VARIABLE.finditer(bare, assigned.end() if assigned else 0):
            known = self._variables.get(found[1])
            if known is not None and known.path is not None:
                yield Use(known.path if known.entry else (*known.path, *_path(found[2])), span, known.entry, known.made)


def _entry(path: Path, turn: Each | None) -> _Scope:
    return _Scope(path, entry=True) if turn is None else _Scope((*path, turn))


def _ends(actions: tuple[Action, ...]) -> dict[int, int]:
    """Where the bodies of blocks end, at `else` or `end`, by the numbers of the actions that begin them."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for number, action in enumerate(actions):
        if action.opens:
            opened.append(number)
        elif action.keyword == "else" and opened:
            found.setdefault(opened[-1], action.start)
        elif action.keyword == "end" and opened:
            found.setdefault(opened.pop(), action.start)
    end = actions[-1].end if actions else 0
    return {number: found.get(number, end) for number, action in enumerate(actions) if action.opens}


def _path(text: str) -> tuple[str, ...]:
    return tuple(text.split(".")[1:])
