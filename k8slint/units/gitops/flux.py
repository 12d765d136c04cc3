"""What Flux applies: the directory of a Kustomization, and the chart of a HelmRelease that lies in a repository."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from k8slint.resources import Resource, is_placeholder, known_text
from k8slint.resources.scalars import Path, mapping, sequence
from k8slint.units.gitops.applied import Applied, Source, address, cleaned, revision

KUSTOMIZE = "kustomize.toolkit.fluxcd.io"
HELM = "helm.toolkit.fluxcd.io"
_SOURCES = "source.toolkit.fluxcd.io"
_GENERATORS = "source.extensions.fluxcd.io"
#: Sources that hold charts as directories.
_TREES = frozenset({"GitRepository", "Bucket"})
_GLOB = re.compile(r"[*?\[{]")


class _Copy(NamedTuple):
    """What an artifact holds of a source: `path` of it is found at `to` of the artifact."""

    source: Source
    path: str
    to: str


class Sources:
    """The sources of Flux that some resources define, and what is known of where they lead."""

    def __init__(self, resources: Iterable[Resource]) -> None:
        self._addresses: dict[Source, set[str]] = {}
        self._artifacts: dict[tuple[str | None, str], list[_Copy]] = {}
        for resource in resources:
            if resource.group == _SOURCES and resource.kind == "GitRepository" and resource.name:
                url = known_text(resource.get("spec", "url"))
                if url is not None:
                    source = Source("GitRepository", resource.namespace, resource.name)
                    self._addresses.setdefault(source, set()).add(f"{address(url)}{_revision(resource)}")
            elif resource.group == _GENERATORS and resource.kind == "ArtifactGenerator":
                for name, copies in _artifacts(resource):
                    self._artifacts.setdefault((resource.namespace, name), []).extend(copies)

    def same(self, source: Source) -> Source:
        """What stands for a source everywhere: its address, if there is exactly one."""
        found = self._addresses.get(source, ())
        if len(found) != 1:
            return source
        where, _, at = next(iter(found)).partition("@")
        return Source("", None, where, at)

    def copies(self, source: Source) -> tuple[tuple[Source, str], ...]:
        """What an artifact is made of: the source of each part, and where in the artifact it is."""
        return tuple((copy.source, copy.to) for copy in self._artifacts.get((source.namespace, source.name), ()))

    def places(self, source: Source, path: str) -> tuple[tuple[Source, str], ...]:
        """Where what a source holds at a path comes from: itself, or, of an artifact, what was copied there."""
        if source.kind != "ExternalArtifact":
            return ((source, path),)
        found = []
        for copy in self._artifacts.get((source.namespace, source.name), ()):
            if copy.to in {".", path} or path.startswith(f"{copy.to}/"):
                below = path if copy.to == "." else path[len(copy.to) :]
                found.append((copy.source, cleaned(f"{copy.path}/{below}")))
        return tuple(found)


def _revision(repository: Resource) -> str:
    """The revision of a GitRepository, behind an `@`; nothing where it is that of the main branch."""
    ref = mapping(repository.get("spec", "ref"))
    found = revision(next((str(ref[key]) for key in ("commit", "name", "semver", "tag", "branch") if ref.get(key)), ""))
    return f"@{found}" if found else ""


def _artifacts(generator: Resource) -> Iterator[tuple[str, list[_Copy]]]:
    aliases = {}
    for entry in map(mapping, sequence(generator.get("spec", "sources"))):
        alias, source = known_text(entry.get("alias")), _source(generator, entry)
        if alias is not None and source is not None:
            aliases[alias] = source
    for artifact in map(mapping, sequence(generator.get("spec", "artifacts"))):
        name = known_text(artifact.get("name"))
        copies = map(mapping, sequence(artifact.get("copy")))
        if name is not None:
            yield name, [one for copy in copies if (one := _copy(copy, aliases)) is not None]


def _copy(copy: Mapping[str, object], aliases: Mapping[str, Source]) -> _Copy | None:
    """One entry of an artifact: `from: "@monorepo/apps/**"`, `to: "@artifact/"`."""
    taken, to = known_text(copy.get("from")), known_text(copy.get("to"))
    if taken is None or to is None or not taken.startswith("@") or not to.startswith("@artifact"):
        return None
    alias, _, path = taken[1:].partition("/")
    if alias not in aliases:
        return None
    steps = path.split("/")
    fixed = next((number for number, step in enumerate(steps) if _GLOB.search(step)), len(steps))
    return _Copy(aliases[alias], cleaned("/".join(steps[:fixed])), cleaned(to.removeprefix("@artifact")))


def _source(resource: Resource, reference: Mapping[str, object]) -> Source | None:
    """What a reference to a source names."""
    kind, name = known_text(reference.get("kind")), known_text(reference.get("name"))
    namespace = reference.get("namespace")
    if kind is None or name is None or (namespace is not None and known_text(namespace) is None):
        return None
    return Source(kind, known_text(namespace) or resource.namespace, name)


def kustomized(resource: Resource, sources: Sources) -> Iterator[Applied]:
    """What a Kustomization or a HelmRelease of Flux applies of a repository."""
    which = (resource.group, resource.kind)
    if which == (KUSTOMIZE, "Kustomization"):
        yield from _applied(resource, ("spec", "sourceRef"), ("spec", "path"), sources)
    elif which == (HELM, "HelmRelease"):
        chart = ("spec", "chart", "spec")
        if known_text(resource.get(*chart, "sourceRef", "kind")) in _TREES:
            for one in _applied(resource, (*chart, "sourceRef"), (*chart, "chart"), sources):
                yield one._replace(chart=True)


def _applied(resource: Resource, reference: Path, at: Path, sources: Sources) -> Iterator[Applied]:
    source = _source(resource, mapping(resource.get(*reference)))
    written = resource.get(*at)
    if source is None or (written is not None and not isinstance(written, str)) or is_placeholder(written or ""):
        return
    path = cleaned(written or ".")
    places = sources.places(source, path)
    target = resource.get("spec", "targetNamespace")
    elsewhere = resource.get("spec", "kubeConfig")
    own = {sources.same(one) for one, _ in places or (() if source.kind != "ExternalArtifact" else sources.copies(source))}
    yield Applied(
        resource,
        at,
        own.pop() if len(own) == 1 else source,
        path,
        tuple(dict.fromkeys(place for _, place in places)),
        known_text(target),
        forced=target is not None,
        cluster=None if elsewhere is None else str(mapping(mapping(elsewhere).get("secretRef")).get("name")),
    )
