"""Options that several subcommands share, and what they come to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from k8slint import rulebook
from k8slint.cli.errors import UsageError, unknown_word
from k8slint.discover import STDIN, Around, NoSuchPath, StdinNotAlone, Tree, find
from k8slint.report.terminal import sanitize
from k8slint.units import Charts, Reference
from k8slint.units.kustomizing.outcome import Outcome

if TYPE_CHECKING:
    from k8slint.units.charts import RenderedChart

_F = TypeVar("_F", bound=Callable[..., Any])


def output_format(names: tuple[str, ...]) -> Callable[[_F], _F]:
    """The option that picks the form of the output; the first name is the default."""
    return click.option(
        "--output-format", type=click.Choice(names), default=names[0], show_default=True, help="Form of the output."
    )


def input_options(function: _F) -> _F:
    """The options that say what the manifests are for."""
    for option in (
        click.option("--stdin-filename", metavar="PATH", help="What to call standard input in the report."),
        click.option("--namespace", metavar="NAME", help="Namespace of the resources that name none."),
        click.option("--env", metavar="NAME", help="Environment of everything: production, staging, development, …"),
    ):
        function = option(function)
    return function


def selection_options(function: _F) -> _F:
    """The options that choose rules, by id, category, profile or another tool's id."""
    words = "ids, categories, profiles, other tools' ids, or all; comma-separated, repeatable"
    for option in (
        click.option("--profile", metavar="NAME", help="Rules of this profile (a list is a union).  [default: default]"),
        click.option("--ignore", multiple=True, metavar="RULES", help=f"Leave rules out: {words}."),
        click.option("--extend-select", multiple=True, metavar="RULES", help="Rules besides those of the profile."),
        click.option("--select", multiple=True, metavar="RULES", help="These rules instead of the profile's."),
    ):
        function = option(function)
    return function


def _words(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip() for text in texts for word in text.split(",") if word.strip())


def loaded_rules(command: str) -> tuple[rulebook.Rule, ...]:
    """Every rule of the book; raises UsageError for a page that cannot be read."""
    try:
        return rulebook.load()
    except rulebook.BookError as error:
        raise UsageError(command, f"the rule book has faults:\n{error}") from None


def chosen_rules(
    command: str,
    profile: str | None,
    select: tuple[str, ...],
    extend_select: tuple[str, ...],
    ignore: tuple[str, ...],
) -> tuple[rulebook.Rule, ...]:
    """The rules that a command line chooses; raises UsageError for a word that names none. Former ids are told."""
    rules = loaded_rules(command)
    words = {"select": _words(select), "extend_select": _words(extend_select), "ignore": _words(ignore)}
    try:
        chosen = rulebook.choose(rules, profiles=_words((profile,)) if profile else ("default",), **words)
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
            click.echo(f"`{word}` is now `{renamed[word]}`", err=True)


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


def charted(tree: Tree, namespace: str | None) -> Charts | None:
    """What looks at the charts of directories that were named, and renders them if Helm is here; None for anything else.

    Helm is looked for when there is a chart: most runs have none.
    """

    def look(directories: Sequence[str]) -> Mapping[str, RenderedChart | str]:
        from k8slint.units.charts.asking import asking, on_disk
        from k8slint.units.charts.renderer import find_renderer

        store = tree.store
        found = on_disk(store, namespace) if isinstance(store, Around) else asking(store.chart, find_renderer, namespace)
        return found(directories)

    return look if tree.mode == "directory" else None


def found_tree(command: str, paths: tuple[str, ...], stdin_filename: str | None) -> Tree:
    """The files that a command line names; raises UsageError for what does not exist."""
    if "" in paths:
        raise UsageError(command, "an empty path: an unset variable, perhaps; `.` is the working directory")
    stdin = sys.stdin.buffer.read() if STDIN in paths else None
    try:
        return find(paths, stdin, stdin_filename)
    except NoSuchPath as error:
        raise UsageError(command, f"no such file or directory: {error}") from None
    except StdinNotAlone:
        raise UsageError(command, "standard input (-) is a unit of its own: name no other path beside it") from None
