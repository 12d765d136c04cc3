"""Fixes applied to texts, many at once; what they make of each file is proved as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from k8slint.findings import DataEdit, Splice, TextFix
from k8slint.fix.cuts import Cut, joined, made
from k8slint.fix.data import edited, ordered
from k8slint.fix.proof import Portion, prove, whole
from k8slint.fix.refusal import Refused
from k8slint.fix.remarks import prove_remarks
from k8slint.fix.together import Taken
from k8slint.text import SourceFile


class Applied(NamedTuple):
    """What became of some fixes: the texts that changed, by path; the fixes that were made; those that were not, and why.

    A fix that touches what another one touches is left out without a reason: it may apply to the new text. Of fixes
    that change the same in the same way each counts as made.
    """

    texts: Mapping[str, str]
    applied: tuple[TextFix, ...]
    refused: tuple[tuple[TextFix, str], ...]


class _Change(NamedTuple):
    """Fixes that are one and the same change of text; the first stands for all."""

    fix: TextFix
    equals: tuple[TextFix, ...]


def apply(sources: Mapping[str, SourceFile], fixes: Iterable[TextFix]) -> Applied:
    """Apply fixes to the files they were made for, each wholly or not at all, and prove the outcome."""
    refused: list[tuple[TextFix, str]] = []
    fit: list[_Change] = []
    portions: dict[str, Portion] = {}
    taken = Taken()
    for change in sorted(_distinct(fixes), key=_changes_nothing):
        reason = _unfit(change.fix, sources, portions)
        if reason is not None:
            refused += [(fix, reason) for fix in change.equals]
        elif taken.take(change.fix, portions):
            fit.append(change)
    changed = {path for change in fit if not _changes_nothing(change) for path, _ in change.fix.edits}
    fit = [change for change in fit if not _changes_nothing(change) or changed.isdisjoint(path for path, _ in change.fix.edits)]
    proved: list[_Change] = []
    for group in _groups(fit):
        proved += _provable(portions, [], group, refused)
    texts = {path: made(portions[path].text, joined(cuts)) for path, cuts in sorted(_cuts(proved).items())}
    return Applied(texts, tuple(fix for change in proved for fix in change.equals), tuple(refused))


def _changes_nothing(change: _Change) -> bool:
    """Whether it changes comments alone; where data changes in the same file it waits, for its proof is another one."""
    return not any(edits for _, edits in change.fix.edits)


def _distinct(fixes: Iterable[TextFix]) -> list[_Change]:
    """Give the changes in the order of their places."""
    groups: dict[tuple[Splice, ...], list[TextFix]] = {}
    for fix in fixes:
        groups.setdefault(fix.splices, []).append(fix)
    order = sorted(groups, key=lambda splices: [(splice.location.path, *splice[1:]) for splice in splices])
    return [_Change(groups[splices][0], _once(groups[splices])) for splices in order]


def _once(fixes: list[TextFix]) -> tuple[TextFix, ...]:
    """Give fixes without those that are there twice; what they set may be a mapping, so they cannot be hashed."""
    return tuple(fix for place, fix in enumerate(fixes) if fix not in fixes[:place])


def _unfit(fix: TextFix, sources: Mapping[str, SourceFile], portions: dict[str, Portion]) -> str | None:
    """Why a fix was not made for these files; None if it was."""
    for path, edits in fix.edits:
        if path not in sources:
            return f"{path} is not among the files"
        if path not in portions:
            portions[path] = whole(sources[path])
        if any(not 0 <= edit.document < len(portions[path].documents) for edit in edits):
            return f"{path} has changed"
    paths = {path for path, _ in fix.edits}
    for splice in fix.splices:
        if splice.location.path not in paths or splice.end > len(sources[splice.location.path].text):
            return f"{splice.location.path} has changed"
    return None


def _groups(changes: list[_Change]) -> list[list[_Change]]:
    """Split changes into groups that have no file in common."""
    leader: dict[str, str] = {}

    def lead(path: str) -> str:
        while (above := leader.setdefault(path, path)) != path:
            leader[path] = leader[above]
            path = above
        return path

    for change in changes:
        first = lead(change.fix.edits[0][0])
        for path, _ in change.fix.edits[1:]:
            leader[lead(path)] = first
    groups: dict[str, list[_Change]] = {}
    for change in changes:
        groups.setdefault(lead(change.fix.edits[0][0]), []).append(change)
    return list(groups.values())


def _provable(
    portions: Mapping[str, Portion], base: list[_Change], changes: list[_Change], refused: list[tuple[TextFix, str]]
) -> list[_Change]:
    """Give those of some changes that can be made together with what is already: all, or by halves as many as can."""
    reason = _problem(portions, base, changes)
    if reason is None:
        return changes
    if len(changes) == 1:
        if not base or _problem(portions, [], changes) is not None:
            refused += [(fix, reason) for fix in changes[0].equals]
        return []
    half = len(changes) // 2
    good = _provable(portions, base, changes[:half], refused)
    return good + _provable(portions, base + good, changes[half:], refused)


def _problem(portions: Mapping[str, Portion], base: list[_Change], changes: list[_Change]) -> str | None:
    """Why some changes cannot be made on top of others; None if they can."""
    both = base + changes
    edits: dict[str, dict[int, list[DataEdit]]] = {}
    for change in both:
        for path, some in change.fix.edits:
            for edit in some:
                edits.setdefault(path, {}).setdefault(edit.document, []).append(edit)
    cuts = _cuts(both)
    try:
        for path in sorted({path for change in changes for path, _ in change.fix.edits}):
            if path not in edits:
                prove_remarks(portions[path], joined(cuts.get(path, ())))
                continue
            documents = portions[path].documents
            expected: dict[int, Any] = {
                number: edited(documents[number].value, ordered(mine)) for number, mine in edits[path].items()
            }
            prove(portions[path], joined(cuts.get(path, ())), expected)
    except Refused as refusal:
        return refusal.reason
    return None


def _cuts(changes: Iterable[_Change]) -> dict[str, list[Cut]]:
    """Give the cuts of changes by file."""
    cuts: dict[str, list[Cut]] = {}
    for change in changes:
        for splice in change.fix.splices:
            cuts.setdefault(splice.location.path, []).append(Cut(splice.start, splice.end, splice.text))
    return cuts
