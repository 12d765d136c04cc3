"""The straight line: files → documents → resources → units → graphs → rules → report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from k8slint.api import Cluster
from k8slint.engine.failures import failure
from k8slint.engine.marks import marks, may_suppress
from k8slint.engine.merge import merge
from k8slint.engine.policies import Policies, uniform
from k8slint.engine.run import Run
from k8slint.engine.sources import sources, texts_of
from k8slint.findings import Failure, Finding, Remark, Report, Summary
from k8slint.graph import Graph, Stated, common_index, worlds_of
from k8slint.rulebook import Rule
from k8slint.settings import Facts, Ignore
from k8slint.text import SourceFile
from k8slint.units import Beyond, Charts, Layout, Reference, Resolution, Store, Unit, plan, resolve
from k8slint.units.kustomizing.files import MemoryFiles
from k8slint.yaml import Limits, Stream

if TYPE_CHECKING:
    from datetime import date

    from k8slint.baseline import Baseline
    from k8slint.engine import sharing
    from k8slint.engine.suppressing import Outcome

__all__ = ["Settings", "Tree", "check", "examine", "lint", "lint_texts"]

#: Called with a stage and, where they are known, how many of how many files are done.
Progress = Callable[..., None]


class Settings(NamedTuple):
    """What a run is told besides its files: the environment of everything, the namespace of what names none, options by rule.

    `fixing`: it is run for its fixes, all of which are worth their time. `reference` asks Kustomize itself for what is
    not built here, `charts` looks at charts, and renders them if it can. `policies`: which rules run where, and how;
    None is all of them everywhere, with `options`. `limits` are those of the reader.
    `baseline` are findings that are known, and not reported. `ignores` are suppressions of the configuration; `today` is
    for what expires (None: as the clock says), `require_reason` tells of suppressions that say none; `configuration` are
    the files that entries are written in.
    """

    environment: str | None = None
    namespace: str | None = None
    cluster: Cluster = Cluster()
    options: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    fixing: bool = False
    reference: Reference | None = None
    charts: Charts | None = None
    policies: Policies | None = None
    facts: Facts = Facts()
    ignores: tuple[Ignore, ...] = ()
    require_reason: bool = False
    configuration: tuple[SourceFile, ...] = ()
    today: date | None = None
    limits: Limits = Limits()
    baseline: Baseline | None = None
    identify: bool = False


class File(Protocol):
    """A file to lint: its path, and its bytes when they are asked for (None: `unreadable` says why)."""

    path: str
    unreadable: str | None

    def read(self, limit: int | None = None) -> bytes | None:
        """The bytes, at most `limit` of them."""


class Tree(Protocol):
    """The files of a run and how they were named; see `discover.Tree`."""

    @property
    def files(self) -> Sequence[File]:
        """The files, in path order."""

    @property
    def layout(self) -> Layout:
        """What each of them is for, by its path."""

    @property
    def store(self) -> Store:
        """What else lies in the directories that were named."""


class Examined(NamedTuple):
    """What the files of a run turned out to be, before any rule has run."""

    streams: tuple[Stream, ...]
    resolution: Resolution
    failures: tuple[Failure, ...] = ()


def _quiet(_stage: str, _done: int | None = None, _total: int | None = None) -> None:
    """Say nothing."""


#: What was read of files so far: their bytes, and the documents in them.
Known = dict[str, tuple[bytes, Stream]]


def examine(tree: Tree, settings: Settings, progress: Progress = _quiet, known: Known | None = None) -> Examined:
    """Read the files and find the units that they make.

    What `known` holds of a file with the same bytes is not parsed again, and what is parsed is added to it.
    """
    layout = tree.layout
    streams: list[Stream] = []
    unreadable: dict[str, str] = {}
    failures: list[Failure] = []
    total = len(tree.files)
    for done, file in enumerate(tree.files):
        progress("reading", done, total)
        if file.unreadable is None and not layout.reads(file.path):
            continue
        data = file.read(settings.limits.size + 1)
        if data is None:
            unreadable[file.path] = file.unreadable or "cannot be read"
            continue
        try:
            streams.append(_stream(layout, file.path, data, settings.limits, known))
        except Exception as error:  # noqa: BLE001  # the other files are read all the same
            unreadable[file.path] = "internal error"
            failures.append(failure(error, path=file.path))
    progress("linking")
    try:
        resolution = resolve(
            layout,
            streams,
            unreadable,
            env=settings.environment,
            namespace=settings.namespace,
            beyond=Beyond(tree.store, settings.reference, charts=settings.charts),
            facts=settings.facts,
        )
    except Exception as error:  # noqa: BLE001  # a report is due, and says that it knows nothing
        resolution = Resolution((), files=total)
        failures.append(failure(error))
    return Examined(tuple(streams), resolution, tuple(failures))


def _stream(layout: Layout, path: str, data: bytes, limits: Limits, known: Known | None) -> Stream:
    if known is None:
        return layout.stream(path, data, limits)
    before = known.get(path)
    if before is not None and before[0] == data:
        return before[1]
    stream = layout.stream(path, data, limits)
    known[path] = data, stream
    return stream


def lint(tree: Tree, rules: Sequence[Rule], settings: Settings, progress: Progress = _quiet) -> Report:
    """Lint files with rules: what is found, and what was looked at. Never raises on what the files hold."""
    return check(examine(tree, settings, progress), rules, settings, progress)


def lint_texts(
    files: Mapping[str, str | bytes],
    rules: Sequence[Rule],
    *,
    env: str | None = None,
    namespace: str | None = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
    policies: Policies | None = None,
) -> Report:
    """Lint texts by path as one unit, as if they were named on the command line and nothing else lay beside them."""
    layout = plan(files, "files")
    data = {path: text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass") for path, text in files.items()}
    streams = [layout.stream(path, text) for path, text in data.items() if layout.reads(path)]
    settings = Settings(env, namespace, options=options or {}, policies=policies)
    beyond = Beyond(MemoryFiles(data), charts=_charts(data))
    resolution = resolve(layout, streams, env=env, namespace=namespace, beyond=beyond)
    return check(Examined(tuple(streams), resolution), rules, settings, _quiet)


def _charts(data: Mapping[str, bytes]) -> Charts | None:
    if not any(path.endswith("Chart.yaml") for path in data):
        return None
    from k8slint.units.charts.asking import in_memory  # hardly anybody lints the text of a chart

    return in_memory(data)


def check(examined: Examined, rules: Sequence[Rule], settings: Settings, progress: Progress = _quiet) -> Report:
    """Run rules over what the files of a run turned out to be."""
    resolution = examined.resolution
    progress("checking")
    documents = {stream.source.path: stream.documents for stream in examined.streams}
    run = Run(
        rules,
        settings.cluster,
        uniform(rules, settings.options) if settings.policies is None else settings.policies,
        fixing=settings.fixing,
        identify=settings.identify or settings.baseline is not None,
        documents=lambda path: documents.get(path, ()),
    )
    units = {unit.name: unit for unit in resolution.units}

    def unit_of(path: str) -> Unit | None:
        name = resolution.unit_of.get(path)
        return None if name is None else units.get(name)

    run.texts("Source", resolution.errors, lambda unread: unit_of(unread.error.source.path))
    doubtful = (document for stream in examined.streams for document in stream.documents if document.duplicates)
    run.texts("Document", doubtful, lambda document: unit_of(document.source.path))
    failures = list(examined.failures)
    everything = common_index(resolution.units)
    worlds = worlds_of(resolution.worlds)
    stated = Stated(settings.facts)
    for unit in (*resolution.units, *resolution.worlds):
        progress("checking")
        around = worlds.get(id(unit), ())
        try:
            run.unit(unit, Graph(unit, everything, around, stated), in_world=bool(around))
        except Exception as error:  # noqa: BLE001  # the other units are checked all the same
            failures.append(failure(error, unit=unit.name))
    failures += run.failures
    silenced = _silenced(examined, run, rules, settings, failures)
    left = run.findings if silenced is None else (*silenced.left, *silenced.told)
    about_texts = run.of_texts if silenced is None else run.of_texts.union(finding.rule for finding in silenced.told)
    held = frozenset[tuple[str, str]]() if settings.baseline is None else _held(examined)
    findings, known = _known(merge(left, about_texts, lambda: _users(resolution)), settings.baseline, held)
    hidden = () if silenced is None else merge(silenced.hidden)
    shown = sources(examined.streams, resolution)
    if silenced is not None and silenced.told:
        shown = {source.path: source for source in settings.configuration} | shown
    return Report(
        findings=findings,
        baselined=known,
        objects=held,
        suppressed=hidden,
        summary=Summary(
            files=resolution.files,
            documents=resolution.documents,
            resources=resolution.resources,
            units=sum(not unit.example and (unit.kind != "chart" or bool(unit.resources)) for unit in resolution.units),
            skipped=resolution.skipped,
            suppressed=len(known) + len(hidden),
            rules=len(rules),
            templates=resolution.templates,
            unbuilt=() if resolution.builds is None else tuple(resolution.builds.reasons()),
            unrendered=() if resolution.releases is None else resolution.releases.reasons(),
        ),
        failures=tuple(failures),
        sources=shown,
        rules=tuple(rule.info() for rule in rules),
        remarks=tuple(_remarks(resolution, stated, settings.facts.base)),
    )


def _remarks(resolution: Resolution, stated: Stated, base: str) -> Iterator[Remark]:
    """What the user states of nothing that is here; of a run over less than that is said of, this says nothing."""
    layout = resolution.layout
    if layout is None or not layout.whole(base):
        return
    yield from (Remark(one.text, str(one.origin)) for one in resolution.unmatched)
    for one in stated.unused():
        yield Remark(f"external {one}: nothing that is linted needs it", str(one.origin))


def _silenced(
    examined: Examined, run: Run, rules: Sequence[Rule], settings: Settings, failures: Sequence[Failure]
) -> Outcome | None:
    """What suppressions make of the findings; None where no file has one."""
    texts: dict[str, SourceFile] = {}
    for source in texts_of(examined.streams, examined.resolution):
        texts.setdefault(source.path, source)
    words = marks(rules, {finding.rule for finding in run.findings})
    if not settings.ignores and not any(may_suppress(source.text, words) for source in texts.values()):
        return None
    from k8slint.engine.silenced import silenced  # most runs have none

    return silenced(examined, run, rules, settings, failures, texts)


def _held(examined: Examined) -> frozenset[tuple[str, str]]:
    """What each file writes."""
    from k8slint.engine.changed import named  # most runs have no baseline

    return named(examined.streams)


def _known(
    findings: tuple[Finding, ...], baseline: Baseline | None, held: frozenset[tuple[str, str]]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Findings without those that a baseline hides, and those."""
    if baseline is None:
        return findings, ()
    matched = baseline.of(held).match(findings)
    return matched.left, matched.hidden


def _users(resolution: Resolution) -> sharing.Users:
    from k8slint.engine.sharing import users  # most runs have nothing to fix

    return users(resolution.units, resolution.worlds)
