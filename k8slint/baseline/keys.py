"""What an entry of a baseline says of a finding: its rule, its resource as the source writes it, and its field."""

from __future__ import annotations

import json
import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from k8slint.findings import Finding

#: Group, kind, namespace and name, in front of the steps to the field.
_RESOURCE = 4
_KEY = re.compile(r"[A-Za-z_][\w-]*")
#: Entries of lists that are named as they are: a merge key with a plain value, an index, a plain word.
_ENTRY = re.compile(r"\[(?:[A-Za-z]+=)?[\w./:*@-]{1,80}\]", re.ASCII)
_INDEX = re.compile(r"\[\d+\]")
_DIGEST = re.compile(r"#[0-9a-f]{12}")
_LONGEST = 120  # characters of a line that are written down


class Key(NamedTuple):
    """What tells a finding from others; `resource` is None for what lies in none, and `where` a digest of its line then.

    Else `where` is the path of the field, with list entries by their merge key; empty for a whole resource.
    """

    rule: str
    resource: str | None
    where: str

    @property
    def loose(self) -> Key:
        """The key of all that differ only in the number of list entries that have nothing else to tell them apart."""
        return self if self.resource is None else self._replace(where=_INDEX.sub("[]", self.where))


def key_of(finding: Finding) -> Key:
    """The key of a finding that was made with its identity."""
    parts = _parts(finding)
    if len(parts) >= _RESOURCE:
        return Key(finding.rule, _resource(*parts[:_RESOURCE]), _field(parts[_RESOURCE:]))
    if finding.resource is not None:
        told = finding.resource
        return Key(finding.rule, _resource(told.group, told.kind, told.namespace or "", told.name or ""), finding.yaml_path)
    return Key(finding.rule, None, digest_of(parts[0] if parts else finding.message))


def line_of(finding: Finding) -> str | None:
    """The text of the line of a finding that lies in no resource; None if it is long, or may hold something secret."""
    parts = _parts(finding)
    if len(parts) != 1 or not parts[0] or len(parts[0]) > _LONGEST or _has_password(parts[0]) or _DIGEST.match(parts[0]):
        return None
    return parts[0]


def digest_of(line: str) -> str:
    """What stands for the text of a line; a digest stands for itself."""
    return line if _DIGEST.fullmatch(line) else f"#{_digest(line)}"


def _parts(finding: Finding) -> tuple[str, ...]:
    parts = finding.identity
    if all(map(str.isascii, parts)):
        return parts
    return tuple(part.encode("utf-8", "replace").decode() for part in parts)  # half a character, as JSON can write it


def path_from(base: str, path: str) -> str:
    """A path of a report, relative to the directory of a baseline."""
    inside = base in {"", "."} or path == "-" or path.startswith("<")
    return path if inside else posixpath.relpath(path, base)


def _resource(group: str, kind: str, namespace: str, name: str) -> str:
    """A resource as kubectl names its kind: `Deployment.apps shop/web`."""
    kind = f"{kind}.{group}" if group else kind
    return f"{kind} {namespace}/{name}" if namespace else f"{kind} {name}".rstrip()


def _field(steps: Sequence[str]) -> str:
    field = ""
    for step in steps:
        if step[:1] == "[" and step[-1:] == "]":
            field += step if _ENTRY.fullmatch(step) and not _has_password(step) else f"[#{_digest(step)}]"
        elif _KEY.fullmatch(step):
            field += f".{step}" if field else step
        else:
            field += f"[{json.dumps(step)}]"
    return field


def _has_password(text: str) -> bool:
    """Whether it may be a URL with a password in it."""
    return "://" in text and "@" in text


def _digest(text: str) -> str:
    from hashlib import blake2b  # hardly any finding needs it

    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
