"""The check of yaml-syntax-error.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Source


def check(source: Source, _ctx: Context | None) -> Iterator[Problem]:
    yield Problem(node=source.error, message=source.error.message)
