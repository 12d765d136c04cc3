"""From a directory to the objects that Kustomize itself makes of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from k8slint.units.kustomize_binary.blaming import blame
from k8slint.units.kustomize_binary.changes import Changes
from k8slint.units.kustomize_binary.generated import Generator, generator
from k8slint.units.kustomize_binary.idling import idle
from k8slint.units.kustomize_binary.matching import Affixes, Counterparts, Printed, Source, printed
from k8slint.units.kustomize_binary.needs import Gatherer, Needs
from k8slint.units.kustomize_binary.origins import TracedObject
from k8slint.units.kustomize_binary.running import Limits
from k8slint.units.kustomize_binary.staging import Stage, staged
from k8slint.units.kustomize_binary.stopping import Stopped, place_of, refused
from k8slint.units.kustomize_binary.texts import Texts, Written
from k8slint.units.kustomize_binary.tools import Tool, choose
from k8slint.units.kustomize_binary.words import complaint
from k8slint.units.kustomizing.files import Files
from k8slint.units.kustomizing.outcome import Built, Outcome, Place, Refused
from k8slint.yaml import Document

#: Builds that may come to their limits before no more is tried: one run is to end, too.
_PATIENCE = 2


class KustomizeBinary:
    """Builds kustomizations with `kustomize` or `kubectl`: copies of what they read, offline, and within limits.

    Which program that is, is found out when the first build is asked for.
    """

    def __init__(self, files: Files, limits: Limits | None = None, tools: Sequence[Tool] | None = None) -> None:
        self._files = files
        self._limits = limits or Limits()
        self._tools = tools
        self._tool: Tool | str | None = None
        self._texts = Texts(files)
        self._patience = _PATIENCE

    @property
    def tool(self) -> Tool | str:
        """The program that builds; else why there is none."""
        if self._tool is None:
            self._tool = choose(self._tools)
        return self._tool

    def build(self, directory: str) -> Outcome:
        """What Kustomize makes of the kustomization of a directory. Never raises."""
        try:
            needs = Gatherer(self._files, self._limits).needs(directory)
            with staged(needs, directory) as stage:
                return self._built(directory, needs, stage)
        except Stopped as stop:
            return stop.outcome
        except RecursionError:
            return Refused("it is nested too deep", None)

    def _built(self, directory: str, needs: Needs, stage: Stage) -> Outcome:
        root = needs.documents[directory]
        top = place_of(root)
        if root.value.get("kind") == "Component":
            raise refused("a Component is no root", top)
        tool = self.tool
        if isinstance(tool, str):
            raise refused(tool, top)
        if not self._patience:
            raise refused(f"`{tool.name}` has come to its limits {_PATIENCE} times before", top)
        ended = tool.build(stage.wrapper, stage.home, self._limits, restricted=needs.restricted)
        if ended.stopped is not None:
            self._patience -= 1
            raise refused(f"`{tool.name}` was stopped: {ended.stopped}", top)
        if ended.code != 0:
            text = stage.without(complaint(ended.stderr))
            if not text or (ended.code or 0) < 0:
                raise refused(f"`{tool.name}` ends with exit code {ended.code}", top)
            broken = next((path for path in needs.files if "yaml:" in text and self._texts.is_broken(path)), None)
            if broken is not None:
                raise refused(f"`{broken}` cannot be read", top)
            changes = Changes(needs.documents, self._texts, self._files)
            return blame(text, directory, needs.documents, changes)
        try:
            output = printed(ended.stdout.decode("utf-8"))
        except UnicodeDecodeError:
            output = "what it prints is no text"
        if isinstance(output, str):
            raise refused(f"`{tool.name}` cannot be understood: {output}", top)
        return self._outcome(needs, [_in_tree(one, needs, stage) for one in output], top)

    def _outcome(self, needs: Needs, output: Sequence[Printed], top: Place) -> Built:
        changes = Changes(needs.documents, self._texts, self._files)
        affixes = _affixes(needs.documents)
        files: dict[str, Counterparts] = {}
        objects = []
        for one in output:
            maker = self._maker(one, affixes, files) or top
            objects.append(TracedObject(one, maker, changes, self._texts, self._files))
        return Built(
            tuple(objects), tuple(sorted(needs.files)), tuple(needs.documents), tuple(idle(needs, changes, self._texts, objects))
        )

    def _maker(self, one: Printed, affixes: Affixes, files: dict[str, Counterparts]) -> Written | Generator | Place | None:
        """The document or the entry that an object was made of."""
        source = one.origin
        if source is None:
            return None
        if source.configured_by:
            found = generator(source, one.value, affixes, self._texts)
            if found is not None:
                return found
            documents = self._texts.documents(source.path)
            return documents[0].first if documents else None
        if source.path not in files:
            files[source.path] = Counterparts(self._texts.objects(source.path), affixes)
        return files[source.path].find(one.value)


def _in_tree(one: Printed, needs: Needs, stage: Stage) -> Printed:
    """An object whose sources are told by their own paths in the tree; others are none."""

    def moved(source: Source | None) -> Source | None:
        path = stage.path(source.path) if source is not None else None
        return None if source is None or path is None else source._replace(path=needs.followed(path))

    changes = tuple(change for change in map(moved, one.changed_by) if change is not None)
    return one._replace(origin=moved(one.origin), changed_by=changes)


def _affixes(documents: Mapping[str, Document]) -> Affixes:
    def texts(field: str) -> Iterator[str]:
        for document in documents.values():
            value: Any = document.value.get(field)
            if isinstance(value, str) and value:
                yield value

    return Affixes(frozenset(texts("namePrefix")), frozenset(texts("nameSuffix")))
