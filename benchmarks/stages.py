"""Where the time of a run goes: timers around the stages of the engine, each without what runs inside of another."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from typing import Any

from k8slint import engine, report, rulebook
from k8slint.discover import find
from k8slint.discover.files import File
from k8slint.engine.run import Run
from k8slint.units import Layout
from k8slint.yaml import own_process


class Clock:
    """Seconds of CPU by stage; a stage that begins inside of another stops the other's clock."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._open: list[str] = []
        self._since = time.process_time()

    def _turn(self) -> None:
        now = time.process_time()
        if self._open:
            self.seconds[self._open[-1]] = self.seconds.get(self._open[-1], 0.0) + now - self._since
        self._since = now

    def within(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, timed as a stage."""

        def timed_function(*arguments: Any, **named: Any) -> Any:
            self._turn()
            self._open.append(stage)
            try:
                return function(*arguments, **named)
            finally:
                self._turn()
                self._open.pop()

        return timed_function


def timed(folder: str) -> dict[str, float]:
    """Seconds of CPU of each stage of a run over a folder."""
    gc.disable()  # as the command itself does
    own_process()
    clock = Clock()
    patched: tuple[tuple[Any, str, str], ...] = (
        (File, "read", "reading files"),
        (Layout, "stream", "parsing"),
        (engine, "resolve", "resources and units"),
        (Run, "unit", "graph and rules"),
        (Run, "texts", "graph and rules"),
        (engine, "Graph", "graph and rules"),
        (engine, "common_index", "graph and rules"),
        (engine, "merge", "merging findings"),
    )
    for owner, name, stage in patched:
        setattr(owner, name, clock.within(stage, getattr(owner, name)))
    rules = clock.within("rule book", _rules)()
    tree = clock.within("finding files", find)((folder,))
    result = clock.within("the rest of the engine", engine.lint)(tree, rules, engine.Settings())
    clock.within("report", _render)(result)
    return clock.seconds


def _rules() -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load())


def _render(result: Any) -> None:
    for _ in report.render("json", result, report.Options()):
        pass
