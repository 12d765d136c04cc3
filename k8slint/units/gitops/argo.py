"""What Argo CD applies: the directories of an Application, and of each that an ApplicationSet makes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from k8slint.resources import Resource, is_placeholder, known_text
from k8slint.resources.scalars import Path, at, mapping, sequence
from k8slint.units.gitops.applied import Applied, Helm, Source, ValueFile, cleaned
from k8slint.units.gitops.generators import Generated, repository_source
from k8slint.units.gitops.globs import is_pattern
from k8slint.units.gitops.parameters import Parameters, filled

_GROUP = "argoproj.io"
#: Where each kind says what an Application is.
_SPECS: Mapping[str, Path] = {"Application": ("spec",), "ApplicationSet": ("spec", "template", "spec")}
#: The cluster that Argo CD itself runs in.
_OWN = frozenset({"", "https://kubernetes.default.svc", "in-cluster"})


class _Text(NamedTuple):
    """Reads texts of a template, with the parameters of one of its Applications; None: of an Application itself."""

    parameters: Parameters | None

    def read(self, value: Any) -> str | None:
        """A text that is known."""
        if not isinstance(value, str):
            return None
        if self.parameters is not None:
            done = filled(value, self.parameters)
            return None if done is None or is_placeholder(done) else done
        return None if is_placeholder(value) else value


def _spec(resource: Resource) -> Path | None:
    return _SPECS.get(resource.kind) if resource.group == _GROUP else None


def _sources(resource: Resource, spec: Path) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The sources of an Application, and where each stands."""
    single = resource.get(*spec, "source")
    if isinstance(single, dict):
        yield (*spec, "source"), single
    for index, one in enumerate(sequence(resource.get(*spec, "sources"))):
        yield (*spec, "sources", index), mapping(one)


def is_all_applied(resource: Resource, applied: Iterable[Applied]) -> bool:
    """Whether every source of which an Application applies something is among what is known to be applied."""
    spec = _spec(resource)
    known = {one.at[:-1] for one in applied}
    brings = () if spec is None else [where for where, one in _sources(resource, spec) if one.get("path") or not one.get("ref")]
    return known.issuperset(brings)


def applications(resource: Resource, generated: Generated | None = None) -> Iterator[Applied]:
    """What an Application applies, or each Application that is made by an ApplicationSet, of repositories."""
    spec = _spec(resource)
    if spec is None:
        return
    if resource.kind == "Application":
        yield from _applied(resource, spec, _Text(None), "")
        return
    every = () if generated is None else generated.of(resource)
    if all("{{" not in str(source.get("path")) and not source.get("helm") for _, source in _sources(resource, spec)):
        every = every[:1] or ({},)  # all of them apply the same
    for parameters in every:
        yield from _applied(resource, spec, _Text(parameters), ", ".join(f"{key}: {value}" for key, value in parameters.items()))


def _applied(resource: Resource, spec: Path, text: _Text, made: str) -> Iterator[Applied]:
    destination = mapping(resource.get(*spec, "destination"))
    cluster = next((text.read(destination[key]) or "?" for key in ("name", "server") if destination.get(key)), "")
    for where, one in _sources(resource, spec):
        source = _source(one, text)
        path = text.read(one.get("path"))
        if source is None or path is None or one.get("chart"):
            continue
        yield Applied(
            resource,
            (*where, "path"),
            source,
            cleaned(path),
            (cleaned(path),),
            text.read(destination.get("namespace")),
            cluster=None if cluster in _OWN else cluster,
            deep=mapping(one.get("directory")).get("recurse") is True,
            made=made,
            helm=_helm(resource, spec, one, text),
        )


def _helm(resource: Resource, spec: Path, one: Mapping[str, Any], text: _Text) -> Helm:
    """What Helm would be told of a source."""
    helm = mapping(one.get("helm"))
    release = text.read(helm.get("releaseName")) or text.read(resource.get(*spec[:-1], "metadata", "name"))
    named = _named(resource, spec, text) if helm.get("valueFiles") else {}
    files = tuple(_value_file(one, written, named, text) for written in sequence(helm.get("valueFiles")))
    return Helm(release, files, tuple(_parameters(helm, text)))


def _parameters(helm: Mapping[str, Any], text: _Text) -> Iterator[tuple[str, Any]]:
    for entry in map(mapping, sequence(helm.get("parameters"))):
        name, value = known_text(entry.get("name")), text.read(entry.get("value"))
        if name is not None and value is not None:
            yield name, value if entry.get("forceString") else _typed(value)


def _typed(value: str) -> Any:
    """A value as `helm --set` reads it."""
    if value in {"true", "false"}:
        return value == "true"
    if value == "null":
        return None
    digits = value.removeprefix("-")
    return int(value) if digits.isdigit() and digits.isascii() and (digits == "0" or digits[0] != "0") else value


def _named(resource: Resource, spec: Path, text: _Text) -> dict[str, Source]:
    """The sources of an Application that others refer to, by the name that they do it by."""
    return {
        ref: source
        for _, one in _sources(resource, spec)
        if (ref := known_text(one.get("ref"))) and (source := _source(one, text))
    }


def _source(one: Mapping[str, Any], text: _Text) -> Source | None:
    revision = one.get("targetRevision")
    known = text.read(revision) if isinstance(revision, str) else revision
    return repository_source(text.read(one.get("repoURL")), known if revision is None or known is not None else "{{}}")


def value_files(resource: Resource) -> Iterator[ValueFile]:
    """The files of values that an Application names, and that have to be there."""
    spec = _spec(resource)
    if spec is None or resource.kind != "Application":
        return
    text = _Text(None)
    named = _named(resource, spec, text)
    for where, one in _sources(resource, spec):
        helm = mapping(one.get("helm"))
        if helm.get("ignoreMissingValueFiles") is True:
            continue
        for index, written in enumerate(sequence(helm.get("valueFiles"))):
            found = _value_file(one, written, named, text)
            if found is not None:
                yield ValueFile(resource, (*where, "helm", "valueFiles", index), *found, written)


def _value_file(one: Mapping[str, Any], written: Any, named: Mapping[str, Source], text: _Text) -> tuple[Source, str] | None:
    """The source of a file of values, and its path there; None where that is not known."""
    path = text.read(written)
    if not path or "://" in path or is_pattern(path):
        return None
    if path.startswith("$"):
        ref, _, below = path[1:].partition("/")
        return (named[ref], cleaned(below)) if ref in named and "$" not in below else None
    source, start = _source(one, text), text.read(one.get("path"))
    if source is None or "$" in path or one.get("chart") or start is None:
        return None
    return source, cleaned(path if path.startswith("/") else f"{start}/{path}")


def destination_field(resource: Resource) -> Path:
    """Where an Application, or the template of one, says its namespace."""
    return (*_SPECS[resource.kind], "destination", "namespace")


def creates_namespace(resource: Resource) -> bool:
    """Whether the namespace of the destination is made on the way."""
    return "CreateNamespace=true" in sequence(at(resource.value, (*_SPECS[resource.kind], "syncPolicy", "syncOptions")))
