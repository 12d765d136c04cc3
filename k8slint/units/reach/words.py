"""The words of every file of a repository, by which files are found that may name one another."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping

from k8slint.units.layout import KUSTOMIZATIONS

#: Stands for whatever a file may hold: it is a candidate for every name.
ANYTHING = "*"
#: A kustomization that names a directory above it by dots alone.
UPWARDS = "!up"
#: A file that cannot be read as YAML.
BROKEN = "!broken"

_WORD = re.compile(r"[A-Za-z0-9_-]+")
_BYTES = re.compile(rb"[A-Za-z0-9_-]+")
_ESCAPES = (b"\\x", b"\\u", b"\\U")  # of YAML and JSON: letters that do not show
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UPWARDS = re.compile(rb"""(?:^|[\s"'\[,/])\.{1,2}/?(?:["'\],\s]|$)""", re.MULTILINE)
_MOST = 1 << 16  # characters of the words of one file


def words_of(name: str, data: bytes | None, *, broken: bool = False) -> str:
    """The words of a file, each once, with a blank before and behind each; `name` is that of the file.

    None stands for what cannot be read.
    """
    if data is None or data[:2] in _UTF16 or any(escape in data for escape in _ESCAPES):
        return f" {ANYTHING} {BROKEN} " if broken else f" {ANYTHING} "
    found = {word.decode("ascii") for word in _BYTES.findall(data)}
    if name in KUSTOMIZATIONS and _UPWARDS.search(data):
        found.add(UPWARDS)
    if broken:
        found.add(BROKEN)
    text = f" {' '.join(sorted(found))} "
    return text if len(text) <= _MOST else f" {ANYTHING} {BROKEN} " if broken else f" {ANYTHING} "


class NameIndex:
    """The words of files by path, searched all at once."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._paths = sorted(words)
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
