"""Fix what is found, look again, and go on until nothing changes: in memory, and on disk nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from k8slint.engine import File, Progress, Settings, Tree, lint, lint_texts
from k8slint.engine.failures import failure
from k8slint.engine.footing import Footing
from k8slint.engine.trials import Run, Trials
from k8slint.findings import Finding, Report, Safety, Splice
from k8slint.rulebook import Rule
from k8slint.text import SourceFile
from k8slint.units import Charts, Layout, Store

#: How often fixes are made before what is left is left.
PASSES = 10
#: Why the fix of a finding that is there again is not made again.
IN_VAIN = "it is there again after its fix"

#: What tells a finding from others while texts change around it: what it says, too, for of several at one place the first
#: may go, and then the second has its fingerprint.
_Key = tuple[str, str, str]
#: A change of texts, wherever they stand: file, old text and new text of each part.
_Change = tuple[tuple[str, str, str], ...]


class Wanted(NamedTuple):
    """Which fixes are made: those of `safety` or safer, of findings that are `listed`, in files that are not `locked`.

    `locked` says of each file that cannot be changed why.
    """

    safety: Safety = Safety.SAFE
    listed: Callable[[Finding], bool] = lambda _finding: True
    locked: Mapping[str, str] = MappingProxyType({})


class Fixed(NamedTuple):
    """What is left after fixes: the report of the last pass, and the texts that changed, by path, with those before.

    In the report, `fixed` are the findings that were cured, as they were found; what was asked for and not made has
    `not_fixed`. `found` is the report of the first pass, which is still true where nothing is written.
    """

    report: Report
    found: Report
    before: Mapping[str, SourceFile]
    after: Mapping[str, str]


def fix(run: Run, wanted: Wanted) -> Fixed:
    """Make the fixes of what a run finds, and of what it finds then, until there are no more; at most ten passes."""
    before: dict[str, SourceFile] = {}
    after: dict[str, str] = {}
    made: dict[_Key, Finding] = {}
    tried: set[tuple[_Key, _Change]] = set()
    in_vain: set[_Key] = set()
    refused: dict[_Key, str] = {}
    first = report = run(after)
    for _ in range(PASSES):
        asked = [finding for finding in report.findings if _is_asked(finding, wanted)]
        for finding in asked:
            why_not = _objection(finding, wanted.locked)
            if why_not is not None:
                refused[_key(finding)] = why_not
        in_vain |= {_key(finding) for finding in asked if (_key(finding), _change(finding, report)) in tried}
        groups = _alike(finding for finding in asked if _key(finding) not in refused and _key(finding) not in in_vain)
        try:
            kept = Trials(run, report, after).keep(_at_once(groups.values()))
        except Exception as error:  # noqa: BLE001  # what was found is told all the same
            report = report._replace(failures=(*report.failures, failure(error)))
            break
        outcome = kept.applied
        for found, why_not in (*outcome.refused, *kept.left_out):
            refused.update((_key(finding), why_not) for finding in groups[found.splices])
        if not outcome.texts:
            break
        for path, text in outcome.texts.items():
            before.setdefault(path, report.sources[path])
            after[path] = text
        for found in outcome.applied:
            for finding in groups[found.splices]:
                made.setdefault(_key(finding), finding)
                tried.add((_key(finding), _change(finding, report)))
        old, report = report, kept.report
        in_vain |= _in_vain([finding for found in outcome.applied for finding in groups[found.splices]], old, report)
    last = _told(report, made, refused, in_vain)
    return Fixed(last, _told(first, {}, refused, ())._replace(fixed=last.fixed), *_changed(before, after))


#: What looks at charts some of whose files have another text than on disk, by path.
Changed = Callable[[Mapping[str, str]], Charts | None]


def fix_tree(  # a run, what is wanted of it, and what it looks like in between
    tree: Tree, rules: Sequence[Rule], settings: Settings, wanted: Wanted, progress: Progress, charts: Changed | None = None
) -> Fixed:
    """Fix the files of a tree; see `fix`. A file is read again for each pass unless its text has changed here."""

    def run(texts: Mapping[str, str]) -> Report:
        looked = settings.charts if charts is None or not texts else charts(texts)
        return lint(_Overlay(tree, texts), rules, settings._replace(fixing=True, charts=looked), progress)

    return fix(run, wanted)


def fix_texts(
    files: Mapping[str, str | bytes],
    rules: Sequence[Rule],
    wanted: Wanted,
    *,
    env: str | None = None,
    namespace: str | None = None,
    options: Mapping[str, Mapping[str, object]] | None = None,
) -> Fixed:
    """Fix texts by path as one unit; see `fix` and `lint_texts`."""

    def run(texts: Mapping[str, str]) -> Report:
        changed = {path: _encoded(text) for path, text in texts.items()}
        return lint_texts({**files, **changed}, rules, env=env, namespace=namespace, options=options)

    return fix(run, wanted)


def _key(finding: Finding) -> _Key:
    return finding.location.path, finding.fingerprint, finding.message


def _in_vain(cured: Iterable[Finding], before: Report, after: Report) -> set[_Key]:
    """The findings that are there although their fix was made, also those that say something else of the same place."""
    found: dict[tuple[str, str], Finding] = {_key(finding)[:2]: finding for finding in after.findings}
    numbers = [Counter(map(_place, report.findings)) for report in (before, after)]
    keys: set[_Key] = set()
    for finding in cured:
        left = found.get(_key(finding)[:2])
        if left is None:
            continue
        less = numbers[1][_place(left)] < numbers[0][_place(finding)]
        if _key(left) == _key(finding) or not less:
            keys |= {_key(finding), _key(left)}
    return keys


def _place(finding: Finding) -> tuple[object, ...]:
    """Where several findings of one rule may be."""
    return finding.location.path, finding.rule, finding.resource, finding.yaml_path


def _is_asked(finding: Finding, wanted: Wanted) -> bool:
    fits = finding.fix is not None and (wanted.safety is Safety.UNSAFE or finding.fix.safety is Safety.SAFE)
    return fits and wanted.listed(finding)


def _objection(finding: Finding, locked: Mapping[str, str]) -> str | None:
    """Why a fix cannot be made: the first of its files that cannot be changed."""
    splices: Iterable[Splice] = finding.fix.splices if finding.fix is not None and locked else ()
    return next((f"{path} {locked[path]}" for path in (splice.location.path for splice in splices) if path in locked), None)


def _alike(findings: Iterable[Finding]) -> dict[tuple[Splice, ...], list[Finding]]:
    """Findings by what their fixes change: one change may cure several."""
    groups: dict[tuple[Splice, ...], list[Finding]] = {}
    for finding in findings:
        if finding.fix is not None:
            groups.setdefault(finding.fix.splices, []).append(finding)
    return groups


def _at_once(groups: Iterable[Sequence[Finding]]) -> list[Finding]:
    """Findings whose fixes can be made in one pass, one a fix: none changes what another one was made from."""
    footing = Footing()
    chosen = []
    for group in groups:
        # What is said of several places by one change rests on all that any of them was told with.
        whole = group[0]._replace(related=tuple(place for finding in group for place in finding.related))
        if footing.take(whole):
            chosen.append(min(group, key=lambda finding: finding.severity.rank))
    return chosen


def _change(finding: Finding, report: Report) -> _Change:
    """What the fix of a finding changes."""
    splices: Iterable[Splice] = finding.fix.splices if finding.fix is not None else ()
    return tuple(
        (splice.location.path, report.sources[splice.location.path].text[splice.start : splice.end], splice.text)
        for splice in splices
        if splice.location.path in report.sources
    )


def _told(report: Report, made: Mapping[_Key, Finding], refused: Mapping[_Key, str], in_vain: Container[_Key]) -> Report:
    """The report of the last pass, with what was fixed, and why the rest was not."""
    left = {_key(finding) for finding in report.findings}
    places = {key[:2] for key in left}
    findings = []
    for finding in report.findings:
        key = _key(finding)
        why_not = refused.get(key, IN_VAIN if key in in_vain else None)
        offered = finding.fix is None or why_not is None
        findings.append(finding if offered else finding._replace(fix=None, not_fixed=why_not))
    cured = tuple(finding for key, finding in made.items() if key not in left and not (key in in_vain and key[:2] in places))
    return report._replace(findings=tuple(findings), fixed=cured)


def _changed(before: Mapping[str, SourceFile], after: Mapping[str, str]) -> tuple[dict[str, SourceFile], dict[str, str]]:
    """The texts that are others in the end, before and after."""
    paths = [path for path in sorted(after) if before[path].text != after[path]]
    return {path: before[path] for path in paths}, {path: after[path] for path in paths}


def _encoded(text: str) -> bytes:
    """A text as a file may hold it: one that begins with what is also the mark of UTF-8 would lose it without one."""
    return text.encode("utf-8-sig" if text.startswith("\ufeff") else "utf-8")


def overlaid(tree: Tree, texts: Mapping[str, str]) -> Tree:
    """A tree in which some files have another text than on disk."""
    return _Overlay(tree, texts)


class _Replaced:
    """A file with another text than on disk."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.unreadable: str | None = None
        self._data = _encoded(text)

    def read(self, limit: int | None = None) -> bytes:
        """The bytes, at most `limit` of them."""
        return self._data[:limit]


class _Overlay:
    """A tree in which some files have another text."""

    def __init__(self, tree: Tree, texts: Mapping[str, str]) -> None:
        self.files: Sequence[File] = tuple(
            _Replaced(file.path, texts[file.path]) if file.path in texts else file for file in tree.files
        )
        self._tree = tree
        self._texts = texts

    @property
    def layout(self) -> Layout:
        """What each file is for, by its path."""
        return self._tree.layout

    @property
    def store(self) -> Store:
        """What else lies in the directories that were named, with the texts that are others."""
        return _Replacing(self._tree.store, self._texts)


class _Replacing:
    """A store in which some files have another text."""

    def __init__(self, store: Store, texts: Mapping[str, str]) -> None:
        self._store = store
        self._texts = texts
        self.find = store.find
        self.names = store.names

    def data(self, path: str) -> bytes | None:
        """The bytes of a file."""
        text = self._texts.get(path)
        return self._store.data(path) if text is None else _encoded(text)
