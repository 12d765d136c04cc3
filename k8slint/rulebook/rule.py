"""One rule: what its page says, and the way to its check."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from k8slint.findings import Evidence, Problem, RuleInfo, Safety, Severity
from k8slint.rulebook import body

if TYPE_CHECKING:
    from k8slint.api import Context
    from k8slint.rulebook.fences import Example

#: The function of a rule: a subject and what may be looked at besides it, to the problems found there.
Check = Callable[[Any, "Context"], Iterator[Problem]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One page of a rule book: what is wrong, how bad that is, and the function that finds it.

    `severities` and `profiles` stand as the page has them, the worst severity first. `subject` is the name of what the
    check visits; None where there is no check and the engine itself reports. `page` is the path of the page on disk.
    `fixability` is the safety of the best fix that it has, as the page shows; `formerly` are ids that it had before.
    """

    id: str
    category: str
    title: str
    severities: tuple[Severity, ...]
    since: str
    references: tuple[str, ...]
    profiles: tuple[str, ...]
    evidence: Evidence
    subject: str | None
    page: str
    url: str | None = None
    equivalents: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)  # JSON Schema properties
    effect: str | None = None
    help: str | None = None
    declaration: Mapping[str, Any] | None = field(default=None, hash=False)  # the `check` key
    cure: Mapping[str, Any] | None = field(default=None, hash=False)  # the `fix` key, of a rule with a `check` key
    fixability: Safety | None = None
    formerly: tuple[str, ...] = ()

    @property
    def defaults(self) -> dict[str, Any]:
        """The options of a run that sets none."""
        return {name: schema["default"] for name, schema in self.options.items()}

    def load(self) -> Check:
        """Return the check: imported from the body beside the page, or made of the page's `check` key.

        Whatever a body raises while it is imported passes through.
        """
        if self.subject is None:
            return _nothing
        if self.declaration is not None:
            from k8slint.rulebook import declarative  # most rules are not

            return declarative.check_of(self.declaration, self.cure)
        return body.load(self.id, os.path.splitext(self.page)[0] + ".py")

    def info(self) -> RuleInfo:
        """Return what a report says of the rule."""
        return RuleInfo(
            id=self.id,
            category=self.category,
            title=self.title,
            severities=self.severities,
            evidence=self.evidence,
            profiles=self.profiles,
            since=self.since,
            references=self.references,
            equivalents=self.equivalents,
            url=self.url,
            page=self.page,
            formerly=self.formerly,
        )

    def prose(self) -> str:
        """Return the page below its front matter, in Markdown."""
        from k8slint.rulebook import page  # linting needs no prose

        return page.split(page.text(self.page)).prose

    def examples(self) -> tuple[Example, ...]:
        """Return the cases on the page, in its order."""
        from k8slint.rulebook import fences, page  # nor examples

        return fences.examples(self.page, page.text(self.page))


def _nothing(_subject: Any, _context: Context) -> Iterator[Problem]:
    return iter(())
