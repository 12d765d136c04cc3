"""What is said of fixes: which findings have one, what was fixed, and what was not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from k8slint.findings import Safety
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8slint.findings import Finding, Report
    from k8slint.report.options import Options

_MOST = 8  # rules or reasons that are named
_SAFE, _UNSAFE = "--fix", "--unsafe-fixes"
#: What makes unsafe fixes, where it was already asked to count them.
_BOTH = f"{_SAFE} {_UNSAFE}"


def fixable(report: Report, options: Options) -> str:
    """End the line that counts findings: how many of those that are listed have a fix; empty if none has."""
    counted = Counter(remedy(finding, options) for finding in options.listing(report) if finding.fix is not None)
    safe, option = counted[_SAFE], _BOTH if options.unsafe else _UNSAFE
    unsafe = counted[option]
    parts = [f"{safe:,} fixable with {_SAFE}"] if safe else []
    if unsafe:
        parts.append(f"{unsafe:,} {'more' if safe else 'fixable'} with {option}")
    return f"; {', '.join(parts)}" if parts else ""


def remark(finding: Finding, options: Options) -> str:
    """End the help of a finding: with which option it is fixed; empty if there is no fix."""
    return "" if finding.fix is None else f" (fixable with {remedy(finding, options)})"


def remedy(finding: Finding, options: Options) -> str:
    """The options with which a finding that has a fix is fixed."""
    if finding.fix is not None and finding.fix.safety is Safety.SAFE:
        return _SAFE
    return _BOTH if options.unsafe else _UNSAFE


def outcome(report: Report, options: Options) -> Iterator[str]:
    """Write what was fixed, and why the rest was not, on a line each; nothing where nobody asked for it."""
    if report.fixed is None:
        return
    verb = "would fix" if options.dry else "fixed"
    if report.fixed:
        rules = Counter(finding.rule for finding in report.fixed)
        files = len({splice.location.path for one in report.fixed for splice in (one.fix.splices if one.fix else ())})
        named = (f"{number:,} {sanitize(rule)}" for rule, number in sorted(rules.items(), key=_most_first))
        problems = plural(len(report.fixed), "problem")
        yield f"{verb} {problems} in {plural(files, 'file')}: {', '.join(_some(list(named)))}"
    else:
        yield f"{verb} nothing"
    reasons = Counter(finding.not_fixed for finding in options.listing(report) if finding.not_fixed is not None)
    told = [f"{sanitize(why)} ({plural(number, 'problem')})" for why, number in sorted(reasons.items(), key=_most_first)]
    for line in _some(told):
        yield f"not fixed: {line}"


def _most_first(counted: tuple[str, int]) -> tuple[int, str]:
    return -counted[1], counted[0]


def _some(texts: list[str]) -> Iterable[str]:
    return texts if len(texts) <= _MOST else [*texts[:_MOST], f"and {len(texts) - _MOST:,} more"]
