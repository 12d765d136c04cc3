"""What lies beside the files of a run without being read: templates of other tools, and what is ignored."""

from __future__ import annotations

from typing import NamedTuple

_MANIFESTS = (".yaml", ".yml", ".json")
_RENDERED = "is a template that another tool renders"
_FILLED_IN = "is a template that somebody fills in"
_WRITES = "is a program that writes manifests"
#: Behind the name of what is made from it: `web.yaml.j2`.
_TEMPLATES = {
    **dict.fromkeys(
        ("j2", "jinja", "jinja2", "tmpl", "tpl", "gotmpl", "template", "erb", "mustache", "hbs", "envsubst", "in"), _RENDERED
    ),
    **dict.fromkeys(("dist", "example", "sample"), _FILLED_IN),
}
#: In place of the suffix of what it writes: `web.jsonnet`. Libraries (`.libsonnet`) write nothing by themselves.
_PROGRAMS = dict.fromkeys(("jsonnet", "cue"), _WRITES)
_SAYS = {**_TEMPLATES, **_PROGRAMS}
_ENDS = tuple(f".{end}" for end in _SAYS)  # one look at most names


class Unseen(NamedTuple):
    """Paths of what may define objects in directories that were looked through, and is not read.

    `templates` are manifests before another tool has written them, where what it writes is not there; `ignored` are
    those that git or the user's own ignore files leave out.
    """

    templates: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()


def renderings(name: str) -> tuple[str, ...]:
    """What may be made from a file of that name, by its names; empty where it is no template of manifests."""
    if not name.endswith(_ENDS):
        return ()
    stem, _, end = name.rpartition(".")
    if end in _PROGRAMS:
        return tuple(stem + suffix for suffix in _MANIFESTS)
    return (stem,) if stem.endswith(_MANIFESTS) else ()


def describe(template: str) -> str:
    """What is said of a template after its name."""
    return _SAYS.get(template.rpartition(".")[2], _RENDERED)
