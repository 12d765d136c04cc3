"""The file that a kustomization names and that a change took away: where it was, and how the change calls it now."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from k8slint.engine.changed import Moved
from k8slint.engine.ended import End
from k8slint.findings import Finding, Location

if TYPE_CHECKING:
    from k8slint.engine.comparing import Side

#: What a finding says of an entry of which the file is not there.
_MISSING = re.compile(r" names (?P<entry>.+), which does not exist")


def file_end(finding: Finding, old: Side, new: Side, change: Moved) -> End | None:
    """The old end of a new finding on an entry for a file: the file; None where the old tree had none there either."""
    told = _MISSING.search(finding.message)
    if told is None:
        return None
    entry, here = told["entry"], new.name(finding.location.path)
    naming = old.report.sources.get(old.path(here))
    file = posixpath.normpath(posixpath.join(posixpath.dirname(here), entry))
    known = any(old.name(stream.source.path) == file for stream in old.examined.streams)
    # What was named and is missing only now was there, also where it is no manifest.
    if not (known or (naming is not None and re.search(rf"(?<![\w./-]){re.escape(entry)}(?![\w./-])", naming.text))):
        return None
    now = _now(file, old, new, change) if known else None
    called = "" if now is None else f"; the change names it {posixpath.relpath(now, posixpath.dirname(file) or '.')}"
    return End(Location(old.path(file), 1, 1, 1, 1), f"{entry} was here{called}")


def _now(file: str, old: Side, new: Side, change: Moved) -> str | None:
    """How a file is called now: the only other one with its text, else the only one with its objects."""
    before = {old.name(stream.source.path): stream.source.text for stream in old.examined.streams}
    came = {path: stream.source.text for stream in new.examined.streams if (path := new.name(stream.source.path)) not in before}
    same = [path for path, text in came.items() if text == before[file]]
    if not same:
        keys = {change.key(key) for path, key in change.old if path == file}
        same = [path for path in came if keys and keys <= {key for where, key in change.new if where == path}]
    return same[0] if len(same) == 1 else None
