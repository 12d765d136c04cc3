"""The configuration that a repository begins with: what it says at once, and what it could say, as comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

SCHEMA = "https://k8slint.dev/schemas/config.schema.json"


class Start(NamedTuple):
    """What a look at a tree told: a baseline to use, and directories whose environment nothing tells."""

    baseline: str | None = None
    unknown: Sequence[str] = ()


_HEAD = f"""\
# yaml-language-server: $schema={SCHEMA}
# What k8slint is told of this repository. `k8slint config show` says what counts and why, `k8slint rules` which rules there are.

# default, recommended or strict
profile: default
"""

_BASELINE = """
# What was found on the first day, and is left for later: `k8slint check --write-baseline` brings it up to date.
baseline: {baseline}
"""

_EXTERNALS = """
# What lives elsewhere is not missing:
# externals:
#   - "Secret/*"
#   - "ns:monitoring/*"
"""

_ENVIRONMENTS = """
# Which environment a directory is for, where its name does not tell:
# environment:
#   paths:
{lines}
"""

_TAIL = """
# Not here, because:
# ignore:
#   - rule: loadbalancer-per-service
#     path: "legacy/**"
#     reason: moves behind the gateway in spring
#     expires: 2030-01-31

# Files that are not looked at, as in .gitignore:
# exclude: ["vendor/", "**/*.generated.yaml"]
"""


def text(start: Start) -> str:
    """The text of a first configuration."""
    baseline = _BASELINE.format(baseline=start.baseline) if start.baseline is not None else ""
    directories = start.unknown or ("clusters/eu1",)
    return "".join(
        (
            _HEAD,
            baseline,
            _EXTERNALS,
            _ENVIRONMENTS.format(lines="\n".join(f'#     "{one}/**": production' for one in directories)),
            _TAIL,
        )
    )
