"""What a change touches: objects that are written in another way than before, and files of which no object can be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from k8slint.engine.changed import Key, key_of, objects
from k8slint.findings import Finding
from k8slint.yaml import Stream


class Touched:
    """Knows of the findings of a tree whether the change from an old tree touches what they are in.

    `changed` are the paths of the files that differ. A file that only got another name or other comments touches nothing,
    nor does an object that moved.
    """

    def __init__(self, old: Sequence[Stream], new: Sequence[Stream], changed: Collection[str]) -> None:
        before = [stream for stream in old if stream.source.path in changed]
        after = [stream for stream in new if stream.source.path in changed]
        self._changed = changed
        self._new = objects(after, str)
        self._was: dict[Key, list[str]] = defaultdict(list)
        for (_, key), value in objects(before, str).items():
            self._was[key].append(repr(value))
        self._texts = {stream.source.text for stream in before}
        self._values = {_values(stream) for stream in before if not stream.errors}
        self._streams = {stream.source.path: stream for stream in after}

    def by(self, finding: Finding) -> bool:
        """Whether the change touches what a finding is in."""
        path = finding.location.path
        if path not in self._changed:
            return False
        key = key_of(finding)
        value = None if key is None else self._new.get((path, key))
        if key is not None and value is not None:
            return repr(value) not in self._was.get(key, ())
        stream = self._streams.get(path)
        if stream is None or stream.source.text in self._texts:
            return stream is None
        return bool(stream.errors) or _values(stream) not in self._values


def _values(stream: Stream) -> str:
    values: list[Any] = [document.value for document in stream.documents]
    return repr(values)
