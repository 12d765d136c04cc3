"""Lints mutated manifests: whatever the input, there is a report, it is valid, and it accounts for everything.

`python benchmarks/fuzz.py --count 20000`: exit code 1 and the seed of every case that fails. A case is made from its
seed alone: `--seed N --count 1 --keep FOLDER` writes its files.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from k8slint import report, rulebook  # noqa: E402  # a script of a checkout
from k8slint.discover import File, Tree, find  # noqa: E402
from k8slint.engine import Settings, lint  # noqa: E402
from k8slint.findings import Location, Report  # noqa: E402
from k8slint.text import SourceFile  # noqa: E402
from k8slint.yaml import decode, read  # noqa: E402

UNITS = ROOT / "tests" / "fixtures" / "units"
WORLDS = (UNITS / "shop", UNITS / "metrics" / "prod", ROOT / "examples" / "shop" / "broken")

#: Seconds and bytes that no case takes.
LONGEST = 30
MOST_BYTES = 2 << 30

#: What a value becomes: every type, and values at the edge of each.
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 80, 65536, 2**63, 2**70, -(2**70), 1.5, 1e300, "", " ", "80", "0x50", "yes", "~", "null",
    "a" * 300, "-", ".", "/", "$(", "${X}", "{{ .Values.x }}", "<name>", "é", "\u2028", "\x1b[31m", "a\nb", "a\tb", "\x7f",
    [], {}, [[]], [None], [{}], {"": None}, {"name": None}, {"name": []}, {"a": {"b": {"c": {"d": {}}}}}, [1, "a", None, {}],
    "http://orders", "http://orders:99999", "http://orders:0", "http://[::1]:80", "orders.shop.svc:x", "://", "http://",
    "/$2", "(", "(?P<a>", "[", "*", "*.", "a,b,,:80", "10.0.0.1:6379", "999.999.999.999:80", "::1", "1Gi", "100m", "1e3",
)  # fmt: skip
#: Pieces of syntax that are put where they do not belong.
PIECES = (
    b":", b": ", b"- ", b"-", b"#", b" #", b"&a ", b"*a ", b"*", b"!!int ", b"!x ", b"{", b"}", b"[", b"]", b",",
    b'"', b"'", b"|\n", b">-\n", b"|9\n", b"%YAML 1.2\n", b"%TAG ! x\n", b"---\n", b"...\n", b"--- ", b"\t", b"\n",
    b"\r", b"\r\n", b"\x00", b"\xff", b"\xc3", b"\xef\xbb\xbf", b"\xed\xa0\x80", "\u2028".encode(), "\x85".encode(),
    b"<<: *a\n", b"<<: [1]\n", b"? ", b"? a\n: b\n", b"@", b"`", b"\x1b[2J", b"  ", b"        ", b"{{ x }}",
    b"{{- if y }}\n", b"${Z}", b"kind: List\n", b"items:\n", b"apiVersion: v1\n", b"0o17", b"1_000", b".inf", b".nan",
    b"=", b"$patch: delete\n",
)  # fmt: skip


class Case(NamedTuple):
    """The files of one case, by path."""

    seed: int
    files: Mapping[str, bytes]


@cache
def originals() -> tuple[bytes, ...]:
    """The manifests that are mutated."""
    return tuple(file.read_bytes() for world in WORLDS for file in sorted(world.iterdir()))


@cache
def originals_as_values() -> tuple[tuple[Any, ...], ...]:
    """The values of their documents."""
    return tuple(
        tuple(document.value for document in read(SourceFile("original.yaml", text.decode())).documents) for text in originals()
    )


def cut(chance: random.Random, data: bytes) -> bytes:
    """Ends somewhere, begins somewhere, or lacks a part."""
    first, second = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    return chance.choice((data[:first], data[first:], data[:first] + data[second:], data[first:second]))


def lines(chance: random.Random, data: bytes) -> bytes:
    """Lines deleted, doubled, swapped, indented, moved."""
    found = data.splitlines(keepends=True)
    for _ in range(chance.randint(1, 6)):
        if not found:
            break
        at = chance.randrange(len(found))
        match chance.randrange(6):
            case 0:
                del found[at]
            case 1:
                found.insert(at, found[at])
            case 2:
                other = chance.randrange(len(found))
                found[at], found[other] = found[other], found[at]
            case 3:
                found[at] = b" " * chance.randint(1, 5) + found[at]
            case 4:
                found[at] = found[at].lstrip() if chance.randrange(2) else found[at][1:]
            case _:
                found.insert(chance.randrange(len(found) + 1), found.pop(at))
    return b"".join(found)


def pieces(chance: random.Random, data: bytes) -> bytes:
    """Syntax where it does not belong."""
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) + 1)
        gone = chance.choice((0, 0, 1, 3))
        data = data[:at] + chance.choice(PIECES) + data[at + gone :]
    return data


def noise(chance: random.Random, data: bytes) -> bytes:
    """Random bytes in place of others."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 20)):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)


def words(chance: random.Random, data: bytes) -> bytes:
    """A word of the manifest in the place of another."""
    found = data.split(b" ")
    for _ in range(chance.randint(1, 6)):
        found[chance.randrange(len(found))] = chance.choice(found)
    return b" ".join(found)


def large(chance: random.Random, data: bytes) -> bytes:
    """Deep, long or many."""
    at = data.find(b"\n", chance.randrange(len(data))) + 1
    size = chance.choice((10, 200, 3000))
    kind = chance.randrange(6)
    made = (
        b"x: " + b"[" * size + b"]" * size + b"\n",
        b"x: " + b'{"a": ' * size + b"1" + b"}" * size + b"\n",
        b"".join(b" " * depth + b"a:\n" for depth in range(min(size, 300))),
        b"y" * size * 10 + b": z\n",
        b"z: " + b"w" * size * 10 + b"\n",
        b"---\n" * size,
    )[kind]
    return data[:at] + made + data[at:]


def _places(value: Any, found: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """Every (container, key or index) below a value."""
    rest = [value]
    while rest:
        value = rest.pop()
        entries: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, below in entries:
            found.append((value, key))
            rest.append(below)
    return found


def values(chance: random.Random, data: bytes) -> bytes:
    """Fields retyped, deleted, renamed, swapped, nested, reordered; written as JSON, which is YAML."""
    objects: Any = list(deepcopy(originals_as_values()[originals().index(data)] if data in originals() else [{}]))
    for _ in range(chance.randint(1, 8)):
        places = _places(objects, [])
        if not places:
            break
        holder, key = chance.choice(places)
        other, at = chance.choice(places)
        match chance.randrange(8):
            case 0 | 1 | 2:
                holder[key] = deepcopy(chance.choice(VALUES))
            case 3:
                del holder[key]
            case 4:
                holder[key] = deepcopy(other[at])
            case 5:
                holder[key] = [holder[key]] if chance.randrange(2) else {"x": holder[key]}
            case 6 if isinstance(holder, dict):
                holder[chance.choice(("name", "port", "kind", "metadata", "spec", "", "é", "x" * 70))] = holder.pop(key)
            case _:
                if isinstance(holder, list):
                    chance.shuffle(holder)
                    holder.append(holder[0])
                else:
                    turned = list(holder.items())
                    chance.shuffle(turned)
                    holder.clear()
                    holder.update(turned)
    shape = chance.randrange(3)
    if shape == 0:
        return json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}).encode()
    return b"---\n".join(json.dumps(one, indent=2 if shape == 1 else None).encode() + b"\n" for one in objects)


def duplicates(chance: random.Random, data: bytes) -> bytes:
    """Keys twice: a line again, a few lines further down."""
    found = data.splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found))
        found.insert(min(len(found), at + chance.randint(1, 4)), found[at])
    return b"".join(found)


MUTATIONS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    cut, lines, pieces, noise, words, large, values, values, values, duplicates,
)  # fmt: skip


def case(seed: int) -> Case:
    """The case of a seed: one or two mutated files, up to three that are as they were."""
    chance = random.Random(seed)  # noqa: S311  # not for secrets
    files: dict[str, bytes] = {}
    for number in range(chance.randint(1, 2)):
        data = chance.choice(originals())
        mutation = chance.choice(MUTATIONS)
        data = mutation(chance, data)
        if data and not chance.randrange(5):
            data = chance.choice(MUTATIONS[:6])(chance, data)
        if not chance.randrange(20):
            data = data.decode("utf-8", "replace").encode(
                chance.choice(("utf-16", "utf-8-sig", "utf-16-le", "latin-1")), "replace"
            )
        folder = chance.choice(("", "", "base/", "prod/", "dev/"))
        files[f"{folder}{number}.{chance.choice(('yaml', 'yaml', 'yml', 'json'))}"] = data
    for number in range(chance.randint(0, 3)):
        files[f"whole-{number}.yaml"] = chance.choice(originals())
    return Case(seed, files)


@cache
def _root() -> Tree:
    """The tree of an empty folder: where the files of a case are said to lie."""
    with tempfile.TemporaryDirectory() as folder:
        return find((".",), cwd=folder)


@cache
def _rules() -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load(), select=("all",))


def run(files: Mapping[str, bytes]) -> Report:
    """The report of some files, as of one directory."""
    empty = _root()
    tree = Tree(tuple(File(path, data=data) for path, data in sorted(files.items())), "directory", empty.roots, empty.cwd)
    return lint(tree, _rules(), Settings())


def faults(files: Mapping[str, bytes], result: Report) -> list[str]:
    """What is wrong with a report: nothing, if all is well."""
    wrong = [f"crashed: {failure.rule}: {failure.message}\n{failure.traceback}" for failure in result.failures]
    for name in report.FORMATS:
        written = "".join(report.render(name, result, report.Options()))
        if name in {"json", "sarif"}:
            json.loads(written)
        if any(ord(character) < 32 and character not in "\n\t" for character in written):  # noqa: PLR2004  # control characters
            wrong.append(f"{name}: a control character reaches the terminal")
    texts = {path: _text(path, data) for path, data in files.items()}
    for finding in result.findings:
        for place in (finding.location, *(other.location for other in finding.related)):
            wrong += _misplaced(place, texts, finding.rule)
    if len({finding.fingerprint for finding in result.findings}) != len(result.findings):
        wrong.append("a fingerprint twice")
    return wrong + _unaccounted(files, result)


def _text(path: str, data: bytes) -> list[str]:
    source = decode(path, data)
    found = source if isinstance(source, SourceFile) else source.source
    return [found.line(number) for number in range(len(found.starts))]


def _misplaced(place: Location, texts: Mapping[str, list[str]], rule: str) -> list[str]:
    where = f"{rule} at {place}"
    if place.path not in texts:
        return [f"no such file: {where}"]
    text = texts[place.path]
    if (place.line, place.column) > (place.end_line, place.end_column):
        return [f"ends before it begins: {where}"]
    for line, column in ((place.line, place.column), (place.end_line, place.end_column)):
        if not 1 <= line <= len(text) or not 1 <= column <= len(text[line - 1]) + 1:
            return [f"outside of the file: {where}"]
    return []


def _unaccounted(files: Mapping[str, bytes], result: Report) -> list[str]:
    wrong = []
    counted = result.summary
    if counted.files != len(files):
        wrong.append(f"{counted.files} files counted of {len(files)}")
    documents = 0
    for path, data in files.items():
        if path.endswith(".json") and b"apiVersion" not in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            documents += bool(data.strip())  # holds no manifest, and is not parsed
            continue
        source = decode(path, data)
        stream = read(source) if isinstance(source, SourceFile) else None
        errors = (source,) if stream is None else stream.errors
        documents += len(errors) + (0 if stream is None else len(stream.documents))
        told = sum(finding.rule == "yaml-syntax-error" and finding.location.path == path for finding in result.findings)
        template = isinstance(source, SourceFile) and "{{" in source.text  # of another tool: a gap, and no fault
        if bool(told) != bool(errors) and not template:
            wrong.append(f"{path}: {len(errors)} errors, {told} told")
    if counted.documents != documents:
        wrong.append(f"{counted.documents} documents counted of {documents}")
    return wrong


def verify(seed: int) -> tuple[int, list[str]]:
    """The faults of a seed's report; an exception is one, and so is a run without an end."""
    files = case(seed).files
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(LONGEST)
    try:
        return seed, faults(files, run(files))
    except BaseException:  # noqa: BLE001  # that is what is looked for
        return seed, [traceback.format_exc()]
    finally:
        signal.alarm(0)


def _too_long(_signal: int, _frame: object) -> NoReturn:
    raise TimeoutError(f"more than {LONGEST} s")


def _frugal() -> None:
    """Let a process that takes too much memory fail by itself."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


def main() -> int:
    """Run many cases; 1 where one fails."""
    parser = argparse.ArgumentParser(description="Lint mutated manifests.")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--processes", type=int, default=multiprocessing.cpu_count())
    parser.add_argument("--keep", type=Path, help="write the files of the first case there, and lint nothing")
    given = parser.parse_args()
    if given.keep is not None:
        for path, data in case(given.seed).files.items():
            (given.keep / path).parent.mkdir(parents=True, exist_ok=True)
            (given.keep / path).write_bytes(data)
        return 0
    started = time.monotonic()
    failed: dict[int, list[str]] = {}
    slow: Counter[int] = Counter()
    with multiprocessing.Pool(given.processes, _frugal) as pool:
        seeds = range(given.seed, given.seed + given.count)
        for seed, (taken, wrong) in zip(seeds, pool.imap(partial(_timed, verify), seeds, chunksize=50), strict=True):
            slow[seed] = taken
            if wrong:
                failed[seed] = wrong
    for seed, wrong in list(failed.items())[:20]:
        print(f"seed {seed}: " + "\n  ".join(wrong))
    print(f"{given.count} cases, {len(failed)} failed, {time.monotonic() - started:.0f} s; slowest (ms): {slow.most_common(3)}")
    return int(bool(failed))


def _timed(function: Callable[[int], tuple[int, list[str]]], seed: int) -> tuple[int, list[str]]:
    started = time.monotonic()
    _, wrong = function(seed)
    return round(1000 * (time.monotonic() - started)), wrong


if __name__ == "__main__":
    sys.exit(main())
