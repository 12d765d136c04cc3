"""Pod templates, found by the labels of their pods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from k8slint.resources import PodTemplate, Selector, Truth, is_automatic


class Match(NamedTuple):
    """A pod template that a selector matches, or may match."""

    template: PodTemplate
    truth: Truth


class ByLabel:
    """Some pod templates: by each label that is known, and those of whose labels something is not known."""

    __slots__ = ("_by_label", "_fuzzy", "_templates")

    def __init__(self, templates: Iterable[PodTemplate]) -> None:
        self._templates = tuple(templates)
        self._fuzzy: list[PodTemplate] = []
        self._by_label: dict[tuple[str, str], list[PodTemplate]] = {}
        for template in self._templates:
            labels = template.labels
            if not labels.complete:
                self._fuzzy.append(template)
            for pair in labels.values.items():
                self._by_label.setdefault(pair, []).append(template)

    def matching(self, selector: Selector) -> Iterator[Match]:
        """Those that a selector matches, or may match."""
        for template in self._candidates(selector):
            truth = selector.match(template.labels)
            if truth is not Truth.NO:
                yield Match(template, truth)

    def _candidates(self, selector: Selector) -> Iterable[PodTemplate]:
        smallest: list[PodTemplate] | None = None
        for key, value in selector.pairs():
            if is_automatic(key):
                continue
            found = self._by_label.get((key, value), [])
            if smallest is None or len(found) < len(smallest):
                smallest = found
        if smallest is None:
            return self._templates
        seen = {id(template) for template in smallest} if self._fuzzy else ()
        return [*smallest, *(template for template in self._fuzzy if id(template) not in seen)]
