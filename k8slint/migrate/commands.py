"""Settings that only stand in lines of text: `.trivyignore`, and the options of kube-score in scripts and pipelines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from k8slint.migrate.tools import trivy_id
from k8slint.migrate.wishes import What, Wish, day

KUBE_SCORE = "kube-score"
_CALL = re.compile(r"(?<![\w/.-])(?:[\w./-]*/)?kube-score\b(?!/)")
_OPTION = re.compile(
    r"--(ignore-test|enable-optional-test|kubernetes-version|exit-one-on-warning|[a-z-]+)(?:[= ]+[\"']?([\w.,-]+))?"
)
_VERSION = re.compile(r"v?(1\.\d{1,3})(?:\.\d+)?")
_TESTS = {"ignore-test": What.OFF, "enable-optional-test": What.ON}
_IGNORES = {
    "ignore-container-cpu-limit": "the rules of CPU limits are chosen by `select:` and `ignore:` here",
    "ignore-container-memory-limit": "the rules of memory limits are chosen by `select:` and `ignore:` here",
}
#: Where continued lines and list entries of one call may follow.
_FOLLOWS = re.compile(r"[ \t]*(?:-[ \t]+)?[\"']?--")


def trivyignore(path: str, text: str) -> Iterator[Wish]:
    """The entries of `.trivyignore`: an id a line, perhaps with a date; the comment above is the reason."""
    reason: str | None = None
    others: list[int] = []
    for number, whole in enumerate(text.splitlines(), 1):
        line, _, behind = whole.strip().partition("#")
        words = line.split()
        if not words:
            reason = behind.strip() or None
            continue
        identifier = trivy_id(words[0])
        ends = next((day(word[4:]) for word in words[1:] if word.startswith("exp:")), None)
        why = behind.strip() or reason
        if identifier.startswith(("KSV-", "KCV-")):
            what = What.EXCEPT if ends or why else What.OFF
            yield Wish("trivy", what, identifier, path, number, reason=why, expires=ends)
        else:
            others.append(number)
    if others:
        ids = f"{len(others):,} id" if len(others) == 1 else f"{len(others):,} ids"
        yield Wish("trivy", What.NONE, f"{ids} of other scanners", path, others[0], why="not about manifests")


def kube_score(path: str, text: str) -> Iterator[Wish]:
    """The options of the calls of kube-score in a text."""
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        call = _CALL.search(lines[number])
        if call is None or lines[number].lstrip().startswith("#"):
            number += 1
            continue
        last = number
        yield from _options(path, number + 1, lines[number][call.end() :])
        while last + 1 < len(lines) and (
            lines[last].rstrip().endswith("\\") or _FOLLOWS.match(lines[last + 1]) or _is_args(lines[last + 1])
        ):
            last += 1
            yield from _options(path, last + 1, lines[last])
        number = last + 1


def _is_args(line: str) -> bool:
    return line.strip().startswith(("args:", "entry:"))


def _options(path: str, number: int, text: str) -> Iterator[Wish]:
    for found in _OPTION.finditer(text):
        name, value = found[1], found[2] or ""
        if name in _TESTS:
            for word in filter(None, value.split(",")):
                yield Wish(KUBE_SCORE, _TESTS[name], word, path, number)
        elif name == "kubernetes-version" and (version := _VERSION.fullmatch(value)):
            yield Wish(KUBE_SCORE, What.SET, "kubeVersion", path, number, severity=version[1])
        elif name in _IGNORES:
            yield Wish(KUBE_SCORE, What.NONE, f"--{name}", path, number, why=_IGNORES[name])
