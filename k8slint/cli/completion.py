"""`k8slint completion`: what a shell needs to complete words after `k8slint`."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

from k8slint.cli.output import write_stdout

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_K8SLINT_COMPLETE"


@click.command("completion", short_help="Print what a shell needs to complete words.")
@click.argument("shell", type=click.Choice(_SHELLS))
def command(*, shell: str) -> int:
    """Print the completion script of a shell: subcommands, options, rule ids, files.

    \b
    bash  eval "$(k8slint completion bash)"           in ~/.bashrc
    zsh   eval "$(k8slint completion zsh)"            in ~/.zshrc
    fish  k8slint completion fish > ~/.config/fish/completions/k8slint.fish
    """  # noqa: D301  # click wants the character, not the escape
    from k8slint.cli import cli

    found = get_completion_class(shell)
    assert found is not None  # noqa: S101  # click knows all three
    write_stdout([found(cli, {}, "k8slint", _VARIABLE).source()])
    return 0


def rule_words(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The ids, categories and profiles that may follow in a list with commas."""
    from k8slint.rulebook import BookError, load
    from k8slint.rulebook.select import PROFILES

    before, comma, begun = typed.rpartition(",")
    try:
        rules = load()
    except BookError:
        return []
    words = {rule.category: f"all rules of {rule.category}" for rule in rules}
    words |= dict.fromkeys(PROFILES, "profile")
    words |= {rule.id: rule.title for rule in rules}
    return [CompletionItem(f"{before}{comma}{word}", help=text) for word, text in words.items() if word.startswith(begun)]


def rule_ids(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[CompletionItem]:
    """The ids that begin as what is typed."""
    from k8slint.rulebook import BookError, load

    try:
        return [CompletionItem(rule.id, help=rule.title) for rule in load() if rule.id.startswith(typed)]
    except BookError:
        return []
