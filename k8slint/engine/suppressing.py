"""Suppressions applied to what was found, and what is to be said of the suppressions themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from k8slint import rulebook
from k8slint.engine.noted import Annotated, Commented, Configured
from k8slint.engine.silent import Looked
from k8slint.engine.telling import Telling
from k8slint.findings import Finding
from k8slint.resources import Resource
from k8slint.rulebook import Rule
from k8slint.settings import Ignore
from k8slint.suppress import Text, Words, marked, may_say
from k8slint.text import SourceFile
from k8slint.units import Unit

#: The tools that have comments.
_COMMENTING = frozenset({"checkov", "kics", "trivy"})


class Found(NamedTuple):
    """What rules found: the findings, and the resource in which each of them lies."""

    findings: Sequence[Finding]
    holders: Sequence[Resource | None]


class Asked(NamedTuple):
    """What a run says of suppressions besides its files: see engine.Settings. `book`: rules besides our own."""

    ignores: tuple[Ignore, ...] = ()
    require_reason: bool = False
    today: date | None = None
    book: tuple[Rule, ...] = ()


class Files(NamedTuple):
    """What the files of a run turned out to be: their texts by path, how each is read, and the units."""

    sources: Mapping[str, SourceFile]
    text: Callable[[SourceFile], Text]
    units: Sequence[Unit]


class Outcome(NamedTuple):
    """Findings that are left, those that are hidden, and those that are about suppressions."""

    left: Sequence[Finding]
    hidden: Sequence[Finding] = ()
    told: Sequence[Finding] = ()


def suppress(found: Found, files: Files, asked: Asked, looked: Looked, telling: Telling) -> Outcome:
    """Take away what suppressions hide. Where there are none, nothing is read."""
    findings = found.findings
    texts = [source for source in files.sources.values() if may_say(source)]
    theirs = _with_peers(findings, files.sources, telling.rules)
    annotated = [one for unit in files.units for resource in unit.resources for one in marked(resource)]
    if not (texts or theirs or annotated or asked.ignores):
        return Outcome(findings)
    words = Words((rule.info() for rule in _book(telling.rules.values(), asked.book)), rulebook.nearest)
    today = asked.today or date.today()  # noqa: DTZ011  # the user's day, as it is written
    comments = Commented(map(files.text, texts), map(files.text, theirs), words, today.isoformat())
    resources = Annotated(annotated, words)
    configured = Configured(asked.ignores, words, today)
    hidden = comments.hidden(findings) | resources.hidden(findings, found.holders) | configured.hidden(findings, found.holders)
    told = [
        finding
        for one in (*comments.told(looked, asked.require_reason), *resources.told(looked, asked.require_reason))
        if (finding := telling.finding(one)) is not None
    ]
    silent = configured.hidden(told, [None] * len(told))
    of_entries = map(telling.finding, configured.told(looked, asked.require_reason))
    return Outcome(
        [finding for number, finding in enumerate(findings) if number not in hidden],
        [*(findings[number] for number in sorted(hidden)), *(told[number] for number in sorted(silent))],
        [
            *(finding for number, finding in enumerate(told) if number not in silent),
            *(finding for finding in of_entries if finding is not None),
        ],
    )


def _with_peers(findings: Iterable[Finding], sources: Mapping[str, SourceFile], rules: Mapping[str, Rule]) -> list[SourceFile]:
    """The files with comments of other tools in which there are findings that these know."""
    known = {name for name, rule in rules.items() if any(peer.partition(":")[0] in _COMMENTING for peer in rule.equivalents)}
    paths = dict.fromkeys(finding.location.path for finding in findings if finding.rule in known)
    return [sources[path] for path in paths if path in sources and may_say(sources[path], peers=True)]


def _book(running: Iterable[Rule], book: Iterable[Rule]) -> Iterable[Rule]:
    """Every rule that there is, whether it runs or not."""
    rules: dict[str, Rule] = {}
    try:
        rules.update((rule.id, rule) for rule in rulebook.load())
    except rulebook.BookError:  # those that run are known all the same
        rules.clear()
    rules.update((rule.id, rule) for rule in (*book, *running))
    return rules.values()
