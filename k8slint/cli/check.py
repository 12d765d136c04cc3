"""`k8slint check`: lint, report, and say with the exit code how it went."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from k8slint import report
from k8slint.cli import baseline
from k8slint.cli.errors import UsageError
from k8slint.cli.options import asked, charted, chosen_rules, found_tree, input_options, output_format, selection_options
from k8slint.cli.output import Done, parse_targets, show, write_file
from k8slint.cli.progress import Progress
from k8slint.discover import STDIN, Tree
from k8slint.engine import Settings, lint
from k8slint.findings import Report, Severity
from k8slint.report import summary
from k8slint.report.terminal import sanitize
from k8slint.report.words import plural
from k8slint.rulebook import Rule

if TYPE_CHECKING:
    from k8slint.cli.since import Compared

_COMMAND = "k8slint check"
_SEVERITIES = [severity.value for severity in Severity]


@click.command("check", short_help="Lint manifests: files, directories, or - for standard input.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@output_format(tuple(report.FORMATS))
@click.option("--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="Also write the report to a file; repeatable.")
@selection_options
@click.option(
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "never"]),
    default="warning",
    show_default=True,
    help="Exit with 1 if there is a finding of this severity or worse.",
)
@click.option("--min-severity", type=click.Choice(_SEVERITIES), help="List findings of this severity or worse, in every format.")
@input_options
@click.option("--allow-empty", is_flag=True, help="Exit with 0 where there was nothing to lint.")
@click.option(
    "--fix", is_flag=True, help="Fix what is listed, where the fix is certain; info findings only where they are asked for."
)
@click.option("--unsafe-fixes", is_flag=True, help="Count fixes that are only probably meant; with --fix or --diff, make them.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing; exit with 1 if that is anything.")
@click.option("--since", metavar="REV", help="Report only what REV had not: what the change since then breaks, also from afar.")
@baseline.options
@click.option("--statistics", is_flag=True, help="Say after the report how often each rule was broken.")
@click.option("--no-cache", is_flag=True, help="Read everything anew.")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True, help="Colour the report."
)
@click.option("--verbose", "-v", is_flag=True, help="Show the traceback of internal errors.")
def command(**words: Any) -> int:
    """Lint Kubernetes manifests: what they say of each other, and what each says alone.

    PATH is a file, a directory, or - for standard input; the working directory if there is none.

    With --fix, files are changed where a finding has a fix, and what is left is reported; standard input goes to standard
    output with its fixes, and the report to standard error.

    Exit code: 0 nothing at or above --fail-on (after --fix: nothing left), 1 findings, 2 the run cannot be trusted (wrong
    usage, an internal error, a file that could not be written, or nothing to lint).
    """
    return _run(Words(**words))


class Words(NamedTuple):
    """The words of a command line, each named as its option."""

    paths: tuple[str, ...]
    output_format: str
    outputs: tuple[str, ...]
    select: tuple[str, ...]
    extend_select: tuple[str, ...]
    ignore: tuple[str, ...]
    profile: str | None
    fail_on: str
    min_severity: str | None
    env: str | None
    namespace: str | None
    stdin_filename: str | None
    allow_empty: bool
    fix: bool
    unsafe_fixes: bool
    diff: bool
    since: str | None
    baseline: str | None
    write_baseline: str | None
    statistics: bool
    no_cache: bool  # nothing is kept between runs yet
    color: str
    verbose: bool
    compared: Compared | None = None  # by `k8slint diff`

    def comparison(self) -> Compared | None:
        """What the tree is compared with; None: with nothing. Raises UsageError where that cannot be."""
        if self.since is None:
            return self.compared
        from k8slint.cli import since  # most runs look at one tree

        if self.fix or self.diff or self.write_baseline:
            other = "--fix" if self.fix else "--diff" if self.diff else "--write-baseline"
            raise UsageError(_COMMAND, f"--since compares, {other} does something else: name one of them")
        return since.Compared(since.of_revision(_COMMAND, self.since, self.paths))

    def options(self) -> report.Options:
        """How the report is to be written; info findings are listed where something asks for them."""
        chosen = self.select or self.extend_select or (self.profile or "default") != "default"
        return report.Options(
            listed=Severity.INFO if chosen or self.fail_on == "info" else Severity.WARNING,
            min_severity=Severity(self.min_severity) if self.min_severity else None,
            unsafe=self.unsafe_fixes,
            dry=self.diff,
            statistics=self.statistics,
            gone=self.verbose or self.compared is not None,
        )


def _run(words: Words) -> int:
    """Do what a command line asks for, and say with the exit code how it went."""
    rules = chosen_rules(_COMMAND, words.profile, words.select, words.extend_select, words.ignore)
    targets = parse_targets(_COMMAND, words.outputs)
    compared = words.comparison()
    named = None if compared is None else compared.new
    tree = found_tree(_COMMAND, words.paths, words.stdin_filename) if named is None else named.tree()
    options = words.options()
    known = baseline.task(_COMMAND, words.baseline, words.write_baseline, words.paths, dry=words.diff)
    done = _done(words, tree, rules, options, known) if compared is None else _compared(words, compared, tree, rules, known)
    told: list[str] = []
    if known is not None:
        found, told = baseline.finish(known, done.report, options)
        done = done._replace(report=found)
    for name, path in targets:
        write_file(_COMMAND, path, report.render(name, done.report, options))
    show(done, words.output_format, options, words.color)
    for line in told:
        click.echo(line, err=True)
    for line in done.complaints:
        click.echo(f"{_COMMAND}: {line}", err=True)
    _complain(done.report, verbose=words.verbose)
    code = _exit_code(done, words.fail_on, words.paths, allow_empty=words.allow_empty)
    return code if done.changes is None or code > 1 else int(done.changes)


def _settings(words: Words, tree: Tree, known: baseline.Task | None) -> Settings:
    place = words.namespace
    settings = Settings(environment=words.env, namespace=place, reference=asked(tree), charts=charted(tree, place))
    return settings if known is None else settings._replace(baseline=known.old)


def _done(words: Words, tree: Tree, rules: Sequence[Rule], options: report.Options, known: baseline.Task | None) -> Done:
    """Lint, and fix or show how if that is asked for."""
    settings = _settings(words, tree, known)
    with Progress(sys.stderr) as progress:
        if not (words.fix or words.diff):
            return Done(lint(tree, rules, settings, progress))
        from k8slint.cli import fixes  # most runs only look

        return fixes.run(fixes.Task(tree, rules, settings, progress), options, words.color)


def _compared(words: Words, compared: Compared, tree: Tree, rules: Sequence[Rule], known: baseline.Task | None) -> Done:
    """Lint what is asked for and what it is compared with."""
    from k8slint.cli import since  # see above

    with Progress(sys.stderr) as progress:
        return Done(since.run(compared, tree, rules, _settings(words, tree, known), progress))


def _complain(result: Report, *, verbose: bool) -> None:
    for failure in result.failures:
        click.echo(summary.failure_line(failure, result), err=True)
        if verbose and failure.traceback:
            click.echo("\n".join(map(sanitize, failure.traceback.splitlines())), err=True)


def _exit_code(done: Done, fail_on: str, paths: Iterable[str], *, allow_empty: bool) -> int:
    result = done.report
    if result.failures or done.complaints:
        return 2
    if not (result.summary.resources or result.findings or result.summary.suppressed or result.since or allow_empty):
        raise UsageError(_COMMAND, _nothing(result, tuple(paths)))
    if fail_on == "never":
        return 0
    mildest = Severity(fail_on).rank
    return int(any(finding.severity.rank <= mildest for finding in result.findings))


def _nothing(result: Report, paths: tuple[str, ...]) -> str:
    where = "on standard input" if STDIN in paths else f"under {', '.join(paths) if paths else 'the working directory'}"
    files = plural(result.summary.files, "file")
    told = summary.left_out(result.summary.skipped, result.summary.unbuilt, result.summary.unrendered)
    skipped = ", ".join(text for _, text in told)
    return f"no Kubernetes manifests {where} ({files} looked at" + (f": {skipped})" if skipped else ")")
