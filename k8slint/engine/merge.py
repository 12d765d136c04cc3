"""One finding a rule and place: what several units or counterparts share is told once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from k8slint.engine.place import digest
from k8slint.findings import Finding, RelatedPlace


def _order(finding: Finding) -> tuple[object, ...]:
    where = finding.location
    return (where.path, where.line, where.column, finding.rule, finding.message)


def _one(group: list[Finding]) -> Finding:
    """The finding that stands for those of one rule and place."""
    group.sort(key=lambda finding: (finding.severity.rank, finding.unit or "", finding.message))
    first = group[0]
    if len(group) == 1:
        return first
    related: dict[RelatedPlace, None] = {}
    for finding in group:
        if finding.unit == first.unit:
            related.update(dict.fromkeys(finding.related))
    units = {finding.unit for finding in group if finding.unit is not None} - {first.unit}
    return first._replace(related=tuple(related), also_in=tuple(sorted(units)))


def merge(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of reports, one a rule and place, with fingerprints that are unique."""
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.rule, finding.location, finding.yaml_path].append(finding)
    merged = sorted((_one(group) for group in groups.values()), key=_order)
    seen: dict[str, int] = {}
    for index, finding in enumerate(merged):
        times = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        if times > 1:
            merged[index] = finding._replace(fingerprint=digest([finding.fingerprint, str(times)]))
    return tuple(merged)
