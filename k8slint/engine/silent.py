"""What was looked at: where a suppression that hides nothing is known to be of no use."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from k8slint.findings import Evidence, Failure
from k8slint.rulebook import Rule
from k8slint.units import Resolution, Unit

#: Gaps of a unit in which something may stand that a rule would have to say something of.
_UNSEEN = frozenset({"unparsed", "templated", "not-rendered", "not-built"})


class Looked:
    """Whether a rule has looked at a file as closely as it can: all that it would find there was found."""

    def __init__(
        self,
        resolution: Resolution,
        rules: Sequence[Rule],
        of_texts: frozenset[str],
        failures: Iterable[Failure],
        runs_at: Callable[[str], frozenset[str]],
    ) -> None:
        self._resolution = resolution
        self._rules = {rule.id: rule for rule in rules}
        self._of_texts = of_texts
        self._runs_at = runs_at
        self._crashed = {failure.rule for failure in failures}
        self._units: Mapping[str, list[Unit]] | None = None

    def at(self, rule: str, path: str) -> bool:
        """Whether a rule has looked at a file."""
        known = self._rules.get(rule)
        if known is None or rule not in self._runs_at(path) or not self._crashed.isdisjoint((None, rule)):
            return False
        return rule in self._of_texts or any(_closely(unit, known) for unit in self._of(path))

    def anywhere(self, rule: str, base: str, covers: Callable[[str], bool]) -> bool:
        """Whether a rule has looked at all files of some below a directory that belong to a unit, and there are any."""
        layout = self._resolution.layout
        if layout is None or not layout.whole(base):
            return False  # the file that it is for may not be among those that were named
        paths = [path for path in self._by_path() if covers(path)]
        return bool(paths) and all(self.at(rule, path) for path in paths)

    def _of(self, path: str) -> Sequence[Unit]:
        return self._by_path().get(path, ())

    def _by_path(self) -> Mapping[str, list[Unit]]:
        if self._units is None:
            self._units = defaultdict(list)
            for unit in self._resolution.units:
                for source_path in dict.fromkeys(source.path for source in unit.sources):
                    self._units[source_path].append(unit)
        return self._units


def _closely(unit: Unit, rule: Rule) -> bool:
    """Whether a rule finds in a unit all that there is."""
    if rule.evidence is Evidence.INTRINSIC:
        return True
    return not unit.example and not unit.partial and all(gap.kind not in _UNSEEN for gap in unit.gaps)
