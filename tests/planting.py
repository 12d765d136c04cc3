"""What tests of planted faults share: a world with one edit, how it is checked, and how findings are told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Settings, lint
from k8slint.findings import Finding, Report, Severity

UNITS = Path(__file__).parent / "fixtures" / "units"


def entries(name: str) -> Iterator[dict[str, Any]]:
    """The entries of a fixture file about a world: `gitops.faults`."""
    for entry in YAML(typ="safe").load((UNITS / f"{name}.yaml").read_text("utf-8")):
        yield {key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()}


def plant(world: Path, folder: Path, file: str = "", old: str = "", new: str = "") -> None:
    """Copy a world; with a file, a text that occurs once there becomes another."""
    shutil.copytree(world, folder)
    if file:
        path = folder / file
        before = path.read_text("utf-8")
        assert before.count(old) == 1, f"{old!r} occurs {before.count(old)} times in {file}"
        path.write_text(before.replace(old, new), encoding="utf-8")


def line_of(marker: str, content: str) -> int:
    """The line, from 1, on which the only occurrence of a text ends; one that ends its line goes first."""
    ends = [index + len(marker) for index in range(len(content)) if content.startswith(marker, index)]
    ends = [end for end in ends if content[end : end + 1] in {"", "\n"}] or ends
    assert len(ends) == 1, f"{marker!r} occurs {len(ends)} times"
    return content.count("\n", 0, ends[0]) + 1


@cache
def rules(profile: str) -> tuple[rulebook.Rule, ...]:
    return rulebook.choose(rulebook.load(), profiles=(profile,))


def check(folder: Path, profile: str) -> Report:
    return lint(find((".",), cwd=str(folder)), rules(profile), Settings())


def loud(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.severity is not Severity.INFO]


def told(findings: list[Finding]) -> str:
    """Findings with their units and other ends, for a failing test."""
    lines = []
    for finding in findings:
        where = finding.location
        lines.append(f"{where.path}:{where.line}:{where.column}: {finding.severity.value}[{finding.rule}]")
        lines.append(f"    {finding.message} (help: {finding.help}; in {finding.unit}, {finding.also_in})")
        lines += [f"    {other.location.path}:{other.location.line}: {other.message}" for other in finding.related]
    return "\n".join(lines) or "nothing"
