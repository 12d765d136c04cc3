"""The check of ingress-rewrite-capture-not-found.md."""

from collections.abc import Iterator, Sequence

from k8slint.api import (
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
    rewrite_of,
)


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    rewrite = rewrite_of(ctx.graph, ingress)
    used = rewrite.groups() if rewrite is not None else {}
    if rewrite is None or not used:
        return
    wanted = max(used)
    paths = [(text, path, capture_groups(text)) for text, path in rewrite.paths()]
    short = [(text, path, groups) for text, path, groups in paths if groups is not None and groups < wanted]
    if not short:
        return
    text, _, groups = short[0]
    path = other_path(text, groups, wanted)
    target = other_target([(text, has) for text, _, has in paths], rewrite.target, wanted)
    yield Problem(
        node=rewrite.node,
        message=f"{ingress} rewrites requests to {rewrite.target}, but path {text} has {phrase(groups)}",
        label="no such group in the path",
        related=tuple(Related(path.node("path") or ingress.nearest(*path.path), phrase(has)) for _, path, has in short),
        effect=f"${wanted} is empty",
        help=said(path, target),
        confidence=None if rewrite.sure else Confidence.LIKELY,
        within=(used[wanted], used[wanted] + 2),
        fix=cure(rewrite, short, wanted, target),
    )


def cure(rewrite: Rewrite, short: Sequence[tuple[str, IngressPath, int]], wanted: int, target: str | None) -> Fix | None:
    """Give every path that lacks them the groups, where each has only one way to have them; else the target a group less."""
    edits = []
    for text, path, groups in short:
        new = other_path(text, groups, wanted)
        node = path.node("path")
        if new is None or node is None:
            return None if target is None else Fix(f"write `rewrite-target: {target}`", (Edit(rewrite.node, value=target),))
        edits.append(Edit(node, value=new))
        if path.path_type in {"Exact", "Prefix"}:
            edits.append(Edit(path.ingress.nearest(*path.path), ("pathType",), "ImplementationSpecific"))
    return Fix(f"write `path: {edits[0].value}`", tuple(edits))


def said(path: str | None, target: str | None) -> str | None:
    """What to write, in words."""
    if path is not None:
        return f"write `path: {path}`"
    return None if target is None else f"write `rewrite-target: {target}`"


def phrase(groups: int) -> str:
    """How many groups there are: `no capture group`, `1 capture group`, `2 capture groups`."""
    return f"{groups or 'no'} capture group{'s' if groups > 1 else ''}"


def other_path(text: str, groups: int, wanted: int) -> str | None:
    """What path to write so that the group is there: it holds no expression yet, or only groups that capture nothing."""
    if is_literal(text):
        endings = {1: "/(.*)", 2: "(/|$)(.*)" if text.strip("/") else None}
        return f"{text.rstrip('/')}{endings[wanted]}" if endings.get(wanted) else None
    if text.count("(?:") != wanted - groups:
        return None
    path = text.replace("(?:", "(")
    return path if capture_groups(path) == wanted else None


def other_target(paths: Sequence[tuple[str, int | None]], target: str, wanted: int) -> str | None:
    """What target to write, where the last group of every path is the rest of the request."""
    groups = {has for _, has in paths}
    last = groups.pop() if len(groups) == 1 else None
    if last and all(text.rstrip("$").endswith(("(.*)", "(.+)")) for text, _ in paths) and f"${last}" not in target:
        return target.replace(f"${wanted}", f"${last}")
    return None
