"""The texts of a resource that configure a program: environment values, arguments, commands and ConfigMap data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from k8slint.resources.model import Resource
from k8slint.resources.workloads import Workload

#: A ConfigMap key of this name holds documentation, not configuration.
_EXAMPLE_KEY = "_example"
#: Longer texts are dashboards, certificates and scripts.
_LONGEST = 200_000


class ConfigText(NamedTuple):
    """One text: where it stands in its resource, what it is called (variable, key, or empty), and whether it is one value.

    `whole`: the text is one value (an environment variable, an argument), not a file of many.
    """

    resource: Resource
    path: tuple[str | int, ...]
    name: str
    text: str
    whole: bool


def config_texts(resource: Resource) -> Iterator[ConfigText]:
    """Every configuration text of a resource; nothing inside Secrets."""
    if resource.kind == "ConfigMap" and resource.group == "":
        data = resource.get("data")
        for key, text in data.items() if isinstance(data, dict) else ():
            if isinstance(text, str) and key != _EXAMPLE_KEY and len(text) <= _LONGEST:
                yield ConfigText(resource, ("data", key), key, text, "\n" not in text.strip())
    elif isinstance(resource, Workload) and resource.template is not None:
        for container in resource.template.containers:
            env = container.value.get("env")
            for index, entry in enumerate(env if isinstance(env, list) else ()):
                text = entry.get("value") if isinstance(entry, dict) else None
                if isinstance(text, str):
                    name = entry.get("name")
                    path = (*container.path, "env", index, "value")
                    yield ConfigText(resource, path, name if isinstance(name, str) else "", text, True)
            for field in ("command", "args"):
                words = container.value.get(field)
                for index, text in enumerate(words if isinstance(words, list) else ()):
                    if isinstance(text, str) and len(text) <= _LONGEST:
                        yield ConfigText(resource, (*container.path, field, index), "", text, True)
