"""What the user states, as graphs ask for it: what lives elsewhere, and whether all of the rest is here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.patterns import fits
from k8slint.settings import External, Facts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources import Selector

#: What is pods, or makes some.
_PODS = (
    *("Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"),
    *("Rollout", "DeploymentConfig", "CloneSet"),
)
_NOTHING = Facts()


class Stated:
    """What the user states; one for all graphs of a run, which notes what of it was needed."""

    __slots__ = ("_externals", "_needed", "complete", "operators", "secrets_closed")

    def __init__(self, facts: Facts = _NOTHING) -> None:
        self.complete = facts.complete
        self.secrets_closed = facts.secrets_closed
        self.operators = facts.operators
        self._externals = facts.externals
        self._needed: set[int] = set()

    def exists(self, kind: str, namespace: str | None, name: str) -> bool:
        """Whether a resource lives elsewhere. One whose namespace is not known does where that of the statement is any."""
        return self._need(
            number
            for number, one in enumerate(self._externals)
            if (fits(one.kind, kind) and _is_in(one, namespace) and fits(one.name, name))
            or (kind == "Namespace" and one.namespace != "*" and fits(one.namespace, name))
        )

    def may_have_pods(self, selector: Selector, namespace: str | None) -> bool:
        """Whether pods that a selector of a namespace selects live elsewhere.

        Nobody states their labels: where it is stated what they are called, one of the labels has to be called so.
        """
        return self._need(
            number
            for number, one in enumerate(self._externals)
            if _is_in(one, namespace) and any(fits(one.kind, kind) for kind in _PODS) and _may_be_called(one.name, selector)
        )

    def unused(self) -> tuple[External, ...]:
        """What lives elsewhere and nothing has asked for."""
        return tuple(one for number, one in enumerate(self._externals) if number not in self._needed)

    def _need(self, found: Iterator[int]) -> bool:
        before = tuple(found) if self._externals else ()
        self._needed.update(before)
        return bool(before)


def _is_in(one: External, namespace: str | None) -> bool:
    return one.namespace == "*" or (namespace is not None and fits(one.namespace, namespace))


def _may_be_called(pattern: str, selector: Selector) -> bool:
    """Whether a label of a selector has the name of what makes the pods, or of the pods themselves."""
    whose = pattern.removesuffix("-*")
    return pattern == "*" or any(fits(pattern, value) or fits(whose, value) for _, value in selector.pairs())
