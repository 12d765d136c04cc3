"""Objects written as manifests: YAML as `kubectl` prints it, each value with a remark behind it where there is one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from k8slint.report.passwords import HIDDEN, without_passwords
from k8slint.yaml.scalars import resolve

_Path = tuple[str | int, ...]
#: What is said behind the value at a path; nothing for most.
Remark = Callable[[_Path], str]

#: Texts that need no quotes: they cannot begin or hold what YAML takes for something else.
_PLAIN = re.compile(r"[A-Za-z0-9_./\\(]([A-Za-z0-9_./\\()+=@%$^*~;?!<>&|,'\"\[\]{} -]|:(?=[^\s:]))*(?<! )")
_TOO_LONG = 4096
_SEALED = ("data", "stringData")
_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


def manifest(value: dict[str, Any], remark: Remark = lambda _: "") -> str:
    """One object as YAML, its keys in alphabetical order as `kubectl` has them."""
    lines = list(_mapping(value, (), "", remark))
    return "".join(f"{line}\n" for line in lines)


def veiled(value: Any) -> Any:
    """The same without the values of Secrets and the passwords in URLs, however deep they lie."""
    if isinstance(value, str):
        return without_passwords(value)
    if isinstance(value, list):
        return [veiled(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("kind") != "Secret":
        return {key: veiled(item) for key, item in value.items()}
    found = {key: _sealed(item) if key in _SEALED else veiled(item) for key, item in value.items()}
    metadata = value.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    if isinstance(metadata, dict) and isinstance(annotations, dict) and _APPLIED in annotations:
        found["metadata"] = veiled({**metadata, "annotations": {**annotations, _APPLIED: HIDDEN}})
    return found


def _sealed(item: Any) -> Any:
    return dict.fromkeys(item, HIDDEN) if isinstance(item, dict) else HIDDEN


def _mapping(value: dict[str, Any], path: _Path, indent: str, remark: Remark) -> Iterator[str]:
    for key in sorted(value):
        yield from _entry(f"{indent}{_text(key)}:", value[key], (*path, key), indent, remark)


def _sequence(value: list[Any], path: _Path, indent: str, remark: Remark) -> Iterator[str]:
    for number, item in enumerate(value):
        below = (*path, number)
        if isinstance(item, dict) and item:
            lines = _mapping(item, below, f"{indent}  ", remark)
            yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
            yield from lines
        elif isinstance(item, list) and item:
            lines = _sequence(item, below, f"{indent}  ", remark)
            yield f"{indent}- {next(lines)[len(indent) + 2 :]}"
            yield from lines
        else:
            yield from _entry(f"{indent}-", item, below, indent, remark)


def _entry(start: str, value: Any, path: _Path, indent: str, remark: Remark) -> Iterator[str]:
    """What holds a value, and the value: behind it, or below it."""
    if isinstance(value, dict) and value:
        yield start
        yield from _mapping(value, path, f"{indent}  ", remark)
        return
    if isinstance(value, list) and value:
        yield start
        yield from _sequence(value, path, indent, remark)
        return
    said = remark(path)
    comment = f" # {said}" if said else ""
    header = _block(value) if isinstance(value, str) else None
    if header is None:
        yield f"{start} {_scalar(value)}{comment}"
        return
    yield f"{start} {header}{comment}"
    lines = value.split("\n")
    for line in lines[:-1] if value.endswith("\n") else lines:
        yield f"{indent}  {line}" if line else ""


def _block(text: str) -> str | None:
    """The header of a literal block that holds a text; None if it is better quoted."""
    if "\n" not in text or text[0] in " \n\t" or not all(line.isprintable() for line in text.replace("\t", "").split("\n")):
        return None
    if not text.strip("\n") or any(line != line.rstrip(" \t") for line in text.split("\n")):
        return None
    if not text.endswith("\n"):
        return "|-"
    return "|+" if text.endswith("\n\n") else "|"


def _scalar(value: Any) -> str:
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    return text if len(text) < _TOO_LONG and _is_plain(text) else _quoted(text)


def _is_plain(text: str) -> bool:
    """Whether a text is read as it is without quotes, and as a text."""
    if not _PLAIN.fullmatch(text) or " #" in text or text.startswith(("---", "...")):
        return False
    return isinstance(resolve(text), str)


def _quoted(text: str) -> str:
    """A text in double quotes, with escapes for all that cannot be seen."""
    found = json.dumps(text, ensure_ascii=False)
    return found if found.isprintable() else "".join(one if one.isprintable() else _escape(one) for one in found)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"  # noqa: PLR2004  # the most that four digits tell
