"""The transformer of images: in the fields that a spec names, and in all lists called containers or initContainers."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from k8slint.units.kustomizing.field_specs import FieldSpecs
from k8slint.units.kustomizing.fields import only, text
from k8slint.units.kustomizing.ledger import Ledger
from k8slint.units.kustomizing.nodes import List, Map, Node, Owner, Scalar, Step, own
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.outcome import How
from k8slint.units.kustomizing.patterns import compiled
from k8slint.units.kustomizing.stops import Mark, Refusal
from k8slint.units.kustomizing.visiting import Making, change

_FIELDS: Final = ("name", "newName", "newTag", "digest", "tagSuffix")
_VERSIONS: Final = ("newTag", "digest", "tagSuffix")
_CONTAINERS: Final = ("containers", "initContainers")
_REST: Final = r"(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$"


class Image(NamedTuple):
    """An image as it is written: its name with the registry's, its tag, its digest."""

    name: str
    tag: str
    digest: str

    def __str__(self) -> str:
        return self.name + (f":{self.tag}" if self.tag else "") + (f"@{self.digest}" if self.digest else "")


def split(image: str) -> Image:
    """Take an image apart as Kustomize does."""
    slash = max(image.find("/"), 0)
    at, colon = image.find("@", slash), image.find(":", slash)
    if at >= 0 and (at < colon or colon < 0):
        return Image(image[:at], "", image[at + 1 :])
    if colon < 0:
        return Image(image, "", "")
    if at >= 0:
        return Image(image[:colon], image[colon + 1 : at], image[at + 1 :])
    return Image(image[:colon], image[colon + 1 :], "")


class Images:
    """One entry of `images`, and what it does to objects."""

    def __init__(self, node: Node, ledger: Ledger, owner: Owner) -> None:
        entry = only(node, _FIELDS)
        self._entry = entry
        self._given = {name: text(entry.get(name)) for name in _FIELDS}
        self._pattern = compiled(self._given["name"], entry.at, "^", _REST)
        self._ledger = ledger
        self._owner = owner

    def apply(self, objects: list[Object], specs: FieldSpecs) -> None:
        """Change all images of the name."""
        making = Making(self._owner, self._entry.at)
        for one in objects:
            if one.gvk.kind != "CustomResourceDefinition":
                if self._concerns(one.root):
                    self._walk([one.owned(self._owner)], 0)
                change(one, specs, making, self._change)

    def _concerns(self, node: Node) -> bool:
        """Whether a container below a node has such an image: most have not, and stay as they are."""
        entries = node.items() if type(node) is Map else enumerate(node) if type(node) is List else ()
        for name, entry in entries:
            if type(entry) is Scalar:
                continue
            if name in _CONTAINERS and type(entry) is List:
                for container in entry:
                    image = container.scalar("image") if type(container) is Map else None
                    if type(container) is not Map or (image is not None and self._pattern.matches(image.text)):
                        return True
            if self._concerns(entry):
                return True
        return False

    def _walk(self, holder: Any, step: Step) -> None:
        node = own(holder, step, self._owner)
        if type(node) is List:
            for index, entry in enumerate(node):
                if type(entry) is not Scalar:
                    self._walk(node, index)
            return
        for name, entry in list(node.items()):
            if type(entry) is Scalar:
                continue
            self._walk(node, name)
            containers = node[name]
            if name in _CONTAINERS and type(containers) is List:
                for index, container in enumerate(containers):
                    if type(container) is not Map:
                        raise Refusal("a container that is no mapping", container.at)
                    if "image" in container:
                        self._change(own(containers, index, self._owner), "image")

    def _change(self, holder: Any, step: Step) -> None:
        old = holder[step]
        if type(old) is not Scalar:
            raise Refusal("an image that is no text", old.at)
        if not self._pattern.matches(old.text):
            return
        given, image = self._given, split(old.text)
        name = given["newName"] or image.name
        if given["newTag"] or given["digest"]:
            tag, digest = given["newTag"], given["digest"]
        else:
            tag, digest = (image.tag + given["tagSuffix"] if given["tagSuffix"] else image.tag), image.digest
            digest = "" if given["tagSuffix"] else digest
        made = Image(name, tag, digest)
        used = [field for field in ("newName", *_VERSIONS) if given[field]]
        if not used:
            if str(made) != old.text:
                holder[step] = Scalar(str(made), "str", old.style, old.at, old.key)
            return
        added: list[tuple[How, Mark, str | None]] = [("image", self._entry[field].at, given[field]) for field in used]
        rest = _rest(image, made, replaced=bool(given["newName"]))
        at = self._ledger.composed(old.at, rest, *added, effective=len(added) - 1)
        holder[step] = Scalar(str(made), "str", old.style, at, old.key)


def _rest(before: Image, after: Image, *, replaced: bool) -> str | None:
    """What is left of an image; None if it is not one piece."""
    if not replaced:
        return f"{before.name}:{before.tag}" if after.tag == before.tag != "" else before.name
    return before.tag if before.tag and after.tag.startswith(before.tag) else None
