"""Compares the embedded Kustomize with `kubectl kustomize`: `python benchmarks/kustomize.py FOLDER…`.

Every directory with a kustomization that is no Component is built by both. Equal are the same objects with the same
values in the same order. Origins are checked by the text at their place, and by editing some of them in a copy.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
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
from typing import Any, Final, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from k8slint.text import SourceFile  # noqa: E402  # a script of a checkout
from k8slint.units.kustomizing import Built, BuiltObject, Failed, Found, Kustomizer, Origin, Outcome, Refused  # noqa: E402
from k8slint.yaml import ReadError, decode, read  # noqa: E402

NAMES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
PARTS_OF_WORDS: Final = 3  # shown of each list of findings


class Disk:
    """The files below a folder; links that lead out of it lead nowhere."""

    def __init__(self, top: str) -> None:
        self._top = os.path.realpath(top)

    def find(self, path: str) -> Found:
        """What lies at a path."""
        if path == ".." or path.startswith(("../", "/")):
            return Found("outside", path)
        real = os.path.realpath(os.path.join(self._top, path))
        if real != self._top and not real.startswith(self._top + os.sep):
            return Found("outside", path)
        shown = os.path.relpath(real, self._top).replace(os.sep, "/")
        if os.path.isdir(real):
            return Found("directory", shown)
        return Found("file" if os.path.isfile(real) else "missing", shown)

    def data(self, path: str) -> bytes | None:
        """The bytes of a file; None if it cannot be read."""
        try:
            return Path(self._top, path).read_bytes()
        except OSError:
            return None

    def source(self, path: str) -> SourceFile | ReadError | None:
        """The text of a file; None if it cannot be read."""
        data = self.data(path)
        return None if data is None else decode(path, data)


class Oracle(NamedTuple):
    """What kubectl makes of a directory: its documents, None if it fails; its last words; seconds."""

    documents: list[Any] | None
    words: str
    seconds: float


def ask(directory: str, cache: str | None = None) -> Oracle:
    """Run `kubectl kustomize`, without network."""
    known = os.path.join(cache, hashlib.sha256(directory.encode()).hexdigest()) if cache else None
    if known and os.path.exists(known):
        output, words, seconds = json.loads(Path(known).read_text(encoding="utf-8"))
    else:
        dead = "http://127.0.0.1:9"
        quiet = {**os.environ, "HTTPS_PROXY": dead, "HTTP_PROXY": dead, "GIT_ALLOW_PROTOCOL": "none", "GIT_TERMINAL_PROMPT": "0"}
        started = time.perf_counter()
        try:
            done = subprocess.run(
                ["kubectl", "kustomize", directory],  # noqa: S607  # the one on PATH is the oracle
                capture_output=True, env=quiet, timeout=120, check=False,
            )  # fmt: skip
            output = done.stdout.decode() if done.returncode == 0 else None
            words = done.stderr.decode(errors="replace").strip()
        except subprocess.TimeoutExpired:
            output, words = None, "timeout"
        seconds = time.perf_counter() - started
        if known:
            Path(known).write_text(json.dumps([output, words, seconds]), encoding="utf-8")
    if output is None:
        return Oracle(None, words, seconds)
    stream = read(SourceFile("output", output))
    return Oracle([document.value for document in stream.documents], words, seconds)


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
        self.leaves: Counter[str] = Counter()
        self.misses: Counter[str] = Counter()
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


def check_origins(built: Built, tally: Tally, directory: str) -> None:
    """Count the leaves whose origin holds their text."""
    for one in built.objects:
        for path, value in one.leaves():
            origin = one.origin(path)
            how = origin.effective.how if origin else "none"
            tally.leaves[how] += 1
            if not holds(origin, value):
                tally.misses[how] += 1
                if how != "implied" and len(tally.lines) < PARTS_OF_WORDS * 10:
                    tally.lines.append(f"{directory}: origin of {path} = {value!r}: {origin and origin.effective}"[:300])
            key = one.key_origin(path)
            if path and isinstance(path[-1], str):
                tally.leaves["keys"] += 1
                if key is None or key.effective.how == "implied":
                    tally.misses["keys"] += how != "implied"
                elif plain_text(str(path[-1])) not in plain_text(written(key)) and key.effective.how == "base":
                    tally.misses["keys"] += 1
                    tally.lines.append(f"{directory}: key of {path}: {written(key)[:80]!r}")


def written(origin: Origin) -> str:
    """The text at the place of an origin."""
    place = origin.effective.place
    return place.source.slice(place.span)


def plain_text(text: str) -> str:
    """A text without what quoting and folding add to it."""
    return "".join(char for char in text if char not in " \n\t\r\\\"'")


def holds(origin: Origin | None, value: Any) -> bool:
    """Whether the places of an origin hold the text of a value, each its part."""
    if origin is None:
        return False
    for part in origin.parts:
        text = plain_text(part.place.source.slice(part.place.span))
        if part.text is not None and part.how not in {"generator"} and plain_text(part.text) not in text:
            alias = plain_text(part.text.encode("ascii", "backslashreplace").decode())
            if alias not in text and not (part.text == "null" or not text):
                return False
    if len(origin.parts) == 1 and isinstance(value, str):
        text = plain_text(written(origin))
        return plain_text(value) in text or origin.effective.how in {"generator"} or "\\" in written(origin)
    return True


def check_edits(top: str, directory: str, built: Built, wanted: int, tally: Tally) -> None:
    """Edit the place of some leaves in a copy: kubectl must make another value of it."""
    candidates = list(editable(built))
    step = max(len(candidates) // wanted, 1)
    for number, path, origin in candidates[::step][:wanted]:
        place = origin.effective.place
        file = Path(top, place.source.path)
        before = file.read_bytes()
        text = before.decode()
        shift = len(text) - len(place.source.text)
        start, end = place.span.start + shift, place.span.end + shift
        piece = text[start:end]
        changed = piece[:-1] + ("8" if piece[-1] != "8" else "7") if piece[-1].isdigit() else piece + "x"
        file.write_text(text[:start] + changed + text[end:], encoding="utf-8", newline="")
        try:
            oracle = ask(os.path.join(top, directory))
        finally:
            file.write_bytes(before)
        how = origin.effective.how
        if oracle.documents is None:
            tally.counts["edit: breaks the build"] += 1
        elif number < len(oracle.documents) and at(oracle.documents[number], path) == at(built.objects[number].value, path):
            tally.counts["EDIT: NOTHING CHANGES"] += 1
            tally.lines.append(f"{directory}: {how} {path} at {place.source.path}: {piece!r} changes nothing")
        else:
            tally.counts["edit: changes"] += 1


def editable(built: Built) -> Iterator[tuple[int, tuple[str | int, ...], Origin]]:
    """Leaves whose text can be made longer where it stands."""
    for number, one in enumerate(built.objects):
        for path, value in one.leaves():
            origin = one.origin(path)
            if origin is None or not isinstance(value, str | int) or isinstance(value, bool):
                continue
            piece = written(origin)
            if origin.effective.how in {"implied", "generator"} or path in {("kind",), ("apiVersion",)}:
                continue
            if piece and piece.replace("-", "").replace("_", "").isalnum() and "\n" not in piece:
                yield number, path, origin


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    """The value at a path; None if there is none."""
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


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
    for directory, oracle in zip(directories, oracles, strict=True):
        outcome = outcomes[directory]
        if mine.add(directory, outcome, oracle) and isinstance(outcome, Built):
            check_origins(outcome, mine, directory)
    if edits:
        with copied(top) as copy:
            equal = [one for one in directories if isinstance(outcomes[one], Built)]
            for directory in equal[:: max(len(equal) // edits, 1)][:edits]:
                outcome = outcomes[directory]
                if isinstance(outcome, Built):
                    check_edits(copy, directory, outcome, 4, mine)
    report(top, mine, ours, theirs)
    for name in ("counts", "refusals", "leaves", "misses"):
        getattr(tally, name).update(getattr(mine, name))


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
    every = sum(tally.leaves.values()) - tally.leaves["keys"]
    missed = {how: count for how, count in tally.misses.items() if how not in {"implied", "keys"}}
    if every:
        print(f"  {every} leaves, {sum(missed.values())} not at their origin {missed}; {dict(tally.leaves)}")
        print(f"  keys: {tally.leaves['keys']}, {tally.misses['keys']} not at their origin")
    for reason, count in tally.refusals.most_common():
        print(f"  refused {count}: {reason}")
    for line in tally.lines[:40]:
        print(f"  {line}")


def main() -> int:
    """Compare folders; 1 if anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--jobs", type=int, default=1, help="kubectl processes at a time")
    parser.add_argument("--edits", type=int, default=0, help="roots of each folder whose origins are edited")
    parser.add_argument("--mixtures", type=int, default=0, help="random trees of bases, components and overlays")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cache", help="folder that keeps what kubectl says")
    options = parser.parse_args()
    if options.cache:
        os.makedirs(options.cache, exist_ok=True)
    tally = Tally()
    for folder in options.folders:
        compare(folder, tally, jobs=options.jobs, edits=options.edits, cache=options.cache)
    report("all", tally, 0, 0)
    return int(any(name.isupper() for name in tally.counts))


__all__ = ["BuiltObject", "Disk", "ask", "compare", "difference", "exact"]

if __name__ == "__main__":
    raise SystemExit(main())
