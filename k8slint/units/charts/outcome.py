"""What comes of rendering a chart: documents that know the lines of their templates, and what went wrong, as data."""

from __future__ import annotations

from typing import Literal, NamedTuple

from k8slint.text import SourceFile, Span


class Place(NamedTuple):
    """A range of a source's text."""

    source: SourceFile
    span: Span


FailureKind = Literal[
    "dependency-missing", "template", "required", "unreadable", "schema", "remote-schema", "chart", "not-yaml", "refused",
    "timeout", "memory", "size", "crash",
]  # fmt: skip
"""What went wrong. `dependency-missing`: a chart depends on one that is not in it. `template`: a template stops, or is
none. `required`: a template stops by intent, with words of its own: it asks for values, or for others. `unreadable`: a
file of the chart is not YAML, whoever reads it. `schema`: values do not match the chart's schema. `remote-schema`: the
schema refers to what is elsewhere. `chart`: it is no chart, or not for this cluster. `not-yaml`: what comes out is not
YAML. `refused`: a file that may not be read. `timeout`, `memory`, `size`: it takes too much. `crash`: the renderer failed."""


class Failure(NamedTuple):
    """Something that keeps a chart from being known, in the words of reports, and the place to look at.

    `related` are the places that lead to it, the nearest first: who includes a template that stops. `values` are
    the values at which it stops. `fetched`: what is missing comes from a repository, and is usually fetched when it is needed.
    """

    kind: FailureKind
    message: str
    place: Place
    related: tuple[Place, ...] = ()
    fetched: bool = False
    values: tuple[Place, ...] = ()


How = Literal["literal", "action", "line", "packed", "file"]
"""How well a place is known. `literal`: it is written there as it was rendered. `action`: an action there makes it.
`line`: the line does. `packed`: a chart does that came packed, by the dependency there. `file`: that file does."""


class Origin(NamedTuple):
    """Where something rendered is written: its place in a template or in what the template includes.

    `values` are the places of the values that are used there, the one that it is first, and `same` says that there is
    one; `through` is the line of the template that includes it, if it comes from a definition elsewhere.
    """

    place: Place
    how: How
    values: tuple[Place, ...] = ()
    through: Place | None = None
    same: bool = False
