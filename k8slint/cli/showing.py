"""The settings of a run, each with the place where it is written: a file, a variable, an option, or nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.api import Cluster
from k8slint.cli.given import PREFIX, Given
from k8slint.cli.output import write_stdout
from k8slint.cli.setup import Setup
from k8slint.report.terminal import sanitize
from k8slint.settings import Origin
from k8slint.yaml import Limits

if TYPE_CHECKING:
    from k8slint.config.files import Configuration

_CLUSTER, _LIMITS = Cluster(), Limits()
_DEFAULT = Origin("")
#: What counts where nobody says anything, by key; None is nothing.
_DEFAULTS: dict[str, Any] = {
    "profile": "default",
    "select": None,
    "extendSelect": None,
    "ignore": None,
    "failOn": "warning",
    "minSeverity": None,  # info is listed where something asks for it
    "kubeVersion": None,
    "namespace": None,
    "environment.default": None,
    "complete": False,
    "secrets": "open",
    "clusterKind": None,
    "clusterDomain": _CLUSTER.domain,
    "nodePortRange": "-".join(map(str, _CLUSTER.node_ports)),
    "defaultIngressClass": None,
    "limits.size": _LIMITS.size,
    "limits.depth": _LIMITS.depth,
    "limits.expansion": _LIMITS.expansion,
    "baseline": None,
    "requireReason": False,
}
#: The keys of what a command line may say, by its name there.
_OPTIONS = {
    "profile": "profile",
    "select": "select",
    "extend_select": "extendSelect",
    "ignore": "ignore",
    "fail_on": "failOn",
    "min_severity": "minSeverity",
    "kube_version": "kubeVersion",
    "namespace": "namespace",
    "env": "environment.default",
    "baseline": "baseline",
    "rules": "rules",
}
#: Keys of which a command line adds to what a configuration says.
_ADDED = frozenset({"extendSelect", "ignore", "rules"})


class Shown(NamedTuple):
    """One setting: its keys with dots between them, its value, and where it is written; nowhere is the default."""

    key: str
    value: Any
    origin: Origin = _DEFAULT


def settings(given: Given, main: Configuration | None, nested: Iterable[Configuration] = ()) -> list[Shown]:
    """Everything that counts in a run, in the order of the documentation; those of directories have these before the key."""
    found: dict[str, list[Shown]] = {key: [Shown(key, value)] for key, value in _DEFAULTS.items()}
    if main is not None:
        for key, shown in _written(main):
            kept = [one for one in found.get(key, ()) if one.origin != _DEFAULT]
            found[key] = [*kept, shown]
    for name, key in _OPTIONS.items():
        if name in given.sources:
            kept = [one for one in found.get(key, ()) if key in _ADDED and one.origin != _DEFAULT]
            found[key] = [*kept, Shown(key, _value(given, name), Origin(given.sources[name]))]
    rows = [one for several in found.values() for one in several]
    for one in nested:
        base = one.layers[-1].base
        rows += [shown._replace(key=f"{base}: {shown.key}") for _, shown in _written(one, per_path=True)]
    return rows


def _written(configuration: Configuration, *, per_path: bool = False) -> Iterator[tuple[str, Shown]]:
    from k8slint.config.entries import PER_PATH, entries  # most runs have no configuration

    for entry in entries(configuration):
        if not per_path or entry.keys[0] in PER_PATH:
            key = ".".join(entry.keys)
            yield key, Shown(key, _as_written(entry.keys[0], entry.value), entry.origin)


def _as_written(key: str, value: Any) -> Any:
    """A value with `off` where a severity is what YAML makes of that word."""
    if key == "overrides" and "severity" in value:
        return {**value, "severity": {word: _as_written("severity", one) for word, one in value["severity"].items()}}
    return "off" if value is False and key == "severity" else value


def _value(given: Given, name: str) -> Any:
    if name in {"profile", "select", "extend_select", "ignore"}:
        one = given.by_variables if given.sources[name].startswith(PREFIX) else given.by_options
        return list(one.profiles or ()) if name == "profile" else list(getattr(one, name))
    value = getattr(given, name)
    return list(value) if isinstance(value, tuple) else value


def show_setup(setup: Setup, form: str) -> None:
    """Print what a run uses: its settings, the rules, and the files."""
    rows = settings(setup.given, setup.main, setup.nested)
    extra = {"rules": [rule.id for rule in setup.rules], "files": len(setup.tree.files)}
    write_stdout([render(setup.main, rows, form, extra)])


def render(main: Configuration | None, rows: Iterable[Shown], form: str, extra: dict[str, Any] | None = None) -> str:
    """Settings as text, or as JSON where that is asked for."""
    if form == "json":
        data = {"version": 1, "configuration": main.path if main is not None else None}
        told = [{"key": one.key, "value": one.value, "origin": _origin(one.origin)} for one in rows]
        return json.dumps({**data, "settings": told, **(extra or {})}, ensure_ascii=False, indent=2) + "\n"
    lines = [(f"{one.key}: {_text(one.value)}", _place(one.origin)) for one in rows]
    width = min(max((len(text) for text, _ in lines), default=0), 60)
    told_lines = [f"{sanitize(text):<{width}}  {sanitize(place)}\n" for text, place in lines]
    path = main.path if main is not None else None
    head = f"configuration: {sanitize(path)}\n" if path is not None else "configuration: none\n"
    tail = f"\n{len(extra['rules'])} rules run: {', '.join(extra['rules'])}\n" if extra else ""
    return head + "\n" + "".join(told_lines) + tail


def _text(value: Any) -> str:
    return "-" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _place(origin: Origin) -> str:
    return str(origin) if origin != _DEFAULT else "default"


def _origin(origin: Origin) -> dict[str, Any]:
    if origin == _DEFAULT:
        return {"kind": "default", "name": None, "path": None, "line": None, "column": None}
    if origin.line:
        return {"kind": "file", "name": None, "path": origin.path, "line": origin.line, "column": origin.column}
    kind = "option" if origin.path.startswith("--") else "variable"
    return {"kind": kind, "name": origin.path, "path": None, "line": None, "column": None}
