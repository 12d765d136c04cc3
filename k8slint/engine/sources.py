"""The texts that a report may show: every file of a run, and how much of it anybody may see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from k8slint.text import SecretFile, SourceFile, Span
from k8slint.units import Resolution
from k8slint.yaml import Stream


def sources(streams: Sequence[Stream], resolution: Resolution) -> dict[str, SourceFile]:
    """The files of a run by their paths; what is secret in them is hidden."""
    return dict(_shown(streams, resolution))


def texts_of(streams: Sequence[Stream], resolution: Resolution) -> Iterator[SourceFile]:
    """The files of a run as they are, some of them more than once."""
    yield from (stream.source for stream in streams)
    yield from (unread.error.source for unread in resolution.errors)
    for unit in resolution.units:
        if unit.kind in {"kustomize", "chart"}:
            yield from unit.sources  # files of generators and templates are read for it alone
        for chart in unit.charts:
            yield from (place.source for fault in chart.faults for place in (fault.node, *fault.related))


def _shown(streams: Sequence[Stream], resolution: Resolution) -> Iterator[tuple[str, SourceFile]]:
    secret = resolution.kustomizations.secrets if resolution.kustomizations is not None else frozenset()
    values = _secret_values(resolution)
    for source in texts_of(streams, resolution):
        if source.path in values:
            from k8slint.engine.hiding import hidden  # most runs have no chart

            yield source.path, hidden(source, values[source.path])
            continue
        yield source.path, SecretFile(source.path, source.text) if source.path in secret else source


def _secret_values(resolution: Resolution) -> Mapping[str, frozenset[Span]]:
    if resolution.releases is None or not resolution.releases.rendered:
        return {}
    from k8slint.engine.hiding import secret_values  # likewise

    return secret_values(resolution.units)
