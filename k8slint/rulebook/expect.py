"""Comments in a manifest that say which findings are expected, and where: `# expect: MESSAGE`.

At the end of a line: there. `# expect-next: MESSAGE` on a line of its own: on the next line that is none. In brackets a
severity, a rule, or both: `# expect[warning]:`, `# expect[service-selects-nothing, warning]:`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

_COMMENT = re.compile(
    r"(?:^|(?<=\S))[ \t]*# expect(?P<next>-next)?(?:\[(?P<words>[^\]\n]*)\])?:[ \t]*(?P<message>.*?)(?P<end>\r?)$"
)
_SEVERITIES: Mapping[str, Severity] = {severity.value: severity for severity in Severity}


class Expectation(NamedTuple):
    """One expected finding: its line in the manifest without such comments, what it says, the line of the comment.

    Lines count from 1.
    """

    line: int
    message: str
    rule: str | None = None
    severity: Severity | None = None
    written: int = 0


class Manifest(NamedTuple):
    """A manifest without its comments of this kind, and what they said.

    `lines` holds, for each of its lines, the line of the text that it came from; they count from 1.
    """

    text: str
    expectations: tuple[Expectation, ...]
    lines: tuple[int, ...]


class Difference(NamedTuple):
    """One thing that is not as expected, and the line, from 1, of the text with comments at which it is not."""

    line: int
    message: str


def read(text: str) -> Manifest:
    """Take the comments out of a manifest."""
    kept: list[str] = []
    lines: list[int] = []
    expected: list[Expectation] = []
    for number, line in enumerate(text.split("\n"), 1):
        comment = _COMMENT.search(line)
        if comment is None or not comment["next"]:
            kept.append(line if comment is None else line[: comment.start()] + comment["end"])
            lines.append(number)
        if comment is None:
            continue
        at = len(kept) + 1 if comment["next"] else len(kept)
        expected.append(Expectation(at, comment["message"].rstrip(), *_words(comment["words"]), number))
    return Manifest("\n".join(kept), tuple(expected), tuple(lines))


def _words(written: str | None) -> tuple[str | None, Severity | None]:
    rule, severity = None, None
    for word in filter(None, re.split(r"[,\s]+", written or "")):
        if word in _SEVERITIES:
            severity = _SEVERITIES[word]
        else:
            rule = word
    return rule, severity


def differences(manifest: Manifest, findings: Iterable[Finding]) -> Iterator[Difference]:
    """Say what was expected and not found, and what was found and not expected; nothing where they agree."""
    rest = list(findings)
    for wanted in manifest.expectations:
        found = next((finding for finding in rest if _meets(finding, wanted)), None)
        if found is None:
            severity = f" as {wanted.severity.value}" if wanted.severity else ""
            yield Difference(wanted.written, f"expected{severity}, not found: {wanted.message}")
        else:
            rest.remove(found)
    for finding in rest:
        what = f"{finding.severity.value}[{finding.rule}] {finding.message}"
        line = manifest.lines[min(finding.location.line, len(manifest.lines)) - 1] if manifest.lines else 1
        yield Difference(line, f"found, not expected: {what}")


def _meets(finding: Finding, wanted: Expectation) -> bool:
    return (
        finding.location.line == wanted.line
        and finding.message == wanted.message
        and wanted.rule in {None, finding.rule}
        and wanted.severity in {None, finding.severity}
    )


def rewritten(text: str, findings: Iterable[Finding]) -> str:
    """Let each comment say what was found on its line; only lines with as many comments as findings change."""
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.location.line, []).append(finding)
    comments: dict[int, list[Expectation]] = {}
    for wanted in read(text).expectations:
        comments.setdefault(wanted.line, []).append(wanted)
    lines = text.split("\n")
    for line, expected in comments.items():
        there = found.get(line, [])
        if len(there) != len(expected):
            continue
        for wanted, finding in _pairs(expected, there):
            lines[wanted.written - 1] = _said(lines[wanted.written - 1], wanted, finding)
    return "\n".join(lines)


def _pairs(expected: Sequence[Expectation], findings: Sequence[Finding]) -> Iterator[tuple[Expectation, Finding]]:
    """Join each comment with its finding: those that agree already, then the rest in order."""
    rest = sorted(findings, key=lambda finding: (finding.location.column, finding.rule, finding.message))
    changed: list[Expectation] = []
    for wanted in expected:
        same = next((finding for finding in rest if finding.message == wanted.message), None)
        if same is None:
            changed.append(wanted)
        else:
            rest.remove(same)
            yield wanted, same
    yield from zip(changed, rest, strict=True)


def _said(line: str, wanted: Expectation, finding: Finding) -> str:
    """Let the comment of a line say a finding; what it pins stays pinned."""
    comment = _COMMENT.search(line)
    if comment is None:
        return line
    pins = [finding.rule] if wanted.rule else []
    pins += [finding.severity.value] if wanted.severity else []
    words = f"[{', '.join(pins)}]" if pins else ""
    mark = f"# expect{comment['next'] or ''}{words}: {finding.message}{comment['end']}"
    return line[: line.index("# expect", comment.start())] + mark
