"""The texts of a resource that configure a program: environment values, arguments, commands and ConfigMap data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple, TypeGuard

from k8slint.resources.patterns import Pattern
from k8slint.resources.scalars import Path, sequence
from k8slint.resources.services import Service
from k8slint.resources.workloads import Workload

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.containers import Container
    from k8slint.resources.model import Resource
    from k8slint.yaml import Node

#: ConfigMap keys of these names hold documentation, not configuration.
_DOCUMENTATION = Pattern(
    r"_example|.*\.(?:md|markdown|rst|adoc|txt)|(?:readme|notes|license|licence|changelog)(?:\..*)?", re.IGNORECASE
)
#: A flag whose value is the next word.
_FLAG = re.compile(r"--?(?P<name>[A-Za-z][\w.\-]{0,80})")
#: Longer texts are dashboards, certificates and scripts.
_LONGEST = 200_000


class ConfigText(NamedTuple):
    """One text, the `path` to it in its resource, and what it is called.

    `name` is the variable or the key; empty: a word of a command. `whole`: the text is one value, no file of many lines.
    `container`: that reads it, where that is known. `flag`: of a word of a command, that before it whose value it is.
    """

    resource: Resource
    path: Path
    name: str
    text: str
    whole: bool
    container: Container | None = None
    flag: str = ""

    @property
    def node(self) -> Node:
        """The node of the text."""
        return self.resource.nearest(*self.path)

    def __str__(self) -> str:
        what = self.name or ("an argument" if "args" in self.path else "the command")
        container = self.container
        if container is None or len(container.template.containers) == 1:
            return f"{what} of {self.resource}"
        return f"{what} of {container} of {self.resource}"


def config_texts(resource: Resource) -> tuple[ConfigText, ...]:
    """Every configuration text of a resource, found once and kept; nothing inside Secrets."""
    if resource.texts is None:
        resource.texts = tuple(_texts(resource))
    return resource.texts


def holds_configuration(resource: Resource) -> bool:
    """Whether a resource tells programs whom to call: in configuration texts, host aliases, or as another name of a host."""
    if config_texts(resource):
        return True
    if isinstance(resource, Workload):
        return "hostAliases" in resource.template.spec
    return isinstance(resource, Service) and resource.get("spec", "externalName") is not None


def _texts(resource: Resource) -> Iterator[ConfigText]:
    if resource.kind == "ConfigMap" and resource.group == "":
        data = resource.get("data")
        for key, text in data.items() if isinstance(data, dict) else ():
            if isinstance(key, str) and _is_text(text) and not _DOCUMENTATION.fullmatch(key):
                yield ConfigText(resource, ("data", key), key, text, _is_one_value(text))
    elif isinstance(resource, Workload):
        for container in resource.template.containers:
            yield from _of_container(resource, container)


def _of_container(resource: Workload, container: Container) -> Iterator[ConfigText]:
    for index, entry in enumerate(sequence(container.value.get("env"))):
        text = entry.get("value") if isinstance(entry, dict) else None
        if _is_text(text):
            name = entry.get("name")
            path = (*container.path, "env", index, "value")
            yield ConfigText(resource, path, name if isinstance(name, str) else "", text, _is_one_value(text), container)
    for field in ("command", "args"):
        flag = ""
        for index, text in enumerate(sequence(container.value.get(field))):
            if _is_text(text):
                yield ConfigText(resource, (*container.path, field, index), "", text, _is_one_value(text), container, flag)
            found = _FLAG.fullmatch(text) if isinstance(text, str) else None
            flag = "" if found is None else found["name"]


def _is_text(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def _is_one_value(text: str) -> bool:
    return "\n" not in text or "\n" not in text.strip()
