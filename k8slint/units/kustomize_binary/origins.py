"""A built object, and where its values come from as far as that can be told afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from k8slint.units.kustomize_binary.alignment import align, value_at
from k8slint.units.kustomize_binary.changes import Changes, Wanted
from k8slint.units.kustomize_binary.generated import Generator, part_of
from k8slint.units.kustomize_binary.matching import Printed, name_of
from k8slint.units.kustomize_binary.patches import Named
from k8slint.units.kustomize_binary.texts import Texts, Written
from k8slint.units.kustomizing.files import Files
from k8slint.units.kustomizing.outcome import Origin, Part, Path, Place


class TracedObject:
    """One object that Kustomize printed.

    A value has the place of its source if that has the same value there, else that of the patch or entry that brings
    it. Where none can be told, the origin is `implied`: the place is that of the nearest value around it.
    """

    __slots__ = ("_changes", "_files", "_maker", "_named", "_printed", "_texts", "value")

    def __init__(
        self, printed: Printed, maker: Written | Generator | Place, changes: Changes, texts: Texts, files: Files
    ) -> None:
        self.value: dict[str, Any] = printed.value
        self._printed = printed
        self._maker = maker
        self._changes = changes
        self._texts = texts
        self._files = files
        names = [name_of(self.value)]
        if isinstance(maker, Written):
            names.append(name_of(maker.value))
        elif isinstance(maker, Generator):
            names.append(str(maker.entry.get("name", "")))
        self._named = Named(str(self.value.get("kind")), tuple(dict.fromkeys(names)))

    def __repr__(self) -> str:
        return f"<{self.value.get('kind')} {name_of(self.value)}>"

    def origin(self, path: Path) -> Origin | None:
        """Where the value at a path comes from."""
        return self._origin(path, key=False)

    def key_origin(self, path: Path) -> Origin | None:
        """Where the key comes from that holds the value at a path."""
        return self._origin(path, key=True) if path and isinstance(path[-1], str) else None

    def leaves(self) -> Iterator[tuple[Path, Any]]:
        """All values that hold no others, with their paths."""
        rest: list[tuple[Path, Any]] = [((), self.value)]
        while rest:
            path, value = rest.pop()
            if isinstance(value, dict) and value:
                rest += [((*path, key), item) for key, item in reversed(value.items())]
            elif isinstance(value, list) and value:
                rest += [((*path, number), value[number]) for number in range(len(value) - 1, -1, -1)]
            else:
                yield path, value

    def _origin(self, path: Path, *, key: bool) -> Origin | None:
        now, there = value_at(self.value, path)
        if not there:
            return None
        written = self._maker if isinstance(self._maker, Written) else None
        at = align(written.value, self.value, path) if written is not None else None
        before = value_at(written.value, at)[0] if written is not None and at is not None else None
        base = None
        if written is not None and at is not None:
            place = written.place(at, key=key)
            base = Part("base", place, before if isinstance(before, str) else None) if place is not None else None
        if base is not None and (key or isinstance(now, dict | list)):
            return Origin((base,), base)
        wanted = Wanted(self.value, self._named, path, now, before, key=key)
        change = self._changes.part(self._printed.changed_by, wanted)
        if change is None and base is not None and now == before:
            return Origin((base,), base)
        if change is None:
            change = self._last_resort(path, now, base)
        if base is None or base is change:
            return Origin((change,), change)
        composed = change.how in {"prefix", "suffix", "hash"}
        return Origin((base, change), base if composed else change)

    def _last_resort(self, path: Path, now: Any, base: Part | None) -> Part:
        """What stands there for a value of which nobody says that he brings it."""
        if isinstance(self._maker, Generator):
            return part_of(self._maker, path, now, self._texts, self._files)
        if base is not None:
            follows = isinstance(now, str) and base.text is not None and base.text in now
            return base if follows else base._replace(how="implied", text=None)
        if isinstance(self._maker, Place):
            return Part("implied", self._maker)
        for length in range(len(path) - 1, 0, -1):
            at = align(self._maker.value, self.value, path[:length])
            place = self._maker.place(at) if at is not None else None
            if place is not None:
                return Part("implied", place)
        return Part("implied", self._maker.first)
