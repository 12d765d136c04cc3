"""The search for everything that a change reaches: from what changed to what may be linted together with it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from k8slint.units.layout import CHART, Layout, parent
from k8slint.units.reach.blocks import Block, Blocks
from k8slint.units.reach.facts import Facts, Object
from k8slint.units.reach.joined import Joined
from k8slint.units.reach.kustomized import Versions
from k8slint.units.reach.rebuilt import rebuilt
from k8slint.units.reach.words import ANYTHING, BROKEN, NameIndex
from k8slint.units.tokens import words

#: Words of what applies directories of the repository: what belongs together then is the whole of it.
_DELIVERY = ("argoproj", "toolkit")
_SISTERS = 4  # blocks of a namespace that others are in as well


class Reached(NamedTuple):
    """Files by what a change is to them: it may be felt in some, and these and others tell how."""

    affected: frozenset[str]
    read: frozenset[str]


def reach(
    layout: Layout, index: NameIndex, versions: Versions, changed: Collection[str], namespace: str | None = None
) -> Reached | None:
    """The files that have to be read to tell what a change does; None: all of them.

    `layout` holds the paths before and after, as `versions` gives the bytes of each file before and after; `changed` are
    the paths that differ. `namespace` is that of what names none.
    """
    if any(index.holding(word) for word in _DELIVERY):
        return None
    return _Search(layout, index, versions, namespace).files(changed)


class _Search:
    def __init__(self, layout: Layout, index: NameIndex, versions: Versions, namespace: str | None) -> None:
        self._index = index
        self._versions = versions
        self._blocks = Blocks(layout, index, versions, namespace)
        self._joined = Joined(self._blocks, index)
        self._affected: set[Block] = set()
        self._read: set[Block] = set()  # what is only looked into
        self._asked: set[Block] = set()
        self._words: set[str] = set()
        self._templates = frozenset(path for path in layout.paths if "/templates/" in f"/{path}")
        self._charts = [path for path in layout.paths if path.endswith(CHART) and posixpath.basename(path) == CHART]

    def files(self, changed: Collection[str]) -> Reached | None:
        """The files that are chosen."""
        if any(self._index.holding(ANYTHING) & {path} for path in changed) or rebuilt(self._blocks, self._versions, changed):
            return None
        for path in changed:
            self._affected.add(self._blocks.of(path))
            self._affected.add(self._blocks.at(parent(path)))  # to what lies beside it, it may be news
            for block in self._depending(path):
                self._affected.add(block)
        self._join()
        for block in tuple(self._affected):
            self._look_around(block)
        self._read |= {self._blocks.at(directory) for directory in self._joined.context}
        felt = {directory for block in self._affected for directory in self._blocks.directories(block)}
        chosen = felt.union(*map(self._blocks.directories, self._read))
        if any(
            self._blocks.kustomized.named(directory).charts for directory in chosen if self._blocks.kustomized.holds(directory)
        ):
            return None
        affected = frozenset(path for directory in felt for path in self._blocks.files(directory)) | frozenset(changed)
        return Reached(affected, affected | self._broken() | {path for one in chosen for path in self._blocks.files(one)})

    # -- what a change may break -------------------------------------------------------------------------------------

    def _depending(self, path: str) -> Iterator[Block]:
        """The blocks that look up what a changed file defines, or select its pods, or are named in nearly its words."""
        versions = self._blocks.facts(path)
        defined = frozenset().union(*(facts.defines for facts in versions)) | self._generated(path)
        for one in defined:
            for name in self._called(one.name, self._blocks.of(path)):
                yield from self._using(one._replace(name=name, namespace=None))
            yield from map(self._blocks.at, self._joined.nearly(one, self._every))
        pods = [frozenset(labels for labels, _ in facts.pods) for facts in versions]
        lasting = frozenset.intersection(*pods) if len(pods) > 1 else frozenset()
        for labels in frozenset().union(*pods) - lasting:
            yield from self._selecting(labels)
        yield from self._given(self._blocks.of(path))

    def _given(self, block: Block) -> Iterator[Block]:
        """The blocks that look up what only a kustomization calls so, or select what only it labels."""
        if block.kind != "kustomize" or block in self._asked:
            return
        self._asked.add(block)
        brought = self._blocks.kustomized.brought(self._blocks.kustomized.component(block.directory))
        for name in brought.names:
            for path in self._index.naming(name):
                if any(want.name == name for facts in self._blocks.facts(path) for want in facts.wants | facts.looks):
                    yield self._blocks.of(path)
        if brought.labels:
            files = (path for directory in self._blocks.directories(block) for path in self._blocks.files(directory))
            labels = {label for path in files for facts in self._blocks.facts(path) for pod, _ in facts.pods for label in pod}
            yield from self._selecting(brought.labels | labels)

    def _generated(self, path: str) -> frozenset[Object]:
        """What the kustomizations make that a changed file is, or goes into."""
        kustomized = self._blocks.kustomized
        block = self._blocks.of(path)
        if block.kind != "kustomize":
            return frozenset()
        component = kustomized.component(block.directory)
        return frozenset(Object(kind, name, None) for one in component for kind, name in kustomized.named(one).generated)

    def _called(self, name: str, block: Block) -> set[str]:
        """What an object of a block may be called once Kustomize has built it."""
        if block.kind != "kustomize":
            return {name}
        kustomized = self._blocks.kustomized
        affixes = {affix for one in kustomized.component(block.directory) for affix in kustomized.named(one).affixes}
        some = {name, *(affix + name for affix in affixes), *(name + affix for affix in affixes)}
        return some | {affix + one for affix in affixes for one in some} if len(affixes) > 1 else some

    def _using(self, one: Object) -> Iterator[Block]:
        for path in self._index.naming(one.name):
            for facts in self._blocks.facts(path):
                if any(want.kind == one.kind and want.name == one.name for want in facts.wants | facts.looks):
                    yield self._blocks.of(path)
                    break

    def _every(self) -> set[str]:
        """Every word of any file."""
        self._words = self._words or self._index.all_words()
        return self._words

    def _selecting(self, labels: frozenset[tuple[str, str]]) -> Iterator[Block]:
        for path in self._index.selecting(labels):
            for facts in self._blocks.facts(path):
                if any(pairs <= labels for pairs in (*(one for one, _ in facts.selects), *facts.others)):
                    yield self._blocks.of(path)
                    break

    def _join(self) -> None:
        """Take what may be applied together with what is taken."""
        while True:
            plain = {block.directory for block in self._affected if block.kind == "plain"}
            found = {directory for one in plain for directory in self._joined.group(one)}
            found |= self._joined.by_namespaces(found)
            if found <= plain:
                return
            self._affected |= {Block("plain", directory) for directory in found}

    # -- what tells more of it ---------------------------------------------------------------------------------------

    def _look_around(self, block: Block) -> None:
        """Take what a block looks up elsewhere."""
        files = [path for directory in self._blocks.directories(block) for path in self._blocks.files(directory)]
        every = [facts for path in files for facts in self._blocks.facts(path)]
        defined = {(one.kind, one.name) for facts in every for one in facts.defines}
        for want in {want for facts in every for want in facts.wants | facts.looks}:
            if (want.kind, want.name) not in defined or block.kind == "plain":
                self._find(want)
        for kind, name in defined:
            self._find_namesakes(kind, name)
        self._find_selected({pairs for facts in every for pairs in (*(one for one, _ in facts.selects), *facts.others)})
        self._find_hosts({host for facts in every for host in facts.hosts})
        if block.kind == "kustomize":
            self._find_sisters(block, every)

    def _find(self, want: Object) -> None:
        for name in self._uncalled(want.name):
            for path in self._index.defining(want.kind, name):
                block = self._blocks.of(path)
                if block.kind == "chart" or any(
                    one.kind == want.kind and one.name == name for facts in self._blocks.facts(path) for one in facts.defines
                ):
                    self._read.add(block)
            for path in self._index.naming(name) & (self._generating | self._templates):
                block = self._blocks.of(path)
                generated = self._blocks.kustomized.named(parent(path)).generated if block.kind == "kustomize" else ()
                if block.kind == "chart" or (want.kind, name) in generated:  # what templates define is not known
                    self._read.add(block)
            for block in self._built(name):
                if name in self._blocks.kustomized.brought(self._blocks.kustomized.component(block.directory)).names:
                    self._read.add(block)
        for path in self._charts:
            if posixpath.basename(parent(path)) in want.name:
                self._read.add(self._blocks.of(path))

    @property
    def _generating(self) -> frozenset[str]:
        return self._index.holding("configMapGenerator") | self._index.holding("secretGenerator")

    def _uncalled(self, name: str) -> set[str]:
        """What a name may have been before Kustomize built it."""
        found = {name}
        for affix in self._affixes:
            found |= {one.removeprefix(affix) for one in found} | {one.removesuffix(affix) for one in found}
        return found - {""}

    @property
    def _affixes(self) -> set[str]:
        kustomized = self._blocks.kustomized
        if not kustomized:
            return set()
        files = self._index.holding("namePrefix") | self._index.holding("nameSuffix")
        return {affix for path in files if kustomized.holds(parent(path)) for affix in kustomized.named(parent(path)).affixes}

    def _find_namesakes(self, kind: str, name: str) -> None:
        """Take what is called alike elsewhere: for another environment, perhaps."""
        for path in self._index.defining(kind, name):
            block = self._blocks.of(path)
            if block not in self._affected and any(
                one.name == name and one.kind == kind for facts in self._blocks.facts(path) for one in facts.defines
            ):
                self._read.add(block)

    def _find_selected(self, asked: Iterable[frozenset[tuple[str, str]]]) -> None:
        for pairs in asked:
            if pairs:
                value = max((value for _, value in pairs), key=len)
                for path in self._index.naming(value):
                    if any(pairs <= labels for facts in self._blocks.facts(path) for labels, _ in facts.pods):
                        self._read.add(self._blocks.of(path))

                for label in pairs:
                    for block in self._built(label[1]):
                        component = self._blocks.kustomized.component(block.directory)
                        if label in self._blocks.kustomized.brought(component).labels:
                            self._read.add(block)

    def _built(self, word: str) -> set[Block]:
        """What is built by Kustomize of files in which something may be said."""
        found = map(self._blocks.of, self._index.naming(word)) if self._blocks.kustomized else ()
        return {block for block in found if block.kind == "kustomize"}

    def _find_hosts(self, hosts: Iterable[str]) -> None:
        """Take the Ingresses that tell whether a name of an environment is one of our own."""
        domains = {".".join(host.split(".")[-2:]) for host in hosts if host.count(".") and words(host)}
        for domain in domains:
            for path in self._index.naming(domain) & self._index.holding("Ingress"):
                self._read.add(self._blocks.of(path))

    def _find_sisters(self, block: Block, every: Iterable[Facts]) -> None:
        """Take some of what is in the namespaces of a block as well: that there is something is all that counts."""
        kustomized = self._blocks.kustomized
        spaces = {namespace for facts in every for namespace in facts.used}
        spaces = spaces.union(*(kustomized.named(one).namespaces for one in kustomized.component(block.directory)))
        for namespace in spaces:
            found: dict[Block, None] = {}
            for path in sorted(self._index.naming(namespace)):
                other = self._blocks.of(path)
                if other not in self._affected:
                    found[other] = None
                if len(found) == _SISTERS:
                    break
            self._read.update(found)

    def _broken(self) -> frozenset[str]:
        """The files near what is taken that cannot be read: they may hold what is missing."""
        near: set[str] = set()
        for block in self._affected:
            for directory in self._blocks.directories(block):
                near |= {directory, parent(directory)}
        return frozenset(
            path for path in self._index.holding(BROKEN) if not near.isdisjoint({parent(path), parent(parent(path))})
        )
