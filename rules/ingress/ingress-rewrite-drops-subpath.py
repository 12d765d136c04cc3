"""The check of ingress-rewrite-drops-subpath.md."""

import re
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
    takes_more,
)

_NO_TYPE = "ImplementationSpecific"
_REGEX = f"{NGINX_ANNOTATIONS}use-regex"
#: The end of a path that captures the slash before the rest, and the rest.
_SLASH = re.compile(r"\(/\|\$\)\(\.[*+]\)$")


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    rewrite = rewrite_of(ctx.graph, ingress)
    if rewrite is None or rewrite.is_meant:
        return
    if "$" in rewrite.target:
        yield from only_the_slash(rewrite)
        return
    target = rewrite.target
    paths = [(text, path) for text, path in rewrite.paths() if takes_more(text, type_of(path))]
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


def only_the_slash(rewrite: Rewrite) -> Iterator[Problem]:
    """Find the paths of which the target takes the slash before the rest, and not the rest: `/$1` with `/api(/|$)(.*)`."""
    used = set(rewrite.groups())
    groups = {text: capture_groups(text) or 0 for text, _ in rewrite.paths()}
    paths = [(text, path) for text, path in rewrite.paths() if _SLASH.search(text) and used == {groups[text] - 1}]
    if not paths:
        return
    text, (slash,) = paths[0][0], used
    becomes = rewrite.target.replace(f"${slash}", "/")
    target = rewrite.target.replace(f"${slash}", f"${slash + 1}")
    example = f"{literal_prefix(text).rstrip('/')}/users/1"
    alike = len(paths) == len(groups)  # the target is that of all paths
    yield Problem(
        node=rewrite.node,
        message=f"{rewrite.ingress} rewrites every request under {text} to {rewrite.target}: {example} becomes {becomes}",
        label=f"${slash} is only the slash, ${slash + 1} the rest of the path",
        related=tuple(Related(path.node("path") or path.ingress.nearest(*path.path), f"becomes {becomes}") for _, path in paths),
        help=f"write `rewrite-target: {target}`" if alike else None,
        confidence=None if rewrite.sure else Confidence.LIKELY,
        fix=Fix(f"write `rewrite-target: {target}`", (Edit(rewrite.node, value=target),)) if alike else None,
    )


def type_of(path: IngressPath) -> str:
    """The type of a path: what it says, or what it has where it says none."""
    return path.path_type or (_NO_TYPE if path.node("pathType") is None else "unknown")


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
