"""From what Kustomize says to the entry that it speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from k8slint.units.kustomize_binary.changes import Changes
from k8slint.units.kustomize_binary.matching import name_of
from k8slint.units.kustomize_binary.patches import Patch
from k8slint.units.kustomize_binary.stopping import place_of
from k8slint.units.kustomize_binary.words import innermost, shortened
from k8slint.units.kustomizing.outcome import Failed, Path, Place
from k8slint.yaml import Document

_ID = r"\"?(?P<kind>[^.\s\"]+)\.[^/\s]*/(?P<name>[^\s\"\[]+)\."
_TARGET = re.compile(rf"(?:no resource matches strategic merge patch|no matches for Id) {_ID}")
_UNKNOWN = re.compile(r"unknown field \"(?P<field>[^\"]+)\"")
_QUOTED = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"|\(([^()\n]*)\)|\[([^\[\]\n]*)\]|path: (\S+)|source (\S+),|File: (\S+)")
_NAMED = re.compile(r"/(?P<name>[^.\s\[\]]+)\.\[no")
_SAID: tuple[tuple[str, str], ...] = (
    (rf"already registered id: {_ID}", r"there are two of \g<kind> `\g<name>`"),
    (rf"nothing selected by {_ID}", r"a replacement takes its value from \g<kind> `\g<name>`, which is not there"),
    (r"unknown field \"(?P<field>[^\"]+)\"", r"Kustomize has no field `\g<field>` here"),
    (r"MalformedYAMLError: (?:yaml: )?(?P<why>.*) in File: (?P<file>\S+)", r"`\g<file>` cannot be read: \g<why>"),
    (
        r"Kind:\"(?P<kind>[^\"]*)\".*Name:\"(?P<name>[^\"]*)\".*cannot merge or replace",
        r"there is no \g<kind> `\g<name>` to merge into",
    ),
    (r"expected kind 'Component' for path '(?P<path>[^']*)'", r"`\g<path>` is no Component: it belongs below `resources`"),
    (r"literal source (?P<text>.*), expected key=value", r"the literal `\g<text>` is no `key=value`"),
    (r"trouble configuring builtin \w+ with config: `.*`: (?P<why>.*)", r"\g<why>"),
)


def blame(text: str, root: str, documents: Mapping[str, Document], changes: Changes) -> Failed:
    """A failed build: what is said, and the entry of a kustomization to which it points."""
    inner, directory = innermost(text)
    directory = directory if directory is not None and directory in documents else root
    target = _TARGET.search(inner)
    if target:
        message = f"there is no {target['kind']} `{target['name']}` for the patch"
        for where, document in documents.items():
            for patch in changes.patches(where):
                named = _named(patch, target["kind"], target["name"])
                if named is not None:
                    return Failed("patch-target-not-found", message, place_of(document, patch.at), named)
        return Failed("patch-target-not-found", message, place_of(documents[directory]))
    return Failed("build-failed", _message(inner), _place(inner, directory, documents))


def _message(text: str) -> str:
    """What is said, in the words of reports where they are known."""
    for pattern, said in _SAID:
        found = re.search(pattern, text, re.DOTALL)
        if found:
            return shortened(found.expand(said))
    return shortened(text) or "Kustomize fails without a word"


def _named(patch: Patch, kind: str, name: str) -> Place | None:
    """The place in a patch that names an object; None if it names another."""
    for written in patch.written if patch.target is None else ():
        value = written.value
        if isinstance(value, dict) and value.get("kind") == kind and name_of(value) == name:
            return written.place(("metadata", "name")) or written.first
    return None


def _place(text: str, directory: str, documents: Mapping[str, Document]) -> Place:
    """The entry that a complaint quotes, in the kustomization of a directory; else in any other, else that file."""
    unknown = _UNKNOWN.search(text)
    several = [documents[directory], *(document for where, document in documents.items() if where != directory)]
    for document in several:
        if unknown:
            path = next((path for path, _ in _walk(document.value) if path[-1:] == (unknown["field"],)), None)
            if path is not None:
                return place_of(document, path, key=True)
            continue
        found = _quoted(text, document)
        if found is not None:
            return place_of(document, found)
    return place_of(documents[directory])


def _quoted(text: str, document: Document) -> Path | None:
    """The entry of a document that a text quotes last."""
    words = [word for match in _QUOTED.finditer(text) for word in match.groups() if word]
    texts: dict[str, Path] = {}
    for path, value in _walk(document.value):
        if isinstance(value, str) and value and path[:1] not in {("apiVersion",), ("kind",)}:
            texts.setdefault(value, path)
    for word in reversed(words):
        for one in (word, word.rpartition("=")[2]):
            if one in texts:
                return texts[one]
    named = _NAMED.search(text)
    return texts.get(named["name"]) if named else None


def _walk(value: Any) -> Iterator[tuple[Path, Any]]:
    """Every value of a document, with its path."""
    rest: list[tuple[Path, Any]] = [((), value)]
    while rest:
        path, found = rest.pop()
        yield path, found
        if isinstance(found, dict):
            rest += [((*path, key), item) for key, item in reversed(found.items())]
        elif isinstance(found, list):
            rest += [((*path, number), item) for number, item in reversed(list(enumerate(found)))]
