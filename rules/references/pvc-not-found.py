"""The check of pvc-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, PodTemplate, Problem, Reference, is_missing, is_replaced, not_found

_KIND = "PersistentVolumeClaim"


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    missing: dict[str, list[Reference]] = {}
    for reference in ctx.graph.references(template.workload, _KIND):
        if is_missing(reference) and not is_replaced(reference):
            missing.setdefault(reference.want.name, []).append(reference)
        # A claim is not bound before there is what its volume is to be a copy of.
        for claim in reference.found.targets:
            for source in ctx.graph.references(claim, _KIND):
                if is_missing(source):
                    missing.setdefault(source.want.name, []).append(source)
    for first, *others in missing.values():
        yield not_found(
            first,
            ctx.unit,
            says(first),
            effect="the pods stay Pending",
            others=[(one, says(one)) for one in others],
        )


def says(reference: Reference) -> str:
    want = reference.want
    verb = "mounts" if want.row.id == "claim-volume" else "clones"
    return f"{want.source} {verb} {_KIND} {want.name}"
