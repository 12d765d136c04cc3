"""Files that define one object differently: alternatives, or a copy in which the name was not changed."""

from __future__ import annotations

import re

from k8slint.resources import Resource
from k8slint.units.tokens import tokens, words

#: Words that tell one alternative from another.
_WORDS = frozenset(
    {
        "alt", "alternate", "alternative", "basic", "big", "copy", "custom", "default", "demo", "disabled", "enabled", "example",
        "external", "full", "ha", "huge", "insecure", "internal", "large", "light", "lite", "medium", "min", "mini", "minimal",
        "multi", "new", "old", "orig", "original", "override", "sample", "secure", "simple", "single", "slim", "small",
        "standalone", "tiny", "tls", "variant", "xl",
    }
)  # fmt: skip
_VERSION = re.compile(r"v?\d+(?:[a-z]+\d*)?")
_NUMBER = re.compile(r"\d+$")
_EXTENSIONS = re.compile(r"\.(?:ya?ml|json)$", re.IGNORECASE)
#: Fields that say what an object is for: what it selects, or scales.
_AIMS = ("selector", "podSelector", "scaleTargetRef")


def is_variant(one: str, first: Resource, other: str, second: Resource) -> bool:
    """Whether two files that define an object differently are alternatives, as far as their names and its content tell.

    Of `catalog-pdb.yaml` and `web-pdb.yaml` that both define the one of `catalog`, one was copied from the other; so it was
    where two that are called otherwise select different things.
    """
    names = [_stem(path) for path in (one, other)]
    ones, others = (_bare(name) for name in names)
    if ones == others or _told(names[0]) != _told(names[1]) or _is_part(*sorted((ones, others), key=len)):
        return True
    called = set(_bare(tokens(first.name or "")))
    says = called <= set(ones), called <= set(others)
    if says[0] != says[1]:
        return False
    return says[0] or ones[0] == others[0] or _aims(first) == _aims(second)


def _stem(path: str) -> tuple[str, ...]:
    """The tokens of the name of a file; a number before it only tells the order."""
    found = tokens(_EXTENSIONS.sub("", path.rpartition("/")[2]))
    return found[1:] if len(found) > 1 and found[0].isdigit() else found


def _bare(stem: tuple[str, ...]) -> list[str]:
    """Tokens without the numbers behind them."""
    return [_NUMBER.sub("", token) for token in stem]


def _told(stem: tuple[str, ...]) -> list[str]:
    """The words by which alternatives are told apart, in their order."""
    return [token for token in stem if token in _WORDS or _VERSION.fullmatch(token) or words(token)]


def _is_part(short: list[str], long: list[str]) -> bool:
    """Whether a name is another one with something before or behind it."""
    return len(short) < len(long) and short in (long[: len(short)], long[len(long) - len(short) :])


def _aims(resource: Resource) -> list[object]:
    return [resource.get("spec", key) for key in _AIMS]
