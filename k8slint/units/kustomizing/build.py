"""From a directory to what Kustomize makes of it: the last steps, which a root alone takes, and the outcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from k8slint.units.kustomizing.affixing import set_namespace
from k8slint.units.kustomizing.building import Assembly, Collected
from k8slint.units.kustomizing.files import Files
from k8slint.units.kustomizing.hashing import name_suffix
from k8slint.units.kustomizing.identity import Id
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.loading import Loader
from k8slint.units.kustomizing.name_references import ReferenceFields, References
from k8slint.units.kustomizing.nodes import Map, Owner, Scalar, descend, leaves
from k8slint.units.kustomizing.objects import Object, normalise
from k8slint.units.kustomizing.order import sort
from k8slint.units.kustomizing.outcome import Built, Failed, Idle, Origin, Outcome, Path, Refused, Removed, Target
from k8slint.units.kustomizing.scalars import plain
from k8slint.units.kustomizing.settings import DEFAULT
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal, Stop
from k8slint.units.kustomizing.variables import Variables

_LOCAL: Final = "config.kubernetes.io/local-config"
_MOST: Final = 2_000_000  # objects that one run builds


class Kustomizer:
    """Builds the kustomizations of a run: it reads every file once, and builds once what several of them share."""

    def __init__(self, files: Files) -> None:
        self._ledger = Ledger()
        self._loader = Loader(files, self._ledger)
        self._assembly = Assembly(self._loader, self._ledger)
        self._fields = ReferenceFields()
        self._left = _MOST

    def build(self, directory: str, target: Target | None = None) -> Outcome:
        """What Kustomize makes of the kustomization of a directory, or of one around it that sets a namespace."""
        return self._outcome(lambda: self._build(directory, target))

    def put(self, files: Sequence[str], target: Target) -> Outcome:
        """What comes of files that a kustomization names as its resources and puts into a namespace, and nothing else."""
        return self._outcome(lambda: self._put(files, target))

    def _put(self, files: Sequence[str], target: Target) -> Built:
        collected = self._assembly.files(files)
        objects = self._finished(collected, target)
        _check_apart(objects, 0)
        return Built(tuple(_Object(self._ledger, one.root) for one in objects), tuple(files))

    def _outcome(self, make: Callable[[], Built]) -> Outcome:
        try:
            return make()
        except Stop as stop:
            place = self._ledger.place(stop.at)
            if isinstance(stop, Failure):
                return Failed(stop.kind, stop.message, place, self._ledger.place(stop.related), tuple(self._idle(stop.idle)))
            return Refused(stop.message, place)
        except RecursionError:
            return Refused("it is nested too deep", None)

    def _build(self, directory: str, target: Target | None) -> Built:
        kustomization = self._loader.kustomization(directory, 0)
        if kustomization.component:
            raise Refusal("a Component is no root", kustomization.fields.at)
        collected = self._assembly.base(directory)
        self._left -= len(collected.objects)
        if self._left < 0:
            raise Refusal(f"more than {_MOST} objects in one run", kustomization.fields.at)
        finished = self._finished(collected, target)
        _check_apart(finished, kustomization.fields.at)
        objects = sort(finished, kustomization.fields.get("sortOptions"))
        built = tuple(_Object(self._ledger, one.root) for one in objects)
        sources, directories = (tuple(dict.fromkeys(paths)) for paths in (collected.sources, collected.directories))
        return Built(built, sources, directories, tuple(self._idle(collected.idle)), tuple(self._removed(collected)))

    def _idle(self, noted: Sequence[tuple[str, Mark]]) -> Iterator[Idle]:
        for field, at in noted:
            place = self._ledger.place(at)
            if place is not None:
                yield Idle(field, place, "its target selects nothing")

    def _removed(self, collected: Collected) -> Iterator[Removed]:
        for known, at in collected.removed:
            place = self._ledger.place(at)
            if place is not None:
                yield Removed(known.gvk.kind, None if known.namespace == "default" else known.namespace, known.name, place)

    def _finished(self, collected: Collected, target: Target | None) -> list[Object]:
        """The objects as they are printed: with hashes, and names that follow."""
        owner = Owner()
        objects = [one.copy() for one in collected.objects]
        settings = collected.settings or DEFAULT
        if target is not None:
            at = self._ledger.range("settings", *target.place)
            set_namespace(objects, Scalar(target.namespace, "str", "", at, at), settings.specs("namespace"), self._ledger, owner)
        for one in objects:
            if one.hashed:
                self._hash(one, owner)
        References(objects, self._ledger, owner).follow(settings, self._fields)
        if collected.variables:
            Variables(collected.variables, objects, self._ledger, owner).expand(settings.specs("varReference"))
        printed = []
        for one in objects:
            metadata = one.root.map("metadata")
            annotations = metadata.map("annotations") if metadata is not None else None
            local = annotations.scalar(_LOCAL) if annotations is not None else None
            if local is None or local.text == "false":
                normalise(one, "annotations", owner)
                printed.append(one)
        return printed

    def _hash(self, one: Object, owner: Owner) -> None:
        suffix = name_suffix(one)
        one.remember()
        metadata = one.metadata(owner)
        old = metadata.scalar("name")
        if old is None:
            raise Refusal("a generated object without a name", one.generated)
        at = self._ledger.composed(old.at, old.text, ("hash", one.generated, None))
        metadata["name"] = Scalar(f"{old.text}-{suffix}", "str", old.style, at, old.key)


def _check_apart(objects: list[Object], at: Mark) -> None:
    """Raise for two objects of one name, which patches and names that follow may have made."""
    present: set[Id] = set()
    for one in objects:
        known = one.id
        if known in present:
            raise Failure(f"it makes two of {known.gvk.kind} `{known.name}`", at, one.root.at)
        present.add(known)


class _Object:
    """An object and the nodes that it is made of."""

    __slots__ = ("_ledger", "_root", "value")

    def __init__(self, ledger: Ledger, root: Map) -> None:
        self._ledger = ledger
        self._root = root
        self.value: dict[str, Any] = plain(root)

    def __repr__(self) -> str:
        return f"<{self.value.get('kind')} {self.value.get('metadata', {}).get('name')}>"

    def origin(self, path: Path) -> Origin | None:
        """Where the value at a path comes from."""
        node = descend(self._root, path)
        if node is None:
            return None
        return self._ledger.origin(node.at, node.text if type(node) is Scalar else None)

    def key_origin(self, path: Path) -> Origin | None:
        """Where the key comes from that holds the value at a path."""
        node = descend(self._root, path)
        if node is None or not path or type(path[-1]) is not str:
            return None
        return self._ledger.origin(node.key, str(path[-1]))

    def leaves(self) -> Iterator[tuple[Path, Any]]:
        """All values that hold no others, with their paths."""
        for path, node in leaves(self._root):
            yield path, plain(node)


def build(directory: str, files: Files) -> Outcome:
    """What Kustomize makes of the kustomization of a directory; for several of them, a Kustomizer shares the work."""
    return Kustomizer(files).build(directory)
