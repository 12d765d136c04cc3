"""The check of ingress-nginx-retired.md."""

from collections.abc import Iterator
from typing import NamedTuple

from k8slint.api import (
    NGINX_ANNOTATIONS,
    Confidence,
    Context,
    Controller,
    Ingress,
    Node,
    Problem,
    Related,
    Resource,
    Severity,
    Unit,
    Workload,
    class_resource,
    controller_of,
    known_text,
    parse_image,
    report_order,
)

_CONTROLLER = "k8s.io/ingress-nginx"
_CHART = "ingress-nginx"
#: Repositories of its images, the present one and those that it was in.
_IMAGES = (
    *("registry.k8s.io/ingress-nginx/", "k8s.gcr.io/ingress-nginx/", "us.gcr.io/k8s-artifacts-prod/ingress-nginx/"),
    *("quay.io/kubernetes-ingress-controller/nginx-ingress-controller", "docker.io/bitnami/nginx-ingress-controller"),
)
_IMAGE_NAMES = ("controller", "nginx-ingress-controller")
#: Where what installs a chart names it.
_CHARTS = {
    "HelmRelease": (("spec", "chart", "spec", "chart"),),
    "HelmChart": (("spec", "chart"),),
    "Application": (("spec", "source", "chart"), *(("spec", "sources", index, "chart") for index in range(5))),
    "ApplicationSet": (("spec", "template", "spec", "source", "chart"),),
}

#: Kinds without a view of their own that may show it.
_TELLING = frozenset({"IngressClass", *_CHARTS})


class Sign(NamedTuple):
    """What shows that a unit relies on ingress-nginx: the resource, where it says so, and how."""

    resource: Resource
    node: Node
    says: str
    sure: bool = True


def check(unit: Unit, ctx: Context) -> Iterator[Problem]:
    telling = (one for one in unit.resources if isinstance(one, (Workload, Ingress)) or one.kind in _TELLING)
    signs = sorted((sign for one in telling for sign in signs_of(one, ctx)), key=order)
    if not signs:
        return
    first, *others = signs
    weight = Severity.WARNING if first.sure and ctx.environment == "production" else Severity.INFO
    yield Problem(
        node=first.node,
        message=f"{first.says} ingress-nginx, which is retired and gets no security fixes since March 2026",
        label="retired",
        related=tuple(Related(sign.node, f"{sign.says} it", listed=True) for sign in others if sign.sure or not first.sure),
        severity=weight,
        confidence=None if first.sure else Confidence.LIKELY,
    )


def order(sign: Sign) -> tuple[object, ...]:
    return (not sign.sure, *report_order(sign.resource), str(sign.node.path))


def signs_of(resource: Resource, ctx: Context) -> Iterator[Sign]:
    if isinstance(resource, Workload):
        for container in resource.template.live:
            image = parse_image(container.image) if "nginx" in (container.image or "") else None
            if image is not None and image.name.startswith(_IMAGES) and image.name.endswith(_IMAGE_NAMES):
                yield Sign(resource, container.nearest("image"), f"{container} of {resource} runs")
    elif isinstance(resource, Ingress):
        alone = class_resource(resource, ctx.graph) is None and controller_of(resource, ctx.graph) is Controller.NGINX
        key = next((key for key in resource.annotations if key.startswith(NGINX_ANNOTATIONS)), None) if alone else None
        if key is not None:
            yield Sign(resource, resource.nearest("metadata", "annotations", key), f"{resource} is written for", sure=False)
    elif resource.kind == "IngressClass":
        if resource.get("spec", "controller") == _CONTROLLER:
            yield Sign(resource, resource.nearest("spec", "controller"), f"{resource} belongs to")
    else:
        for path in _CHARTS.get(resource.kind, ()):
            chart = known_text(resource.get(*path))
            if chart is not None and chart.rstrip("/").rpartition("/")[2] == _CHART:
                yield Sign(resource, resource.nearest(*path), f"{resource} installs")
