"""What a command line and the variables of the environment say of what a configuration may say, too."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource

from k8slint.cli.errors import UsageError, say
from k8slint.report.terminal import sanitize
from k8slint.rulebook import nearest
from k8slint.settings import Selection

_F = TypeVar("_F", bound=Callable[..., Any])

PREFIX = "K8SLINT_"
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_SELECTION = ("profile", "select", "extend_select", "ignore")
#: The variables that some command reads: one for each option that is not about one run.
VARIABLES = frozenset(
    PREFIX + name
    for name in (
        *("CONFIG", "ISOLATED", "TRUST_CONFIG", "RULES", "PROFILE", "SELECT", "EXTEND_SELECT", "IGNORE", "FAIL_ON"),
        *("MIN_SEVERITY", "ENV", "NAMESPACE", "KUBE_VERSION", "OUTPUT_FORMAT", "COLOR", "BASELINE", "NO_CACHE", "VERBOSE"),
    )
)


class Given(NamedTuple):
    """The words of a command line and of variables; `sources` names the option or variable of each that was given."""

    paths: tuple[str, ...] = ()
    stdin_filename: str | None = None
    config: str | None = None
    isolated: bool = False
    trust_config: bool = False
    rules: tuple[str, ...] = ()
    env: str | None = None
    namespace: str | None = None
    kube_version: str | None = None
    fail_on: str | None = None
    min_severity: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None
    force_exclude: bool = False
    by_variables: Selection = Selection()
    by_options: Selection = Selection()
    sources: Mapping[str, str] = MappingProxyType({})

    @property
    def selections(self) -> tuple[Selection, Selection]:
        """What is chosen of the rules, the word that counts more last."""
        return self.by_variables, self.by_options


def given(context: click.Context, words: Mapping[str, Any]) -> Given:
    """What a command line says, with the values of its options; variables that nobody reads are told on stderr."""
    _tell_unknown(os.environ)
    for name in ("select", "extend_select", "ignore"):
        if words.get(name) and not split(words[name]):
            raise UsageError(context.command_path, f"{_source(context, name)} names nothing: an unset variable, perhaps")
    sources = {name: found for name in words if (found := _source(context, name))}
    chosen = {name: words.get(name) for name in _SELECTION}
    variables = {name: value for name, value in chosen.items() if sources.get(name, "").startswith(PREFIX)}
    options = {name: value for name, value in chosen.items() if name not in variables}
    plain = {name: words[name] for name in Given._fields if name in words and words[name] is not None}
    return Given(**{**plain, "by_variables": _selection(variables), "by_options": _selection(options), "sources": sources})


def _selection(words: Mapping[str, Any]) -> Selection:
    profile = words.get("profile")
    return Selection(
        profiles=split((profile,)) if profile else None,
        select=split(words.get("select") or ()),
        extend_select=split(words.get("extend_select") or ()),
        ignore=split(words.get("ignore") or ()),
    )


def split(texts: Iterable[str]) -> tuple[str, ...]:
    """The words of several lists with commas."""
    return tuple(word.strip() for text in texts for word in text.split(",") if word.strip())


def _source(context: click.Context | None, name: str) -> str:
    """The option or variable that gave a value, by its name; empty where nobody did."""
    while context is not None:
        source = context.get_parameter_source(name)
        if source is ParameterSource.ENVIRONMENT:
            return PREFIX + name.upper()
        if source is ParameterSource.COMMANDLINE:
            return f"--{name.replace('_', '-')}"
        context = context.parent
    return ""


def _tell_unknown(environment: Mapping[str, str]) -> None:
    for name in sorted(environment):
        if name.startswith(PREFIX) and name not in VARIABLES:
            near = nearest(name, VARIABLES)
            hint = f"; did you mean `{near}`?" if near else ""
            say(f"nothing reads the variable `{name}`{hint}")


def config_options(function: _F) -> _F:
    """The options that say which configuration counts, and what it may do."""
    trusting = click.option(
        "--trust-config",
        is_flag=True,
        envvar=PREFIX + "TRUST_CONFIG",
        help="Run the Python code of the rules that a configuration names.",
    )
    return book_options(trusting(function))


def book_options(function: _F) -> _F:
    """The options that say which rules there are: those of a configuration, and of folders."""
    for option in (
        click.option(
            "--rules",
            multiple=True,
            metavar="DIR",
            envvar=PREFIX + "RULES",
            help="Also take the rule pages below a directory, with their Python code; repeatable.",
        ),
        click.option("--isolated", is_flag=True, envvar=PREFIX + "ISOLATED", help="Read no configuration."),
        click.option(
            "--config",
            metavar="FILE",
            envvar=PREFIX + "CONFIG",
            help="Read this configuration.  [default: .k8slint.yaml or pyproject.toml, the nearest one above PATH]",
        ),
    ):
        function = option(function)
    return function


def namespace(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    """A namespace as the command line may give it; raises errors of use."""
    if text is not None and not _LABEL.fullmatch(text):
        raise UsageError("k8slint", f"--namespace wants small letters, digits and hyphens, at most 63, not `{text}`")
    return text


def kube_version(_context: click.Context, _parameter: click.Parameter, text: str | None) -> str | None:
    """A version of Kubernetes as the command line may give it; raises errors of use."""
    major, _, minor = (text or "1.0").removeprefix("v").partition(".")
    if not (major == "1" and minor.isascii() and minor.isdigit() and len(minor) <= len("999")):
        raise UsageError("k8slint", f"--kube-version wants a version such as 1.34, not `{sanitize(text or '')}`")
    return text
