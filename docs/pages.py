"""Writes the generated pages of the site: `python docs/pages.py [--check]`."""

from __future__ import annotations

import enum
import inspect
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, ForwardRef

import click

import k8slint.api
from k8slint.cli import cli
from k8slint.config.schema import schema

HERE = Path(__file__).parent
_MARK = "<!-- Generated: python docs/pages.py -->\n\n"
#: The parts of `k8slint.api`, in the order in which a newcomer needs them.
_AREAS = ("context", "problems", "subjects", "resources", "pods", "traffic", "references")
_AS_IS = "\b\n"
_MODULES = re.compile(r"\b(?:k8slint|collections|typing|types)(?:\.\w+)*\.(?=\w)")

_API = """\
# What a rule may import

A body imports from `k8slint.api` and from nothing else of k8slint: what stands here is kept, or changed with a line in the
changelog. A check is a function of a subject and a context, and yields problems:

```python
from collections.abc import Iterator

from k8slint.api import Context, Problem, Service


def check(service: Service, ctx: Context) -> Iterator[Problem]:
    if service.external_name and not service.selector.empty:
        yield Problem(
            node=service.nearest("spec", "selector"),
            message=f"{service} is an ExternalName, and its selector has no effect",
            help="delete the selector",
        )
```

The annotation of the first parameter is what the check visits. It gets each such subject once, may read all of the unit
(`ctx.unit`, `ctx.graph`), and reports of its subject only. It never prints, opens files, or changes what it was given.
A value that is not known (a placeholder, a wrong type, a missing field) is `None`, or `Truth.UNKNOWN`: say nothing then.
`k8slint rules new CATEGORY/ID` begins a rule, `k8slint rules test DIR` tries its page, `k8slint check --rules DIR` uses it.
"""


def api() -> str:
    """The page of `k8slint.api`, area by area."""
    parts = [_API]
    for name in _AREAS:
        area: ModuleType = getattr(k8slint.api, name)
        parts.append(f"\n## {name.capitalize()}\n\n{_doc(area)}\n")
        parts += (_entry(one, getattr(area, one)) for one in area.__all__)
    return _MARK + "".join(parts)


def _entry(name: str, what: Any) -> str:
    if inspect.isclass(what):
        if what.__name__ != name:  # a subject by the kind that it is visited for
            return f"\n### {name}\n\nA `{what.__name__}`, as what a check visits: each of this kind.\n"
        return f"\n### {name}\n\n{_doc(what)}\n" + "".join(_members(what))
    if inspect.isfunction(what):
        return f"\n### {name}\n\n```python\n{name}{_signature(what)}\n```\n\n{_doc(what)}\n"
    if callable(what):
        return f"\n### {name}\n\n{_doc(what)}\n"
    return f"\n### {name}\n\n`{what!r}`\n"


def _members(what: type) -> Iterator[str]:
    rows = list(_enumerated(what) if issubclass(what, enum.Enum) else _own(what))
    if rows:
        yield "\n| | |\n|---|---|\n"
        yield from (f"| `{_cell(name)}` | {_cell(text)} |\n" for name, text in rows)


def _enumerated(what: type[enum.Enum]) -> Iterator[tuple[str, str]]:
    return ((one.name, f"`{one.value!r}`") for one in what)


def _own(what: type) -> Iterator[tuple[str, str]]:
    """The public fields, properties and methods of a class, those of its parents in k8slint with it."""
    seen: set[str] = set()
    for one in what.__mro__:
        if not one.__module__.startswith("k8slint"):
            continue
        for name, type_ in inspect.get_annotations(one).items():
            if not name.startswith("_") and name not in seen:
                seen.add(name)
                yield name, f"`{_type(type_)}`"
        for name, member in vars(one).items():
            if name.startswith("_") or name in seen:
                continue
            found = getattr(member, "__func__", member)
            doc = inspect.getdoc(member)
            if inspect.isfunction(found):
                seen.add(name)
                yield f"{name}{_signature(found)}", _first(doc)
            elif doc and inspect.isdatadescriptor(member) and not inspect.ismemberdescriptor(member):
                seen.add(name)
                yield name, _first(doc)


def _signature(function: Callable[..., Any]) -> str:
    signature = inspect.signature(function)
    parameters = [one for one in signature.parameters.values() if one.name not in {"self", "cls"}]
    return _type(str(signature.replace(parameters=parameters)).replace("'", ""))


def _type(annotation: Any) -> str:
    if isinstance(annotation, ForwardRef):
        annotation = annotation.__forward_arg__
    text = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
    return _MODULES.sub("", text)


def _doc(what: Any) -> str:
    return inspect.getdoc(what) or ""


def _first(doc: str | None) -> str:
    return (doc or "").partition("\n\n")[0].replace("\n", " ")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def commands() -> str:
    """The page of the command line: every subcommand with its options."""
    parts = ["# Commands\n\n`k8slint COMMAND --help` says the same.\n"]
    rest: list[tuple[str, click.Command, click.Context | None]] = [("k8slint", cli, None)]
    while rest:
        name, command, above = rest.pop(0)
        context = click.Context(command, info_name=name, parent=above)
        arguments = [one.make_metavar(context) for one in command.params if isinstance(one, click.Argument)]
        usage = " ".join((context.command_path, *arguments))
        text = inspect.cleandoc(command.help or "")
        parts.append(f"\n## {context.command_path}\n\n`{usage}`\n\n{_paragraphs(text)}\n")
        options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
        if options:
            parts.append("\n| option | |\n|---|---|\n")
            parts += (f"| `{_cell(_spelled(one))}` | {_cell(one.help or '')}{_default(one)} |\n" for one in options)
        if isinstance(command, click.Group):
            below = [(one, command.get_command(context, one)) for one in command.list_commands(context)]
            rest += [(one, found, context) for one, found in below if found is not None]
    return _MARK + "".join(parts)


def _paragraphs(text: str) -> str:
    """Help as Markdown: what click is told not to wrap is shown as it is."""
    blocks = text.split("\n\n")
    return "\n\n".join(f"```text\n{block.removeprefix(_AS_IS)}\n```" if block.startswith(_AS_IS) else block for block in blocks)


def _spelled(option: click.Option) -> str:
    names = ", ".join((*option.opts, *option.secondary_opts))
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} {'|'.join(map(str, option.type.choices))}"
    return f"{names} {option.metavar or option.type.name.upper()}"


def _default(option: click.Option) -> str:
    shown = option.show_default and option.default is not None and not option.is_flag
    return f" Default: `{option.default}`." if shown else ""


_CONFIGURATION = """\
# Configuration

`.k8slint.yaml`, or the table `[tool.k8slint]` of `pyproject.toml`: the nearest at or above what is linted counts, up to the top
of the repository. One in a directory below speaks for the files there, of rules only, and alone: what the outer
one says of rules does not hold there unless it is inherited by `extend`. All else (`failOn`, `exclude`, `baseline`, worlds, …) is
that of the run's configuration, whichever directories lie below. The command line beats variables
(`K8SLINT_PROFILE`, one for each option), and these beat the configuration. `k8slint config show` says what counts and why,
`k8slint config schema` is for editors, and `k8slint init` begins one.

The configuration of a repository is read, never run: Python code of rules that it names needs `--trust-config`, and what it
names outside of the repository is refused.

## An example

```yaml
{example}```

## Keys

{keys}
"""


def configuration() -> str:
    """The page of the configuration: an example, and every key."""
    rows = []
    for key, said in schema()["properties"].items():
        rows.append((f"`{key}`", _described(said)))
        inner = said.get("additionalProperties", said.get("items", {}))
        entry = inner if isinstance(inner, dict) and "properties" in inner else said
        rows += ((f"`{key}.{one}`", _described(below)) for one, below in entry.get("properties", {}).items())
    keys = "\n".join(["| key | |", "|---|---|", *(f"| {key} | {_cell(text)} |" for key, text in rows)])
    example = (HERE / "k8slint.yaml").read_text("utf-8")
    return _MARK + _CONFIGURATION.format(example=example, keys=keys)


def _described(said: Mapping[str, Any]) -> str:
    """What is said of a key, or of what it refers to."""
    if "description" in said or "$ref" not in said:
        return str(said.get("description", ""))
    found: Any = schema()
    for step in said["$ref"].removeprefix("#/").split("/"):
        found = found[step]
    return _described(found)


def config_schema() -> str:
    """What `k8slint config schema` prints."""
    return _printed("config", "schema")


def report_schema() -> str:
    """What `k8slint config schema --report` prints."""
    return _printed("config", "schema", "--report")


def _printed(*words: str) -> str:
    command = [sys.executable, "-m", "k8slint", *words]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", cwd=HERE.parent).stdout  # noqa: S603  # our own


PAGES: Mapping[str, Callable[[], str]] = {
    "api.md": api,
    "commands.md": commands,
    "configuration.md": configuration,
    "schemas/config.schema.json": config_schema,
    "schemas/report.schema.json": report_schema,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` only compare them; 1 where one differs."""
    stale = []
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if arguments != ["--check"]:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    for name in stale:
        sys.stderr.write(f"docs/{name} is out of date; run: python docs/pages.py\n")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
