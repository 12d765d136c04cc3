"""The suppressions of the configuration: each hides the findings that fit all it says."""

from __future__ import annotations

from datetime import date

from k8slint.findings import Finding
from k8slint.patterns import Patterns, fits, within
from k8slint.resources import Resource
from k8slint.settings import Area, Ignore

_EVERYWHERE = Area()


class Entry:
    """An entry of the configuration and the rules that its words stand for. Once expired it hides nothing."""

    def __init__(self, ignore: Ignore, rules: frozenset[str], today: date | None) -> None:
        self.ignore = ignore
        self.rules = rules
        self.expired = ignore.expires is not None and today is not None and ignore.expires < today
        self._paths = Patterns(ignore.paths, ignore.base) if ignore.paths else None

    def hides(self, finding: Finding, resource: Resource | None) -> bool:
        """Whether a finding fits; what is not known fits no pattern."""
        return not self.expired and finding.rule in self.rules and self.fits(resource) and self.covers(finding.location.path)

    @property
    def names(self) -> tuple[str, ...] | None:
        """The names that it speaks of, where these are no patterns and all that it speaks of has one."""
        names = self.ignore.names
        return names if names and not any("*" in name or "?" in name for name in names) else None

    def covers(self, path: str) -> bool:
        """Whether it speaks of a file."""
        area = self.ignore.area
        return (self._paths is None or self._paths.names(path)) and (area == _EVERYWHERE or within(path, area.top, area.but))

    def fits(self, resource: Resource | None) -> bool:
        """Whether it speaks of a resource."""
        wanted = self.ignore
        if not (wanted.kinds or wanted.names or wanted.namespaces or wanted.labels):
            return True
        if resource is None:
            return False
        return (
            _any(wanted.kinds, resource.kind)
            and (_any(wanted.names, resource.name) or _any(wanted.names, resource.called))
            and _any(wanted.namespaces, resource.namespace)
            and (not wanted.labels or all(resource.labels.get(key) == value for key, value in wanted.labels.items()))
        )


def _any(patterns: tuple[str, ...], text: str | None) -> bool:
    return not patterns or (text is not None and any(fits(pattern, text) for pattern in patterns))
