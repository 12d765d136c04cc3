"""Edits at random in real manifests: how many are proved, how many refused and why, and whether any is wrong.

`python benchmarks/fixes.py FOLDER… --edits 17`: so many edits a file. What a fix makes is judged by ruamel.yaml's own
parser and a scanner for comments that knows nothing of ours: the data must be the old data with the edit, every comment
must be there in order, and no line changes but those of the value, its key and what holds it. Exit code 1 where one is wrong.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from benchmarks.fix_edits import KINDS, Chance  # noqa: E402  # a script of a checkout
from benchmarks.fix_judge import wrong, wrong_together  # noqa: E402
from k8slint.findings import Edit, Fix, TextFix  # noqa: E402
from k8slint.fix import apply, text_fix  # noqa: E402
from k8slint.text import SourceFile  # noqa: E402
from k8slint.yaml import ReadError, decode, own_process, read  # noqa: E402

LARGEST = 12_000  # characters of a document that the slow parser is asked to judge


class Tally(NamedTuple):
    """What came of the edits of a file."""

    counts: Counter[tuple[str, ...]]
    slow: list[tuple[float, str]]
    wrong: list[str]


def tried(job: tuple[str, int, int]) -> Tally:
    """Try so many edits in a file, judge each by itself and all that can be made at once."""
    name, edits, seed = job
    tally = Tally(Counter(), [], [])
    source = decode(name, Path(name).read_bytes())
    if isinstance(source, ReadError):
        return tally
    stream = read(source)
    documents = [document for document in stream.documents if len(document.source.slice(document.part)) <= LARGEST]
    if not documents:
        return tally
    chance = random.Random(f"{seed} {Path(name).name}")  # noqa: S311  # no secret
    text = source.text
    known: dict[int, Any] = {}
    fixes: list[tuple[TextFix, Edit]] = []
    for _ in range(edits):
        document = chance.choice(documents)
        kind = chance.choice(KINDS)
        edit = Chance(document, chance).edit(kind)
        if edit is None:
            continue
        plain = (
            not re.search(r"[:\-] +[&*][A-Za-z]", document.source.slice(document.part))
            and "{" not in text[document.start : document.start + 1]
        )
        group = f"{kind}{'' if plain else ' (aliases, JSON)'}"
        start = time.perf_counter()
        fix = text_fix(Fix("a fix", (edit,)))
        tally.slow.append((time.perf_counter() - start, f"{name} {kind} {edit.path}"))
        if isinstance(fix, str):
            outcome = "no change" if fix == "nothing is left to change" else "refused"
            tally.counts[group, outcome, re.sub(r"`.*`", "X", fix)] += 1
            continue
        tally.counts[group, "proved"] += 1
        fixes.append((fix, edit))
        verdict = wrong(document, fix, edit, known)
        if verdict is not None:
            if verdict:
                tally.wrong.append(f"{name}: document {document.index}: {edit[1:]}: {verdict}")
            tally.counts[group, "wrong" if verdict else "not judged"] += 1
    tally.counts.update(together(source, fixes, tally.wrong))
    return tally


def together(source: SourceFile, fixes: list[tuple[TextFix, Edit]], wrongs: list[str]) -> Counter[tuple[str, ...]]:
    """Make all fixes of a file at once, and judge the whole."""
    counts: Counter[tuple[str, ...]] = Counter()
    if not fixes:
        return counts
    outcome = apply({source.path: source}, [fix for fix, _ in fixes])
    counts["together", "made"] = len(outcome.applied)
    counts["together", "left"] = len(fixes) - len(outcome.applied) - len(outcome.refused)
    for _, reason in outcome.refused:
        counts["together", "refused", reason] += 1
    edits = [edit for fix, edit in fixes if any(fix is made for made in outcome.applied)]
    if not edits:
        wrongs.append(f"{source.path}: together: nothing made")
    elif len(source.text) < 3 * LARGEST:
        verdict = wrong_together(source.text, outcome.texts[source.path], edits)
        if verdict:
            wrongs.append(f"{source.path}: together: {verdict}")
        counts["together", "files not judged" if verdict == "" else "files judged"] += 1
    return counts


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--edits", type=int, default=17, help="edits a file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    options = parser.parse_args()
    files = sorted(
        str(path) for folder in options.folders for path in folder.rglob("*") if path.suffix in (".yaml", ".yml", ".json")
    )
    counts: Counter[tuple[str, ...]] = Counter()
    slow: list[tuple[float, str]] = []
    wrongs: list[str] = []
    with multiprocessing.Pool(options.jobs, own_process) as pool:
        for tally in pool.imap_unordered(tried, [(name, options.edits, options.seed) for name in files], chunksize=8):
            counts.update(tally.counts)
            slow = sorted(slow + tally.slow, reverse=True)[:5] if tally.slow else slow
            wrongs += tally.wrong
    for key, count in sorted(counts.items()):
        print(f"{count:7}  {': '.join(key)}")
    kinds = sorted({key[0] for key in counts if key[0] != "together"})
    for kind in kinds:
        proved = counts[kind, "proved"]
        refused = sum(count for key, count in counts.items() if key[:2] == (kind, "refused"))
        print(f"{kind}: {proved} proved, {refused} refused ({100 * refused / max(proved + refused, 1):.1f} %)")
    print("slowest:", *(f"{1000 * seconds:.1f} ms {what}" for seconds, what in slow), sep="\n  ")
    print(
        f"{len(wrongs)} wrong of {sum(count for key, count in counts.items() if key[-1] == 'proved')} proved",
        *wrongs[:40],
        sep="\n  ",
    )
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
