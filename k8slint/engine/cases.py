"""The cases on the page of a rule, tried: whether each is found to be what the page says it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from k8slint.engine import lint_texts
from k8slint.engine.fixing import Wanted, fix_texts
from k8slint.findings import Finding, Report, Safety, Severity
from k8slint.rulebook import Rule, choose, expect
from k8slint.rulebook.book import SUPPRESSIONS
from k8slint.rulebook.fences import Example
from k8slint.rulebook.page import text as text_of

#: The rules that are run beside that of the page, so that a bad case is bad in one way.
_PROFILE = "strict"


class Wrong(NamedTuple):
    """What is not as a page has it, and on which of its lines, from 1."""

    line: int
    message: str


def faults(rule: Rule) -> Iterator[Wrong]:
    """What the prose and the fences of a page lack; raises whatever the body beside it raises while it is imported."""
    before, heading, _ = rule.prose().lstrip().partition("\n## How to fix\n")
    top = 1 + text_of(rule.page).count("\n", 0, text_of(rule.page).index(rule.prose()))
    if not heading:
        yield Wrong(top, "a page says how to fix it: a heading `## How to fix`")
    if not before.strip():
        yield Wrong(top, "a page begins with what happens in the cluster")
    if before.startswith("#"):
        yield Wrong(top, "a page has no heading before its first paragraph")
    examples = rule.examples()
    kinds = [example.kind for example in examples]
    if rule.category != SUPPRESSIONS:
        for kind in ("bad", "good"):
            if kind not in kinds:
                yield Wrong(top, f"no `yaml {kind}` case")
        rule.load()
    for kind, after in zip(["", *kinds], examples, strict=False):
        again = kind == "fixed" and after.safety is Safety.UNSAFE
        if after.kind == "fixed" and kind != "bad" and not again:
            yield Wrong(after.line - 1, "a fixed case follows the bad one that it cures")


def differences(rule: Rule, number: int, book: Sequence[Rule]) -> tuple[Wrong, ...]:
    """How the n-th case of a page, from 0, is not what it says; `book` are the rules that it is linted with."""
    example = rule.examples()[number]
    if example.kind == "fixed":
        return tuple(_not_fixed(rule, number))
    report, own = _findings(rule, example, book)
    wrong = [Wrong(example.line, failure.message) for failure in report.failures]
    expected = False
    for name, text in example.files.items():
        manifest = expect.read(text)
        expected = expected or bool(manifest.expectations)
        there = [finding for finding in own if finding.location.path == name]
        above = example.lines[name] - 1
        wrong += (Wrong(above + line, message) for line, message in expect.differences(manifest, there))
    if expected != (example.kind == "bad"):
        wrong.append(Wrong(example.line, "bad cases, and only they, expect something"))
    if example.kind == "bad":
        meant = {finding.rule for finding in own}
        others = [one for one in report.findings if one.rule not in meant and one.severity is Severity.ERROR]
        wrong += (Wrong(example.line, f"a bad case is bad in one way: {one.rule}: {one.message}") for one in others)
    return tuple(wrong)


def updated(rule: Rule, book: Sequence[Rule]) -> str:
    """The text of a page in which its cases expect what is found in them, and fixed ones are what fixes make."""
    lines = text_of(rule.page).split("\n")
    examples = rule.examples()
    for number in reversed(range(len(examples))):  # a text with more lines moves what is below it
        example = examples[number]
        if example.kind == "fixed":
            new = dict(_fixed(rule, number))
        else:
            _, own = _findings(rule, example, book)
            new = {
                name: expect.rewritten(text, [one for one in own if one.location.path == name])
                for name, text in example.files.items()
            }
        for name in reversed([*example.files]):
            above = example.lines[name] - 1
            lines[above : above + example.files[name].count("\n")] = new[name].split("\n")[:-1]
    return "\n".join(lines)


def settings_of(settings: Mapping[str, Any], rule: Rule) -> dict[str, Any]:
    """The settings of a case as `lint_texts` takes them."""
    found = {key: settings[key] for key in ("env", "namespace") if key in settings}
    return {**found, "options": {rule.id: settings["options"]}} if "options" in settings else found


def bare(texts: Mapping[str, str]) -> dict[str, str]:
    """Manifests without what they expect."""
    return {name: expect.read(text).text for name, text in texts.items()}


def _findings(rule: Rule, example: Example, book: Sequence[Rule]) -> tuple[Report, list[Finding]]:
    """What is found in a case, and what of that its page speaks of."""
    profiles = example.settings.get("profile", _PROFILE)
    chosen = choose(book, [profiles] if isinstance(profiles, str) else profiles)
    rules = chosen if rule in chosen else (*chosen, rule)
    report = lint_texts(bare(example.files), rules, **settings_of(example.settings, rule))
    wanted = (one for text in example.files.values() for one in expect.read(text).expectations)
    meant = {rule.id, *(one.rule for one in wanted)}
    return report, [finding for finding in report.findings if finding.rule in meant]


def _not_fixed(rule: Rule, number: int) -> Iterator[Wrong]:
    example = rule.examples()[number]
    for name, text in _fixed(rule, number).items():
        if example.files[name] != text:
            pairs = zip(example.files[name].split("\n"), text.split("\n"), strict=False)
            same = next((index for index, (here, there) in enumerate(pairs) if here != there), 0)
            yield Wrong(example.lines[name] + same, f"`--fix` makes something else of the bad case: {text.split(chr(10))[same]}")


def _fixed(rule: Rule, number: int) -> Mapping[str, str]:
    """What fixes make of the bad case before a fixed one, by the names of the files of the fixed one."""
    examples = rule.examples()
    bad = next(other for other in reversed(examples[:number]) if other.kind == "bad")
    before, safety = bare(bad.files), examples[number].safety or Safety.SAFE
    outcome = fix_texts(before, [rule], Wanted(safety), **settings_of(bad.settings, rule))
    return {name: {**before, **outcome.after}.get(name, "") for name in examples[number].files}
