"""The check of cross-environment-reference.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Resource, Severity, of_another_environment


def check(resource: Resource, ctx: Context) -> Iterator[Problem]:
    for stranger in of_another_environment(ctx.graph, resource, ctx.environment):
        host, word = stranger.host, stranger.word
        if not stranger.own and ctx.environment != "production":
            continue  # many names of vendors have the word `prod` in them
        what = f"a host of {word.environment}," if stranger.own else f"which looks like a host of {word.environment},"
        yield Problem(
            node=host.text.node,
            message=f"{host.text} names {host.host}, {what} in a unit of {ctx.environment}{evidence(ctx)}",
            label=f'"{word.text}" tells {word.environment}',
            effect=None if stranger.own else "what runs here may read and change the data of a test system",
            within=(host.start, host.end),
            severity=None if stranger.own else Severity.INFO,
        )


def evidence(ctx: Context) -> str:
    """What tells the environment of the unit: ` (directory prod)`; empty where the user named it."""
    for line in ctx.unit.evidence:
        environment, _, text = line.partition(": ")
        what, weight, _ = text.rpartition(" (")
        if environment == ctx.environment and weight:
            return f" ({what})"
    return ""
