"""The check of ingress-rewrite-drops-subpath.md."""

from collections.abc import Iterable, Iterator

from k8slint.api import (
    Confidence,
    Context,
    Ingress,
    IngressPath,
    Problem,
    Related,
    capture_groups,
    is_literal,
    literal_prefix,
    rewrite_of,
)

_NO_TYPE = "ImplementationSpecific"
_SNIPPET = "nginx.ingress.kubernetes.io/configuration-snippet"


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    rewrite = rewrite_of(ctx.graph, ingress)
    if rewrite is None or "$" in rewrite.target or is_file(rewrite.target) or rewrites_itself(ingress):
        return
    target = rewrite.target
    paths = [(text, path) for text, path in rewrite.paths() if takes_more(text, path)]
    if not paths:
        return
    text = paths[0][0]
    example = f"{literal_prefix(text).rstrip('/')}/users/1"
    yield Problem(
        node=rewrite.node,
        message=f"{ingress} rewrites every request under {text} to {target}: {example} becomes {target}",
        label="no capture group: the rest of the path is lost",
        related=tuple(Related(path.node("path") or ingress.nearest(*path.path), f"becomes {target}") for _, path in paths),
        help=advice(text, target, [other for other, _ in rewrite.paths()]),
        confidence=None if rewrite.sure else Confidence.LIKELY,
    )


def is_file(target: str) -> bool:
    """Whether a target is one file, which everything is meant to get: the page of an application that routes itself."""
    return "." in target.rpartition("/")[2]


def rewrites_itself(ingress: Ingress) -> bool:
    """Whether directives of nginx in the Ingress rewrite requests, which may be before the target is looked at."""
    return "rewrite " in ingress.annotations.get(_SNIPPET, "")


def takes_more(text: str, path: IngressPath) -> bool:
    """Whether a path takes requests for more than itself, so that there is something to lose."""
    kind = path.path_type
    if kind is None:
        kind = _NO_TYPE if path.node("pathType") is None else "unknown"
    return kind == "Prefix" or (kind == _NO_TYPE and not text.endswith("$"))


def advice(text: str, target: str, paths: Iterable[str]) -> str | None:
    """What to write to keep the rest of the path; the target is that of all paths."""
    kept = {capture_groups(other) for other in paths if not is_literal(other)}
    base = target.rstrip("/")
    if is_literal(text):
        if text.strip("/"):
            path, group = f"{text.rstrip('/')}(/|$)(.*)", 2
        else:
            path, group = "/(.*)", 1
        if kept - {group}:
            return None
        return f'write `rewrite-target: {base}/${group}`, `use-regex: "true"`, `path: {path}` and `pathType: {_NO_TYPE}`'
    groups = capture_groups(text)
    if not groups or kept != {groups} or not text.endswith(("(.*)", "(.+)")):
        return None
    return f"write `rewrite-target: {base}/${groups}`"
