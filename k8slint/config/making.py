"""Settings as plain values, made of what configurations say."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from k8slint.api import Cluster
from k8slint.config.entries import Entry, entries, listed, of
from k8slint.config.files import Configuration
from k8slint.findings import Severity
from k8slint.patterns import below, common, moved
from k8slint.settings import Area, External, Facts, Ignore, Operator, Override, Release, Selection, Statement
from k8slint.text import SourceFile
from k8slint.yaml import Limits

_EVERYTHING = "*"
_EVERYWHERE = Area()


class Configured(NamedTuple):
    """What configurations say of a run; what nobody wrote has its default.

    `overrides` and `ignores` are also those of configurations further down in the tree. `exclude` are patterns and the
    directory of the system that they are relative to; `texts` are the files that it is made of.
    """

    path: str | None = None
    selection: Selection = Selection()
    overrides: tuple[Override, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    exclude: tuple[tuple[str, tuple[str, ...]], ...] = ()
    facts: Facts = Facts()
    cluster: Cluster = Cluster()
    limits: Limits = Limits()
    fail_on: str | None = None
    min_severity: str | None = None
    baseline: str | None = None
    require_reason: bool = False
    texts: tuple[SourceFile, ...] = ()


def selection(found: Iterable[Entry]) -> Selection:
    """What settings choose of the rules."""
    found = tuple(found)
    profiles = of(found, "profile")
    options: dict[str, dict[str, Any]] = {}
    for entry in of(found, "options"):
        options.setdefault(entry.keys[1], {})[entry.keys[2]] = entry.value
    return Selection(
        profiles=tuple(listed(profiles[0].value)) if profiles else None,
        select=tuple(word for entry in of(found, "select") for word in listed(entry.value)),
        extend_select=tuple(entry.value for entry in of(found, "extendSelect")),
        ignore=tuple(entry.value for entry in of(found, "ignore") if isinstance(entry.value, str)),
        severity={entry.keys[1]: _severity(entry.value) for entry in of(found, "severity")},
        options=options,
    )


def _severity(word: str | bool) -> Severity | None:
    """A severity, None for off: a word that YAML reads as false."""
    return None if word is False or word == "off" else Severity(word)


def overrides(found: Iterable[Entry], area: Area = _EVERYWHERE) -> tuple[Override, ...]:
    """What settings say of single paths, in an area."""
    return tuple(_override(entry, area) for entry in of(found, "overrides"))


def _override(entry: Entry, area: Area) -> Override:
    value = entry.value
    profile = value.get("profile")
    chosen = Selection(
        profiles=None if profile is None else tuple(listed(profile)),
        select=tuple(listed(value.get("select", []))),
        extend_select=tuple(listed(value.get("extendSelect", []))),
        ignore=tuple(word for word in listed(value.get("ignore", [])) if isinstance(word, str)),
        severity={name: _severity(word) for name, word in value.get("severity", {}).items()},
        options=value.get("options", {}),
    )
    return Override(tuple(listed(value["paths"])), chosen, entry.layer.base, area)


def ignores(found: Iterable[Entry], area: Area = _EVERYWHERE) -> tuple[Ignore, ...]:
    """The suppressions of settings, in an area."""
    found = tuple(found)
    made = [_ignore(entry.value, entry, entry.steps, None) for entry in of(found, "ignore") if isinstance(entry.value, dict)]
    for entry in of(found, "overrides"):
        for index, one in enumerate(listed(entry.value.get("ignore", []))):
            if isinstance(one, dict):
                made.append(_ignore(one, entry, (*entry.steps, "ignore", index), entry.value["paths"]))
    return tuple(one._replace(area=area) for one in made)


def _ignore(value: Mapping[str, Any], entry: Entry, steps: tuple[str | int, ...], paths: Any) -> Ignore:
    own = value.get("path")

    def words(key: str) -> tuple[str, ...]:
        return tuple(listed(value.get(key, [])))

    return Ignore(
        rules=words("rule"),
        kinds=words("kind"),
        names=words("name"),
        namespaces=words("namespace"),
        paths=tuple(listed(own if own is not None else paths if paths is not None else [])),
        labels=value.get("labels", {}),
        reason=value.get("reason"),
        expires=date.fromisoformat(value["expires"]) if "expires" in value else None,
        origin=entry.layer.text.origin(*steps),
        base=entry.layer.base,
    )


def configured(main: Configuration | None, nested: Sequence[Configuration] = ()) -> Configured:
    """The settings of a run: its configuration, and those of directories further down, the outer ones first.

    Of a file the nearest one speaks alone: it is judged the same whether its directory or the whole tree is linted.
    """
    found = entries(main) if main is not None else ()
    tops = tuple(one.layers[-1].base for one in nested)
    above = overrides(found, Area(None, tops))
    silent = ignores(found, Area(None, tops))
    for one in nested:
        inner, top = entries(one), one.layers[-1].base
        area = Area(top, tuple(other for other in tops if other != top and below(other, top) is not None))
        above += (Override((_EVERYTHING,), selection(inner), top, area, alone=True), *overrides(inner, area))
        silent += ignores(inner, area)
    values = {entry.keys[0]: entry for entry in found if len(entry.keys) == 1}
    return Configured(
        path=main.path if main is not None else None,
        selection=selection(found),
        overrides=above,
        ignores=silent,
        exclude=tuple((entry.layer.directory, (entry.value,)) for entry in of(found, "exclude")),
        facts=_facts(found, values),
        cluster=_cluster(values),
        limits=Limits()._replace(**{entry.keys[1]: int(entry.value) for entry in of(found, "limits")}),
        fail_on=_value(values, "failOn"),
        min_severity=_value(values, "minSeverity"),
        baseline=_place(values["baseline"], values["baseline"].value) if "baseline" in values else None,
        require_reason=_value(values, "requireReason", default=False),
        texts=tuple(
            source
            for one in (*((main,) if main is not None else ()), *nested)
            for layer in one.layers
            if (source := layer.text.source) is not None
        ),
    )


def _value(values: Mapping[str, Entry], key: str, default: Any = None) -> Any:
    return values[key].value if key in values else default


def _place(entry: Entry, path: str) -> str:
    """A path that is written relative to its file, as reports name it."""
    return posixpath.normpath(posixpath.join(entry.layer.base, path))


def version(text: str | None) -> tuple[int, int] | None:
    """A version of Kubernetes as two numbers."""
    if text is None:
        return None
    major, _, minor = text.removeprefix("v").partition(".")
    return int(major), int(minor)


def _cluster(values: Mapping[str, Entry]) -> Cluster:
    plain = Cluster()
    low, _, high = _value(values, "nodePortRange", "").partition("-")
    return Cluster(
        kind=_value(values, "clusterKind"),
        node_ports=(int(low), int(high)) if high else plain.node_ports,
        domain=_value(values, "clusterDomain", plain.domain),
        pod_ranges=tuple(listed(_value(values, "podCIDR", []))),
        service_ranges=tuple(listed(_value(values, "serviceCIDR", []))),
        default_ingress_class=_value(values, "defaultIngressClass"),
        namespace=_value(values, "namespace"),
        version=version(_value(values, "kubeVersion")),
    )


def _facts(found: Iterable[Entry], values: Mapping[str, Entry]) -> Facts:
    found = tuple(found)
    default = of(found, "environment", "default")
    patterns = of(found, "environment", "paths")
    releases = of(found, "helm")
    base = common(entry.layer.base for entry in (*patterns, *releases))

    def inside(entry: Entry) -> str:
        return posixpath.relpath(entry.layer.base, base)

    return Facts(
        environment=default[0].value if default else None,
        environments=tuple((moved(entry.keys[2], inside(entry)), entry.value) for entry in patterns),
        worlds=tuple(_statement(entry) for entry in of(found, "worlds")),
        complete=_value(values, "complete", default=False),
        secrets_closed=_value(values, "secrets") == "closed",
        externals=tuple(external(entry.value)._replace(origin=entry.origin) for entry in of(found, "externals")),
        operators=tuple(_operator(entry.value)._replace(origin=entry.origin) for entry in of(found, "operators")),
        releases=tuple(_release(entry.value, inside(entry))._replace(origin=entry.origin) for entry in releases),
        base=base,
    )


def _statement(entry: Entry) -> Statement:
    value = entry.value
    return Statement(
        name=entry.keys[1],
        paths=tuple(listed(value["paths"])),
        base=entry.layer.base,
        cluster=value.get("cluster"),
        environment=value.get("environment"),
        complete=value.get("complete", False),
        version=version(value.get("kubeVersion")),
        origin=entry.origin,
    )


def external(text: str) -> External:
    """What `KIND/NAME`, `ns:NAMESPACE/*` or `ns:NAMESPACE/KIND/NAME` stands for; raises ValueError for anything else."""
    namespace, rest = "*", text
    if text.startswith("ns:"):
        namespace, _, rest = text.removeprefix("ns:").partition("/")
        rest = "*/*" if rest in {"", "*"} else rest
    kind, slash, name = rest.partition("/")
    if not (namespace and kind and slash and name) or "/" in name:
        raise ValueError(text)
    return External(kind, namespace, name)


def _operator(value: Mapping[str, Any]) -> Operator:
    return Operator(
        kind=value["kind"],
        group=value.get("group"),
        pod_labels=value.get("podLabels", {}),
        services=tuple(listed(value.get("services", []))),
        secrets=tuple(listed(value.get("secrets", []))),
    )


def _release(value: Mapping[str, Any], inside: str) -> Release:
    def place(path: str) -> str:
        return posixpath.normpath(posixpath.join(inside, path))

    return Release(
        chart=place(value["chart"]),
        name=value.get("name"),
        namespace=value.get("namespace"),
        values=tuple(place(path) for path in listed(value.get("values", []))),
        set=value.get("set", {}),
        environment=value.get("environment"),
    )
