"""Comments written for what is found now, in memory: what they hide is found no more, and all data stays as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from k8slint.engine import Examined, Known, Progress, Settings, Tree, check, examine
from k8slint.engine.fixing import overlaid
from k8slint.findings import Finding, Report
from k8slint.fix.cuts import Cut, joined, made
from k8slint.fix.data import same
from k8slint.fix.proof import whole
from k8slint.fix.refusal import Refused
from k8slint.fix.remarks import prove_remarks
from k8slint.rulebook import Rule
from k8slint.suppress import OWN, Adding, Scopes, Spot, Text, Wish, notes
from k8slint.text import SourceFile
from k8slint.units import Charts
from k8slint.units.layout import Role
from k8slint.yaml import Document, decode, read

#: How often the files are linted again with fewer comments.
_TRIES = 4
_JSON = "JSON has no comments"
_ELSEWHERE = "it is not among the files that were named"
_UNREADABLE = "it is no text"
_DATA = "its text is data: a comment would change it"
_OWN = "only the configuration silences this"
_NO_PLACE = "there is no place for a comment"
_IN_VAIN = "a comment there hides it not"
_HARM = "a comment there would change what is applied"


#: What tells a finding from others whose lines move.
_Key = tuple[str, str, str, str]


class Ignored(NamedTuple):
    """What became of findings: the report of what is left, the texts that changed, and what got no comment, and why."""

    report: Report
    number: int
    before: Mapping[str, SourceFile]
    after: Mapping[str, str]
    refused: tuple[tuple[Finding, str], ...]


class Task(NamedTuple):
    """What is to be silenced: the listed findings of a tree, for a reason that stands behind each comment.

    `charts` looks at charts some of whose files have another text.
    """

    tree: Tree
    rules: Sequence[Rule]
    settings: Settings
    listed: Callable[[Finding], bool]
    reason: str
    progress: Progress
    charts: Callable[[Mapping[str, str]], Charts | None] | None = None

    def examined(self, texts: Mapping[str, str], known: Known) -> Examined:
        """What the files turn out to be where some have another text; what is `known` is not parsed again."""
        if not texts:
            return examine(self.tree, self.settings, self.progress, known)
        settings = self.settings if self.charts is None else self.settings._replace(charts=self.charts(texts))
        return examine(overlaid(self.tree, texts), settings, self.progress, known)


def add_ignores(task: Task) -> Ignored:
    """Write comments for what is found; what could not be written, or would change anything else, is told."""
    known: Known = {}
    examined = task.examined({}, known)
    found = check(examined, task.rules, task.settings, task.progress)
    pages = _Pages(task, examined)
    wanted = [finding for finding in found.findings if task.listed(finding)]
    refused: dict[int, str] = {}
    report = found
    after: dict[str, str] = {}
    for _ in range(_TRIES):
        rest = {number: finding for number, finding in enumerate(wanted) if number not in refused}
        after, failed = pages.written(rest)
        refused.update(failed)
        if not after:
            report = found
            break
        again = task.examined(after, known)
        report = check(again, task.rules, task.settings, task.progress)
        tried = {number: finding for number, finding in rest.items() if number not in failed}
        wrong = _wrong(found, report, tried.values()) | _changed(examined, again, after)
        if not wrong:
            break
        for number, finding in tried.items():
            why = wrong.get(finding.location.path) or wrong.get(_key(finding))
            if why is not None:
                refused[number] = why
    else:
        report, after = found, {}
        refused = {number: refused.get(number, _HARM) for number in range(len(wanted))}
    told = tuple((finding, refused[number]) for number, finding in enumerate(wanted) if number in refused)
    return Ignored(report, len(wanted) - len(told), {path: pages.sources[path] for path in after}, after, told)


def _key(finding: Finding) -> _Key:
    return finding.location.path, finding.rule, finding.yaml_path, finding.message


def _wrong(found: Report, report: Report, tried: Iterable[Finding]) -> dict[_Key | str, str]:
    """What went wrong with comments: files in which something new is found, and findings that are there still."""
    before, left = Counter(map(_key, found.findings)), Counter(map(_key, report.findings))
    hidden = Counter(map(_key, tried))
    paths = {key[0] for key in hidden}
    wrong: dict[_Key | str, str] = {}
    for key, number in left.items():
        if number > before[key] and key[0] in paths:
            wrong[key[0]] = f"{_HARM}: {key[1]}"
        elif hidden[key] and number > before[key] - hidden[key]:
            wrong[key] = _IN_VAIN
    return wrong


def _changed(before: Examined, after: Examined, paths: Iterable[str]) -> dict[_Key | str, str]:
    """The files whose comments change what is applied: all of them, where it is not known which."""
    one, other = (
        {unit.name: [resource.value for resource in unit.resources] for unit in examined.resolution.units}
        for examined in (before, after)
    )
    if same(one, other):
        return {}
    wrong = {
        source.path
        for unit in before.resolution.units
        if not same(one[unit.name], other.get(unit.name))
        for source in unit.sources
    }
    harmed: Iterable[_Key | str] = wrong.intersection(paths) or paths
    return dict.fromkeys(harmed, _HARM)


class _Pages:
    """The files of a tree, and the comments that each may get."""

    def __init__(self, task: Task, examined: Examined) -> None:
        self._files = {file.path: file for file in task.tree.files}
        self._documents = {stream.source.path: stream.documents for stream in examined.streams}
        self._used = {source.path for unit in examined.resolution.units for source in unit.sources}
        self._layout = task.tree.layout
        self._reason = task.reason
        self._own = {rule.id for rule in task.rules if rule.category == OWN}
        self.sources: dict[str, SourceFile] = {}

    def written(self, findings: Mapping[int, Finding]) -> tuple[dict[str, str], dict[int, str]]:
        """The texts with comments for findings, by path, and the findings that get none, and why."""
        by_path: dict[str, dict[int, Wish]] = defaultdict(dict)
        failed: dict[int, str] = {}
        texts: dict[str, str] = {}
        for number, finding in findings.items():
            if finding.rule in self._own:
                failed[number] = _OWN
            else:
                where = finding.location
                by_path[where.path][number] = Wish(where.line, where.column, finding.rule)
        for path, wishes in by_path.items():
            text = self._text(path)
            if isinstance(text, str):
                failed.update(dict.fromkeys(wishes, text))
                continue
            new, left = _Page(text, self._reason).written(set(wishes.values()))
            failed.update((number, _NO_PLACE) for number, wish in wishes.items() if wish in left)
            if new != text.source.text:
                texts[path] = new
        return texts, failed

    def _text(self, path: str) -> Text | str:
        """A file to which comments may be added; or why not."""
        if path.endswith(".json"):
            return _JSON
        file = self._files.get(path)
        data = None if file is None else file.read()
        if data is None:
            return _ELSEWHERE
        source = decode(path, data)
        if not isinstance(source, SourceFile):
            return _UNREADABLE
        self.sources[path] = source
        role = self._layout.role(path)
        if role is Role.TEMPLATE:
            return Text(source, templated=True)
        documents = self._documents.get(path)
        if documents is None or (path in self._used and role is Role.MANIFEST and not all(map(_is_manifest, documents))):
            return _DATA
        return Text(source, read(source).documents)


def _is_manifest(document: Document) -> bool:
    """Whether a document is an object or a patch, and no other file that something is made of."""
    value = document.value
    if isinstance(value, list):
        return all(isinstance(one, dict) and "op" in one for one in value)
    return isinstance(value, dict) and ("kind" in value or "apiVersion" in value)


class _Page:
    """One file and the comments that go into it."""

    def __init__(self, text: Text, reason: str) -> None:
        self._text = text
        self._adding = Adding(text, reason)
        self._whole = whole(text.source)

    def written(self, wishes: Iterable[Wish]) -> tuple[str, set[Wish]]:
        """The text with comments for wishes, proved, and the wishes that have none."""
        rest = {wish: self._adding.spots(wish) for wish in wishes}
        failed = {wish for wish, spots in rest.items() if not spots}
        chosen = {wish: spots.pop(0) for wish, spots in rest.items() if spots}
        while chosen:
            wrong = self._wrong(chosen)
            if not wrong:
                return self._new(chosen), failed
            for wish in wrong:
                if rest[wish]:
                    chosen[wish] = rest[wish].pop(0)
                else:
                    del chosen[wish]
                    failed.add(wish)
        return self._text.source.text, failed

    def _new(self, chosen: Mapping[Wish, Spot]) -> str:
        return made(self._text.source.text, self._cuts(chosen))

    def _cuts(self, chosen: Mapping[Wish, Spot]) -> list[Cut]:
        return joined(Cut(*cut[:3]) for cut in self._adding.cuts(chosen))

    def _wrong(self, chosen: Mapping[Wish, Spot]) -> set[Wish]:
        """The wishes whose comments change something, or do not silence what they are for."""
        if not self._is_sound(chosen):
            return self._unsound(list(chosen), chosen) or set(chosen)
        source = SourceFile(self._text.source.path, self._new(chosen))
        text = Text(source, () if self._text.templated else read(source).documents, self._text.templated)
        scopes = Scopes()
        for note in notes(text):
            if note.scope is not None:
                scopes.add(source.path, note.scope, [word.text for word in note.directive.words], 0)
        moved = self._adding.moved(chosen)
        covered = scopes.covered(source.path, moved)
        return {wish for wish, there in zip(chosen, moved, strict=True) if there not in covered}

    def _unsound(self, wishes: Sequence[Wish], chosen: Mapping[Wish, Spot]) -> set[Wish]:
        """Those of some wishes whose comments change something, by halves: each look reads the whole file."""
        if self._is_sound({wish: chosen[wish] for wish in wishes}):
            return set()
        if len(wishes) == 1:
            return set(wishes)
        half = len(wishes) // 2
        return self._unsound(wishes[:half], chosen) | self._unsound(wishes[half:], chosen)

    def _is_sound(self, chosen: Mapping[Wish, Spot]) -> bool:
        try:
            prove_remarks(self._whole, self._cuts(chosen))
        except Refused:
            return False
        return True
