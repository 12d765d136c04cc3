"""What other linters' comments and annotations silence: an id of theirs stands for every rule that lists it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from k8slint.suppress.remarks import WHOLE, Remark, Scope

#: How comments of theirs look.
MARKS = ("checkov:skip", "trivy:ignore", "kics-scan")
#: The tools whose suppressions are known.
TOOLS = frozenset({"checkov", "kics", "kube-linter", "kube-score", "polaris", "trivy"})
#: How the annotations begin that say something.
PREFIXES = (
    *("ignore-check.kube-linter.io/", "kube-linter.io/ignore-all", "kube-score/ignore"),
    *("checkov.io/skip", "polaris.fairwinds.com/"),
)
_LINTER, _ALL_OF_LINTER, _SCORE, _CHECKOV, _POLARIS = PREFIXES
_EXEMPT = "exempt"
_ALL = "*"

_CHECKOV_COMMENT = re.compile(r"checkov:skip[ \t]*=[ \t]*([A-Za-z0-9_]+(?:[ \t]*,[ \t]*[A-Za-z0-9_]+)*)")
_TRIVY_COMMENT = re.compile(r"(?<![\w:])trivy:ignore:([A-Za-z0-9*-]+)((?::[a-z]+:\S+)?)(?=\s|\Z)")
_KICS_COMMENT = re.compile(r"#[ \t]*kics-scan[ \t]+([a-z-]+)[ \t]*(?:=[ \t]*([0-9A-Za-z, -]+))?[ \t]*\Z")
_KICS_PLACES = {"ignore-line": "below", "ignore-block": "node"}


class Peer(NamedTuple):
    """An id of another tool that something silences; `*` is every id of that tool."""

    tool: str
    name: str


def of_annotations(annotations: Mapping[str, object]) -> Iterator[Peer]:
    """What the annotations of a resource or pod template silence."""
    for key, value in annotations.items():
        text = value if isinstance(value, str) else ""
        if key == _ALL_OF_LINTER:
            yield Peer("kube-linter", _ALL)
        elif key.startswith(_LINTER):
            yield Peer("kube-linter", key.removeprefix(_LINTER))
        elif key == _SCORE:
            yield from (Peer("kube-score", name) for name in map(str.strip, text.split(",")) if "*" not in name[:-1])
        elif key.startswith(_CHECKOV) and (key[len(_CHECKOV) :] or "0").isdecimal():
            yield Peer("checkov", text.partition("=")[0].strip().rstrip("*"))
        elif key.startswith(_POLARIS) and (value is True or text.strip().lower() == "true"):
            check = key.removeprefix(_POLARIS)
            if check == _EXEMPT:
                yield Peer("polaris", _ALL)
            elif check.endswith(f"-{_EXEMPT}"):
                yield Peer("polaris", check.removesuffix(f"-{_EXEMPT}"))


def of_comment(text: str, remark: Remark, today: str) -> Iterator[tuple[Scope, Peer]]:
    """What a comment silences, and where; `today` as YYYY-MM-DD, for what expires."""
    if remark.templated:
        return
    comment = text[remark.start : remark.end]
    for found in _CHECKOV_COMMENT.finditer(comment):
        for name in found[1].split(","):
            yield remark.document, Peer("checkov", name.strip())
    if remark.node is not None:
        for found in _TRIVY_COMMENT.finditer(comment):
            if "*" not in found[1][:-1] and _holds(found[2], today):
                yield remark.node, Peer("trivy", found[1])
    kics = _KICS_COMMENT.match(comment)
    if kics is not None:
        yield from _of_kics(kics[1], kics[2], remark)


def _holds(parameter: str, today: str) -> bool:
    """Whether a comment of Trivy with a parameter behind its id holds: until a day; a workspace is Terraform's."""
    _, _, rest = parameter.partition(":")
    name, _, value = rest.partition(":")
    return not name or (name == "exp" and value >= today)


def _of_kics(command: str, ids: str | None, remark: Remark) -> Iterator[tuple[Scope, Peer]]:
    if command in _KICS_PLACES and ids is None:
        scope = remark.below if command == "ignore-line" else remark.node
        if scope is not None:
            yield scope, Peer("kics", _ALL)
    elif command == "ignore" and ids is None and remark.head:
        yield WHOLE, Peer("kics", _ALL)
    elif command == "disable" and ids is not None and remark.head:
        yield from ((WHOLE, Peer("kics", name.strip())) for name in ids.split(",") if name.strip())
