"""Makes a corpus of many documents: copies of the shop, the example and a platform, renamed so that nothing collides.

`python benchmarks/corpus.py FOLDER --documents 5000`: the same folder for the same number, always.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
#: Where the shapes come from, by the folder that holds their copies: the tests' clean world, the README's example, and
#: what a platform team has: definitions of custom resources, access rules, dashboards, alerts, an agent on every node.
SHAPES = {
    "team-a": ROOT / "tests" / "fixtures" / "units" / "shop",
    "team-b": ROOT / "examples" / "shop" / "fixed",
    "team-c": ROOT / "benchmarks" / "shapes" / "platform",
}
#: Documents a file, again and again; with what remains at the ends 1.4 on average, as in public repositories.
_SIZES = (1, 2, 1, 2, 2)
_SEPARATOR = re.compile(r"^---\n", re.MULTILINE)
#: Names, labels and namespaces of the shapes; a scheme, a host outside, a file or a field is none.
_NAMES = re.compile(
    r"\b(shop|web|orders|catalog|media|partners|postgres|queue|cache|warehouse|payments|migrate|report|worker|node-agent|"
    r"dashboard|edge|admin|backend|frontend|database|platform|collector)\b(?!://|\.(?:com|net|org|html|json)\b|:$)",
    re.MULTILINE,
)


class Component(NamedTuple):
    """What lies in one folder of a copy: the folders that lead there, and its documents."""

    team: str
    name: str
    documents: tuple[str, ...]


def components() -> list[Component]:
    """The shapes: a component a file, with a comment as it was."""
    found = []
    for team, folder in SHAPES.items():
        for file in sorted(folder.glob("*.yaml")):
            parts = tuple(part for part in _SEPARATOR.split(file.read_text("utf-8")) if part.strip())
            found.append(Component(team, file.stem, parts))
    return found


def copy(number: int, shapes: list[Component]) -> Iterator[tuple[str, str]]:
    """One copy: paths and texts, every name with the number of the copy."""
    sizes = cycle(_SIZES)
    for shape in shapes:
        rest = [_NAMES.sub(rf"\1-{number}", part) for part in shape.documents]
        file = 0
        while rest:
            size = next(sizes)
            yield f"{shape.team}/{number:04}/{shape.name}/{file:02}.yaml", "---\n".join(rest[:size])
            rest = rest[size:]
            file += 1


def build(folder: Path, documents: int) -> tuple[int, int]:
    """Write whole copies until there are so many documents; the number of files and of documents written."""
    shapes = components()
    files = written = number = 0
    while written < documents:
        for path, text in copy(number, shapes):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
            files += 1
            written += len(_SEPARATOR.findall(text)) + 1
        number += 1
    return files, written


def main() -> None:
    """Write a corpus and say how large it is."""
    parser = argparse.ArgumentParser(description="Make a corpus of Kubernetes manifests.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=5000)
    given = parser.parse_args()
    files, documents = build(given.folder, given.documents)
    print(f"{documents} documents in {files} files under {given.folder}")


if __name__ == "__main__":
    main()
