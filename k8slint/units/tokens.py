"""Words that tell an environment: whole tokens of names, never parts of words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

PRODUCTION = "production"
STAGING = "staging"
DEVELOPMENT = "development"

_STRONG = {
    PRODUCTION: "prod production prd live dr",
    STAGING: "staging stage stg preprod uat qa acceptance acc sit rc",
    DEVELOPMENT: "dev devel develop development sandbox sbx test testing preview review",
}
#: Words that stand for development only where nothing better is known.
_WEAK = "local kind minikube k3d ci demo playground lab example examples sample samples"

_TABLE = {
    **{word: (environment, False) for environment, words in _STRONG.items() for word in words.split()},
    **dict.fromkeys(_WEAK.split(), (DEVELOPMENT, True)),
}
#: `prodeu1`: production, and where in the world.
_REGION = re.compile(
    r"(?:prod|prd)"
    r"(?:eu|us|usgov|na|sa|latam|ca|mx|br|uk|gb|ie|de|fr|nl|it|es|se|no|ch|pl|emea|af|za|me|uae|il"
    r"|ap|apac|asia|cn|hk|in|jp|kr|sg|au|anz)"
    r"(?:north|south|east|west|central|n|s|e|w|c)*\d*"
)
_SEPARATOR = re.compile(r"[/._\-]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: Two tokens that are one word, and what it means; `live-probe` means nothing.
_PAIRS: dict[tuple[str, ...], tuple[str, bool] | None] = {
    ("pre", "prod"): (STAGING, False),
    ("live", "probe"): None,
}


class Word(NamedTuple):
    """A word of a name that tells an environment. `weak`: it could as well mean something else."""

    environment: str
    text: str
    weak: bool


def tokens(text: str) -> tuple[str, ...]:
    """The tokens of a name: between `/`, `.`, `_`, `-` and the humps of camel case, in lower case."""
    return tuple(token.lower() for part in _SEPARATOR.split(text) if part for token in _HUMP.split(part))


def _single(token: str) -> tuple[str, bool] | None:
    found = _TABLE.get(token)
    return found if found or not _REGION.fullmatch(token) else (PRODUCTION, False)


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[Word, ...]:
    """The words of a name that tell an environment, in their order."""
    return tuple(word for word in _scan(tokens(text)) if word is not None)


def _scan(parts: tuple[str, ...]) -> list[Word | None]:
    """A word for each token or pair of tokens; None for those that tell nothing."""
    found: list[Word | None] = []
    index = 0
    while index < len(parts):
        pair = parts[index : index + 2]
        meaning: tuple[str, bool] | None
        if pair in _PAIRS:
            text, meaning = "-".join(pair), _PAIRS[pair]
            index += 2
        elif len(pair) > 1 and pair[0] == "pr" and pair[1].isascii() and pair[1].isdigit():
            text, meaning = "-".join(pair), (DEVELOPMENT, False)
            index += 2
        else:
            text, meaning = pair[0], _single(pair[0])
            index += 1
        found.append(Word(meaning[0], text, meaning[1]) if meaning else None)
    return found


def named(text: str) -> Word | None:
    """The environment that a whole text names (`prod`, `pre-prod`, `prodeu1`); None if it names none."""
    found = _scan(tokens(text))
    return found[0] if len(found) == 1 else None
