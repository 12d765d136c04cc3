"""The patches of a kustomization: which they are, which objects they change, and how."""

from __future__ import annotations

from typing import Final

from k8slint.units.kustomizing import json_patches
from k8slint.units.kustomizing.fields import entries, flag, only, text
from k8slint.units.kustomizing.identity import Id
from k8slint.units.kustomizing.loading import Kustomization, Loader
from k8slint.units.kustomizing.merge_keys import shape_of
from k8slint.units.kustomizing.merging import merge
from k8slint.units.kustomizing.nodes import Map, Node, Owner, Scalar, copied, is_null
from k8slint.units.kustomizing.objects import Object, as_texts
from k8slint.units.kustomizing.resources import objects_in
from k8slint.units.kustomizing.selecting import Target
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal, Stop
from k8slint.units.kustomizing.twins import spread

_OPTIONS: Final = ("allowNameChange", "allowKindChange")


class Patcher:
    """Applies the patches of one kustomization to the objects of a build; notes those that change nothing."""

    def __init__(
        self, loader: Loader, kustomization: Kustomization, objects: list[Object], owner: Owner, idle: list[tuple[str, Mark]]
    ) -> None:
        self._loader = loader
        self._kustomization = kustomization
        self._directory = kustomization.directory
        self._objects = objects
        self._owner = owner
        self._idle = idle
        self.removed: list[tuple[Id, Mark]] = []

    def apply(self, names: tuple[str, ...]) -> None:
        """Apply the patches of some fields, in order."""
        appliers = {"patchesStrategicMerge": self._strategic, "patches": self._any, "patchesJson6902": self._json}
        for name in names:
            for entry in entries(self._kustomization.fields.get(name)):
                try:
                    with self._loader.blaming(self._kustomization, entry.at):
                        appliers[name](entry)
                except Stop as stop:
                    stop.idle = tuple(self._idle)
                    raise

    def _strategic(self, node: Node) -> None:
        """Apply an entry of `patchesStrategicMerge`: a file, or a patch as it stands."""
        written = text(node)
        if type(node) is Scalar and ("\n" in written or written.lstrip()[:1] == "{"):
            documents = self._loader.inline(node, "patch")
        else:
            documents = self._loader.documents(self._directory, written, "patch", node.at)
        for patch in self._patches(documents, node.at):
            self._merge(self._named(patch, node.at), patch, selected=True)

    def _any(self, node: Node) -> None:
        """Apply an entry of `patches`."""
        entry = only(node, ("path", "patch", "target", "options"))
        documents = self._documents(entry)
        options = only(entry.get("options"), _OPTIONS)
        target = None if is_null(entry.get("target")) else Target(entry["target"])
        operations = json_patches.operations(documents)
        if operations is not None:
            if target is None:
                raise Failure("a JSON patch has a `target`", entry.at)
            if not operations:
                raise Refusal("a patch without operations", entry.at)
            self._operate(target, operations, "patches", store=True)
            return
        patches = self._patches(documents, entry.at)
        if target is None:
            for patch in patches:
                self._merge(self._named(patch, entry.at), patch, options=options)
            return
        if len(patches) > 1:
            raise Refusal("a patch of several documents with a `target`", entry.at)
        chosen = [one for one in self._objects if target.selects(one)]
        if not chosen:
            self._idle.append(("patches", target.at))
        for one in chosen:
            self._merge(one, patches[0], selected=True, options=options)
        ids = [one.id for one in self._objects]
        if len(set(ids)) != len(ids):
            raise Refusal("a patch makes two objects of one name", entry.at)

    def _json(self, node: Node) -> None:
        """Apply an entry of `patchesJson6902`."""
        entry = only(node, ("target", "path", "patch", "options"))
        if is_null(entry.get("target")):
            raise Failure("a JSON patch has a `target`", entry.at)
        target = Target(entry["target"])
        operations = json_patches.operations(self._documents(entry))
        if not operations:
            raise Refusal("`patchesJson6902` without a JSON patch", entry.at)
        self._operate(target, operations, "patchesJson6902", store=False)

    def _documents(self, entry: Map) -> list[Node]:
        path, inline = text(entry.get("path")), entry.get("patch")
        if bool(path) == bool(text(inline).strip()):
            raise Failure("a patch has either `path` or `patch`", entry.at)
        if path:
            at = entry["path"].at
            source = self._loader.source(self._loader.file(self._directory, path, at))
            json_patches.check(source.text if source else "", at)
            return self._loader.documents(self._directory, path, "patch", at)
        assert type(inline) is Scalar  # noqa: S101  # it is a text
        json_patches.check(inline.text, inline.at)
        return self._loader.inline(inline, "patch")

    def _patches(self, documents: list[Node], at: Mark) -> list[Map]:
        found = objects_in(documents)
        if not found:
            raise Refusal("an empty patch, which not every Kustomize takes", at)
        return found

    def _named(self, patch: Map, at: Mark) -> Object:
        """The object that a patch names."""
        wanted = Object(patch).id
        found = [one for one in self._objects if (one.past or one.name == wanted.name) and wanted in one.ids()]
        if len(found) == 1:
            return found[0]
        metadata = patch.map("metadata")
        name = metadata.scalar("name") if metadata is not None else None
        related = name.at if name is not None else patch.at
        if found:
            raise Failure(f"the patch of {wanted.gvk.kind} `{wanted.name}` fits several objects", at, related)
        message = f"there is no {wanted.gvk.kind} `{wanted.name}` for the patch"
        raise Failure(message, at, related, "patch-target-not-found")

    def _operate(self, target: Target, operations: list[json_patches.Operation], field: str, *, store: bool) -> None:
        chosen = [one for one in self._objects if target.selects(one)]
        if not chosen:
            self._idle.append((field, target.at))
        for one in chosen:
            if store:
                one.remember()
            annotated = bool(one.past or one.prefixes or one.suffixes or one.behavior)
            json_patches.apply(one, operations, self._owner, annotated=annotated)

    def _merge(self, one: Object, patch: Map, *, selected: bool = False, options: Map | None = None) -> None:
        """Merge a patch into an object; `selected`: as Kustomize does it where it has looked for the object itself."""
        owner, root = self._owner, one.root
        old = root.map("metadata")
        name, namespace = (old.get("name"), old.get("namespace")) if old is not None else (None, None)
        renames, retypes = (flag((options or Map()).get(option)) for option in _OPTIONS)
        if renames or retypes:
            one.remember()
        change: Map = copied(patch, owner)
        if selected:
            _as_selected(change, root, owner)
        merged = merge(copied(root, owner), change, shape_of(one.api_version, one.gvk.kind), owner)
        if type(merged) is not Map or not merged:
            self._objects.remove(one)
            self.removed.append((one.id, patch.at))
            return
        one.root = merged
        spread(one, owner)
        if not retypes:
            merged["kind"] = root["kind"]
        version = merged.scalar("apiVersion")
        if version is not None and version.text == one.api_version:
            merged["apiVersion"] = root["apiVersion"]
        metadata = merged.map("metadata")
        if metadata is None or name is None:
            raise Refusal("a patch takes the metadata away", patch.at)
        if not renames:
            metadata["name"] = name
        if namespace is None or is_null(namespace):
            metadata.pop("namespace", None)
        else:
            metadata["namespace"] = namespace
        one.typed()


def _as_selected(change: Map, root: Map, owner: Owner) -> None:
    """What Kustomize does to a patch for each object that it selects: labels and annotations become texts, even nulls."""
    metadata = change.map("metadata")
    for field in ("labels", "annotations") if metadata is not None else ():
        assert metadata is not None  # noqa: S101
        found = metadata.get(field)
        if type(found) is Map and found:
            metadata[field] = as_texts(found, owner)
        else:
            metadata.pop(field, None)
    if "apiVersion" in root:
        change["apiVersion"] = root["apiVersion"]
