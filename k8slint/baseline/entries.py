"""A baseline as it was read: which findings it knows, and how often."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from typing import TYPE_CHECKING, NamedTuple

from k8slint.baseline.keys import Key, key_of, path_from

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from k8slint.findings import Finding
    from k8slint.yaml import Document


class BaselineError(Exception):
    """A file that is no baseline: what is wrong with it, a line each, `FILE:LINE:COLUMN: what`."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = tuple(lines)


class Entry(NamedTuple):
    """Findings that are known: so many `times` one key.

    `path` is where they were, relative to the directory of the baseline; it only decides which of several equal findings
    are meant. After `expires` the entry hides nothing. `text` is that of the line of what lies in no resource, if it may be
    seen. `number` is that of the entry in its file, from 0.
    """

    key: Key
    times: int = 1
    path: str | None = None
    reason: str | None = None
    expires: date | None = None
    text: str | None = None
    number: int = 0


class Matched(NamedTuple):
    """Findings by what a baseline says of them: those that it does not hide, and those that it does.

    `owners` has for each of the given findings the number of the entry that knows it, or None.
    """

    left: tuple[Finding, ...]
    hidden: tuple[Finding, ...]
    owners: tuple[int | None, ...]


class Baseline(NamedTuple):
    """The entries of a file; `path` is its own as messages name it, `base` its directory as reports name theirs.

    `paths` are what was linted when it was written, relative to `base`: `.` is everything below. `today` decides what has
    expired. `document` is the file itself; None where there is none yet. `held` is what the files of the tree write: an object
    that is still where an entry says is no other one that is called alike.
    """

    path: str
    base: str = "."
    entries: tuple[Entry, ...] = ()
    paths: tuple[str, ...] = (".",)
    today: date | None = None
    document: Document | None = None
    held: frozenset[tuple[str, str]] = frozenset()

    def of(self, objects: frozenset[tuple[str, str]]) -> Baseline:
        """The baseline for a tree: the paths of its files, as reports name them, each with what it writes."""
        return self._replace(held=frozenset((path_from(self.base, path), told) for path, told in objects))

    def line(self, entry: Entry) -> int:
        """The line of an entry in the file, from 1."""
        span = None if self.document is None else self.document.span(("findings", entry.number))
        return 1 if span is None or self.document is None else self.document.source.position(span.start).line + 1

    def expired(self, entry: Entry) -> bool:
        """Whether an entry hides nothing any more."""
        return entry.expires is not None and self.today is not None and self.today > entry.expires

    def match(self, findings: Sequence[Finding]) -> Matched:
        """Which findings the baseline knows; of n + 1 equal ones n, first those that are where they were."""
        owners = self._owners(findings) if self.entries else [None] * len(findings)
        pairs = list(zip(findings, owners, strict=True))
        hidden = [owner is not None and not self.expired(self.entries[owner]) for owner in owners]
        return Matched(
            tuple(finding for (finding, _), gone in zip(pairs, hidden, strict=True) if not gone),
            tuple(finding for (finding, _), gone in zip(pairs, hidden, strict=True) if gone),
            tuple(owners),
        )

    def _owners(self, findings: Sequence[Finding]) -> list[int | None]:
        keys = [key_of(finding) for finding in findings]
        paths = [path_from(self.base, finding.location.path) for finding in findings]
        owners: list[int | None] = [None] * len(findings)
        left = [entry.times for entry in self.entries]
        for form in (_exact, _loose):  # entries of lists move: what is left may be known by another number
            for here in (True, False):
                pools = self._pools(form, left, here=here)
                for index, key in enumerate(keys):
                    if owners[index] is not None:
                        continue
                    pool = pools.get((form(key), paths[index] if here else None))
                    while pool and not left[pool[0]]:
                        pool.popleft()
                    if pool:
                        owners[index] = pool[0]
                        left[pool[0]] -= 1
        return owners

    def _pools(
        self, form: Callable[[Key], Key], left: Sequence[int], *, here: bool
    ) -> Mapping[tuple[Key, str | None], deque[int]]:
        """The numbers of the entries that are left, by their key, and their path if they stand for what is `here` only.

        Those that have expired are the last.
        """
        pools: dict[tuple[Key, str | None], deque[int]] = defaultdict(deque)
        for number in sorted(range(len(self.entries)), key=lambda number: self.expired(self.entries[number])):
            entry = self.entries[number]
            if left[number] and not (here and entry.path is None) and (here or not self._stays(entry)):
                pools[form(entry.key), entry.path if here else None].append(number)
        return pools

    def _stays(self, entry: Entry) -> bool:
        """Whether what an entry speaks of is still where it says."""
        if entry.path is None or entry.key.resource is None:
            return False
        kind, _, name = entry.key.resource.partition(" ")
        return (entry.path, f"{kind.partition('.')[0]} {name}") in self.held

    def unused(self, findings: Sequence[Finding], rules: Iterable[str], named: Iterable[str]) -> Iterator[tuple[Entry, int]]:
        """The entries that know fewer findings than they say, with how many, although a run could have found them.

        `findings` are all of the run, also hidden ones, `rules` the ids of those that ran, `named` the paths that it was
        given, as reports name paths.
        """
        if not self.covered(named):
            return
        ran = frozenset(rules)
        known = Counter(self.match(findings).owners)
        for number, entry in enumerate(self.entries):
            if entry.key.rule in ran and known[number] < entry.times:
                yield entry, known[number]

    def covered(self, named: Iterable[str]) -> bool:
        """Whether a run that was given these paths looks at everything that the baseline was written for."""
        tops = [path_from(self.base, path).rstrip("/") for path in named]
        return all(any(_below(path, top) for top in tops) for path in self.paths)


def _below(path: str, top: str) -> bool:
    if top == ".":
        return path != "-" and not path.startswith("..")
    if top and not top.strip("./"):  # a directory above: `../..`
        return path != "-" and path.count("..") <= top.count("..")
    return path == top or path.startswith(f"{top}/")


def _exact(key: Key) -> Key:
    return key


def _loose(key: Key) -> Key:
    return key.loose
