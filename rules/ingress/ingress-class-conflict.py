"""The check of ingress-class-conflict.md."""

from collections.abc import Iterator

from k8slint.api import (
    CLASS_ANNOTATION,
    USUAL_CLASSES,
    Change,
    Context,
    Controller,
    Edit,
    Fix,
    Ingress,
    Problem,
    Related,
    class_resource,
    controller_of,
    is_placeholder,
)


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    annotation, name = ingress.annotations.get(CLASS_ANNOTATION), ingress.class_name
    if annotation is None or is_placeholder(annotation) or name is None or annotation == name:
        return
    field = ingress.nearest("spec", "ingressClassName")
    gke = controller_of(ingress, ctx.graph) is Controller.GCE or annotation.startswith("gce")  # it reads the annotation only
    yield Problem(
        node=ingress.nearest("metadata", "annotations", CLASS_ANNOTATION),
        message=f'{ingress} names class "{annotation}" in an annotation and class "{name}" in ingressClassName,'
        " which is rejected by the API server",
        label="not the class of ingressClassName",
        related=(Related(field, f"class {name}"),),
        help="remove `spec.ingressClassName`" if gke else f"remove the annotation `{CLASS_ANNOTATION}`",
        fix=None if gke else without_annotation(ingress, annotation, ctx),
    )


def without_annotation(ingress: Ingress, annotation: str, ctx: Context) -> Fix | None:
    """Leave the field, where it is what a controller would read."""
    there = annotation in USUAL_CLASSES or any(ctx.graph.index.named("IngressClass", annotation))
    if there and class_resource(ingress, ctx.graph) is None and ingress.class_name not in USUAL_CLASSES:
        return None  # it may be the field that is wrong
    edit = Edit(ingress.nearest("metadata", "annotations"), (CLASS_ANNOTATION,), change=Change.REMOVE)
    return Fix(f"remove the annotation `{CLASS_ANNOTATION}`", (edit,))
