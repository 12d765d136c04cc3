"""Names of files that tell of alternatives: `web.yaml` and `web-small.yaml`, `db-dev.yaml` and `db-prod.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from k8slint.units.tokens import tokens, words

#: Words that tell one alternative from another.
_WORDS = frozenset(
    "alt alternate alternative basic big copy custom default demo disabled enabled example external extended full ha huge "
    "insecure internal kind large light lite local medium min mini minimal multi new old orig original override sample "
    "secure simple single slim small standalone tiny tls variant xl".split()
)
_VERSION = re.compile(r"v?\d+(?:[a-z]+\d*)?")
_NUMBER = re.compile(r"\d+$")
_EXTENSIONS = re.compile(r"\.(?:ya?ml|json)$", re.IGNORECASE)


def meant_as_variants(one: str, other: str, name: str) -> bool:
    """Whether the names of two files that define an object of that name tell that these are alternatives.

    One tells an environment, a size or a version, or begins like the whole other one, or both say the object's name. Of
    `catalog-pdb.yaml` and `web-pdb.yaml`, one was copied from the other.
    """
    first, second = _stem(one), _stem(other)
    if first == second:
        return False
    if list(_told(first)) != list(_told(second)):
        return True
    ones, others = _bare(first), _bare(second)
    if ones == others:
        return True
    short, long = sorted((ones, others), key=len)
    if len(short) < len(long) and short in (long[: len(short)], long[len(long) - len(short) :]):
        return True
    said = set(_bare(name))
    return said <= set(ones) and said <= set(others)


def _stem(path: str) -> str:
    return _EXTENSIONS.sub("", path.rpartition("/")[2])


def _bare(name: str) -> list[str]:
    """The tokens of a name, without the numbers behind them."""
    return [_NUMBER.sub("", token) for token in tokens(name)]


def _told(stem: str) -> Iterator[str]:
    """The words of a name by which alternatives are told apart, in their order."""
    for token in tokens(stem):
        if token in _WORDS or _VERSION.fullmatch(token) or words(token):
            yield token
