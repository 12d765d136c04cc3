"""`k8slint check --staged`: what is about to be committed, as far as the commit touches or breaks it."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from k8slint.cli.errors import UsageError
from k8slint.cli.options import asked, charted
from k8slint.cli.progress import Progress
from k8slint.cli.setup import Setup
from k8slint.cli.staged_look import Staged, looked
from k8slint.cli.staged_trees import Trees
from k8slint.discover import STDIN, Tree
from k8slint.discover.vocabulary import cache_file
from k8slint.engine import Examined, Known, check, examine
from k8slint.findings import Finding, Report, Since, Summary
from k8slint.git import GitError
from k8slint.report.terminal import sanitize
from k8slint.rulebook import Rule
from k8slint.rulebook.index import cache_folder
from k8slint.units import Charts

if TYPE_CHECKING:
    from k8slint.units.charts import RenderedChart

_CHART = "Chart.yaml"
_COMMAND = "k8slint check"


def look(paths: Sequence[str], others: Iterable[str]) -> Staged | None:
    """What is staged; None where nothing of it has to do with manifests.

    Raises UsageError outside of a repository, and where something else is asked for besides: `others` are such options.
    """
    for other in others:
        raise UsageError(_COMMAND, f"--staged looks at the index, {other} does something else: name one of them")
    if STDIN in paths:
        raise UsageError(_COMMAND, "--staged looks at the index: standard input (-) is not in it")
    try:
        return looked(os.environ)
    except GitError as error:
        raise UsageError(_COMMAND, sanitize(str(error))) from None


def nothing(rules: Sequence[Rule]) -> Report:
    """The report on a commit that has nothing to do with manifests."""
    return Report((), Summary(rules=len(rules)), rules=tuple(rule.info() for rule in rules))


def opened(staged: Staged, paths: Sequence[str], *, cached: bool = True) -> Trees:
    """The trees before and after."""
    return Trees(staged, paths, cache_file(cache_folder(), staged.repository.top) if cached else None)


def run(trees: Trees, setup: Setup, progress: Progress) -> Report:
    """The report on what is about to be committed: what is found in what it changes, and what is new anywhere else.

    Raises UsageError where git cannot tell what is in the trees.
    """
    try:
        return _run(trees, setup, progress)
    except GitError as error:
        raise UsageError(_COMMAND, sanitize(str(error))) from None
    finally:
        trees.close()


def _run(trees: Trees, setup: Setup, progress: Progress) -> Report:
    known: Known = {}
    trees.choose(setup.settings)
    setup = setup._replace(settings=setup.settings._replace(identify=True))
    tree, base = trees.new(), trees.staged.base
    examined, report = _linted(tree, trees, setup, progress, known)
    if trees.staged.whole:
        return report
    if not report.findings:
        return report._replace(since=Since(base))
    from k8slint.engine.comparing import Side, compare  # most commits break nothing
    from k8slint.engine.touched import Touched

    before = trees.old()
    old = Side(*_linted(before, trees, setup, progress, known), revision=base, unknown=_unknown(before))
    new = Side(examined, report, unknown=_unknown(tree))
    touched = Touched(old.examined.streams, examined.streams, trees.changed)
    return _merged(compare(old, new, base, setup.settings.policies), report, touched.by)


def _unknown(tree: Tree) -> tuple[str, ...]:
    return tree.recorded.unknown if tree.recorded is not None else ()


def _merged(brought: Report, whole: Report, touched: Callable[[Finding], bool]) -> Report:
    """What is new, with what was there already in what the commit touches."""
    known = {_key(finding) for finding in brought.findings}
    old = [one for one in whole.findings if _key(one) not in known and touched(one)]
    if not old:
        return brought
    places = {_key(finding): number for number, finding in enumerate(whole.findings)}
    found = sorted((*brought.findings, *old), key=lambda one: places.get(_key(one), len(places)))
    since = None if brought.since is None else brought.since._replace(old=brought.since.old - len(old), touched=len(old))
    return brought._replace(findings=tuple(found), since=since)


def _key(finding: Finding) -> tuple[object, ...]:
    return finding.rule, finding.location, finding.message, finding.unit, finding.fingerprint


def _linted(tree: Tree, trees: Trees, setup: Setup, progress: Progress, known: Known) -> tuple[Examined, Report]:
    """What comes of linting a tree, of what the change may be felt in."""
    settings = setup.settings
    settings = settings._replace(reference=asked(tree), charts=_charts(tree, trees.chosen, settings.namespace))
    examined = examine(tree, settings, progress, known)
    report = check(examined, setup.rules, settings, progress)
    felt = trees.affected
    if felt is not None:
        findings = tuple(one for one in report.findings if one.location.path in felt)
        report = report._replace(findings=findings, summary=report.summary._replace(files=len(tree.files)))
    return examined, report


def _charts(tree: Tree, chosen: Collection[str] | None, namespace: str | None) -> Charts | None:
    """What looks at the charts of which something is chosen."""
    look = charted(tree, namespace)
    if look is None or chosen is None:
        return look

    def some(directories: Sequence[str], *more: Any) -> Mapping[str, RenderedChart | str]:
        wanted = [one for one in directories if posixpath.join(one, _CHART).removeprefix("./") in chosen]
        return look(wanted, *more)

    return some
