"""A run's suppressions: what of the run they need to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from k8slint.engine.policies import uniform
from k8slint.engine.silent import Looked
from k8slint.engine.suppressing import Asked, Files, Found, Outcome, suppress
from k8slint.engine.telling import Telling
from k8slint.findings import Failure
from k8slint.rulebook import Rule
from k8slint.suppress import Text
from k8slint.text import SourceFile
from k8slint.units.layout import Role
from k8slint.yaml import read

if TYPE_CHECKING:
    from k8slint.engine import Examined, Settings
    from k8slint.engine.run import Run

_MANIFESTS = (".yaml", ".yml")


def silenced(  # all that a run has come to
    examined: Examined,
    run: Run,
    rules: Sequence[Rule],
    settings: Settings,
    failures: Sequence[Failure],
    texts: Mapping[str, SourceFile],
) -> Outcome:
    """What suppressions make of the findings of a run; `texts` are its files by path."""
    resolution = examined.resolution
    policies = uniform(rules, settings.options) if settings.policies is None else settings.policies
    documents = {stream.source.path: stream.documents for stream in examined.streams}

    def text(source: SourceFile) -> Text:
        path = source.path
        if path in documents:
            return Text(source, documents[path])
        if resolution.layout is not None and resolution.layout.role(path) is Role.TEMPLATE:
            return Text(source, templated=True)
        return Text(source, read(source).documents if path.endswith(_MANIFESTS) else ())

    book = () if settings.policies is None else settings.policies.book
    return suppress(
        Found(run.findings, run.holders),
        Files(texts, text, (*resolution.units, *resolution.worlds)),
        Asked(settings.ignores, settings.require_reason, settings.today, book),
        Looked(resolution, rules, run.of_texts, failures, lambda path: policies.at(path).rules),
        Telling(rules, policies, resolution.unit_of),
    )
