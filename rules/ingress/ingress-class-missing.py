"""The check of ingress-class-missing.md."""

from collections.abc import Iterator

from k8slint.api import Context, Edit, Fix, Graph, Ingress, Problem, Related, Severity, controllers, default_classes

#: Annotations of Ingresses that GKE or Traefik serve, which ask for no class.
_CLASSLESS = (
    "networking.gke.io/",
    "kubernetes.io/ingress.global-static-ip-name",
    "kubernetes.io/ingress.regional-static-ip-name",
    "kubernetes.io/ingress.allow-http",
    "ingress.gcp.kubernetes.io/",
    "traefik.ingress.kubernetes.io/",
)
_GKE_KINDS = ("BackendConfig", "FrontendConfig", "ManagedCertificate")
#: API groups of K3s, whose Traefik serves Ingresses without a class.
_K3S = frozenset({"helm.cattle.io", "k3s.cattle.io", "traefik.io", "traefik.containo.us"})


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    if ingress.names_class or ctx.cluster.default_ingress_class or ctx.graph.once(default_classes):
        return
    if any(key.startswith(_CLASSLESS) for key in ingress.annotations) or ctx.graph.once(serves_classless):
        return
    if any(one.namespace == ingress.namespace for kind in _GKE_KINDS for one in ctx.graph.index.of_kind(kind)):
        return
    classes = [one for one in ctx.graph.index.of_kind("IngressClass") if one.name is not None]
    title = f"write `ingressClassName: {classes[0].name}`" if len(classes) == 1 else None
    what = "no IngressClass of this unit is the default" if classes else "this unit has no default IngressClass"
    yield Problem(
        node=ingress.nearest("spec"),
        message=f"{ingress} names no class, and {what}",
        label="no ingressClassName",
        related=tuple(Related(one.node("metadata", "name") or one.root, f"{one} is not the default") for one in classes),
        help=title,
        severity=Severity.WARNING if classes else Severity.INFO,
        key=True,
        fix=None if title is None else Fix(title, (Edit(ingress.root, ("spec", "ingressClassName"), classes[0].name),)),
    )


def serves_classless(graph: Graph) -> bool:
    """Whether something of the unit shows that a controller serves Ingresses without a class."""
    return controllers(graph).classless or any(resource.group in _K3S for resource in graph.unit.resources)
