"""The labels that the pods of a workload carry: those written in its template, and those that controllers add."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.placeholders import is_placeholder
from k8slint.resources.scalars import text_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

POD_NAME = "statefulset.kubernetes.io/pod-name"
POD_INDEX = "apps.kubernetes.io/pod-index"

# Keys that admission gives to any pod: the zone and region of its node (PodTopologyLabels, on from 1.35), and what the
# sidecar injectors of the meshes write.
_ANY_POD = (
    "topology.kubernetes.io/",
    "security.istio.io/",
    "service.istio.io/",
    "istio.io/",
    "linkerd.io/",
    "consul.hashicorp.com/",
    "kuma.io/",
    "dapr.io/",
)

# Keys that controllers write and nobody else should: a selector over them says nothing about what a template writes.
_CONTROLLERS = frozenset(
    {
        POD_NAME,
        POD_INDEX,
        "controller-revision-hash",
        "pod-template-hash",
        "pod-template-generation",
        "rollouts-pod-template-hash",
        "batch.kubernetes.io/job-name",
        "batch.kubernetes.io/controller-uid",
        "batch.kubernetes.io/job-completion-index",
        "job-name",
        "controller-uid",
        "deployment",
        "deploymentconfig",
        "scaledjob.keda.sh/name",
        "kubevirt.io",
        "kubevirt.io/domain",
        "vm.kubevirt.io/name",
    }
)
_CONTROLLER_PREFIXES = (*_ANY_POD, "serving.knative.dev/", "apps.kruise.io/", "lifecycle.apps.kruise.io/")


def is_automatic(key: str) -> bool:
    """Whether controllers or admission may write a label key on pods, whatever the template says."""
    return key in _CONTROLLERS or key.startswith(_CONTROLLER_PREFIXES)


class Possible(NamedTuple):
    """What an unknown value may be: any text with a prefix, after which only digits follow if `digits`.

    `absent`: the label may also not be there at all.
    """

    prefix: str = ""
    digits: bool = False
    absent: bool = False

    def may_be(self, value: str) -> bool:
        """Whether the value may be this one."""
        rest = value[len(self.prefix) :]
        return value.startswith(self.prefix) and (not self.digits or (rest.isascii() and rest.isdigit()))


#: A label that is there with a value that is not known.
SOME = Possible()
#: A label of which nothing is known.
ANYTHING = Possible(absent=True)


@dataclass(frozen=True, slots=True)
class Ordinals:
    """The numbers and names of the pods of a StatefulSet: `<name>-<start>`, and so on for `count` of them.

    `name`, `start` and `count` are None where unknown. `more`: something may scale it beyond `count`.
    """

    name: str | None
    start: int | None
    count: int | None
    more: bool = True


class Labels(NamedTuple):
    """The labels of the pods that one template makes.

    `values` are those whose value is known; `possible` those of which only something is known; a key in neither is
    absent, unless `open` or a prefix of `prefixes` says that it may be there. `ordinals` are the labels in which the
    pods of one StatefulSet differ. With `variants`, the pods come in several kinds, and these are the labels of each.
    """

    values: Mapping[str, str] = MappingProxyType({})
    possible: Mapping[str, Possible] = MappingProxyType({})
    open: bool = False
    prefixes: tuple[str, ...] = ()
    ordinals: Ordinals | None = None
    variants: tuple[Labels, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether `values` holds every label but those with an automatic key (`is_automatic`)."""
        return not self.open and not self.variants and all(is_automatic(key) for key in self.possible)

    def may_be(self, key: str) -> Possible | None:
        """What a label that is not in `values` may be; None: it is not there."""
        found = self.possible.get(key)
        if found is None and (self.open or key.startswith(_ANY_POD) or (self.prefixes and key.startswith(self.prefixes))):
            return ANYTHING
        return found

    def scaled(self, most: int) -> Labels:
        """The labels where it is known that nothing makes more than `most` pods."""
        if self.ordinals is None:
            return self
        ordinals = Ordinals(self.ordinals.name, self.ordinals.start, most, more=False)
        return Labels(self.values, self.possible, self.open, self.prefixes, ordinals, self.variants)


def written_labels(value: Any) -> Labels:
    """The labels that a mapping of a manifest gives: texts, or other scalars in the form that YAML prints."""
    if value is None:
        return Labels()
    if not isinstance(value, dict):
        return Labels(open=True)
    values: dict[str, str] = {}
    possible: dict[str, Possible] = {}
    unknown = False
    for key, entry in value.items():
        if is_placeholder(key):
            unknown = True
            continue
        text = entry if type(entry) is str else text_form(entry)
        if text is None or is_placeholder(text):
            possible[key] = SOME
        else:
            values[key] = text
    return Labels(values, possible, unknown)


def with_labels(labels: Labels, values: Mapping[str, str], possible: Iterable[tuple[str, Possible]] = ()) -> Labels:
    """Labels to which a controller adds some: what it writes wins over what was written."""
    known = {**labels.values, **values}
    fuzzy = {key: may for key, may in labels.possible.items() if key not in values}
    for key, may in possible:
        known.pop(key, None)
        fuzzy[key] = may
    return Labels(known, fuzzy, labels.open, labels.prefixes, labels.ordinals, labels.variants)
