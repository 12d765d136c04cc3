"""From command line, variables and configuration to what a run uses, each of them beating those after it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from k8slint import rulebook
from k8slint.cli.errors import UsageError, unknown_word
from k8slint.cli.given import PREFIX, Given
from k8slint.cli.options import asked, charted, found_tree, loaded_rules, tell_renamed
from k8slint.config.search import NAMES, candidates, nearby
from k8slint.discover import STDIN, Tree
from k8slint.discover.leaving import Leaving
from k8slint.discover.names import absolute, printable, relative
from k8slint.engine import Settings
from k8slint.engine.policies import Policies
from k8slint.findings import Severity
from k8slint.rulebook import Rule

if TYPE_CHECKING:
    from k8slint.config.files import Configuration
    from k8slint.config.making import Configured
    from k8slint.patterns import Patterns


class Setup(NamedTuple):
    """What a run uses: the rules that run anywhere, and the settings, those for the engine among them.

    `listed`: info findings are asked for. `configured` and `main` are None where there is no configuration.
    """

    given: Given
    tree: Tree
    rules: tuple[Rule, ...]
    book: tuple[Rule, ...]
    settings: Settings
    leaving: Leaving = Leaving()
    fail_on: str = "warning"
    min_severity: str | None = None
    baseline: str | None = None
    listed: bool = False
    main: Configuration | None = None
    nested: tuple[Configuration, ...] = ()


def prepare(command: str, given: Given, tree: Callable[[Leaving], Tree] | None = None) -> Setup:
    """What a command line comes to; `tree` finds the files where they are not those of its paths. Raises errors of use."""
    if "" in given.paths:
        raise UsageError(command, "an empty path: an unset variable, perhaps; `.` is the working directory")
    main = _configuration(command, given)
    leaving = _leaving(given, main)
    found = tree(leaving) if tree is not None else found_tree(command, given.paths, given.stdin_filename, leaving)
    marked = () if given.isolated or given.config is not None else _below((*found.marked, *_on_the_way(given, main)), main)
    configured: Configured | None = None
    nested: tuple[Configuration, ...] = ()
    if main is not None or marked:
        from k8slint.cli import configuring  # only for runs with a configuration

        book, configured, nested = configuring.configured(command, given, main, marked)
    else:
        book = loaded_rules(command, [rulebook.Extra(folder) for folder in existing(command, given.rules)])
    policies = _policies(command, given, book, configured)
    rules = policies.rules
    return _setup(
        Setup(given, found, rules, book, _settings(given, found, policies, configured), leaving, main=main, nested=nested),
        configured,
    )


def look(command: str, given: Given) -> Configuration | None:
    """The configuration that counts for the paths of a command line; raises errors of use where something is wrong with it."""
    main = _configuration(command, given)
    if main is not None:
        from k8slint.cli import configuring  # likewise

        configuring.configured(command, given, main, ())
    return main


def known_rules(command: str, given: Given) -> tuple[Rule, ...]:
    """Every rule that a run would know, to be told of: no code of those that a configuration names is run."""
    main = _configuration(command, given)
    extras = [rulebook.Extra(folder) for folder in existing(command, given.rules)]
    if main is not None:
        from k8slint.cli import configuring  # likewise

        extras += configuring.told_books(main)
    return loaded_rules(command, extras)


def shown(path: str) -> str:
    """An absolute path as reports name it."""
    return printable(relative(path, os.getcwd()))


def existing(command: str, folders: Iterable[str]) -> tuple[str, ...]:
    """The directories of rule pages that a command line names; raises an error of use where there is none."""
    for folder in (folders := tuple(folders)):
        if not os.path.isdir(folder):
            raise UsageError(command, f"no such directory: {printable(folder)}")
    return folders


def _configuration(command: str, given: Given) -> Configuration | None:
    """The configuration of a run; None where there is none, or it is not wanted."""
    if given.isolated:
        if given.config is not None and given.sources.get("config", "").startswith("--"):
            raise UsageError(command, "--isolated reads no configuration: leave out --config")
        return None
    here = os.getcwd()
    if given.config is not None:
        from k8slint.cli import configuring

        return configuring.named(absolute(given.config, here))
    above = _directory(given, here)
    if above is None or not nearby(above):
        return None
    from k8slint.config.files import Reader  # likewise

    return Reader(shown).nearest(above)


def _directory(given: Given, here: str) -> str | None:
    """The directory at or above which a configuration counts: that around everything that is linted."""
    paths = [path for path in given.paths if path != STDIN]
    if len(paths) < len(given.paths):
        paths = [] if given.stdin_filename is None else [given.stdin_filename]
    where = [absolute(path, here) for path in paths]
    tops = [path if os.path.isdir(path) else os.path.dirname(path) for path in where] or [here]
    try:
        return os.path.commonpath(tops)
    except ValueError:  # on several drives: nothing lies above all of them
        return None


def _leaving(given: Given, main: Configuration | None) -> Leaving:
    """What is left out of a run: what is excluded, and files of ours, which are no manifests."""
    baselines = (given.baseline, given.write_baseline)
    ours = [absolute(path, os.getcwd()) for path in baselines if path]
    excluded: Sequence[tuple[str, Patterns]] = ()
    if main is not None:
        from k8slint.cli import configuring  # likewise

        excluded = configuring.excluded(main)
        ours += configuring.files(main)
    files = frozenset(one for path in ours for one in (path, os.path.realpath(path)))
    return Leaving(excluded, NAMES, files, forced=given.force_exclude)


def _on_the_way(given: Given, main: Configuration | None) -> Iterator[str]:
    """The directories with a configuration between the one that counts for everything and what is named below it."""
    if len(given.paths) <= 1 or main is None or not main.layers:
        return  # there is nothing between
    here, top = os.getcwd(), main.layers[-1].directory
    seen = {top}
    for path in given.paths:
        above = os.path.dirname(absolute(path, here))
        while above not in seen and above.startswith(top.rstrip(os.sep) + os.sep):
            seen.add(above)
            if candidates(above):
                yield above
            above = os.path.dirname(above)


def _below(marked: Iterable[str], main: Configuration | None) -> tuple[str, ...]:
    """The directories with a configuration of their own, the outer ones first."""
    own = main.layers[-1].directory if main is not None and main.layers else None
    found = (one for one in dict.fromkeys(marked) if own is None or os.path.realpath(one) != os.path.realpath(own))
    return tuple(sorted(found, key=len))


def _policies(command: str, given: Given, book: Sequence[Rule], configured: Configured | None) -> Policies:
    try:
        if configured is None:
            made = Policies(book, stronger=given.selections)
        else:
            made = Policies(book, (configured.selection,), configured.overrides, given.selections)
    except rulebook.UnknownWord as error:
        if "profile" in str(error).partition("`")[0]:
            by = given.sources.get("profile", "")
            raise UsageError(command, f"{f'{by}: ' * by.startswith(PREFIX)}{error}") from None
        raise unknown_word(command, "rule, category, profile or other tool's id", error.word, error.nearest) from None
    words = [word for one in given.selections for word in (*one.select, *one.extend_select, *one.ignore)]
    if words:
        tell_renamed(book, words)
    return made


def _settings(given: Given, tree: Tree, policies: Policies, configured: Configured | None) -> Settings:
    namespace = given.namespace
    settings = Settings(environment=given.env, policies=policies)
    if configured is not None:
        namespace = namespace or configured.cluster.namespace
        settings = settings._replace(
            cluster=configured.cluster,
            facts=configured.facts,
            ignores=configured.ignores,
            require_reason=configured.require_reason,
            limits=configured.limits,
            configuration=configured.texts,
        )
    cluster = settings.cluster._replace(namespace=namespace)
    if given.kube_version is not None:
        major, _, minor = given.kube_version.removeprefix("v").partition(".")
        version = (int(major), int(minor))
        cluster = cluster._replace(version=version)
        worlds = tuple(one if one.version is None else one._replace(version=version) for one in settings.facts.worlds)
        settings = settings._replace(facts=settings.facts._replace(worlds=worlds))  # the command line has the last word
    return settings._replace(namespace=namespace, cluster=cluster, reference=asked(tree), charts=charted(tree, namespace))


def _setup(setup: Setup, configured: Configured | None) -> Setup:
    """Add what concerns the report."""
    given = setup.given
    selections = [*given.selections]
    fail_on, mildest, baseline = given.fail_on, given.min_severity, given.baseline
    if configured is not None:
        selections.append(configured.selection)
        selections += (one.selection for one in configured.overrides)
        fail_on, mildest, baseline = (
            fail_on or configured.fail_on,
            mildest or configured.min_severity,
            baseline or configured.baseline,
        )
    profiles = {profile for one in selections for profile in one.profiles or ()}
    chosen = any(one.select or one.extend_select for one in selections) or not profiles <= {"default"}
    return setup._replace(
        fail_on=fail_on or "warning",
        min_severity=mildest,
        baseline=baseline,
        listed=chosen or fail_on == Severity.INFO.value,
    )
