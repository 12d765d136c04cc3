"""Which kustomizations hang together: by what they use and what uses them, by the files that several of them read."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from k8slint.resources.lazy import Lazy
from k8slint.units.kustomize import Kustomization, is_kustomization, parse
from k8slint.units.layout import Layout, Role, parent
from k8slint.units.reach.patched import Brought, inline, of_kustomization, of_patches
from k8slint.units.reach.words import ANYTHING, ENTRY, LYING_IN, NameIndex

#: The versions of a file that count: as it was and as it is, one where nothing changed.
Versions = Callable[[str], Sequence[bytes]]

#: Directories whose files belong to the kustomization above them.
PATCHES = frozenset({"patch", "patches"})
_FIELDS = ("resources", "patches", "settings", "plugins", "data")


class _Named(NamedTuple):
    """What the kustomization files of a directory name: paths as reports name them; `shown` are those near to them."""

    paths: frozenset[str]
    shown: frozenset[str]  # the directories of manifests and patches
    charts: bool
    namespaces: frozenset[str]
    generated: frozenset[tuple[str, str]]
    affixes: frozenset[str]


class Kustomized:
    """The kustomizations of a repository, each read once somebody asks for it."""

    def __init__(self, layout: Layout, index: NameIndex, versions: Versions) -> None:
        self._layout = layout
        self._index = index
        self._versions = versions
        self._all = frozenset(layout.paths)
        self._files: dict[str, list[str]] = {}
        for path in layout.paths if layout.kustomized else ():
            if layout.role(path) is Role.KUSTOMIZATION:
                self._files.setdefault(parent(path), []).append(path)
        self._named: dict[str, _Named] = {}
        self._brought: dict[str, Brought] = {}
        self._components: dict[str, frozenset[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._files)

    def named(self, directory: str) -> _Named:
        """What the kustomization of a directory names."""
        found = self._named.get(directory)
        if found is None:
            every = [one for path in self._files.get(directory, ()) for one in self._read(path)]
            found = self._named[directory] = _Named(
                frozenset(self._paths(directory, every, _FIELDS)),
                frozenset(parent(path) for path in self._paths(directory, every, ("resources", "patches", "settings"))),
                any(one.charts for one in every),
                frozenset(one.namespace for one in every if one.namespace is not None),
                frozenset(made for one in every for made in one.generated),
                frozenset(affix for one in every for affix in one.affixes if affix),
            )
        return found

    def brought(self, component: Iterable[str]) -> Brought:
        """What kustomizations bring to what they build, in names and labels."""
        found = Brought()
        for directory in component:
            if directory not in self._brought:
                self._brought[directory] = self._bring(directory)
            found = found.with_(self._brought[directory])
        return found

    def _bring(self, directory: str) -> Brought:
        found = Brought()
        for path in self._files.get(directory, ()):
            for data in self._versions(path):
                stream = self._layout.stream(path, data)
                value = stream.documents[0].value if stream.documents else None
                texts = [text.encode("utf-8", "replace") for text in inline(value)]
                for one in self._parse(path, data):
                    for patch in self._paths(directory, (one,), ("patches",)):
                        texts += self._versions(patch) if patch in self._all else ()
                found = found.with_(of_kustomization(value))
                for text in texts:
                    found = found.with_(of_patches(one.value for one in self._layout.stream(path, text).documents))
        return found

    def named_by(self, path: str, data: bytes) -> frozenset[str]:
        """What one version of a kustomization file names."""
        return frozenset(self._paths(parent(path), self._parse(path, data), _FIELDS))

    def _read(self, path: str) -> Iterable[Kustomization]:
        for data in self._versions(path):
            yield from self._parse(path, data)

    def _parse(self, path: str, data: bytes) -> Iterable[Kustomization]:
        stream = self._layout.stream(path, data)
        value = stream.documents[0].value if stream.documents else None
        if is_kustomization(value):
            yield parse(path, parent(path), value)

    def _paths(self, directory: str, every: Iterable[Kustomization], fields: Iterable[str]) -> Iterable[str]:
        for one in every:
            for field in fields:
                for path in getattr(one, field):
                    yield self._layout.resolve(directory, path)

    def holds(self, directory: str) -> bool:
        """Whether a kustomization lies in a directory."""
        return directory in self._files

    def users(self, path: str) -> list[str]:
        """The directories of the kustomizations that name a file or directory."""
        return [one for one in self._saying(path, ENTRY) if path in self.named(one).paths]

    def at_work(self, directory: str) -> list[str]:
        """The directories of the kustomizations to which the files of a directory belong."""
        if directory in self._files:
            return [directory]
        found = [one for one in self._saying(directory, LYING_IN) if directory in self.named(one).shown]
        if not found and posixpath.basename(directory) in PATCHES and parent(directory) in self._files:
            return [parent(directory)]
        return found

    def _saying(self, path: str, mark: str) -> list[str]:
        """The directories of the kustomizations that may name a path, or something in it."""
        return [*self._marked.get(path.replace(" ", "_") + mark, ()), *self._marked.get(ANYTHING, ())]

    @Lazy
    def _marked(self) -> dict[str, dict[str, None]]:
        """The directories of the kustomizations by what they name, as their words tell."""
        found: dict[str, dict[str, None]] = {}
        for directory, files in self._files.items():
            for word in {word for path in files for word in self._index.words(path)}:
                if word == ANYTHING:
                    found.setdefault(word, {})[directory] = None
                elif word.endswith((ENTRY, LYING_IN)):
                    path = posixpath.normpath(f"{directory.replace(' ', '_')}/{word[:-1]}")
                    found.setdefault(path + word[-1], {})[directory] = None
        return found

    def component(self, directory: str) -> frozenset[str]:
        """The directories of all kustomizations that hang together with one."""
        found = self._components.get(directory)
        if found is None:
            reached: set[str] = set()
            rest = [directory]
            while rest:
                one = rest.pop()
                if one in reached:
                    continue
                reached.add(one)
                rest += self.users(one)
                for path in self.named(one).paths:
                    rest += [path] if path in self._files else self.users(path)
            found = frozenset(reached)
            self._components.update(dict.fromkeys(found, found))
        return found

    def directories(self, component: Iterable[str]) -> set[str]:
        """The directories in which the files of kustomizations lie."""
        found = set(component)
        for directory in tuple(found):
            found |= {parent(path) for path in self.named(directory).paths}
        return found
