"""`k8slint check`: lint, report, and say with the exit code how it went."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from k8slint import report
from k8slint.cli import baseline
from k8slint.cli.errors import UsageError, say
from k8slint.cli.given import Given, config_options, given
from k8slint.cli.options import input_options, output_format, selection_options
from k8slint.cli.output import Done, is_empty, parse_targets, show, write_files
from k8slint.cli.progress import Progress
from k8slint.cli.setup import Setup, prepare
from k8slint.discover import STDIN
from k8slint.engine import lint
from k8slint.findings import Report, Severity
from k8slint.report import summary
from k8slint.report.words import plural

if TYPE_CHECKING:
    from k8slint.cli.since import Compared
    from k8slint.cli.staged_trees import Trees
    from k8slint.discover import Tree
    from k8slint.discover.leaving import Leaving

_COMMAND = "k8slint check"
_SEVERITIES = [severity.value for severity in Severity]


@click.command("check", short_help="Lint manifests: files, directories, or - for standard input.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@output_format(tuple(report.FORMATS), "K8SLINT_OUTPUT_FORMAT")
@click.option("--output", "outputs", multiple=True, metavar="FORMAT=FILE", help="Also write the report to a file; repeatable.")
@click.option(
    "--markdown-limit",
    type=click.IntRange(min=10_000),
    metavar="BYTES",
    default=report.COMMENT,
    show_default="65000, a comment on GitHub",
    help="Most bytes of the format markdown; the summary of a step on GitHub may have 1000000.",
)
@selection_options
@click.option(
    "--fail-on",
    type=click.Choice([*_SEVERITIES, "never"]),
    envvar="K8SLINT_FAIL_ON",
    help="Exit with 1 if there is a finding of this severity or worse.  [default: warning]",
)
@click.option(
    "--min-severity",
    type=click.Choice(_SEVERITIES),
    envvar="K8SLINT_MIN_SEVERITY",
    help="List findings of this severity or worse, in every format.",
)
@input_options
@click.option("--force-exclude", is_flag=True, help="Leave out what is excluded also where PATH names it itself.")
@config_options
@click.option("--show-settings", is_flag=True, help="Print what the run would use, and where that is written; lint nothing.")
@click.option("--allow-empty", is_flag=True, help="Exit with 0 where there was nothing to lint.")
@click.option(
    "--fix", is_flag=True, help="Fix what is listed, where the fix is certain; info findings only where they are asked for."
)
@click.option("--unsafe-fixes", is_flag=True, help="Count fixes that are only probably meant; with --fix or --diff, make them.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and write nothing; exit with 1 if that is anything.")
@click.option("--since", metavar="REV", help="Report only what REV had not: what the change since then breaks, also from afar.")
@click.option("--staged", is_flag=True, help="Look at what git is about to commit; report what that touches or breaks.")
@baseline.options
@click.option("--statistics", is_flag=True, help="Say after the report how often each rule was broken.")
@click.option("--add-ignores", is_flag=True, help="Write a comment that silences it for everything that is listed; see --reason.")
@click.option("--reason", metavar="TEXT", help="Why what --add-ignores silences is right or may stay: it stands in each comment.")
@click.option("--watch", is_flag=True, help="Lint again whenever a file changes, until Ctrl-C; needs k8slint[watch].")
@click.option("--no-cache", is_flag=True, envvar="K8SLINT_NO_CACHE", help="Read everything anew.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    show_default=True,
    envvar="K8SLINT_COLOR",
    help="Colour the report.",
)
@click.option("--verbose", "-v", is_flag=True, envvar="K8SLINT_VERBOSE", help="Show the traceback of internal errors.")
def command(**words: Any) -> int:
    """Lint Kubernetes manifests: what they say of each other, and what each says alone.

    PATH is a file, a directory, or - for standard input; the working directory if there is none.

    With --fix, files are changed where a finding has a fix, and what is left is reported; standard input goes to standard
    output with its fixes, and the report to standard error.

    Exit code: 0 nothing at or above --fail-on (after --fix: nothing left), 1 findings, 2 the run cannot be trusted (wrong
    usage, an internal error, a file that could not be written, or nothing to lint).
    """
    compared = words.pop("compared", None)
    wanted = Words(**{name: words[name] for name in Words._fields if name in words}, compared=compared)
    said = given(click.get_current_context(), words)
    if words.get("watch"):
        from k8slint.cli.watch import watched  # most runs end

        return watched(_COMMAND, wanted.paths, lambda: _run(wanted, said), verbose=wanted.verbose)
    return _run(wanted, said)


class Words(NamedTuple):
    """The words of a command line, each named as its option."""

    paths: tuple[str, ...]
    output_format: str
    outputs: tuple[str, ...]
    markdown_limit: int
    show_settings: bool
    allow_empty: bool
    fix: bool
    unsafe_fixes: bool
    diff: bool
    since: str | None
    staged: bool
    baseline: str | None
    write_baseline: str | None
    statistics: bool
    add_ignores: bool
    reason: str | None
    no_cache: bool  # nothing is kept between runs yet
    color: str
    verbose: bool
    compared: Compared | None = None  # by `k8slint diff`

    @property
    def command(self) -> str:
        """The command that messages speak for."""
        return _COMMAND if self.compared is None else "k8slint diff"

    @property
    def writes_baseline(self) -> bool:
        """Whether a baseline is to be written; without a name of its own its word is empty."""
        return self.write_baseline is not None

    def comparison(self) -> Compared | None:
        """What the tree is compared with; None: with nothing. Raises UsageError where that cannot be."""
        if self.since is None:
            return self.compared
        from k8slint.cli import since  # most runs look at one tree

        if self.fix or self.diff or self.writes_baseline or self.add_ignores:
            silencing = "--add-ignores" if self.add_ignores else "--write-baseline"
            other = "--fix" if self.fix else "--diff" if self.diff else silencing
            raise UsageError(_COMMAND, f"--since compares, {other} does something else: name one of them")
        return since.Compared(since.of_revision(_COMMAND, self.since, self.paths))

    def trees(self) -> Trees | None:
        """What is about to be committed; None: nothing that has to do with manifests, or that is not asked for."""
        if not self.staged:
            return None
        from k8slint.cli import staged  # most runs look at what is on disk

        others = {"--fix": self.fix, "--diff": self.diff, "--since": self.since, "--write-baseline": self.writes_baseline}
        others["--add-ignores"] = self.add_ignores
        found = staged.look(self.paths, [name for name, given in others.items() if given])
        return None if found is None else staged.opened(found, self.paths, cached=not self.no_cache)

    def options(self, setup: Setup) -> report.Options:
        """How the report is to be written; info findings are listed where something asks for them."""
        return report.Options(
            listed=Severity.INFO if setup.listed else Severity.WARNING,
            min_severity=Severity(setup.min_severity) if setup.min_severity else None,
            unsafe=self.unsafe_fixes,
            dry=self.diff,
            statistics=self.statistics,
            gone=self.verbose or self.compared is not None,
            room=self.markdown_limit,
        )


def _run(words: Words, said: Given) -> int:
    """Do what a command line asks for, and say with the exit code how it went."""
    targets = parse_targets(words.command, words.outputs)
    compared = words.comparison()
    trees = words.trees()
    if words.staged and trees is None and not targets and words.output_format in {"full", "concise"}:
        return 0  # a hook that has nothing to do
    setup = prepare(words.command, said, _tree(compared, trees))
    if words.show_settings:
        from k8slint.cli.showing import show_setup  # most runs lint

        show_setup(setup, words.output_format)
        return 0
    options = words.options(setup)
    read = words.baseline if words.compared is not None else setup.baseline
    part = words.staged or compared is not None
    known = baseline.task(words.command, setup.book, read, words.write_baseline, words.paths, dry=words.diff, part=part)
    if known is not None:
        setup = setup._replace(settings=setup.settings._replace(baseline=known.old))
    if words.staged:
        done = _staged(trees, setup)
    else:
        done = _done(words, setup, options) if compared is None else _compared(words.command, compared, setup)
    told = [*done.told]
    if known is not None:
        found, lines = baseline.finish(known, done.report, options)
        told += lines
        done = done._replace(report=found)
    done = done._replace(complaints=(*done.complaints, *write_files(targets, done.report, options)))
    show(done, words.output_format, options, words.color)
    say(*told, *(f"{words.command}: {line}" for line in done.complaints))
    _complain(done.report, verbose=words.verbose)
    code = _exit_code(words, done, setup.fail_on)
    return code if done.changes is None or code > 1 else int(done.changes)


def _tree(compared: Compared | None, trees: Trees | None) -> Callable[[Leaving], Tree] | None:
    """What finds the files, where they are not those on disk that the command line names."""
    if trees is not None:
        return trees.listing
    return None if compared is None or compared.new is None else compared.new.tree


def _done(words: Words, setup: Setup, options: report.Options) -> Done:
    """Lint, and fix or show how if that is asked for."""
    with Progress(sys.stderr) as progress:
        if words.add_ignores or words.reason is not None:
            from k8slint.cli import add_ignores  # most runs only look

            silenced = add_ignores.Asked(words.add_ignores, words.reason, words.fix, words.diff)
            return add_ignores.run(setup, options, silenced, progress)
        if not (words.fix or words.diff):
            return Done(lint(setup.tree, setup.rules, setup.settings, progress))
        from k8slint.cli import fixes  # most runs only look

        return fixes.run(fixes.Task(setup.tree, setup.rules, setup.settings, progress), options, words.color)


def _compared(command: str, compared: Compared, setup: Setup) -> Done:
    """Lint what is asked for and what it is compared with."""
    from k8slint.cli import since  # see above

    with Progress(sys.stderr) as progress:
        return Done(since.run(command, compared, setup, progress))


def _staged(trees: Trees | None, setup: Setup) -> Done:
    """Lint what is about to be committed."""
    from k8slint.cli import staged  # likewise

    with Progress(sys.stderr) as progress:
        return Done(staged.nothing(setup.rules) if trees is None else staged.run(trees, setup, progress))


def _complain(result: Report, *, verbose: bool) -> None:
    for failure in result.failures:
        say(summary.failure_line(failure, result))
        if verbose and failure.traceback:
            say(*failure.traceback.splitlines())
    say(*map(str, result.remarks))


def _exit_code(words: Words, done: Done, fail_on: str) -> int:
    result = done.report
    if result.failures or done.complaints:
        return 2
    if is_empty(result) and not (words.allow_empty or words.staged):
        raise UsageError(words.command, _nothing(result, words.paths))
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
