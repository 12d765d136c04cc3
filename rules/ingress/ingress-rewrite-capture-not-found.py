"""The check of ingress-rewrite-capture-not-found.md."""

from collections.abc import Iterator

from k8slint.api import (
    Confidence,
    Context,
    Ingress,
    IngressPath,
    Problem,
    Related,
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
    short: list[tuple[str, IngressPath, int]] = []
    for text, path in rewrite.paths():
        groups = capture_groups(text)
        if groups is not None and groups < wanted:
            short.append((text, path, groups))
    if not short:
        return
    text, _, groups = short[0]
    yield Problem(
        node=rewrite.node,
        message=f"{ingress} rewrites requests to {rewrite.target}, but path {text} has {phrase(groups)}",
        label="no such group in the path",
        related=tuple(Related(path.node("path") or ingress.nearest(*path.path), phrase(has)) for _, path, has in short),
        effect=f"${wanted} is empty",
        help=advice(text, groups, rewrite.target, wanted),
        confidence=None if rewrite.sure else Confidence.LIKELY,
        within=(used[wanted], used[wanted] + 2),
    )


def phrase(groups: int) -> str:
    """How many groups there are: `no capture group`, `1 capture group`, `2 capture groups`."""
    return f"{groups or 'no'} capture group{'s' if groups > 1 else ''}"


def advice(text: str, groups: int, target: str, wanted: int) -> str | None:
    """What to write so that the group is there."""
    if is_literal(text):
        endings = {1: "/(.*)", 2: "(/|$)(.*)" if text.strip("/") else None}
        return f"write `path: {text.rstrip('/')}{endings[wanted]}`" if endings.get(wanted) else None
    if groups and text.rstrip("$").endswith(("(.*)", "(.+)")) and f"${groups}" not in target:
        return f"write `rewrite-target: {target.replace(f'${wanted}', f'${groups}')}`"
    return None
