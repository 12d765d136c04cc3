"""The build of a kustomization: its resources, its generators, its components, and what it makes of them, in this order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from k8slint.units.kustomizing import labelling, variables
from k8slint.units.kustomizing.absorbing import absorb
from k8slint.units.kustomizing.affixing import affix, set_namespace
from k8slint.units.kustomizing.fields import entries, text
from k8slint.units.kustomizing.files import is_remote, joined, within
from k8slint.units.kustomizing.generating import GENERATORS, Generator
from k8slint.units.kustomizing.identity import Id
from k8slint.units.kustomizing.images import Images
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.loading import Kustomization, Loader
from k8slint.units.kustomizing.nodes import Node, Owner, Scalar
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.patching import Patcher
from k8slint.units.kustomizing.replacing import Replacer
from k8slint.units.kustomizing.resources import objects_in
from k8slint.units.kustomizing.settings import DEFAULT, Settings, configured, merged
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal, Stop
from k8slint.units.kustomizing.variables import Variable, variable

_DEEPEST: Final = 50  # kustomizations in kustomizations
_MOST: Final = 20_000  # objects of a build
_METADATA: Final = frozenset({"originAnnotations", "transformerAnnotations"})


class Collected:
    """What a kustomization and those below it have so far."""

    __slots__ = ("directories", "idle", "objects", "removed", "settings", "sources", "variables")

    def __init__(self) -> None:
        self.objects: list[Object] = []
        self.settings: Settings | None = None
        self.variables: list[Variable] = []
        self.idle: list[tuple[str, Mark]] = []
        self.removed: list[tuple[Id, Mark]] = []
        self.directories: list[str] = []
        self.sources: list[str] = []

    def configure(self, settings: Settings | None) -> None:
        """Add settings to those that hold so far."""
        if settings is not None:
            self.settings = merged(self.settings, settings)


class Assembly:
    """Builds kustomizations, each that others use once; what it is a part of gets copies."""

    def __init__(self, loader: Loader, ledger: Ledger) -> None:
        self._loader = loader
        self._ledger = ledger
        self._built: dict[str, Collected | Stop] = {}

    def base(self, directory: str, at: Mark = 0, above: tuple[str, ...] = ()) -> Collected:
        """What the kustomization of a directory makes, before names follow; raises Stop."""
        found = self._built.get(directory)
        if found is None:
            if len(above) > _DEEPEST:
                raise Refusal(f"kustomizations more than {_DEEPEST} levels deep", at)
            kustomization = self._loader.kustomization(directory, at)
            if kustomization.component:
                raise Failure(f"`{directory}` is a Component: it belongs below `components`", at)
            found = Collected()
            outer, self._loader.trace = self._loader.trace, found.sources
            try:
                self._add(kustomization, found, Owner(), (*above, directory))
            except Stop as stop:
                self._built[directory] = stop
                raise
            finally:
                self._loader.trace = outer
            self._built[directory] = found
        if isinstance(found, Stop):
            raise found.with_traceback(None)
        return found

    def files(self, paths: Iterable[str]) -> Collected:
        """The objects of some files, as if one kustomization named them."""
        found = Collected()
        present: set[Id] = set()
        for path in paths:
            for root in objects_in(self._loader.documents(".", path, "base", 0)):
                _append(Object(root), found, present, 0)
        return found

    def _add(self, one: Kustomization, into: Collected, owner: Owner, above: tuple[str, ...]) -> None:
        """Add a kustomization to what there is: to nothing, or, if it is a component, to what is above it."""
        fields = one.fields
        into.directories.append(one.directory)
        into.sources.append(one.path)
        for node in entries(fields.get("buildMetadata")):
            if text(node) not in _METADATA:
                raise Refusal(f"`{text(node)}` of `buildMetadata`", node.at)
        present = {known.id for known in into.objects}
        for field in ("resources", "bases"):
            for node in entries(fields.get(field)):
                self._resource(one, node, into, present, above)
        settings = DEFAULT
        for node in entries(fields.get("configurations")):
            with self._loader.blaming(one, node.at):
                documents = self._loader.documents(one.directory, text(node), "settings", node.at)
                settings = settings.plus(configured(documents))
        into.configure(settings)
        generator = Generator(self._loader, self._ledger, one)
        for name, kind in GENERATORS:
            for node in entries(fields.get(name)):
                absorb(into.objects, generator.make(node, kind), owner)
        for node in entries(fields.get("components")):
            self._component(one, node, into, owner, above)
        self._transform(one, into, owner)
        variables.add(into.variables, [variable(node) for node in entries(fields.get("vars"))], into.objects)

    def _resource(self, one: Kustomization, node: Node, into: Collected, present: set[Id], above: tuple[str, ...]) -> None:
        entry = text(node)
        found = self._loader.find(joined(one.directory, entry))
        if found.kind == "outside" and not is_remote(entry):
            raise Refusal(f"`{entry}` lies outside of what is read", node.at)
        if found.kind == "directory" and not entry.startswith("/"):
            self._check_cycle(one.directory, found.path, above, node.at)
            below = self.base(found.path, node.at, above)
            for known in below.objects:
                _append(known.copy(), into, present, node.at)
            into.configure(below.settings)
            variables.add(into.variables, below.variables)
            into.idle += below.idle
            into.removed += below.removed
            into.directories += below.directories
            into.sources += below.sources
            return
        with self._loader.blaming(one, node.at):
            roots = objects_in(self._loader.documents(one.directory, entry, "base", node.at))
        for root in roots:
            _append(Object(root), into, present, node.at)

    def _component(self, one: Kustomization, node: Node, into: Collected, owner: Owner, above: tuple[str, ...]) -> None:
        entry = text(node)
        found = self._loader.find(joined(one.directory, entry))
        if found.kind == "outside" and not is_remote(entry):
            raise Refusal(f"`{entry}` lies outside of what is read", node.at)
        if found.kind != "directory":
            if is_remote(entry):
                raise Refusal(f"`{entry}` is not here: Kustomize would fetch it", node.at)
            what = "is no directory" if found.kind == "file" else "does not exist"
            raise Failure(f"`{entry}` {what}", node.at, kind="resource-not-found")
        self._check_cycle(one.directory, found.path, above, node.at)
        kustomization = self._loader.kustomization(found.path, node.at)
        if not kustomization.component:
            raise Failure(f"`{entry}` is no Component: it belongs below `resources`", node.at)
        if len(above) > _DEEPEST:
            raise Refusal(f"kustomizations more than {_DEEPEST} levels deep", node.at)
        self._add(kustomization, into, owner, (*above, found.path))

    def _check_cycle(self, directory: str, path: str, above: tuple[str, ...], at: Mark) -> None:
        if path in above:
            raise Failure(f"`{path}` includes itself", at)
        if path == directory or within(path, directory):
            raise Failure(f"`{path}` holds the kustomization that includes it", at)

    def _transform(self, one: Kustomization, into: Collected, owner: Owner) -> None:
        """Change the objects, in the order of Kustomize's transformers."""
        fields, objects, ledger = one.fields, into.objects, self._ledger
        settings = into.settings or DEFAULT
        patcher = Patcher(self._loader, one, objects, owner, into.idle)
        patcher.apply(("patchesStrategicMerge", "patches"))
        namespace = fields.get("namespace")
        if text(namespace) and type(namespace) is Scalar:
            set_namespace(objects, namespace, settings.specs("namespace"), ledger, owner)
        for field in ("namePrefix", "nameSuffix"):
            written = fields.get(field)
            if text(written) and type(written) is Scalar:
                affix(objects, written, settings.specs(field), ledger, owner, prefix=field == "namePrefix")
        for node in entries(fields.get("labels")):
            labelling.label(objects, node, settings, ledger, owner)
        labelling.add(objects, fields.get("commonLabels"), settings.specs("commonLabels"), "label", ledger, owner)
        annotations = settings.specs("commonAnnotations")
        labelling.add(objects, fields.get("commonAnnotations"), annotations, "annotation", ledger, owner)
        patcher.apply(("patchesJson6902",))
        into.removed += patcher.removed
        for node in entries(fields.get("replicas")):
            labelling.scale(objects, node, settings.specs("replicas"), ledger, owner)
        for node in entries(fields.get("images")):
            Images(node, ledger, owner).apply(objects, settings.specs("images"))
        for node in entries(fields.get("replacements")):
            with self._loader.blaming(one, node.at):
                Replacer(self._loader, one.directory, objects, ledger, owner).apply(node)


def _append(one: Object, into: Collected, present: set[Id], at: Mark) -> None:
    known = one.id
    if known in present:
        raise Failure(f"there are two of {known.gvk.kind} `{known.name}`", at, one.root.at)
    if len(into.objects) >= _MOST:
        raise Refusal(f"more than {_MOST} objects", at)
    present.add(known)
    into.objects.append(one)
