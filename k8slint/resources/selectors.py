"""The one selector engine: equality maps and LabelSelectors against the labels of pods, in three-valued logic.

The semantics are those of `k8s.io/apimachinery` (`labels.Requirement.Matches`, `metav1.LabelSelectorAsSelector`).
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.labels import POD_INDEX, POD_NAME, Labels, Ordinals, Possible
from k8slint.resources.placeholders import is_placeholder
from k8slint.resources.scalars import Path, text_form
from k8slint.resources.truth import Truth, all_of, some_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN


class Operator(enum.Enum):
    """How a requirement compares a label with its values."""

    IN = "In"
    NOT_IN = "NotIn"
    EXISTS = "Exists"
    DOES_NOT_EXIST = "DoesNotExist"


_OPERATORS = {operator.value: operator for operator in Operator}
_ORDINAL = frozenset({POD_NAME, POD_INDEX})
_WITH_VALUES = frozenset({Operator.IN, Operator.NOT_IN})


class Requirement(NamedTuple):
    """One condition of a selector on one label.

    `key` None: the key is not known. `operator` None: the requirement is malformed, and what it wants is not known.
    `values` are the known ones; `open`: there are others, which are placeholders. `path` leads to it in the resource.
    """

    key: str | None
    operator: Operator | None
    values: tuple[str, ...]
    path: Path
    open: bool = False

    def admits(self, value: str | None) -> Truth:
        """Whether it is met by a label of this value; None: by the label's absence."""
        operator = self.operator
        if operator is None or self.key is None:
            return UNKNOWN
        if operator is Operator.EXISTS or operator is Operator.DOES_NOT_EXIST:
            return Truth.of((value is not None) is (operator is Operator.EXISTS))
        if value is None:
            return Truth.of(operator is Operator.NOT_IN)
        if value in self.values:
            return Truth.of(operator is Operator.IN)
        return UNKNOWN if self.open else Truth.of(operator is Operator.NOT_IN)

    def match(self, labels: Labels) -> Truth:
        """Whether some pod with these labels meets it."""
        if labels.variants:
            return some_of(self.match(variant) for variant in labels.variants)
        return _match_key(self.key, (self,), labels)


class Selector:
    """What selects pods by their labels.

    `absent`: the field is not there (or null); `empty`: it is absent or asks for nothing, `{}`; `known`: all of it
    could be understood. An absent selector matches nothing; an empty LabelSelector matches everything, an empty
    equality map nothing (as in a Service, whose endpoints are then somebody else's business).
    """

    __slots__ = ("_by_key", "_pairs", "_plain", "absent", "equality", "known", "path", "requirements")

    def __init__(self, requirements: tuple[Requirement, ...], path: Path, *, absent: bool, known: bool, equality: bool) -> None:
        self.requirements = requirements
        self.path = path
        self.absent = absent
        self.known = known
        self.equality = equality
        self._by_key: dict[str | None, list[Requirement]] | None = None
        self._pairs: tuple[tuple[str, str], ...] | None = None
        self._plain: bool | None = None

    def __repr__(self) -> str:
        return f"Selector({self.requirements!r}, absent={self.absent}, known={self.known})"

    @property
    def empty(self) -> bool:
        """Whether it asks for nothing, be it absent or `{}`."""
        return self.known and not self.requirements

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The labels that every match must have with one known value: key and value."""
        if self._pairs is None:
            self._pairs = tuple(
                (one.key, one.values[0])
                for one in self.requirements
                if one.key is not None
                and one.operator is Operator.IN
                and not one.open
                and (len(one.values) == 1 or len(set(one.values)) == 1)
            )
        return self._pairs

    @property
    def plain(self) -> bool:
        """Whether `pairs` say all that it asks for, and none of them is a label of one pod of many."""
        if self._plain is None:
            pairs = self.pairs()
            whole = self.known and bool(pairs) and len(pairs) == len(self.requirements)
            self._plain = whole and _ORDINAL.isdisjoint(key for key, _ in pairs)
        return self._plain

    def match(self, labels: Labels) -> Truth:
        """Whether it matches some pod with these labels.

        YES and NO hold whatever the unknown parts turn out to be, each of them independent of the others. Unless the
        labels have variants or ordinals, UNKNOWN means that both can come out.
        """
        if self.plain and not labels.variants:
            verdict = self._match_pairs(labels.values)
            if verdict is not UNKNOWN:
                return verdict
        if self.empty:
            return Truth.of(not self.absent and not self.equality)
        if labels.variants:
            return some_of(self.match(variant) for variant in labels.variants)
        verdict = YES if self.known else UNKNOWN
        if self._by_key is None:
            self._by_key = {}
            for one in self.requirements:
                self._by_key.setdefault(_group(one.key), []).append(one)
        for key, requirements in self._by_key.items():
            truth = _match_key(key, requirements, labels)
            if truth is NO:
                return NO
            if truth is UNKNOWN:
                verdict = UNKNOWN
        return verdict

    def _match_pairs(self, values: Mapping[str, str]) -> Truth:
        """Whether the known labels have all pairs; UNKNOWN where one is not among them."""
        for key, value in self.pairs():
            found = values.get(key)
            if found != value:
                return UNKNOWN if found is None else NO
        return YES


def _group(key: str | None) -> str | None:
    """What is decided together: a key, or the two that both follow from the ordinal of a pod."""
    return POD_NAME if key == POD_INDEX else key


def _match_key(key: str | None, requirements: Sequence[Requirement], labels: Labels) -> Truth:
    """Whether all requirements on one key (or on the two keys of an ordinal) are met together."""
    if key is None:
        return UNKNOWN
    if labels.ordinals is not None and key in {POD_NAME, POD_INDEX}:
        return _match_ordinals(requirements, labels.ordinals)
    if key == POD_NAME:  # without ordinals these are two labels like any other
        apart = {one.key for one in requirements}
        if len(apart) > 1:
            return all_of(
                _match_key(own, [one for one in requirements if one.key == own], labels) for own in sorted(map(str, apart))
            )
        key = requirements[0].key or key
    value = labels.values.get(key)
    may = None if value is not None else labels.may_be(key)
    if may is None:
        return all_of(one.admits(value) for one in requirements)
    truths = {all_of(one.admits(candidate) for one in requirements) for candidate in _candidates(requirements, may)}
    return truths.pop() if len(truths) == 1 else UNKNOWN


def _candidates(requirements: Sequence[Requirement], may: Possible) -> Iterator[str | None]:
    """One value for each way in which the requirements can tell the possible values apart."""
    named = {value for one in requirements for value in one.values}
    yield from (value for value in named if may.may_be(value))
    yield _other(named, may.prefix)
    if may.absent:
        yield None


def _other(named: set[str], prefix: str) -> str:
    """A value with a prefix that is not one of those."""
    number = 0
    while f"{prefix}{number}" in named:
        number += 1
    return f"{prefix}{number}"


def _match_ordinals(requirements: Sequence[Requirement], ordinals: Ordinals) -> Truth:
    """Whether some pod of a StatefulSet meets the requirements on its name and index."""
    start, count = ordinals.start, ordinals.count
    named = _named_ordinals(requirements)
    candidates = {number for number in named if start is None or number >= start}
    other = start or 0
    while other in named:
        other += 1
    candidates.add(other)
    truths = []
    for number in candidates:
        truth = all_of(_admits_ordinal(one, number, ordinals.name) for one in requirements)
        certain = start is not None and count is not None and number < start + count
        if not certain:
            possible = start is None or count is None or ordinals.more
            truth = truth.both(UNKNOWN) if possible else NO
        truths.append(truth)
    return some_of(iter(truths))


def _named_ordinals(requirements: Sequence[Requirement]) -> set[int]:
    found = set()
    for one in requirements:
        for value in one.values:
            digits = value.rpartition("-")[2] if one.key == POD_NAME else value
            if _is_ordinal(digits):
                found.add(int(digits))
    return found


def _is_ordinal(digits: str) -> bool:
    """Whether a text is a number as Kubernetes writes it, and one that an ordinal can be."""
    return digits.isascii() and digits.isdigit() and len(digits) <= len("2147483647") and (digits == "0" or digits[0] != "0")


def _admits_ordinal(requirement: Requirement, number: int, name: str | None) -> Truth:
    if requirement.key == POD_INDEX:
        return requirement.admits(str(number))
    if name is not None:
        return requirement.admits(f"{name}-{number}")
    ending = f"-{number}"
    mine = Requirement(
        requirement.key,
        requirement.operator,
        tuple(v for v in requirement.values if v.endswith(ending)),
        (),
        requirement.open,
    )
    if mine.operator in _WITH_VALUES and mine.values:
        return UNKNOWN
    return mine.admits("")


def equality_selector(value: Any, path: Path) -> Selector:
    """The selector of an equality map: every pair must be there (Service, ReplicationController)."""
    if value is None:
        return Selector((), path, absent=True, known=True, equality=True)
    if not isinstance(value, dict):
        return Selector((), path, absent=False, known=False, equality=True)
    return Selector(tuple(_equalities(value, path)), path, absent=False, known=True, equality=True)


def label_selector(value: Any, path: Path) -> Selector:
    """The selector of a LabelSelector: `matchLabels` and `matchExpressions`, all of which must hold."""
    if value is None:
        return Selector((), path, absent=True, known=True, equality=False)
    if not isinstance(value, dict):
        return Selector((), path, absent=False, known=False, equality=False)
    found: list[Requirement] = []
    known = all(key in {"matchLabels", "matchExpressions"} for key in value)
    labels = value.get("matchLabels")
    if isinstance(labels, dict):
        found.extend(_equalities(labels, (*path, "matchLabels")))
    elif labels is not None:
        known = False
    expressions = value.get("matchExpressions")
    if isinstance(expressions, list):
        found.extend(_expression(entry, (*path, "matchExpressions", index)) for index, entry in enumerate(expressions))
    elif expressions is not None:
        known = False
    return Selector(tuple(found), path, absent=False, known=known, equality=False)


def _equalities(value: dict[str, Any], path: Path) -> Iterator[Requirement]:
    for key, entry in value.items():
        text = entry if type(entry) is str else text_form(entry)
        at = (*path, key)
        name = None if is_placeholder(key) else key
        if text is None:
            yield Requirement(name, None, (), at)
        elif is_placeholder(text):
            yield Requirement(name, Operator.IN, (), at, open=True)
        else:
            yield Requirement(name, Operator.IN, (text,), at)


def _expression(entry: Any, path: Path) -> Requirement:
    malformed = Requirement(None, None, (), path)
    if not isinstance(entry, dict):
        return malformed
    key = entry.get("key")
    if not isinstance(key, str) or not key:
        return malformed
    word = entry.get("operator")
    operator = _OPERATORS.get(word) if isinstance(word, str) else None
    name = None if is_placeholder(key) else key
    values = entry.get("values")
    if values is not None and not isinstance(values, list):
        return Requirement(name, None, (), path)
    texts = [text_form(value) for value in values or ()]
    if operator is None or bool(texts) is not (operator in _WITH_VALUES) or None in texts:
        return Requirement(name, None, (), path)
    known = tuple(text for text in texts if text is not None and not is_placeholder(text))
    return Requirement(name, operator, known, path, open=len(known) < len(texts))
