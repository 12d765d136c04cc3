"""The check of selector-volatile-label.md."""

import re
from collections.abc import Iterator

from k8slint.api import Context, Graph, Operator, Problem, Requirement, Workload

_KINDS = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet"})
#: Labels that say which release something is of, by their whole key, or by what follows the prefix.
_KEYS = frozenset({"app.kubernetes.io/version", "helm.sh/chart", "chart", "heritage", "version"})
_ENDS = re.compile(
    r"(?:git-?)?(?:commit|sha)(?:-?(?:id|sha|hash))?|build(?:-?(?:id|number|date|time))?|release-?date|image-?tag", re.IGNORECASE
)
_CHART = frozenset({"helm.sh/chart", "chart"})
_COMMIT = re.compile(r"(?:git-?)?(?:commit|sha)(?:-?(?:id|sha|hash))?", re.IGNORECASE)
#: Values that stay: the word for a track, a tool or a kind of build; of a version the number of an API, too.
_WORD = re.compile(r"[a-zA-Z][a-zA-Z-]*")
_API = re.compile(r"v?\d{1,2}")
#: What every version of Helm since the third writes into `heritage`.
_HELM = "Helm"


def check(workload: Workload, ctx: Context) -> Iterator[Problem]:
    if not (workload.built_in and workload.kind in _KINDS):
        return
    for one in workload.selector.requirements:
        if changes(one, workload) and not ctx.graph.once(Siblings).differ_in(one, workload):
            yield Problem(
                node=workload.nearest(*one.path),
                message=f"the selector of {workload} contains {one.key}={one.values[0]}, which changes with every release",
                label="cannot be changed later",
                effect="the next release is rejected: a selector is immutable",
            )


def changes(one: Requirement, workload: Workload) -> bool:
    """Tell whether a condition is about a label that another release has another value of."""
    if one.key is None or one.operator is not Operator.IN or len(one.values) != 1 or one.open:
        return False
    value, key = one.values[0], one.key.rpartition("/")[2]
    if one.key not in _KEYS and not _ENDS.fullmatch(key):
        return False
    if stays(one.key, key, value):
        return False
    return value not in (workload.name or "")  # then the next version is a workload of its own


def stays(whole: str, key: str, value: str) -> bool:
    """Whether the next release has the same value."""
    if whole in _CHART or _COMMIT.fullmatch(key):
        return False
    if key == "heritage":
        return value == _HELM
    return _WORD.fullmatch(value) is not None or (key == "version" and _API.fullmatch(value) is not None)


class Siblings:
    """The selectors of the workloads of a unit, without one label each."""

    def __init__(self, graph: Graph) -> None:
        self._values: dict[tuple[object, ...], set[str]] = {}
        for workload in graph.unit.resources:
            if isinstance(workload, Workload) and workload.selector.known:
                for one in workload.selector.requirements:
                    self._values.setdefault(rest(workload, one), set()).update(one.values)

    def differ_in(self, one: Requirement, workload: Workload) -> bool:
        """Whether there are workloads whose selectors differ in this label only: versions that run side by side."""
        return len(self._values.get(rest(workload, one), ())) > 1


def rest(workload: Workload, without: Requirement) -> tuple[object, ...]:
    """What a selector asks for besides one condition."""
    conditions = (one for one in workload.selector.requirements if one is not without)
    asked = frozenset((one.key, one.operator, one.values) for one in conditions)
    return workload.namespace, without.key, asked
