"""What the generators of an ApplicationSet find: lists, directories and files of this repository, and products of those."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any, NamedTuple

from k8slint.resources import Resource, is_placeholder, known_text
from k8slint.resources.scalars import Path, mapping, sequence
from k8slint.text import SourceFile
from k8slint.units.gitops.applied import Source, address, cleaned, revision
from k8slint.units.gitops.globs import is_pattern
from k8slint.units.gitops.parameters import Parameters, flattened, of_directory, of_file
from k8slint.units.gitops.repository import Repository
from k8slint.yaml import read

#: How many parameter sets of one ApplicationSet are looked at: a bound on hostile input, far above real numbers.
_MOST = 500
#: How many of all ApplicationSets are, likewise.
_BUDGET = 20_000
#: Generators whose parameters are found.
_KNOWN = frozenset({"list", "git", "matrix"})


class Pattern(NamedTuple):
    """A pattern of directories or files that a generator looks for in a source, and where it stands."""

    by: Resource
    at: Path
    source: Source
    pattern: str
    directories: bool


def repository_source(url: Any, at: Any) -> Source | None:
    """The source at an address, at a revision: that of the main branch needs no name."""
    text = known_text(url)
    if text is None or (at is not None and known_text(at) is None and at != ""):
        return None
    return Source("", None, address(text), revision(str(at or "")))


def patterns(resource: Resource) -> Iterator[Pattern]:
    """The patterns with which an ApplicationSet looks for directories and files."""
    if (resource.group, resource.kind) == ("argoproj.io", "ApplicationSet"):
        yield from _patterns(resource, resource.get("spec", "generators"), ("spec", "generators"))


def _patterns(resource: Resource, generators: Any, at: Path) -> Iterator[Pattern]:
    for index, generator in enumerate(sequence(generators)):
        git = mapping(mapping(generator).get("git"))
        source = repository_source(git.get("repoURL"), git.get("revision"))
        for key in ("directories", "files") if source is not None else ():
            for number, entry in enumerate(sequence(git.get(key))):
                path = mapping(entry).get("path")
                if isinstance(path, str) and path and not is_placeholder(path) and mapping(entry).get("exclude") is not True:
                    where = (*at, index, "git", key, number, "path")
                    yield Pattern(resource, where, source, path.strip("/"), key == "directories")  # type: ignore[arg-type]
        for key in ("matrix", "merge"):
            inner = mapping(mapping(generator).get(key)).get("generators")
            if isinstance(inner, list) and len(at) < 6:  # noqa: PLR2004  # they are nested once
                yield from _patterns(resource, inner, (*at, index, key, "generators"))


def is_complete(resource: Resource) -> bool:
    """Whether everything is known that a resource makes: of an ApplicationSet, where its generators are known ones."""
    generators = sequence(resource.get("spec", "generators")) if resource.kind == "ApplicationSet" else []
    inner = [one for each in generators for one in sequence(mapping(mapping(each).get("matrix")).get("generators"))]
    return all(_KNOWN.intersection(mapping(one)) for one in (*generators, *inner))


class Generated:
    """The parameters that the generators of ApplicationSets find in a repository."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._left = _BUDGET

    def of(self, resource: Resource) -> tuple[Parameters, ...]:
        """The parameter sets of an ApplicationSet that are known; what else it may make is not."""
        every = (
            one for generator in sequence(resource.get("spec", "generators")) for one in self._of(resource, mapping(generator), 0)
        )
        found = tuple(islice(every, min(_MOST, self._left)))
        self._left -= len(found)
        return found

    def _of(self, resource: Resource, generator: Mapping[str, Any], depth: int) -> Iterator[Parameters]:
        if isinstance(generator.get("list"), dict):
            yield from (dict(flattened(one)) for one in sequence(generator["list"].get("elements")) if isinstance(one, dict))
        elif isinstance(generator.get("git"), dict):
            yield from self._of_git(resource, generator["git"])
        elif isinstance(generator.get("matrix"), dict) and depth == 0:
            inner = [mapping(one) for one in sequence(generator["matrix"].get("generators"))]
            found = [tuple(islice(self._of(resource, one, depth + 1), _MOST)) for one in inner]
            for several in islice(product(*found), _MOST):
                yield {key: value for one in several for key, value in one.items()}

    def _of_git(self, resource: Resource, git: Mapping[str, Any]) -> Iterator[Parameters]:
        prefix, file = known_text(git.get("pathParamPrefix")) or "", resource.document.source.path
        values = {f"values.{key}": value for key, value in flattened(git.get("values")) if "{{" not in value}
        entries = [mapping(one) for one in sequence(git.get("directories"))]
        left_out = {path for one in entries if one.get("exclude") is True for path in self._matching(one, file, directories=True)}
        for entry in entries:
            for path in self._matching(entry, file, directories=True) if entry.get("exclude") is not True else ():
                if path not in left_out:
                    yield {**values, **of_directory(path, prefix)}
        for entry in map(mapping, sequence(git.get("files"))):
            for path in self._matching(entry, file, directories=False):
                for value in self._values(path, file):
                    yield {**values, **dict(flattened(value)), **of_file(path, prefix)}

    def _matching(self, entry: Mapping[str, Any], file: str, *, directories: bool) -> tuple[str, ...]:
        pattern = known_text(entry.get("path"))
        if pattern is None:
            return ()
        if not is_pattern(pattern):
            kind = self._repository.find(self._repository.shown(cleaned(pattern), file))
            return (cleaned(pattern),) if kind == ("directory" if directories else "file") else ()
        return self._repository.matching(pattern.strip("/"), file, directories=directories) or ()

    def _values(self, path: str, file: str) -> Iterator[Any]:
        source = self._repository.source(self._repository.shown(path, file))
        if isinstance(source, SourceFile):
            for document in read(source).documents:
                value = document.value
                yield from value if isinstance(value, list) else (value,)
