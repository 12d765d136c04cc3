"""Passwords in URLs, as in `postgres://shop:PASSWORD@db/orders`: where they stand, and a text without them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.text import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Finding, Report

#: What stands for a value where nobody counts columns, so that not even its length is told.
HIDDEN = "•••"

_WORD = re.compile(r'(?:[^\s"\\]|\\\S)+')
_AUTHORITY = re.compile(r"[^/?#]*")
_PORT = re.compile(r"\d{1,5}(?:,[^,:]*:\d{1,5})*")
#: Passwords that are none yet: they are put in later.
_PLACEHOLDER = re.compile(r"\$\(\w+\)|\$\{\w+\}|<[\w -]+>|%s|\{\{[^}]*\}\}")


def passwords(text: str) -> Iterator[Span]:
    """Find the passwords in the URLs of a text, in order; those that are only placeholders are none."""
    if "://" not in text or "@" not in text:
        return
    for word in _WORD.finditer(text, max(0, text.rfind("\n", 0, text.find("://")))):
        yield from _in_word(text, word.start(), word.end())


def without_passwords(text: str) -> str:
    """The text with something else in the place of the passwords of its URLs."""
    parts: list[str] = []
    done = 0
    for span in passwords(text):
        parts += (text[done : span.start], HIDDEN)
        done = span.end
    return "".join((*parts, text[done:])) if parts else text


def discreet(report: Report) -> Report:
    """The report without passwords in what it says; the edits of fixes are as they are to be made."""
    fixed = None if report.fixed is None else tuple(map(_discreet, report.fixed))
    since = report.since
    if since is not None and since.fixed:
        since = since._replace(fixed=tuple(map(_discreet, since.fixed)))
    return report._replace(findings=tuple(map(_discreet, report.findings)), fixed=fixed, since=since)


def _discreet(finding: Finding) -> Finding:
    fix = finding.fix
    texts = (finding.message, finding.label, finding.effect, finding.help, finding.not_fixed, fix.title if fix else "")
    if not any("://" in text for text in (*texts, *(place.message for place in finding.related)) if text):
        return finding
    message, label, effect, advice, not_fixed, title = (text and without_passwords(text) for text in texts)
    return finding._replace(
        message=message or "",
        label=label or "",
        effect=effect,
        help=advice,
        not_fixed=not_fixed,
        related=tuple(place._replace(message=without_passwords(place.message)) for place in finding.related),
        fix=fix and fix._replace(title=title or ""),
    )


def _in_word(text: str, start: int, end: int) -> Iterator[Span]:
    place = start
    while (scheme := text.find("://", place, end)) >= 0 and (last := text.rfind("@", scheme, end)) >= 0:
        begin = scheme + len("://")
        authority = _AUTHORITY.match(text, begin, end)
        stop = end if authority is None else authority.end()
        at = text.rfind("@", begin, stop)
        colon = text.find(":", begin, stop if at < 0 else at)
        another = text.startswith("://", stop - 1)  # the scheme of the next URL, behind a comma
        place = at + 1 if at >= 0 else stop - another
        if text.startswith("[", begin):
            continue  # an IPv6 address: the colons are its own
        if colon >= 0 and at < 0 and stop < end and not another and not _PORT.fullmatch(text, colon + 1, stop):
            place = at = last  # a slash that nobody wrote as %2F
        if colon >= 0 and at > colon + 1 and not _PLACEHOLDER.fullmatch(text, colon + 1, at):
            yield Span(colon + 1, at)
