"""The check of yaml-syntax-error.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Related, Source


def check(source: Source, _ctx: Context | None) -> Iterator[Problem]:
    error = source.error
    opened = () if error.opened is None else (Related(error._replace(span=error.opened, opened=None), "opened here"),)
    yield Problem(node=error, message=error.message, related=opened)
