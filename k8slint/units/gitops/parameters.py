"""The templates of an ApplicationSet, filled in as far as its generators say with what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

#: `{{path.basename}}` and `{{ .path.basename }}`; anything longer is a program.
_EXPRESSION = re.compile(r"\{\{-?\s*(\.?)([A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*|\[\d+\])*)\s*-?\}\}")
#: Parameters by name: `path.basename`, `values.env`.
Parameters = Mapping[str, str]


def filled(text: str, parameters: Parameters) -> str | None:
    """A text with every parameter filled in; None where one of them, or what is done with it, is not known."""
    missing = False

    def fill(found: re.Match[str]) -> str:
        nonlocal missing
        value = parameters.get(found[2])
        if value is None and found[2] == "path" and found[1]:
            value = None  # a mapping in Go templates: `.path.path` is meant
        missing = missing or value is None
        return value or ""

    done = _EXPRESSION.sub(fill, text)
    return None if missing or "{{" in done else done


def flattened(value: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The scalars of an element as parameters, by their dotted names."""
    if isinstance(value, dict):
        for key, entry in value.items():
            if isinstance(key, str):
                yield from flattened(entry, f"{prefix}.{key}" if prefix else key)
    elif isinstance(value, (str, int, float, bool)) and prefix:
        yield prefix, str(value).lower() if isinstance(value, bool) else str(value)


def of_directory(path: str, prefix: str = "") -> dict[str, str]:
    """What the generators of git say of a directory that they have found."""
    steps = path.split("/")
    start = f"{prefix}." if prefix else ""
    named = {"path": path, "path.path": path, "path.basename": steps[-1], "path.basenameNormalized": _normal(steps[-1])}
    segments = {f"path.segments[{number}]": step for number, step in enumerate(steps)}
    return {
        f"{start}{key}": value for key, value in {**named, **segments, **{f"path[{n}]": s for n, s in enumerate(steps)}}.items()
    }


def of_file(path: str, prefix: str = "") -> dict[str, str]:
    """The same of the directory of a file, and its name."""
    directory, _, name = path.rpartition("/")
    start = f"{prefix}." if prefix else ""
    return {**of_directory(directory, prefix), f"{start}path.filename": name, f"{start}path.filenameNormalized": _normal(name)}


def _normal(text: str) -> str:
    return re.sub(r"[^a-z0-9.-]", "-", text.lower())
