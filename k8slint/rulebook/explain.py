"""A rule's page for the terminal, and the table of all rules."""

from __future__ import annotations

import json
import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from k8slint.findings import Safety

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from k8slint.rulebook.fences import Example
    from k8slint.rulebook.rule import Rule

_EXAMPLES = re.compile(r"^## Examples[ \t]*\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_EXPECT = re.compile(r"# expect(?:\[[^\]\n]*\])?: ")
_EXPECT_NEXT = re.compile(r"# expect-next(?:\[[^\]\n]*\])?: ")
#: What to write on the command line for a fix of each kind.
OPTIONS: Mapping[Safety, str] = {Safety.SAFE: "--fix", Safety.UNSAFE: "--fix --unsafe-fixes"}
_COLUMNS = ("id", "severity", "profile", "fix", "title")


def explain(rule: Rule, output_format: str = "text") -> str:
    """Print what a page says, as `text`, `json` or `markdown`."""
    if output_format == "json":
        return json.dumps({**_plain(rule), "prose": rule.prose()}, ensure_ascii=False, indent=2) + "\n"
    if output_format == "markdown":
        return f"# {rule.title}\n\n{_facts_in_markdown(rule)}\n{rule.prose().lstrip()}"
    return "\n".join([f"{rule.id}: {rule.title}\n", *_facts_in_columns(rule), *_body(rule)]).rstrip() + "\n"


def _facts(rule: Rule) -> list[tuple[str, str]]:
    """List what stands above the prose: a name and a text each."""
    facts = [
        ("category", rule.category),
        ("severity", " or ".join(severity.value for severity in rule.severities)),
        ("evidence", rule.evidence.value),
        ("profile", ", ".join(rule.profiles)),
        ("since", rule.since),
        ("fixable", _fixable(rule)),
        ("formerly", ", ".join(rule.formerly)),
        ("other tools", ", ".join(rule.equivalents)),
        ("effect", rule.effect or ""),
        ("help", rule.help or ""),
        ("page", rule.url or rule.page),
        *(("references" if index == 0 else "", reference) for index, reference in enumerate(rule.references)),
    ]
    return [(name, text) for name, text in facts if text]


def _fixable(rule: Rule) -> str:
    return "no" if rule.fixability is None else f"with {OPTIONS[rule.fixability]}"


def _facts_in_columns(rule: Rule) -> list[str]:
    return [f"{name:<13}{text}" for name, text in _facts(rule)]


def _facts_in_markdown(rule: Rule) -> str:
    rows = "".join(f"| {name} | {_cell(text)} |\n" for name, text in _facts(rule))
    options = "".join(f"| option `{name}` | {_cell(text)} |\n" for name, text in _options(rule))
    return f"| `{rule.id}` | |\n|---|---|\n{rows}{options}"


def _options(rule: Rule) -> list[tuple[str, str]]:
    return [
        (name, f"{schema['description']} ({_type(schema)}, {_value(schema['default'])} unless set)")
        for name, schema in rule.options.items()
    ]


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " or ".join(map(_value, schema["enum"]))
    types = schema.get("type", "any value")
    return types if isinstance(types, str) else " or ".join(types)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _body(rule: Rule) -> list[str]:
    prose = _EXAMPLES.sub("", rule.prose()).strip()
    lines = ["", _HEADING.sub(lambda heading: heading[1].upper(), prose)]
    options = _options(rule)
    if options:
        lines += ["", "OPTIONS", "", *(f"  {name}: {text}" for name, text in options)]
    examples = rule.examples()
    for kind in ("bad", "good"):
        example = next((example for example in examples if example.kind == kind), None)
        if example is not None:
            lines += ["", f"A {kind.upper()} EXAMPLE", "", *_files(example)]
    return lines


def _files(example: Example) -> list[str]:
    lines: list[str] = []
    for name, text in example.files.items():
        if len(example.files) > 1:
            lines.append(f"  # {name}")
        shown = _EXPECT_NEXT.sub("# below: ", _EXPECT.sub("# here: ", text))
        lines += [f"  {line}".rstrip() for line in shown.rstrip("\n").split("\n")]
    return lines


def table(rules: Sequence[Rule], output_format: str = "text") -> str:
    """Print all rules by category, as `text`, `json` or `markdown`."""
    if output_format == "json":
        return json.dumps([_plain(rule) for rule in rules], ensure_ascii=False, indent=2) + "\n"
    if output_format == "markdown":
        return "\n".join(_in_markdown(rules)) + "\n"
    rows = {rule.id: _row(rule) for rule in rules}
    widths = [max(map(len, column)) for column in zip(_COLUMNS, *rows.values(), strict=True)]
    lines = []
    for category, group in _by_category(rules):
        lines += [category, _columns(_COLUMNS, widths), *(_columns(rows[rule.id], widths) for rule in group), ""]
    return "\n".join(lines)


def _row(rule: Rule) -> tuple[str, ...]:
    severity = "/".join(severity.value for severity in rule.severities)
    return (rule.id, severity, ",".join(rule.profiles), rule.fixability.value if rule.fixability else "-", rule.title)


def _columns(cells: Iterable[str], widths: Sequence[int]) -> str:
    return "  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True)).rstrip()


def _by_category(rules: Iterable[Rule]) -> list[tuple[str, list[Rule]]]:
    ordered = sorted(rules, key=lambda rule: (rule.category, rule.id))
    return [(category, list(group)) for category, group in groupby(ordered, key=lambda rule: rule.category)]


def _in_markdown(rules: Iterable[Rule]) -> Iterable[str]:
    for category, group in _by_category(rules):
        yield from ("", f"## {category}", "", f"| {' | '.join(_COLUMNS)} |", "|---|---|---|---|---|")
        for rule in group:
            name, *rest = _row(rule)
            yield f"| [{name}]({category}/{name}.md) | {' | '.join(map(_cell, rest))} |"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _plain(rule: Rule) -> dict[str, Any]:
    """Turn a rule into plain values."""
    return {
        "id": rule.id,
        "category": rule.category,
        "title": rule.title,
        "severity": [severity.value for severity in rule.severities],
        "evidence": rule.evidence.value,
        "profile": list(rule.profiles),
        "since": rule.since,
        "subject": rule.subject,
        "fix": rule.fixability and rule.fixability.value,
        "formerly": list(rule.formerly),
        "equivalents": list(rule.equivalents),
        "references": list(rule.references),
        "options": dict(rule.options),
        "effect": rule.effect,
        "help": rule.help,
        "url": rule.url,
    }
