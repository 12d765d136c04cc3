"""From files of other tools to wishes; a file that cannot be read is told with its line."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from fnmatch import fnmatchcase

from k8slint.migrate.commands import KUBE_SCORE, kube_score, trivyignore
from k8slint.migrate.tools import tool_by_keys, tool_of
from k8slint.migrate.wishes import Settings, Wish
from k8slint.text import SourceFile
from k8slint.yaml import ReadError, decode, read

#: Files that may call kube-score, which has no settings of its own, as paths from the top of a tree.
CALLERS = (
    *(".pre-commit-config.yaml", ".pre-commit-config.yml", ".gitlab-ci.yml", "azure-pipelines.yml", "Makefile", "Taskfile.yml"),
    *("Jenkinsfile", ".circleci/config.yml", ".github/workflows/*.yml", ".github/workflows/*.yaml"),
)
LARGEST = 1024 * 1024  # bytes of a file of settings


class MalformedSettings(Exception):  # noqa: N818  # it says what is so
    """A file of settings that cannot be read: `FILE:LINE:COLUMN: why`."""


def readable(path: str) -> bool:
    """Whether a file of this path, from the top of a tree, may hold settings of another tool."""
    name = posixpath.basename(path)
    calls = any(fnmatchcase(path, pattern) for pattern in CALLERS)
    return calls or ("/" not in path and (name == ".trivyignore" or tool_of(name) is not None))


def wishes(path: str, data: bytes, *, named: bool = False) -> Iterator[Wish]:
    """What a file asks for; raises MalformedSettings. `named`: whatever it is called, it is said to hold settings."""
    if len(data) > LARGEST:
        raise MalformedSettings(f"{path}:1:1: larger than {LARGEST:,} bytes")
    source = decode(path, data)
    if isinstance(source, ReadError):
        raise MalformedSettings(_told(source))
    name = posixpath.basename(path)
    if name == ".trivyignore":
        yield from trivyignore(path, source.text)
    elif tool_of(name) is None and KUBE_SCORE in source.text:
        yield from kube_score(path, source.text)
    else:
        yield from _of_document(source, name, named=named)


def _of_document(source: SourceFile, name: str, *, named: bool) -> Iterator[Wish]:
    known = tool_of(name)
    if known is None and not named:
        return
    stream = read(source)
    if stream.errors:
        raise MalformedSettings(_told(stream.errors[0]))
    if not stream.documents:
        return
    document = stream.documents[0]
    if not named and isinstance(document.value, dict) and {"apiVersion", "kind"} <= document.value.keys():
        return  # a manifest about the tool
    known = known or tool_by_keys(document.value)
    if known is None or not isinstance(document.value, dict):
        raise MalformedSettings(f"{source.path}:1:1: not the settings of a tool that is known here")
    tool, reader = known
    settings = Settings(tool, document)
    yield from reader(settings)
    yield from settings.odd


def _told(error: ReadError) -> str:
    line, column = error.source.position(error.span.start)
    return f"{error.source.path}:{line + 1}:{column + 1}: {error.message}"
