"""The check of ingress-rewrite-drops-subpath.md."""

from collections.abc import Iterable, Iterator, Sequence

from k8slint.api import (
    NGINX_ANNOTATIONS,
    Confidence,
    Context,
    Edit,
    Fix,
    Ingress,
    IngressPath,
    Problem,
    Related,
    Rewrite,
    capture_groups,
    is_literal,
    literal_prefix,
    rewrite_of,
)

_NO_TYPE = "ImplementationSpecific"
_REGEX = f"{NGINX_ANNOTATIONS}use-regex"
_SNIPPET = f"{NGINX_ANNOTATIONS}configuration-snippet"


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
        fix=cure(rewrite, [path for _, path in paths]),
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
        path, group = keeping(text)
        if kept - {group}:
            return None
        return f'write `rewrite-target: {base}/${group}`, `use-regex: "true"`, `path: {path}` and `pathType: {_NO_TYPE}`'
    groups = capture_groups(text)
    if not groups or kept != {groups} or not text.endswith(("(.*)", "(.+)")):
        return None
    return f"write `rewrite-target: {base}/${groups}`"


def keeping(text: str) -> tuple[str, int]:
    """The expression that takes what a path takes and captures the rest, and which of its groups that is."""
    return (f"{text.rstrip('/')}(/|$)(.*)", 2) if text.strip("/") else ("/(.*)", 1)


def cure(rewrite: Rewrite, paths: Sequence[IngressPath]) -> Fix | None:
    """Capture the rest of every path of the Ingress, where that is one group for all of them, and put it behind the target."""
    every, base = rewrite.ingress.paths(), rewrite.target.rstrip("/")
    if len(paths) != len(every):  # the others would lose what they have
        return None
    texts = [path.http_path or "/" for path in every]
    if all(is_literal(text) for text in texts):
        groups = {keeping(text)[1] for text in texts}
        edits = [
            Edit(path.ingress.nearest(*path.path), ("path",), keeping(text)[0]) for path, text in zip(every, texts, strict=True)
        ]
        edits += [Edit(path.ingress.nearest(*path.path), ("pathType",), _NO_TYPE) for path in every]
        edits.append(Edit(rewrite.ingress.nearest("metadata"), ("annotations", _REGEX), "true"))
    elif all(text.endswith(("(.*)", "(.+)")) for text in texts):
        groups, edits = {capture_groups(text) or 0 for text in texts}, []
    else:
        return None
    group = groups.pop()
    target = f"{base}/${group}"
    done = Fix(f"write `rewrite-target: {target}`, and paths that capture it", (Edit(rewrite.node, value=target), *edits))
    if groups or not group:
        return None
    return done if edits else done._replace(title=f"write `rewrite-target: {target}`")
