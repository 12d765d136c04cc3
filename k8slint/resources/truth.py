"""Three-valued truth: what is not known is neither true nor false."""

from __future__ import annotations

import enum
from collections.abc import Iterable


class Truth(enum.Enum):
    """Yes, no, or unknown."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    def both(self, other: Truth) -> Truth:
        """Logical and: NO wins over UNKNOWN, UNKNOWN over YES."""
        if self is Truth.NO or other is Truth.NO:
            return Truth.NO
        return Truth.YES if self is Truth.YES and other is Truth.YES else Truth.UNKNOWN

    def either(self, other: Truth) -> Truth:
        """Logical or: YES wins over UNKNOWN, UNKNOWN over NO."""
        if self is Truth.YES or other is Truth.YES:
            return Truth.YES
        return Truth.NO if self is Truth.NO and other is Truth.NO else Truth.UNKNOWN

    def negated(self) -> Truth:
        """Logical not: UNKNOWN stays UNKNOWN."""
        if self is Truth.UNKNOWN:
            return self
        return Truth.NO if self is Truth.YES else Truth.YES

    @staticmethod
    def of(certain: bool) -> Truth:
        """YES or NO."""
        return Truth.YES if certain else Truth.NO


def all_of(truths: Iterable[Truth]) -> Truth:
    """Whether all of them hold; YES if there are none."""
    verdict = Truth.YES
    for truth in truths:
        if truth is Truth.NO:
            return truth
        if truth is Truth.UNKNOWN:
            verdict = truth
    return verdict


def some_of(truths: Iterable[Truth]) -> Truth:
    """Whether one of them holds; NO if there are none."""
    verdict = Truth.NO
    for truth in truths:
        if truth is Truth.YES:
            return truth
        if truth is Truth.UNKNOWN:
            verdict = truth
    return verdict
