"""Where an argument of the command line lies: what counts as the way down to its files."""

from __future__ import annotations

from typing import NamedTuple


class Root(NamedTuple):
    """A directory that was named, or that holds files that were named.

    `path` as reports name it, `where` its absolute segments. The first `repository` segments lead to the top of its
    repository (outside of one: to the directory itself), the first `chart` to the Helm chart around it, if there is
    one. `whole`: the directory itself was named, so everything below it was looked at.
    """

    path: str
    where: tuple[str, ...]
    repository: int
    chart: int | None = None
    whole: bool = True


def segments(path: str, start: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Absolute segments of a path as reports name it, seen from the directory `start`."""
    if path.startswith("/"):
        start = ()
    found = list(start)
    for part in path.split("/"):
        if part == "..":
            if found:
                found.pop()
        elif part not in {"", "."}:
            found.append(part)
    return tuple(found)
