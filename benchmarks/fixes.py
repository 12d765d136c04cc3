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
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from k8slint.findings import Change, Edit, Fix, TextFix  # noqa: E402  # a script of a checkout
from k8slint.fix import apply, text_fix  # noqa: E402
from k8slint.text import SourceFile  # noqa: E402
from k8slint.yaml import Document, ReadError, decode, own_process, read  # noqa: E402

LARGEST = 12_000  # characters of a document that the slow parser is asked to judge
SCALARS: tuple[Any, ...] = (
    *("http", "web-frontend", "nginx:1.27", "80", "true", "on", "null", "~", "1.5", "0x1f", "a: b", "x #y", "# z", "", " lead"),
    *("it's", 'say "hi"', "10.0.0.1", "12:30", "2024-01-01", "100m", "--flag=1", "-", "- x", "*.example.com", "{{ x }}", "a,b"),
    *("[x]", "ends:", "two\nlines\n", "é ü", "tab\tin", "&a", "!t", "1e3", "0o17", "=", "<<", "@x", "%x", "http://web:80/a?b=c#d"),
    *(0, 1, 8080, -1, True, False, None, 1.25),
)
KEYS = ("added", "app.kubernetes.io/name", "on", "8080", "two words", "x-y", "null", "a:b", "#c")
BRANCHES: tuple[Any, ...] = (
    {"name": "x"},
    {"a": {"b": [1, "2", {"c": None}]}, "d": []},
    ["one", "two"],
    [{"name": "x", "items": [{"k": "v"}], "none": {}}, [1, [2]]],
    {},
    [],
)


# What another parser reads


def tree(node: Any) -> Any:
    """A node as plain data, its scalars as tag and text."""
    if isinstance(node, MappingNode):
        return {str(key.value): tree(value) for key, value in node.value}
    if isinstance(node, SequenceNode):
        return [tree(item) for item in node.value]
    tag = str(node.tag).rsplit(":", 1)[-1]
    return tag, "" if tag == "null" else node.value


def leaf(value: Any) -> Any:
    """Plain data in the form of `tree`."""
    if isinstance(value, dict):
        return {key: leaf(item) for key, item in value.items()}
    if isinstance(value, list):
        return [leaf(item) for item in value]
    if value is None:
        return "null", ""
    if isinstance(value, bool):
        return "bool", str(value).lower()
    return {int: "int", float: "float", str: "str"}[type(value)], str(value)


def judged(text: str) -> tuple[list[Any], list[str]]:
    """Data and comments of a text."""
    text = re.sub(r"\t(?=[ \t]*#)", " ", text)  # that parser takes no tab before a comment
    yaml = YAML(typ="safe", pure=True)
    nodes = [node for node in yaml.compose_all(text + ("" if text.endswith("\n") else "\n")) if node is not None]
    taken: list[tuple[int, int]] = []
    for node in nodes:
        spans(node, text, taken, set())
    blank = bytearray(b" " * len(text))
    for start, end in taken:
        blank[start:end] = b"x" * (min(end, len(text)) - start)
    comments = []
    for line in re.finditer(r"[^\n\r]*", text):
        for found in re.finditer(r"(?<![^\s\ufeff])#", line[0]):
            if blank[line.start() + found.start()] == ord(" "):
                comments.append(line[0][found.start() :].rstrip())
                break
    return [tree(node) for node in nodes], comments


def spans(node: Any, text: str, taken: list[tuple[int, int]], seen: set[int]) -> None:
    """Where the scalars of a node stand; of a block scalar the lines below its header."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            start = text.find("\n", start, end) if "\n" in text[start:end] else end
            lines = text[start:end].splitlines(keepends=True)
            indent = min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip()), default=0)
            while lines and lines[-1].lstrip().startswith("#") and len(lines[-1]) - len(lines[-1].lstrip(" ")) < indent:
                lines.pop()
            end = start + sum(map(len, lines))
        taken.append((start, end))
    elif isinstance(node, MappingNode):
        for key, value in node.value:
            spans(key, text, taken, seen)
            spans(value, text, taken, seen)
    else:
        for item in node.value:
            spans(item, text, taken, seen)


def edit_tree(value: Any, edit: Edit) -> Any:
    """The data with an edit; raises LookupError or TypeError where that parser has something else at the path."""
    *above, last = edit.path or (None,)
    if last is None:
        return leaf(edit.value)
    holder = value = copied(value)
    for depth, step in enumerate(above):
        if edit.change is Change.SET and (not has(holder, step) or holder[step] in (("null", ""), {}, [])):
            new: Any = [] if isinstance(edit.path[depth + 1], int) else {}
            put(holder, step, new)
        holder = holder[step]
    if edit.change is Change.SET:
        put(holder, last, leaf(edit.value))
    elif edit.change is Change.REMOVE:
        del holder[last]
    elif edit.change is Change.RENAME:
        entries = [(edit.value if key == last else key, item) for key, item in holder.items()]
        holder.clear()
        holder.update(entries)
    else:
        tag, text = holder[last]
        start, end = edit.within or (0, 0)
        holder[last] = tag, text[:start] + edit.value + text[end:]
    return value


def copied(value: Any) -> Any:
    """A copy in which nothing is shared."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


def has(holder: Any, step: Any) -> bool:
    """Whether there is something at a step."""
    return step in holder if isinstance(holder, dict) else isinstance(step, int) and step < len(holder)


def put(holder: Any, step: Any, value: Any) -> None:
    """Set or append."""
    if isinstance(holder, list) and step == len(holder):
        holder.append(value)
    else:
        holder[step] = value


# Edits


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """All paths of a value, with what is there."""
    yield path, value
    if isinstance(value, (dict, list)):
        for step, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from places(item, (*path, step))


def random_edit(document: Document, chance: random.Random, kind: str, found: list[Any]) -> Edit | None:
    """An edit of a kind somewhere in a document; None where it has no place for one."""
    root = document.root
    scalars = [place for place in found if not isinstance(place[1], (dict, list))]
    maps = [path for path, value in found if isinstance(value, dict) and value]
    lists = [(path, value) for path, value in found if isinstance(value, list)]
    new = chance.choice(SCALARS)
    below = [path for path, _ in found if path]
    if kind == "set" and scalars:
        return Edit(root, chance.choice(scalars)[0], new)
    if kind == "add" and maps:
        value = new if chance.random() < 0.6 else copied(chance.choice(BRANCHES))  # noqa: PLR2004
        return Edit(root, (*chance.choice(maps), chance.choice(KEYS), *(("deep",) if chance.random() < 0.2 else ())), value)  # noqa: PLR2004
    if kind == "append" and lists:
        path, value = chance.choice(lists)
        return Edit(root, (*path, len(value)), new if chance.random() < 0.5 else copied(chance.choice(BRANCHES)))  # noqa: PLR2004
    if kind == "remove" and below:
        return Edit(root, chance.choice(below), change=Change.REMOVE)
    keyed = [path for path in below if isinstance(path[-1], str)]
    if kind == "rename" and keyed:
        return Edit(root, chance.choice(keyed), chance.choice(KEYS), Change.RENAME)
    texts = [place for place in scalars if isinstance(place[1], str) and place[1]]
    if kind == "replace" and texts:
        path, text = chance.choice(texts)
        start = chance.randrange(len(text))
        return Edit(root, path, chance.choice(("x", "web", "8080", "", "a b", "'", '"', "\\")), Change.REPLACE, (start, min(len(text), start + chance.randrange(6))))
    if kind == "fill":
        empty = [path for path, value in found if value in (None, {}, []) and path]
        if empty:
            path = chance.choice(empty)
            return Edit(root, path, copied(chance.choice(BRANCHES))) if chance.random() < 0.5 else Edit(root, (*path, "added"), new)  # noqa: PLR2004
    if kind == "turn" and found:
        return Edit(root, chance.choice(found)[0], copied(chance.choice((*BRANCHES, new))))
    return None


KINDS = ("set", "add", "rename", "remove", "append", "replace", "fill", "turn")


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
        found = list(places(document.value))
        kind = chance.choice(KINDS)
        edit = random_edit(document, chance, kind, found)
        if edit is None:
            continue
        plain = not re.search(r"[:\-] +[&*][A-Za-z]", document.source.slice(document.part)) and "{" not in text[document.start : document.start + 1]
        group = f"{kind}{'' if plain else ' (aliases, JSON)'}"
        start = time.perf_counter()
        fix = text_fix(Fix("a fix", (edit,)))
        tally.slow.append((time.perf_counter() - start, f"{name} {kind} {edit.path}"))
        if isinstance(fix, str):
            tally.counts[group, "refused", re.sub(r"`.*`", "X", fix)] += 1
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


def wrong(document: Document, fix: TextFix, edit: Edit, known: dict[int, Any]) -> str | None:
    """What is wrong with a fix; None if nothing is, "" if the other parser cannot say."""
    part = document.part
    old = document.source.slice(part)
    new, moved = old, 0
    for splice in fix.splices:
        if not part.start <= splice.start <= splice.end <= part.end:
            return "it leaves the document"
        new = new[: splice.start - part.start + moved] + splice.text + new[splice.end - part.start + moved :]
        moved += len(splice.text) - (splice.end - splice.start)
    try:
        if document.index not in known:
            known[document.index] = judged(old)
        before, comments = known[document.index]
        expected = [edit_tree(before[0], edit)]
    except (YAMLError, LookupError, TypeError, ValueError, AttributeError):
        return ""
    try:
        after, remarks = judged(new)
    except (YAMLError, ValueError) as error:
        return f"cannot be read: {error}"
    if after != expected:
        return "other data"
    if comments != remarks:
        return "other comments"
    return stray(document, edit, old, new)


def stray(document: Document, edit: Edit, old: str, new: str) -> str | None:
    """Whether a line changed that is none of the value, its key and the end and beginning of what holds it."""
    before, after = old.splitlines(), new.splitlines()
    first = next((n for n, pair in enumerate(zip(before, after, strict=False)) if pair[0] != pair[1]), min(len(before), len(after)))
    last = next((n for n, pair in enumerate(zip(before[::-1], after[::-1], strict=False)) if pair[0] != pair[1]), min(len(before), len(after)))
    last = len(before) - 1 - min(last, len(before) - first, len(after) - first)
    offset = document.part.start
    node = document.root.nearest(*edit.path)
    spots = [node.span, *([node.key_span] if node.key_span else [])]
    if node.path and (node.path == edit.path):
        holder = document.root.nearest(*node.path[:-1])
        spots += [holder.key_span] if holder.key_span and len(holder.value) == 1 else []
    start, end = min(span.start for span in spots) - offset, max(span.end for span in spots) - offset
    allowed = range(old.count("\n", 0, start) - 1, old.count("\n", 0, end) + 30)
    if first <= last and not (first in allowed and last in allowed):
        return f"lines {first + 1} to {last + 1} changed"
    return None


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
    changed = outcome.texts.get(source.path, source.text)
    after = apply({source.path: SourceFile(source.path, changed)}, [])
    if after.texts or not outcome.applied:
        wrongs.append(f"{source.path}: together: nothing made")
    if read(SourceFile(source.path, changed)).errors != read(source).errors and not read(source).errors:
        wrongs.append(f"{source.path}: together: cannot be read")
    return counts


def main() -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--edits", type=int, default=17, help="edits a file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=multiprocessing.cpu_count())
    options = parser.parse_args()
    files = sorted(str(path) for folder in options.folders for path in folder.rglob("*") if path.suffix in (".yaml", ".yml", ".json"))
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
    print(f"{len(wrongs)} wrong of {sum(count for key, count in counts.items() if key[-1] == 'proved')} proved", *wrongs[:40], sep="\n  ")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
