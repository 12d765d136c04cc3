"""The check of default-namespace.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Resource, Severity, without_namespace

_DEFAULT = "default"
#: Kinds that say what others may do in a namespace: they guard the default one, and do not use it.
_GUARDS = frozenset({"NetworkPolicy", "ResourceQuota", "LimitRange"})
_ALWAYS_THERE = frozenset({("ServiceAccount", _DEFAULT), ("Service", "kubernetes"), ("ConfigMap", "kube-root-ca.crt")})
#: Where resources that apply others name the namespace for what names none, by group and kind.
_DESTINATIONS = {
    ("argoproj.io", "Application"): ("spec", "destination", "namespace"),
    ("kustomize.toolkit.fluxcd.io", "Kustomization"): ("spec", "targetNamespace"),
    ("helm.toolkit.fluxcd.io", "HelmRelease"): ("spec", "targetNamespace"),
}


def check(resource: Resource, ctx: Context) -> Iterator[Problem]:
    unit = ctx.unit
    if unit.example or unit.kind == "chart":
        return
    path = _DESTINATIONS.get((resource.group, resource.kind), ())
    if path and resource.get(*path) == _DEFAULT:
        yield named(resource, path, f"{resource} applies into the namespace default what names none", ctx)
    if resource.declared_namespace == _DEFAULT and not resource.cluster_scoped and not guards(resource):
        yield named(resource, ("metadata", "namespace"), f"{resource} is in the namespace default", ctx)
    elif unit.root and resource.namespace is None and ctx.graph.once(without_namespace) is resource:
        yield Problem(
            node=resource.nearest("metadata"),
            message="nothing in this unit names a namespace: where it goes is decided by whoever applies it",
            label="no namespace",
            severity=Severity.INFO,
            key=True,
        )


def guards(resource: Resource) -> bool:
    """Tell whether a resource guards the default namespace instead of using it, or is there anyway."""
    return resource.kind in _GUARDS or (resource.kind, resource.name) in _ALWAYS_THERE


def named(resource: Resource, path: tuple[str, ...], message: str, ctx: Context) -> Problem:
    return Problem(
        node=resource.nearest(*path),
        message=message,
        label="the default namespace",
        severity=None if ctx.environment == "production" else Severity.INFO,
    )
