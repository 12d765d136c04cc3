"""Options that several subcommands share, and what they come to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from k8slint import rulebook
from k8slint.cli.errors import UsageError, say, unknown_word
from k8slint.cli.given import kube_version, namespace, split
from k8slint.discover import STDIN, Around, NoSuchPath, StdinNotAlone, Tree, find
from k8slint.discover.leaving import Leaving
from k8slint.report.terminal import sanitize
from k8slint.units import Charts, Reference
from k8slint.units.kustomizing.outcome import Outcome

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from k8slint.units.charts import RenderedChart
    from k8slint.units.installing import Install

_F = TypeVar("_F", bound=Callable[..., Any])


def output_format(names: tuple[str, ...], variable: str | None = None) -> Callable[[_F], _F]:
    """The option that picks the form of the output; the first name is the default.

    The `variable` is for reports only: what a pipeline wants of them is no form of anything else.
    """
    return click.option(
        "--output-format",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        envvar=variable,
        help="Form of the output.",
    )


def input_options(function: _F) -> _F:
    """The options that say what the manifests are for."""
    for option in (
        click.option("--stdin-filename", metavar="PATH", help="What to call standard input in the report."),
        click.option(
            "--kube-version",
            metavar="VERSION",
            envvar="K8SLINT_KUBE_VERSION",
            callback=kube_version,
            help="Version of Kubernetes, such as 1.34.",
        ),
        click.option(
            "--namespace",
            metavar="NAME",
            envvar="K8SLINT_NAMESPACE",
            callback=namespace,
            help="Namespace of the resources that name none.",
        ),
        click.option(
            "--env",
            metavar="NAME",
            envvar="K8SLINT_ENV",
            help="Environment of everything: production, staging, development, …",
        ),
    ):
        function = option(function)
    return function


def _words_of_rules(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    from k8slint.cli.completion import rule_words  # only a shell asks

    return rule_words(context, parameter, typed)


def selection_options(function: _F) -> _F:
    """The options that choose rules, by id, category, profile or another tool's id."""
    words = "ids, categories, profiles, other tools' ids, or all; comma-separated, repeatable"
    for option in (
        click.option(
            "--profile",
            metavar="NAME",
            envvar="K8SLINT_PROFILE",
            help="Rules of this profile (a list is a union).  [default: default]",
        ),
        click.option(
            "--ignore",
            multiple=True,
            metavar="RULES",
            envvar="K8SLINT_IGNORE",
            shell_complete=_words_of_rules,
            help=f"Leave rules out: {words}.",
        ),
        click.option(
            "--extend-select",
            multiple=True,
            metavar="RULES",
            envvar="K8SLINT_EXTEND_SELECT",
            shell_complete=_words_of_rules,
            help="Rules besides those of the profile.",
        ),
        click.option(
            "--select",
            multiple=True,
            metavar="RULES",
            envvar="K8SLINT_SELECT",
            shell_complete=_words_of_rules,
            help="These rules instead of the profile's.",
        ),
    ):
        function = option(function)
    return function


def loaded_rules(command: str, extras: Sequence[rulebook.Extra] = ()) -> tuple[rulebook.Rule, ...]:
    """Every rule of our book, of installed ones and of others; raises UsageError for pages that cannot be read."""
    from k8slint.rulebook.installed import books

    found = books()
    missing = next((one for one in found if one.folder is None), None)
    if missing is not None:
        raise UsageError(command, f"the rule book `{missing.name}` is installed, but not its package {missing.package}")
    try:
        return rulebook.load_all([*(rulebook.Extra(one.folder) for one in found if one.folder), *extras])
    except rulebook.BookError as error:
        raise UsageError(command, "the rule book has faults:", *map(str, error.errors)) from None


def chosen_rules(  # one parameter an option
    command: str,
    rules: tuple[rulebook.Rule, ...],
    profile: str | None,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> tuple[rulebook.Rule, ...]:
    """The rules that a command line chooses; raises UsageError for a word that names none. Former ids are told."""
    words = {"select": split(select), "extend_select": split(extend_select), "ignore": split(ignore)}
    try:
        chosen = rulebook.choose(rules, profiles=split((profile,)) if profile else ("default",), **words)
    except rulebook.UnknownWord as error:
        raise unknown_word(command, "rule, category, profile or other tool's id", sanitize(error.word), error.nearest) from None
    if any(words.values()):
        tell_renamed(rules, [word for several in words.values() for word in several])
    return chosen


def tell_renamed(rules: Iterable[rulebook.Rule], words: Iterable[str]) -> None:
    """Say on stderr, once each, which of some words are former ids."""
    renamed = rulebook.renamed(rules)
    for word in dict.fromkeys(words):
        if word in renamed:
            say(f"`{word}` is now `{renamed[word]}`")


def asked(tree: Tree) -> Reference | None:
    """What asks Kustomize itself for the kustomizations that are not built here; None for standard input.

    It is looked for when it is first needed: most runs ask nobody.
    """
    found: list[Reference] = []

    def ask(directory: str) -> Outcome | str:
        if not found:
            from k8slint.units.kustomize_binary import asking

            found.append(asking(tree.layout, tree.store))
        return found[0](directory)

    return None if tree.mode == "stdin" else ask


def charted(tree: Tree, namespace: str | None, texts: Mapping[str, str] = MappingProxyType({})) -> Charts | None:
    """What looks at the charts of directories that were named, and renders them if Helm is here; None for anything else.

    Helm is looked for when there is a chart: most runs have none. `texts` are those of files that have another one.
    """

    def look(
        directories: Sequence[str], installs: Mapping[str, Sequence[Install]] = MappingProxyType({})
    ) -> Mapping[str, RenderedChart | str]:
        from k8slint.units.charts.asking import asking, on_disk
        from k8slint.units.charts.renderer import find_renderer

        store = tree.store
        found = on_disk(store, namespace, texts) if isinstance(store, Around) else asking(store.chart, find_renderer, namespace)
        return found(directories, installs)

    return look if tree.mode == "directory" else None


def found_tree(command: str, paths: tuple[str, ...], stdin_filename: str | None, leaving: Leaving) -> Tree:
    """The files that a command line names, see `discover.find`; raises UsageError for what does not exist."""
    if "" in paths:
        raise UsageError(command, "an empty path: an unset variable, perhaps; `.` is the working directory")
    stdin = sys.stdin.buffer.read() if STDIN in paths else None
    try:
        return find(paths, stdin, stdin_filename, leaving=leaving)
    except NoSuchPath as error:
        raise UsageError(command, f"no such file or directory: {error}") from None
    except StdinNotAlone:
        raise UsageError(command, "standard input (-) is a unit of its own: name no other path beside it") from None
