"""Checks of origins: by the text at their place, and by editing it in a copy."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.kustomize_oracle import ask
from k8slint.units.kustomizing import Built, Origin

SHOWN = 30  # of what is not at its origin


class Origins:
    """What was found of origins: leaves and misses by what wrote them, outcomes of edits, and lines to show."""

    def __init__(self) -> None:
        self.leaves: Counter[str] = Counter()
        self.misses: Counter[str] = Counter()
        self.edits: Counter[str] = Counter()
        self.lines: list[str] = []


def check_origins(built: Built, tally: Origins, directory: str) -> None:
    """Count the leaves whose origin holds their text."""
    for one in built.objects:
        for path, value in one.leaves():
            origin = one.origin(path)
            how = origin.effective.how if origin else "none"
            tally.leaves[how] += 1
            if not holds(origin, value):
                tally.misses[how] += 1
                if how != "implied" and len(tally.lines) < SHOWN:
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
        if part.text is not None and part.how != "generator" and plain_text(part.text) not in text:
            alias = plain_text(part.text.encode("ascii", "backslashreplace").decode())
            if alias not in text and part.text != "null" and text and "\\" not in part.place.source.slice(part.place.span):
                return False
    if len(origin.parts) == 1 and isinstance(value, str):
        text = plain_text(written(origin))
        return plain_text(value) in text or origin.effective.how == "generator" or "\\" in written(origin)
    return True


def check_edits(top: str, directory: str, built: Built, wanted: int, tally: Origins) -> None:
    """Edit the place of some leaves in a copy: kubectl must make another value of it."""
    for number, path, origin in chosen(built, wanted):
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
            tally.edits["breaks the build"] += 1
        elif number < len(oracle.documents) and at(oracle.documents[number], path) == at(built.objects[number].value, path):
            tally.edits["NOTHING CHANGES"] += 1
            tally.lines.append(f"{directory}: {how} {path} at {place.source.path}: {piece!r} changes nothing")
        else:
            tally.edits["changes the leaf"] += 1


def chosen(built: Built, wanted: int) -> list[tuple[int, tuple[str | int, ...], Origin]]:
    """Some leaves of each kind of origin, those that are rare first."""
    by_how: dict[str, list[tuple[int, tuple[str | int, ...], Origin]]] = {}
    for one in editable(built):
        by_how.setdefault(one[2].effective.how, []).append(one)
    found = []
    for some in sorted(by_how.values(), key=len):
        found += some[:: max(len(some) // 2, 1)][:2]
    return found[:wanted]


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
