"""Whether a change makes files that stay belong together in another way: then nobody can say what was, and is, beside them."""

from __future__ import annotations

import posixpath
from collections.abc import Collection

from k8slint.units.layout import CHART, KUSTOMIZATIONS, parent
from k8slint.units.reach.blocks import Blocks
from k8slint.units.reach.kustomized import PATCHES, Versions


def rebuilt(blocks: Blocks, versions: Versions, changed: Collection[str]) -> bool:
    """Whether a chart or kustomization comes, goes or names others, and files that stay are in it before or after."""
    return any(_is_told_anew(blocks, versions, path, changed) for path in changed)


def _is_told_anew(blocks: Blocks, versions: Versions, path: str, changed: Collection[str]) -> bool:
    name, home = posixpath.basename(path), parent(path)
    if name != CHART and name not in KUSTOMIZATIONS:
        return False
    sides = versions(path)
    comes_or_goes = len(sides) == 1

    def stays(directory: str) -> bool:
        """Whether there is something else in a directory before and after."""
        return any(one not in changed or len(versions(one)) > 1 for one in blocks.files(directory) if one != path)

    if name == CHART:
        return comes_or_goes and any(map(stays, blocks.below(home)))
    kustomized = blocks.kustomized
    named = [kustomized.named_by(path, side) for side in sides] + [frozenset[str]()] * comes_or_goes
    odd = frozenset[str]().union(*named) - frozenset.intersection(*named)
    places = {parent(one) for one in odd} - {home}
    if comes_or_goes and any(map(stays, (home, *(posixpath.join(home, one) for one in PATCHES)))):
        return True
    return any(stays(place) for place in places if not kustomized.holds(place))
