"""The table of what other tools call the checks of the book: `docs/equivalents.md`, which is generated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from k8slint.rulebook.rule import Rule

_HEAD = """\
<!-- Generated from the pages: python -m k8slint.rulebook -->

# Coming from another tool

`k8slint migrate` reads the settings of kube-linter, kube-score, polaris, checkov, trivy and KICS and writes `.k8slint.yaml`
with what they come to. An id of another tool can be written wherever a rule is named (`--select kube-linter:dangling-service`, or
without the tool where all mean the same), and the suppressions that stand in manifests for other tools are honoured: an id
stands for every rule that lists it here. What is not in these tables has no counterpart.

A rule of the profile `default` runs unless another profile is asked for; `recommended` adds to it, `strict` adds to that.
A rule seldom sees exactly what the other tool sees: its page says what it reports, and what it leaves alone.
"""
_ALONE = "(any)"  # the check of a tool that has no ids


def equivalents(rules: Sequence[Rule]) -> str:
    """Write the text of the page: a table for each tool, by its ids."""
    tools: dict[str, list[tuple[str, Rule]]] = {}
    for rule in rules:
        for peer in rule.equivalents:
            tool, _, name = peer.partition(":")
            tools.setdefault(tool, []).append((name, rule))
    return _HEAD + "".join(line for tool in sorted(tools) for line in _table(tool, tools[tool]))


def _table(tool: str, pairs: Sequence[tuple[str, Rule]]) -> Iterator[str]:
    checks = len({name for name, _ in pairs})
    yield f"\n## {tool}\n\n{checks} {'check' if checks == 1 else 'checks'} of {tool}.\n\n"
    yield "| id | rule | profile | what it reports |\n|---|---|---|---|\n"
    for name, rule in sorted(pairs, key=lambda pair: (pair[0], pair[1].id)):
        link = f"[{rule.id}]({rule.url})" if rule.url else f"`{rule.id}`"
        peer = f"`{name}`" if name else _ALONE
        yield f"| {_cell(peer)} | {link} | {', '.join(rule.profiles)} | {_cell(rule.title)} |\n"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
