"""What ingress-nginx makes of `rewrite-target`: it puts the target in the place of the whole path of a request.

Of the path only what its groups capture survives [buildLocation and buildProxyPass of ingress-nginx]. A target that is
the path itself rewrites nothing. In the target `$` and one digit is a group; a group that the path does not have is
empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from k8slint.graph.ingress_classes import Controller, controller_of
from k8slint.resources import NGINX_ANNOTATIONS, Ingress, IngressPath, known_text

if TYPE_CHECKING:
    from k8slint.graph.graph import Graph
    from k8slint.yaml import Node

_TARGET = f"{NGINX_ANNOTATIONS}rewrite-target"
_SNIPPET = f"{NGINX_ANNOTATIONS}configuration-snippet"
_GROUP = re.compile(r"\$([1-9])")


class Rewrite(NamedTuple):
    """The `rewrite-target` of an Ingress; `sure`: ingress-nginx is known to serve it, not only not known to be another."""

    ingress: Ingress
    target: str
    sure: bool

    @property
    def node(self) -> Node:
        """The annotation."""
        return self.ingress.nearest("metadata", "annotations", _TARGET)

    @property
    def is_meant(self) -> bool:
        """Whether something shows that the rest of a path is not wanted, or is taken care of.

        A target that is one file is what everything is meant to get: the page of an application that routes itself. And
        directives of nginx in the Ingress may rewrite requests before the target is looked at.
        """
        return "." in self.target.rpartition("/")[2] or "rewrite " in self.ingress.annotations.get(_SNIPPET, "")

    @property
    def drops_rest(self) -> bool:
        """Whether every request becomes the same, and nothing shows that this is meant."""
        return "$" not in self.target and not self.is_meant

    def groups(self) -> dict[int, int]:
        """Find the groups that the target uses, and where each of them is first used."""
        found: dict[int, int] = {}
        for group in _GROUP.finditer(self.target):
            found.setdefault(int(group[1]), group.start())
        return found

    def paths(self) -> Iterator[tuple[str, IngressPath]]:
        """Find the paths that are rewritten, each with its text."""
        for path in self.ingress.paths():
            text = path.http_path
            if text is not None and (text or "/") != self.target:
                yield text or "/", path


def takes_more(path: str, path_type: str) -> bool:
    """Whether a path of a type takes requests for more than itself, so that there is a rest to lose."""
    return path_type == "Prefix" or (path_type == "ImplementationSpecific" and not path.endswith("$"))


def rewrite_of(graph: Graph, ingress: Ingress) -> Rewrite | None:
    """Find the rewriting of an Ingress that ingress-nginx serves, or may; None where there is none, or it is unknown."""
    target = known_text(ingress.annotations.get(_TARGET))
    if target is None:
        return None
    controller = controller_of(ingress, graph)
    if controller not in {Controller.NGINX, None}:
        return None
    return Rewrite(ingress, target, controller is Controller.NGINX)
