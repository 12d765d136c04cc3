"""Compares the embedded Kustomize with `kubectl kustomize`: `python benchmarks/kustomize.py FOLDER…`.

Every directory with a kustomization that is no Component is built by both. Equal are the same objects with the same
values in the same order. Origins are checked by the text at their place, and by editing some of them in a copy;
random mixtures of bases, components and overlays are built as well.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import posixpath
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.kustomize_mixtures import Mixture, write  # noqa: E402  # a script of a checkout
from benchmarks.kustomize_oracle import Disk, Oracle, ask  # noqa: E402
from benchmarks.kustomize_origins import Origins, check_edits, check_origins  # noqa: E402
from k8slint.units.kustomizing import Built, Failed, Kustomizer, Outcome, Refused  # noqa: E402

NAMES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
EDITS_EACH: Final = 6  # of one root
WORST: Final = ("FAILS HERE ALONE", "BUILT HERE ALONE", "DIFFERENT")


def roots(top: str) -> list[str]:
    """Directories below a folder with a kustomization that is no Component, relative to it."""
    found = []
    for folder, directories, names in os.walk(top):
        directories.sort()
        for name in NAMES:
            if name in names:
                text = Path(folder, name).read_text(encoding="utf-8", errors="replace")
                if "kind: Component" not in text:
                    found.append(os.path.relpath(folder, top).replace(os.sep, "/"))
                break
    return found


class Tally:
    """What was counted."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()
        self.origins = Origins()
        self.lines: list[str] = []

    def add(self, directory: str, outcome: Outcome, oracle: Oracle) -> bool:
        """Count one directory; whether both built the same."""
        counts = self.counts
        counts["roots"] += 1
        counts["kubectl builds"] += oracle.documents is not None
        if isinstance(outcome, Refused):
            counts["refused" if oracle.documents is not None else "refused, fails"] += 1
            if oracle.documents is not None:
                self.refusals[outcome.reason] += 1
            return False
        if isinstance(outcome, Failed):
            if oracle.documents is None:
                counts["fails in both"] += 1
            else:
                counts["FAILS HERE ALONE"] += 1
                self.lines.append(f"{directory}: fails here alone: {outcome.message} {shown(outcome)}")
            return False
        if oracle.documents is None:
            counts["BUILT HERE ALONE"] += 1
            self.lines.append(f"{directory}: built here alone: {oracle.words[-300:]}")
            return False
        ours = [one.value for one in outcome.objects]
        if exact(ours) == exact(oracle.documents):
            counts["equal"] += 1
            return True
        counts["DIFFERENT"] += 1
        self.lines.append(f"{directory}: different: {difference(ours, oracle.documents)}")
        return False

    def take(self, other: Tally) -> None:
        """Add what was counted elsewhere."""
        self.counts.update(other.counts)
        self.refusals.update(other.refusals)
        for name in ("leaves", "misses", "edits"):
            getattr(self.origins, name).update(getattr(other.origins, name))


def shown(outcome: Failed | Refused) -> str:
    """The place of what stopped a build."""
    if outcome.place is None:
        return "(no place)"
    line, column = outcome.place.source.position(outcome.place.span.start)
    return f"({outcome.place.source.path}:{line + 1}:{column + 1})"


def exact(value: Any) -> Any:
    """A value that differs from all others, those of other types too."""
    return json.dumps(value, sort_keys=True)


def difference(ours: Any, theirs: Any, path: str = "") -> str:
    """The first place where two values differ."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted({*ours, *theirs}):
            if key not in ours or key not in theirs:
                return f"{path}/{key}: {'missing' if key not in ours else 'too much'}"
            if exact(ours[key]) != exact(theirs[key]):
                return difference(ours[key], theirs[key], f"{path}/{key}")
    if isinstance(ours, list) and isinstance(theirs, list):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=False)):
            if exact(one) != exact(other):
                return difference(one, other, f"{path}/{index}")
        return f"{path}: {len(ours)} entries, not {len(theirs)}"
    return f"{path}: {ours!r}, not {theirs!r}"[:300]


def compare(top: str, tally: Tally, *, jobs: int, edits: int, cache: str | None) -> None:
    """Compare all directories below a folder."""
    directories = roots(top)
    started = time.process_time()
    kustomizer = Kustomizer(Disk(top))
    outcomes = {directory: kustomizer.build(directory) for directory in directories}
    ours = time.process_time() - started
    with ThreadPoolExecutor(jobs) as pool:
        oracles = list(pool.map(lambda one: ask(os.path.normpath(os.path.join(top, one)), cache), directories))
    mine = Tally()
    theirs = sum(one.seconds for one in oracles if one.documents is not None)
    equal: dict[str, Built] = {}
    for directory, oracle in zip(directories, oracles, strict=True):
        outcome = outcomes[directory]
        if mine.add(directory, outcome, oracle) and isinstance(outcome, Built):
            check_origins(outcome, mine.origins, directory)
            equal[directory] = outcome
    if edits:
        with copied(top) as copy:
            for directory in list(equal)[:: max(len(equal) // edits, 1)][:edits]:
                check_edits(copy, directory, equal[directory], EDITS_EACH, mine.origins)
    report(top, mine, ours, theirs)
    tally.take(mine)


def mix(first: int, count: int, tally: Tally, jobs: int) -> None:
    """Compare random repositories."""
    mine = Tally()

    def one(number: int) -> tuple[Outcome, Oracle]:
        with tempfile.TemporaryDirectory() as folder:
            write(Mixture(number).build(), Path(folder))
            return Kustomizer(Disk(folder)).build("top"), ask(os.path.join(folder, "top"))

    with ThreadPoolExecutor(jobs) as pool:
        for number, (outcome, oracle) in enumerate(pool.map(one, range(first, first + count)), first):
            mine.add(f"mixture {number}", outcome, oracle)
    report("mixtures", mine, 0, 0)
    tally.take(mine)


@contextlib.contextmanager
def copied(top: str) -> Iterator[str]:
    """A copy of a folder that may be changed."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["cp", "-r", f"{top}/.", folder], check=True)  # noqa: S607
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)  # noqa: S607
        yield folder


def report(title: str, tally: Tally, ours: float, theirs: float) -> None:
    """Print what was counted."""
    print(f"{posixpath.basename(title.rstrip('/')) or title}: {dict(sorted(tally.counts.items()))}")
    if theirs:
        print(f"  {ours:.2f} s of CPU here, {theirs:.2f} s for kubectl's builds one by one: {ours / theirs:.3f}")
    origins = tally.origins
    every = sum(origins.leaves.values()) - origins.leaves["keys"]
    if every:
        missed = {how: count for how, count in origins.misses.items() if how not in {"implied", "keys"}}
        print(f"  {every} leaves, {sum(missed.values())} not at their origin {missed}; {dict(origins.leaves)}")
        print(f"  {origins.leaves['keys']} keys, {origins.misses['keys']} not at their origin")
    if origins.edits:
        print(f"  edits: {dict(origins.edits)}")
    for reason, count in tally.refusals.most_common():
        print(f"  refused {count}: {reason}")
    for line in (*tally.lines, *origins.lines)[:40]:
        print(f"  {line}")


def main() -> int:
    """Compare folders and mixtures; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--jobs", type=int, default=1, help="kubectl processes at a time")
    parser.add_argument("--edits", type=int, default=0, help="roots of each folder whose origins are edited")
    parser.add_argument("--mixtures", type=int, default=0, help="random repositories")
    parser.add_argument("--first", type=int, default=0, help="number of the first of them")
    parser.add_argument("--cache", help="folder that keeps what kubectl says")
    options = parser.parse_args()
    if options.cache:
        os.makedirs(options.cache, exist_ok=True)
    tally = Tally()
    for folder in options.folders:
        compare(folder, tally, jobs=options.jobs, edits=options.edits, cache=options.cache)
    if options.mixtures:
        mix(options.first, options.mixtures, tally, options.jobs)
    tally.lines.clear()
    tally.origins.lines.clear()
    report("all", tally, 0, 0)
    return int(any(tally.counts[name] for name in WORST))


if __name__ == "__main__":
    raise SystemExit(main())
