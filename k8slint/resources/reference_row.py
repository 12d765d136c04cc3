"""One row of the reference tables: a field that names another resource, and how its name is to be read."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """One row: a field that names another resource.

    A path step `[]` goes through a list. What stands beside the name (its parent mapping) may hold the flag `optional`,
    the keys that are needed at the target, the namespace, or the target's kind.

    `kind` and `group` are the target's; with `kind_beside` the target's kind stands in the field `kind_key` beside the
    name (and its group in `group_key`, else in `apiGroup`, `group` or `apiVersion`), and `kind` and `group` are what
    counts where these are not written.
    `soft`: absence is tolerated at run time. `flag`: `optional: true` beside the name tolerates it. `keys`: paths beside
    the name that name keys of the target. `explicit`: `namespace` beside the name says where, else the source's own.
    `slashed`: the name may be written `NAMESPACE/NAME`. `anywhere`: the target is in a namespace that the source does not
    tell. `but`: names that mean something else. `where`: the mapping beside the name must hold these values (None: none).
    """

    id: str
    path: tuple[str, ...]
    kind: str
    group: str = ""
    soft: bool = False
    flag: bool = False
    keys: tuple[tuple[str, ...], ...] = ()
    explicit: bool = False
    kind_beside: bool = False
    where: tuple[tuple[str, str | bool | None], ...] = ()
    slashed: bool = False
    anywhere: bool = False
    but: tuple[str, ...] = ()
    kind_key: str = "kind"
    group_key: str | None = None


def row(id_: str, path: str, kind: str, group: str = "", **more: object) -> Field:
    """A row by the text of its path: `spec.volumes[].configMap.name`."""
    steps = tuple(path.replace("[]", ".[]").split("."))
    return Field(id_, steps, kind, group, **more)  # type: ignore[arg-type]  # the rows of the tables are checked by a test
