"""Whatever type a field has, every rule and every part of the graph comes through: what it says is unknown, no failure."""

from __future__ import annotations

import copy
import functools
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from k8slint.engine import lint_texts
from k8slint.rulebook import expect
from k8slint.rulebook.index import read
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.rulebook import Rule

RULES, _ = read()
PAGES = [rule for rule in RULES if any(example.kind in {"bad", "good"} for example in rule.examples())]
#: What no set and no mapping can hold as a key, which is what surprises a check most.
UNHASHABLE: tuple[Any, ...] = ({"a": {"b": 1}}, [["a"], None])
#: The other types that a document may hold where another one belongs.
ODD: tuple[Any, ...] = ({}, [{"a": "b"}], [], -1, 0, 1, 2**63, 0.5, True, False, None, "", "x" * 5_000, "a\nb: {")
#: The runs of all pages together.
RUNS = 3_000

Path = tuple[str | int, ...]
Files = dict[str, list[Any]]


def places(value: Any, path: Path = ()) -> Iterator[Path]:
    """The paths of everything below a value."""
    for key, entry in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from places(entry, (*path, key))


def fields_of(document: Any) -> list[Path]:
    """The paths of what may be odd without making a resource another one."""
    return [path for path in places(document) if path[0] not in {"apiVersion", "kind"} and path != ("metadata",)]


def examples(rule: Rule) -> Iterator[Files]:
    """The documents of the examples of a page, by file."""
    for example in rule.examples():
        if example.kind in {"bad", "good"}:
            streams = {name: read_yaml(SourceFile(name, expect.read(text).text)) for name, text in example.files.items()}
            yield {name: [one.value for one in stream.documents] for name, stream in streams.items()}


def resources_of(files: Files) -> list[tuple[str, int]]:
    """Where the mappings among some documents are."""
    return [(name, at) for name, found in files.items() for at, one in enumerate(found) if isinstance(one, dict)]


@functools.cache
def fields() -> dict[Any, list[Path]]:
    """The fields that any example has of a kind: those of the others are as good a place for what is odd."""
    found: dict[Any, set[Path]] = {}
    for rule in PAGES:
        for files in examples(rule):
            for name, at in resources_of(files):
                document = files[name][at]
                found.setdefault(document.get("kind"), set()).update(fields_of(document))
    return {kind: sorted(paths, key=str) for kind, paths in found.items()}


def put(value: Any, path: Path, odd: Any) -> None:
    """Write an odd value, where what is above it has not become odd itself."""
    for step, following in zip(path, (*path[1:], None), strict=True):
        key: Any = step
        if not isinstance(value, dict if isinstance(step, str) else list):
            return
        if isinstance(value, list):
            key = min(key, len(value))
            value.extend([None] * (key == len(value)))
        if following is None:
            value[key] = copy.deepcopy(odd)
        elif isinstance(value, dict) and key not in value:
            value[key] = {} if isinstance(following, str) else []
        value = value[key]


def mutated(files: Files, dice: random.Random) -> dict[str, str]:
    """The texts of an example of which a few fields have odd types."""
    found = copy.deepcopy(files)
    for name, at in dice.choices(resources_of(found), k=dice.choice((1, 1, 2, 3))):
        document = found[name][at]
        own = fields_of(document)
        paths = own if own and dice.random() < 0.5 else fields().get(document.get("kind"), own)  # half of them
        put(document, dice.choice(paths or [("spec",)]), dice.choice(UNHASHABLE if dice.random() < 0.6 else ODD))
    return {name: "---\n".join(json.dumps(one) + "\n" for one in documents) for name, documents in found.items()}


@pytest.mark.parametrize("rule", [pytest.param(rule, id=rule.id) for rule in PAGES])
def test_odd_types(rule: Rule) -> None:
    dice = random.Random(rule.id)  # noqa: S311  # the same every time
    written = [files for files in examples(rule) if resources_of(files)]
    for _ in range(-(-RUNS // len(PAGES)) if written else 0):
        texts = mutated(dice.choice(written), dice)
        report = lint_texts(texts, RULES)
        assert not report.failures, "\n".join((*texts.values(), *(failure.traceback for failure in report.failures)))


POD = {"containers": [{"name": "a", "image": "a:1", "env": [{"name": "DB_HOST", "value": "db"}]}]}
NODES: Any = {"nodeSelectorTerms": [{"matchFields": [{"key": {}}]}]}
ODD_KEY: Any = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": NODES}}
VOLUMES = [{"name": "v", "persistentVolumeClaim": {"claimName": "c"}}]


def resource(api: str, kind: str, name: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name}, **fields}


def pods(name: str, **spec: Any) -> dict[str, Any]:
    labels = {"app": name}
    template = {"metadata": {"labels": labels}, "spec": POD | spec}
    return resource("apps/v1", "Deployment", name, spec={"selector": {"matchLabels": labels}, "template": template})


SOURCE = {"chart": {"spec": {"chart": "./a", "sourceRef": {"kind": {"a": 1}, "name": "a"}}}}
FORMATS: Any = [{"type": {}}]
KEYS = [{"name": "a", "valueFrom": {"secretKeyRef": {"name": "tls", "key": "x"}}}]


@pytest.mark.parametrize(
    "objects",
    [
        [resource("helm.toolkit.fluxcd.io/v2", "HelmRelease", "a", spec=SOURCE)],
        [pods("a", dnsPolicy=["a"]), pods("db"), resource("v1", "Service", "other", spec={"selector": {"app": "db"}})],
        [pods("a", hostNetwork=True, dnsPolicy={"a": 1}), resource("v1", "Service", "db", spec={"selector": {"app": "a"}})],
        [
            pods("a", affinity=ODD_KEY, volumes=VOLUMES),
            resource("v1", "PersistentVolumeClaim", "c", spec={"accessModes": ["ReadWriteOnce"]}),
        ],
        [
            pods("a", containers=[{"name": "a", "image": "a:1", "env": KEYS}]),
            resource(
                "cert-manager.io/v1", "Certificate", "c", spec={"secretName": "tls", "additionalOutputFormats": [{"type": {}}]}
            ),
        ],
    ],
)
def test_what_decides_is_of_an_odd_type(objects: list[Any]) -> None:
    texts = {"a.yaml": "---\n".join(json.dumps(one) + "\n" for one in objects)}
    assert not lint_texts(texts, RULES).failures


def test_a_fix_of_what_kustomize_composes_may_write_a_mapping() -> None:
    containers = [{"name": "a", "image": "a:1"}, {"name": "sql", "image": "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.1"}]
    job = resource("batch/v1", "Job", "a", spec={"template": {"spec": {"restartPolicy": "Never", "containers": containers}}})
    texts = {"kustomization.yaml": "resources: [job.yaml]\n", "job.yaml": json.dumps(job) + "\n"}
    report = lint_texts(texts, RULES)
    assert not report.failures
    assert "sidecar-blocks-job" in {finding.rule for finding in report.findings}
