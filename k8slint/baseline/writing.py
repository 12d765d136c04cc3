"""A baseline as text: written anew, or an older one brought up to date with its comments, reasons and dates."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from k8slint.baseline.entries import Baseline, BaselineError, Entry
from k8slint.baseline.keys import Key, key_of, line_of, path_from
from k8slint.baseline.layout import Pieces, fresh, rendered
from k8slint.baseline.reading import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from k8slint.findings import Finding


class Update(NamedTuple):
    """The new text of a baseline, and how many findings it knows, how many of them are new, and how many are gone.

    `expired` are found and known to entries that hide nothing any more.
    """

    text: str
    known: int
    new: int
    gone: int
    expired: int


def rewrite(
    old: Baseline,
    findings: Sequence[Finding],
    rules: Iterable[str],
    named: Sequence[str],
    wanted: Callable[[Finding], bool] = lambda _finding: True,
) -> Update:
    """Bring a baseline up to date; raises BaselineError where its form does not allow that.

    `findings` are all of a run, also those that the old baseline hid; those that are `wanted` are taken up. `rules` are the
    ids of the rules that ran, `named` the paths that were linted, as reports name paths. What the run has not looked at
    stays as it is.
    """
    ran, covered = frozenset(rules), old.covered(named) or not old.entries
    owners = old.match(findings).owners
    known: dict[int | None, list[Finding]] = defaultdict(list)
    for finding, owner in zip(findings, owners, strict=True):
        known[owner].append(finding)
    kept: dict[int, Entry] = {}
    gone = 0
    for number, entry in enumerate(old.entries):
        mine = known[number]
        if covered and entry.key.rule in ran:
            gone += entry.times - len(mine)
            if mine:
                kept[number] = _as_found(entry, mine, old.base)._replace(times=len(mine))
        else:
            kept[number] = _as_found(entry, mine, old.base) if mine else entry
    unowned = [finding for finding in known[None] if wanted(finding)]
    entries = _added(kept, unowned, old.base)
    paths = _paths(old, named)
    hidden = [number for number in owners if number is not None]
    expired = sum(old.expired(old.entries[number]) for number in hidden)
    text = _text(old, entries, paths)
    return Update(text, len(hidden) - expired + len(unowned), len(unowned), gone, expired)


def _as_found(entry: Entry, found: Sequence[Finding], base: str) -> Entry:
    """An entry with the key and path of what it stands for by now: files are renamed, entries of lists move."""
    keys = {key_of(finding): path_from(base, finding.location.path) for finding in found}
    if entry.key in keys and len(keys) > 1:
        return entry
    key, path = min(keys.items())
    return entry._replace(key=key, path=entry.path if entry.path in keys.values() else path, text=line_of(found[0]))


def _added(kept: dict[int, Entry], findings: Iterable[Finding], base: str) -> list[tuple[int | None, Entry]]:
    """The entries with their numbers in the old file; what is new joins an entry that says nothing more than its place."""
    new = Counter((key_of(finding), path_from(base, finding.location.path), line_of(finding)) for finding in findings)
    entries: list[tuple[int | None, Entry]] = []
    for number, entry in kept.items():
        plain = entry.reason is None and entry.expires is None and entry.path is not None
        more = new.pop((entry.key, entry.path or "", entry.text), 0) if plain else 0
        entries.append((number, entry._replace(times=entry.times + more)))
    entries += [(None, Entry(key, times, path, text=text)) for (key, path, text), times in new.items()]
    return sorted(entries, key=lambda pair: (_order(pair[1]), pair[0] is None, pair[0] or 0))


def _order(entry: Entry) -> tuple[str, str, str, str]:
    key: Key = entry.key
    return key.rule, key.resource or "", key.where, entry.path or ""


def _paths(old: Baseline, named: Sequence[str]) -> tuple[str, ...]:
    """What the baseline is written for: what it was, and what was linted besides."""
    paths = {path_from(old.base, path) for path in named}
    if old.entries:
        paths |= set(old.paths)
    return (".",) if "." in paths and not any(path.startswith("..") for path in paths) else tuple(sorted(paths))


def _text(old: Baseline, entries: Sequence[tuple[int | None, Entry]], paths: tuple[str, ...]) -> str:
    if old.document is None:
        return fresh([entry for _, entry in entries], paths)
    text = rendered(Pieces.of(old.document), entries, None if paths == old.paths else paths)
    expected = [entry._replace(number=0) for _, entry in entries]
    try:
        again = parse(old.path, text.encode("utf-8", "surrogatepass"), old.base)
    except BaselineError:
        again = None
    if again is None or [entry._replace(number=0) for entry in again.entries] != expected or again.paths != paths:
        raise BaselineError([f"{old.path}:1:1: is written in a form that cannot be brought up to date; move it away first"])
    return text
