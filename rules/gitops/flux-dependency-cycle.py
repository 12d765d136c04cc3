"""The check of flux-dependency-cycle.md."""

from collections.abc import Iterator

from k8slint.api import Confidence, Context, FluxResource, Problem, Related, waiting_circles


def check(resource: FluxResource, ctx: Context) -> Iterator[Problem]:
    circle = ctx.graph.once(waiting_circles).get(id(resource))
    if circle is None:
        return
    first, *others = circle.references
    way = ", which waits for ".join(f"{one.want.kind} {one.want.name}" for one in circle.references)
    yield Problem(
        node=resource.nearest(*first.want.field),
        message=f"{resource} waits for {way}" if others else f"{resource} waits for itself",
        label="a circle",
        related=tuple(
            Related(one.want.source.nearest(*one.want.field), f"{one.want.source} waits for {one.want.kind} {one.want.name}")
            for one in others
        ),
        confidence=None if all(one.found.sure for one in circle.references) else Confidence.LIKELY,
    )
