"""The words of every file of a repository, by which files are found that may name one another."""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from k8slint.units.kustomize import is_kustomization, parse
from k8slint.units.layout import KUSTOMIZATIONS

#: Stands for whatever a file may hold: it is a candidate for every name.
ANYTHING = "*"
#: Stand behind what a kustomization names, as seen from it, and behind the directories of the manifests among that.
ENTRY = ">"
LYING_IN = "<"
#: The label by which a StatefulSet names each of its pods.
POD_NAME = "statefulset.kubernetes.io/pod-name"
#: A file that cannot be read as YAML.
BROKEN = "!broken"

_WORD = re.compile(r"[A-Za-z0-9_-]+")
_BYTES = re.compile(rb"[A-Za-z0-9_-]+")
_ESCAPES = (b"\\x", b"\\u", b"\\U")  # of YAML and JSON: letters that do not show
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
#: Fields whose values are labels that select.
_SELECTORS = frozenset({"selector", "podSelector", "labelSelector", "matchLabels"})
_DEEP = 40  # levels below which nobody selects
_LISTS = 2  # lists in lists
_MOST = 1 << 16  # characters of the words of one file


def words_of(name: str, data: bytes | None, documents: Iterable[Any] = (), *, broken: bool = False) -> str:
    """The words of a file, each once, with a blank before and behind each; `name` is that of the file.

    Beside the words of its text there are `Kind/name` for what its documents define, and `key=value` for the labels that
    they select; of a kustomization `path>` for what it names, and `directory<`. None stands for what cannot be read.
    """
    found = {BROKEN} if broken else set()
    if data is None or data[:2] in _UTF16 or any(escape in data for escape in _ESCAPES):
        found.add(ANYTHING)
    else:
        found |= {word.decode("ascii") for word in _BYTES.findall(data)}
        documents = tuple(documents)
        found.update(mark for value in documents for mark in _marks(value, 0))
        if name in KUSTOMIZATIONS:
            found.update(mark for value in documents[:1] for mark in _entries(name, value))
    text = f" {' '.join(sorted(found))} "
    return text if len(text) <= _MOST else f" {ANYTHING} {BROKEN} " if broken else f" {ANYTHING} "


def _marks(value: Any, depth: int) -> Iterator[str]:
    """What one document defines and selects."""
    if not isinstance(value, dict):
        return
    kind, metadata, items = value.get("kind"), value.get("metadata"), value.get("items")
    if isinstance(kind, str) and isinstance(metadata, dict):
        yield definition(kind, str(metadata.get("name")))
    for pairs in selectors(value.get("spec")):
        yield from (selection(key, text) for key, text in pairs)
        for key, text in pairs:
            if key == POD_NAME:
                yield from _WORD.findall(numbered(text))
    if isinstance(items, list) and depth < _LISTS:
        for item in items:
            yield from _marks(item, depth + 1)


def _entries(name: str, value: Any) -> Iterator[str]:
    """What a kustomization names, and the directories of the manifests and patches among it."""
    if is_kustomization(value):
        one = parse(name, ".", value)
        for path in (*one.resources, *one.patches, *one.settings):
            yield (posixpath.dirname(posixpath.normpath(path)) or ".").replace(" ", "_") + LYING_IN
        for path in (*one.resources, *one.patches, *one.settings, *one.plugins, *one.data):
            yield posixpath.normpath(path).replace(" ", "_") + ENTRY


def definition(kind: str, name: str) -> str:
    """The word that stands for what is defined."""
    return f"{kind}/{name}".replace(" ", "_")


def selection(key: str, value: str) -> str:
    """The word that stands for a label that is asked for."""
    return f"{key}={value}".replace(" ", "_")


def numbered(pod: str) -> str:
    """The name of the StatefulSet that numbers a pod."""
    return pod.rpartition("-")[0] or pod


def selectors(value: Any, depth: int = 0) -> Iterator[frozenset[tuple[str, str]]]:
    """The labels of all selectors below a value, without those that only must not be there or may be one of several."""
    if isinstance(value, dict) and depth <= _DEEP:
        for key, below in value.items():
            if key in _SELECTORS and isinstance(below, dict):
                pairs = frozenset((one, text) for one, text in below.items() if isinstance(one, str) and isinstance(text, str))
                if pairs:
                    yield pairs
            if isinstance(below, (dict, list)):
                yield from selectors(below, depth + 1)
    elif isinstance(value, list) and depth <= _DEEP:
        for below in value:
            if isinstance(below, (dict, list)):
                yield from selectors(below, depth + 1)


class NameIndex:
    """The words of files by path, searched all at once."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._paths = sorted(words)
        self._words = words
        self._starts: list[int] = []
        at = 0
        texts = []
        for path in self._paths:
            self._starts.append(at)
            text = words[path]
            texts.append(text)
            at += len(text)
        self._text = "".join(texts)
        self._holding: dict[str, frozenset[str]] = {}

    def words(self, path: str) -> list[str]:
        """The words of a file."""
        return self._words.get(path, "").split()

    def holding(self, word: str) -> frozenset[str]:
        """The files that hold a word; those that may hold anything are not among them."""
        found = self._holding.get(word)
        if found is None:
            found = self._holding[word] = frozenset(self._find(f" {word} "))
        return found

    def naming(self, name: str) -> frozenset[str]:
        """The files that may hold a name: all its words, or anything."""
        parts = dict.fromkeys(_WORD.findall(name))
        if not parts:
            return frozenset(self._paths)
        found: frozenset[str] | None = None
        for part in sorted(parts, key=len, reverse=True):
            found = self.holding(part) if found is None else found & self.holding(part)
            if not found:
                break
        return (found or frozenset()) | self.holding(ANYTHING)

    def defining(self, kind: str, name: str) -> frozenset[str]:
        """The files that may define an object."""
        return self.holding(definition(kind, name)) | self.holding(ANYTHING)

    def selecting(self, labels: Iterable[tuple[str, str]]) -> frozenset[str]:
        """The files that may select one of some labels."""
        return self.holding(ANYTHING).union(*(self.holding(selection(*label)) for label in labels))

    def all_words(self) -> set[str]:
        """Every word of any file."""
        return set(self._text.split(" "))

    def _find(self, sought: str) -> Iterable[str]:
        text, starts, paths = self._text, self._starts, self._paths
        at = text.find(sought)
        while at >= 0:
            which = bisect_right(starts, at) - 1
            yield paths[which]
            if which + 1 == len(starts):
                return
            at = text.find(sought, starts[which + 1])
