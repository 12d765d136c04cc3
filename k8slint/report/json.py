"""The format `json`: one object with every field of the contract, findings on a line each."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from k8slint.report.options import count
from k8slint.report.summary import in_order
from k8slint.report.terminal import sanitize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.findings import Failure, Finding, Location, RelatedPlace, Report, ResourceId, Since, Splice, TextFix
    from k8slint.report.options import Options

VERSION = 1
# ASCII only: a lone surrogate in a file name stays valid, and no character of a manifest reaches a terminal as it is.
encode = json.JSONEncoder(ensure_ascii=True, check_circular=False).encode


def render(report: Report, options: Options) -> Iterator[str]:
    """Write a report as the contract has it, with all severities unless the command line names the mildest."""
    yield f'{{"version": {VERSION},\n"findings": ['
    separator = "\n"
    for found in options.everything(report):
        yield separator + encode(finding(found))
        separator = ",\n"
    yield f'],\n"summary": {encode(summary(report))},\n'
    yield f'"since": {encode(None if report.since is None else since(report.since))},\n'
    yield f'"failures": {encode([failure(failed) for failed in report.failures])}}}\n'


def finding(found: Finding) -> dict[str, Any]:
    """Make the object of a finding."""
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "confidence": found.confidence.value,
        "message": sanitize(found.message),
        "help": None if found.help is None else sanitize(found.help),
        **_place(found.location),
        "yaml_path": found.yaml_path,
        "unit": found.unit,
        "resource": _resource(found.resource),
        "related": [_related(place) for place in found.related],
        "fix": None if found.fix is None else _fix(found.fix),
        "fingerprint": found.fingerprint,
        "url": found.url,
        "also_in": found.also_in,
    }


def summary(report: Report) -> dict[str, Any]:
    """Make the object that counts what was looked at and what was found, listed or not."""
    counted = report.summary
    return {
        "files": counted.files,
        "documents": counted.documents,
        "resources": counted.resources,
        "units": counted.units,
        "skipped": {reason: counted.skipped[reason] for reason in in_order(counted.skipped)},
        "findings": {severity.value: number for severity, number in count(report).items()},
        "suppressed": counted.suppressed,
        "rules": counted.rules,
    }


def since(compared: Since) -> dict[str, Any]:
    """Make the object that says what an older tree had."""
    return {
        "base": sanitize(compared.base),
        "old": compared.old,
        "fixed": None if compared.fixed is None else [finding(found) for found in compared.fixed],
        "afar": compared.afar,
        "causes": [{"message": sanitize(cause.text), "fields": cause.fields} for cause in compared.causes],
    }


def _place(where: Location) -> dict[str, Any]:
    return {
        "path": where.path,
        "line": where.line,
        "column": where.column,
        "end_line": where.end_line,
        "end_column": where.end_column,
    }


def _related(place: RelatedPlace) -> dict[str, Any]:
    return {**_place(place.location), "message": sanitize(place.message), "recorded": place.recorded}


def _fix(found: TextFix) -> dict[str, Any]:
    return {"title": sanitize(found.title), "safety": found.safety.value, "edits": [_edit(splice) for splice in found.splices]}


def _edit(splice: Splice) -> dict[str, Any]:
    return {**_place(splice.location), "text": splice.text}  # as it is written, whatever it holds


def _resource(resource: ResourceId | None) -> dict[str, Any] | None:
    if resource is None:
        return None
    return {
        "group": resource.group,
        "version": resource.version,
        "kind": resource.kind,
        "namespace": resource.namespace,
        "name": resource.name,
    }


def failure(failed: Failure) -> dict[str, Any]:
    """Make the object of an internal error."""
    return {
        "message": sanitize(failed.message),
        "rule": failed.rule,
        "unit": failed.unit,
        "path": failed.path,
        "line": failed.line,
        "resource": _resource(failed.resource),
    }
