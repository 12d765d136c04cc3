"""Measures `k8slint check`: CPU and wall time, peak memory, stage shares, and how it compares with parsing alone.

`python benchmarks/run.py`: makes its corpora in a temporary folder. Each figure comes from a process of its own, the
best of several; CPU is user plus system time of that process, as the kernel counted it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.corpus import build  # noqa: E402  # a script of a checkout

#: What the figures are held against.
MOST_TIMES_DRAINING = 2.5
MOST_VERSION_MS = 40
MOST_MEGABYTES = 600
MOST_GROWTH = 1.15  # CPU a document of the large corpus, as a multiple of the small one's


CHECK = [sys.executable, "-m", "k8slint", "check", "--output-format", "json"]


class Cost(NamedTuple):
    """What a process took: seconds of CPU and of wall time, megabytes at its peak; and what it wrote."""

    cpu: float
    wall: float
    memory: float
    output: str


def measure(command: list[str], times: int) -> Cost:
    """The cheapest of several runs of a command; raises RuntimeError if it fails."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    best: Cost | None = None
    for _ in range(times):
        with tempfile.TemporaryFile() as written:
            started = time.perf_counter()
            process = subprocess.Popen(command, stdout=written, stderr=subprocess.DEVNULL, env=environment)
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode not in {0, 1}:
                raise RuntimeError(f"{' '.join(command)}: exit code {process.returncode}")
            written.seek(0)
            cost = Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024, written.read().decode())
        if best is None or cost.cpu < best.cpu:
            best = cost
    assert best is not None  # noqa: S101  # there is at least one run
    return best


#: Draining the C parser's events, as a program: prints the seconds of CPU for reading the files and for draining.
DRAIN = """
import os, sys, time
from _ruamel_yaml import CParser
start = time.process_time()
texts = []
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        if name.endswith((".yaml", ".yml")):
            with open(os.path.join(folder, name), "rb") as file:
                texts.append(file.read().decode("utf-8", "replace"))
between = time.process_time()
events = 0
for text in texts:
    get = CParser(text).get_event
    try:
        while get() is not None:
            events += 1
    except Exception:  # a template
        pass
print(between - start, time.process_time() - between, events)
"""


def stages(folder: str) -> dict[str, float]:
    """Seconds of CPU of the engine's stages, from timers around them in this process."""
    from benchmarks.stages import timed  # imports the engine, which the figures above are not to pay for

    return timed(folder)


def show(name: str, cost: Cost, documents: int) -> None:
    """One line about a run."""
    print(
        f"{name:28} {1000 * cost.cpu:8.0f} ms CPU {1000 * cost.wall:8.0f} ms wall {cost.memory:7.0f} MB"
        f" {documents / cost.cpu:9.0f} documents/s of CPU"
    )


def main() -> int:
    """Measure and print; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description="Measure k8slint.")
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--large", type=int, default=50_000, help="documents of the large corpus; 0: leave it out")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="measure over this folder instead, and hold it against nothing")
    given = parser.parse_args()
    python = sys.executable
    missed: list[str] = []
    if given.folder is not None:
        _compare(given.folder, given.times)
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        small = Path(scratch) / "small"
        files, documents = build(small, given.documents)
        print(f"Python {platform.python_version()}, {os.cpu_count()} CPUs; {documents} documents in {files} files\n")
        bare = measure([python, "-c", "pass"], 3 * given.times)
        version = measure([python, "-m", "k8slint", "--version"], 3 * given.times)
        above = 1000 * (version.cpu - bare.cpu)
        print(f"python -c pass {1000 * bare.cpu:.0f} ms CPU; --version {above:.0f} ms above it (at most {MOST_VERSION_MS})")
        if above > MOST_VERSION_MS:
            missed.append("--version")
        run, ratio = _compare(small, given.times)
        if ratio > MOST_TIMES_DRAINING:
            missed.append("ratio to draining")
        shares = json.loads(measure([python, __file__, "--stages", str(small)], given.times).output)
        whole = sum(shares.values())
        for stage, seconds in shares.items():
            print(f"  {stage:24} {1000 * seconds:7.0f} ms {100 * seconds / whole:5.1f} %")
        if given.large:
            missed += _large(Path(scratch) / "large", given.large, run.cpu / documents)
    print("\nall goals met" if not missed else f"\nmissed: {', '.join(missed)}")
    return int(bool(missed))


def _compare(folder: Path, times: int) -> tuple[Cost, float]:
    """Measure a run over a folder, and draining alone; the cost of the run and the ratio."""
    run = measure([*CHECK, str(folder)], times)
    drained = measure([sys.executable, "-c", DRAIN, str(folder)], times)
    reading, draining, events = drained.output.split()
    counted = json.loads(run.output)["summary"]
    show("k8slint check", run, counted["documents"])
    show("draining, whole process", drained, counted["documents"])
    print(f"  of which reading {1000 * float(reading):.0f} ms, draining {1000 * float(draining):.0f} ms ({events} events)")
    ratio = run.cpu / float(draining)
    print(f"check / draining alone      {ratio:8.2f} (at most {MOST_TIMES_DRAINING})")
    print(f"check / draining process    {run.cpu / drained.cpu:8.2f}")
    print(f"summary: {json.dumps(counted)}\n")
    return run, ratio


def _large(folder: Path, wanted: int, each: float) -> list[str]:
    files, documents = build(folder, wanted)
    print(f"\n{documents} documents in {files} files")
    cost = measure([*CHECK, str(folder)], 1)
    show("k8slint check", cost, documents)
    growth = cost.cpu / documents / each
    print(
        f"CPU a document              {growth:8.2f} times the small corpus (at most {MOST_GROWTH}); at most {MOST_MEGABYTES} MB"
    )
    return ["linear time"] * (growth > MOST_GROWTH) + ["memory"] * (cost.memory > MOST_MEGABYTES)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--stages"]:
        print(json.dumps(stages(sys.argv[2])))
        sys.exit(0)
    sys.exit(main())
