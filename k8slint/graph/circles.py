"""Things that wait for one another in a circle."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)


def circles(after: Mapping[T, Sequence[T]]) -> Iterator[tuple[T, ...]]:
    """The circles among things that each come after others: one for each set of things that all wait for one another.

    A circle begins with the first of its things, in the order of the mapping, and goes on with what that one waits for.
    """
    rank = {one: number for number, one in enumerate(after)}
    for group in _components(after):
        members = set(group)
        if len(group) > 1 or group[0] in after.get(group[0], ()):
            yield _walk(min(group, key=rank.__getitem__), members, after)


def _walk(first: T, members: set[T], after: Mapping[T, Sequence[T]]) -> tuple[T, ...]:
    """The shortest way from a thing back to itself."""
    came: dict[T, T] = {}
    rest = [first]
    for one in rest:
        for other in after.get(one, ()):
            if other == first:
                way = [one]
                while way[-1] != first:
                    way.append(came[way[-1]])
                return tuple(reversed(way))
            if other in members and other not in came:
                came[other] = one
                rest.append(other)
    return (first,)


def _components(after: Mapping[T, Sequence[T]]) -> Iterator[list[T]]:
    """The strongly connected components (Tarjan's algorithm, without recursion)."""
    number: dict[T, int] = {}
    low: dict[T, int] = {}
    stack: list[T] = []
    on_stack: set[T] = set()
    for start in after:
        work = [(start, iter(after[start]))] if start not in number else []
        if work:
            number[start] = low[start] = len(number)
            stack.append(start)
            on_stack.add(start)
        while work:
            one, others = work[-1]
            for other in others:
                if other not in after:
                    continue
                if other not in number:
                    number[other] = low[other] = len(number)
                    stack.append(other)
                    on_stack.add(other)
                    work.append((other, iter(after[other])))
                    break
                if other in on_stack:
                    low[one] = min(low[one], number[other])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[one])
                if low[one] == number[one]:
                    yield _taken(one, stack, on_stack)


def _taken(one: T, stack: list[T], on_stack: set[T]) -> list[T]:
    """The component that ends on the top of the stack, with its first member at the bottom."""
    group: list[T] = []
    while True:
        other = stack.pop()
        on_stack.discard(other)
        group.append(other)
        if other == one:
            return group
