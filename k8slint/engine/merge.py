"""One finding a rule and place: what several units or counterparts share is told once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable
from typing import TYPE_CHECKING

from k8slint.engine.place import digest
from k8slint.findings import Finding, RelatedPlace

if TYPE_CHECKING:
    from k8slint.engine import sharing

#: What is applied may have other entries before one: the same place has another index in each overlay.
_INDEX = re.compile(r"\[\d+\]")


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
    merged = first._replace(related=tuple(related), also_in=tuple(sorted(units)))
    if any(finding.fix is not None or finding.not_fixed is not None for finding in group):
        from k8slint.engine.sharing import common  # most findings have no fix

        fix, why_not = common(group)
        merged = merged._replace(fix=fix, not_fixed=why_not)
    return merged


#: Called when a finding has a fix: the units that use each file, by its path.
Users = Callable[[], "sharing.Users"]


def _offered(findings: list[Finding], of_texts: Container[str], users: Users) -> None:
    """Take away the fixes to which units object that have no such finding; rules about texts ask no unit."""
    using = None
    for index, finding in enumerate(findings):
        if finding.fix is None or finding.rule in of_texts:
            continue
        from k8slint.engine.sharing import objection  # likewise

        using = users() if using is None else using
        why_not = objection(finding, using)
        if why_not is not None:
            findings[index] = finding._replace(fix=None, not_fixed=why_not)


def merge(findings: Iterable[Finding], of_texts: Container[str] = (), users: Users = dict) -> tuple[Finding, ...]:
    """Findings in the order of reports, one a rule and place, with fingerprints that are unique.

    `of_texts` are the rules about texts, which every unit that holds one shares.
    """
    groups: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        groups[finding.rule, finding.location, _INDEX.sub("[]", finding.yaml_path)].append(finding)
    merged = sorted((_one(group) for group in groups.values()), key=_order)
    _offered(merged, of_texts, users)
    seen: dict[str, int] = {}
    for index, finding in enumerate(merged):
        times = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        if times > 1:
            merged[index] = finding._replace(fingerprint=digest([finding.fingerprint, str(times)]))
    return tuple(merged)
