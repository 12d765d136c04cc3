"""The check of statefulset-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Absence, Context, Edit, Fix, Outcome, Problem, Related, Service, StatefulSet, not_found


def check(workload: StatefulSet, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(workload, "Service"):
        if reference.want.row.id != "governing-service" or reference.outcome not in {Outcome.MISSING, Outcome.ELSEWHERE}:
            continue
        name = reference.want.name
        namespace = f".{workload.namespace}" if workload.namespace else ""
        problem = not_found(
            reference,
            ctx.unit,
            f"{workload} names {name} as its governing Service",
            effect=f"its pods get no DNS names of their own, such as {workload.first_pod}.{name}{namespace}",
        )
        headless = only_headless(workload, ctx)
        yield problem if headless is None or reference.outcome is Outcome.ELSEWHERE else meant(problem, headless, workload)


def only_headless(workload: StatefulSet, ctx: Context) -> Service | None:
    """The one headless Service that selects the pods."""
    found = [one for one in ctx.graph.services_of(workload.template) if one.headless and one.name]
    return found[0] if len(found) == 1 else None


def meant(problem: Problem, headless: Service, workload: StatefulSet) -> Problem:
    """The problem where it is known which Service was meant: not the one whose name is nearest."""
    absence = Absence.NEAR if problem.absence in {Absence.OPEN, Absence.BARREN} else problem.absence
    name = headless.called
    note = Related(headless.nearest("metadata", "name"), f"nearest: Service {name} is headless and selects its pods")
    help_ = f"write `serviceName: {name}`"
    return problem._replace(
        related=(note,),
        help=help_,
        absence=absence,
        fix=Fix(help_, (Edit(workload.root, ("spec", "serviceName"), name),)),
    )
