"""A configuration as text, with where each line comes from, and what has no counterpart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from k8slint.migrate.making import Line, Plan, Suppression
from k8slint.yaml.emitting import quoted, scalar

_WIDTH = 120


def render(plan: Plan, files: Sequence[str]) -> str:
    """The text of `.k8slint.yaml`; `files` are those that were read."""
    return "".join(f"{line}\n" for line in _lines(plan, files))


def _lines(plan: Plan, files: Sequence[str]) -> Iterator[str]:
    yield from _comment(
        f"Written by `k8slint migrate` from {', '.join(files)}: look it over, then remove what you do not need.", ""
    )
    yield from _comment("Behind each line stands what it comes from. All settings: `k8slint config schema`.", "")
    yield ""
    yield "# Rules of a profile run without being named: default (what is broken), recommended (and what is unwise), strict."
    yield "profile: default"
    for name, line in plan.settings:
        yield from (
            "",
            *_value(f"{name}: ", quoted(line.value) if line.value[:1].isdigit() else scalar(line.value), line.why, ""),
        )
    yield from _list("extendSelect", "Besides those of the profile.", plan.extend_select)
    yield from _list("ignore", "Not these, everywhere or where an entry says.", plan.ignore, plan.suppressions)
    if plan.severity:
        yield from ("", "severity:")
        for rule, line in plan.severity:
            yield from _value(f"{scalar(rule)}: ", line.value, line.why)
    yield from _list("exclude", "Patterns as in .gitignore: files that are not looked at.", plan.exclude)
    if plan.left:
        yield from ("", "# Without a counterpart:")
        for why, lines in _by_reason(plan.left):
            yield from _comment(f"- {why}:", "")
            for line in lines:
                yield from _comment(f"    {line.value}", "")


def _list(key: str, remark: str, lines: Sequence[Line], suppressions: Sequence[Suppression] = ()) -> Iterator[str]:
    if not lines and not suppressions:
        return
    yield from ("", f"# {remark}", f"{key}:")
    for line in lines:
        yield from _value("- ", scalar(line.value), line.why)
    for suppression in suppressions:
        yield from _suppression(suppression)


def _by_reason(lines: Iterable[Line]) -> Iterator[tuple[str, list[Line]]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.why, []).append(line)
    yield from groups.items()


def _value(key: str, value: str, why: str, indent: str = "  ") -> Iterator[str]:
    """A line with a comment behind it, or above it where that is too long."""
    remark = _clean(why)
    line = f"{indent}{key}{value}"
    if len(line) + len(remark) + len("  # ") <= _WIDTH:
        yield f"{line}  # {remark}"
    else:
        yield from _comment(remark, indent)
        yield line


def _suppression(suppression: Suppression) -> Iterator[str]:
    yield from _comment(suppression.why, "  ")
    pairs: list[tuple[str, str]] = [("rule", _several(suppression.rules))]
    for key, words in (("name", suppression.names), ("namespace", suppression.namespaces), ("path", suppression.paths)):
        if words:
            pairs.append((key, _several(words)))
    if suppression.reason is not None:
        pairs.append(("reason", scalar(suppression.reason)))
    if suppression.expires is not None:
        pairs.append(("expires", suppression.expires.isoformat()))
    for index, (key, value) in enumerate(pairs):
        yield f"  {'  ' if index else '- '}{key}: {value}"


def _several(words: Sequence[str]) -> str:
    return scalar(words[0]) if len(words) == 1 else f"[{', '.join(map(_in_flow, words))}]"


def _in_flow(word: str) -> str:
    return word if word.replace("-", "").isalnum() and word.isascii() and word[:1].isalpha() else quoted(word)


def _comment(text: str, indent: str) -> Iterator[str]:
    """A text as comments, broken between words."""
    line = ""
    lead = " " * (len(text) - len(text.lstrip()))
    for word in _clean(text).split(" "):
        if line and len(indent) + len(line) + len(word) > _WIDTH - len("#  "):
            yield f"{indent}# {line}"
            line = f"{lead}  "
        line = f"{line} {word}" if line.strip() else f"{line or lead}{word}"
    yield f"{indent}# {line}"


def _clean(text: str) -> str:
    """A text on one line, without what ends a comment or moves a cursor."""
    return "".join(char if char.isprintable() else " " for char in text).strip()
