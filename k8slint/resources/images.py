"""Image references: registry, repository, tag and digest, with the defaults that container runtimes share."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, NamedTuple

from k8slint.resources.placeholders import is_placeholder

_DEFAULT_REGISTRY = "docker.io"
# The grammar of github.com/distribution/reference.
_LABEL = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
_REGISTRY = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?")
_PART = r"[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*"
_REPOSITORY = re.compile(rf"{_PART}(?:/{_PART})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}")
_BARE_ID = re.compile(r"[a-f0-9]{64}")
_LONGEST_NAME = 255
_LONGEST = 1000


class Image(NamedTuple):
    """An image reference with its defaults filled in; `tag` and `digest` are None where none is written."""

    registry: str
    repository: str
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """Registry and repository."""
        return f"{self.registry}/{self.repository}"


def parse_image(reference: Any) -> Image | None:
    """The parts of an image reference; None if it is malformed or holds a placeholder."""
    return _parse(reference) if isinstance(reference, str) and len(reference) <= _LONGEST else None


@lru_cache(maxsize=4096)
def _parse(reference: str) -> Image | None:
    if is_placeholder(reference):
        return None
    rest, at, digest = reference.partition("@")
    if at and _DIGEST.fullmatch(digest) is None:
        return None
    head, colon, tag = rest.rpartition(":")
    if colon and "/" not in tag:  # else the colon belongs to the port of the registry
        if _TAG.fullmatch(tag) is None:
            return None
        rest = head
    else:
        tag = ""
    registry, slash, repository = rest.partition("/")
    if not slash or not (set(".:") & set(registry) or registry == "localhost" or registry != registry.lower()):
        registry, repository = _DEFAULT_REGISTRY, rest
    if registry == f"index.{_DEFAULT_REGISTRY}":
        registry = _DEFAULT_REGISTRY
    if _REGISTRY.fullmatch(registry) is None or _REPOSITORY.fullmatch(repository) is None or _BARE_ID.fullmatch(rest):
        return None
    if registry == _DEFAULT_REGISTRY and "/" not in repository:
        repository = f"library/{repository}"
    if len(registry) + len(repository) >= _LONGEST_NAME:
        return None
    return Image(registry, repository, tag or None, digest or None)
