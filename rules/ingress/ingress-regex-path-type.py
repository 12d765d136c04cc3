"""The check of ingress-regex-path-type.md."""

import re
from collections.abc import Iterator

from k8slint.api import (
    NGINX_ANNOTATIONS,
    Confidence,
    Context,
    Controller,
    Edit,
    Fix,
    Ingress,
    IngressPath,
    Problem,
    Related,
    Safety,
    class_of,
    controller_of,
    controllers,
    is_literal,
    rewrite_of,
    takes_more,
)

#: What ingress-nginx takes for a path of a type that is no expression [internal/ingress/inspector/rules.go].
_PLAIN = re.compile(r"/[A-Za-z0-9._\-/]*")
_REGEX = f"{NGINX_ANNOTATIONS}use-regex"
_WANTED = "ImplementationSpecific"


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    sure = controller_of(ingress, ctx.graph) is Controller.NGINX
    if not sure and not (
        class_of(ingress, ctx.graph) is None and any(key.startswith(NGINX_ANNOTATIONS) for key in ingress.annotations)
    ):
        return
    if controllers(ctx.graph).lenient:
        return
    for path in ingress.paths():
        text = path.http_path or ""
        if path.path_type in {"Exact", "Prefix"} and text.startswith("/") and _PLAIN.fullmatch(text) is None:
            yield refused(path, text, ctx, sure=sure)


def refused(path: IngressPath, text: str, ctx: Context, *, sure: bool) -> Problem:
    ingress = path.ingress
    node = ingress.nearest(*path.path, "pathType")
    rewrite = rewrite_of(ctx.graph, ingress)
    enabled = ingress.annotations.get(_REGEX) == "true" or rewrite is not None
    lost = rewrite is not None and rewrite.drops_rest and takes_more(text, _WANTED)
    what = "path" if is_literal(text) else "the expression"
    more = (Edit(ingress.nearest("metadata"), ("annotations", _REGEX), "true"),)
    return Problem(
        node=node,
        message=f"{ingress} gives {what} {text} the path type {path.path_type}, which the webhook of ingress-nginx rejects",
        label="not for this path",
        related=(Related(ingress.nearest(*path.path, "path"), "only letters, digits and `-._/` go with Exact and Prefix"),),
        help=f"write `pathType: {_WANTED}`" + ("" if enabled or is_literal(text) else f' and `{_REGEX}: "true"`'),
        confidence=None if sure else Confidence.LIKELY,
        fix=Fix(
            f"write `pathType: {_WANTED}`",
            (Edit(node, value=_WANTED), *(() if enabled or is_literal(text) else more)),
            Safety.SAFE if enabled and not is_literal(text) and not lost else Safety.UNSAFE,
        ),
    )
