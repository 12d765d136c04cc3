"""The check of cross-environment-reference.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Related, Resource, Severity, Stranger, of_another_environment


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
            related=tuple(ends(stranger, ctx)),
            help=suggestion(stranger, ctx),
            effect=None if stranger.own else "what runs here may read and change the data of a test system",
            within=(host.start, host.end),
            severity=None if stranger.own else Severity.INFO,
        )


def ends(stranger: Stranger, ctx: Context) -> Iterator[Related]:
    """The Service of the other environment, where files show it, and the one of that name in this unit."""
    service, namespace = spoken_of(stranger)
    if namespace is not None:
        for one in ctx.graph.find("Service", service, namespace, "").targets[:1]:
            yield Related(one.nearest("metadata", "namespace"), f"{one} is in namespace {one.namespace}")
        for one in twins(service, ctx):
            yield Related(one.nearest("metadata", "name"), f"{one} of this unit is in namespace {one.namespace}")


def suggestion(stranger: Stranger, ctx: Context) -> str | None:
    """The name of the Service of this unit, written as the other is; None where there is not exactly one."""
    service, namespace = spoken_of(stranger)
    own = twins(service, ctx)
    if namespace is None or len(own) != 1:
        return None
    before, _, after = stranger.host.host.partition(f"{service}.{namespace}")
    return f"write `{before}{service}.{own[0].namespace}{after}`"


def twins(service: str, ctx: Context) -> list[Resource]:
    """The Services of that name in the unit."""
    found = ctx.graph.index.named("Service", service)
    return [one for one in found if one.group == "" and one.namespace is not None]


def spoken_of(stranger: Stranger) -> tuple[str, str | None]:
    """The Service and the namespace of a name of the cluster; None: it is none."""
    labels = stranger.host.host.split(".")
    namespace = stranger.host.namespace
    at = labels.index("svc") - 1 if namespace is not None and "svc" in labels else 1 if len(labels) == 2 else 0  # noqa: PLR2004
    return (labels[at - 1], labels[at]) if at > 0 else ("", None)


def evidence(ctx: Context) -> str:
    """What tells the environment of the unit: ` (directory prod)`; empty where the user named it."""
    for line in ctx.unit.evidence:
        environment, _, text = line.partition(": ")
        what, weight, _ = text.rpartition(" (")
        if environment == ctx.environment and weight:
            return f" ({what})"
    return ""
