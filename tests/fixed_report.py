"""One fixed report that several tests write in every format: odd paths, wide characters, control characters, fixes, crashes."""

from __future__ import annotations

from pathlib import Path

from k8slint.findings import (
    Confidence,
    Evidence,
    Failure,
    Finding,
    Location,
    RelatedPlace,
    Report,
    ResourceId,
    RuleInfo,
    Safety,
    Severity,
    Splice,
    Summary,
    TextFix,
)
from k8slint.text import SourceFile

FOLDER = Path(__file__).parent / "fixtures" / "output"

WEB = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
    tier: front
  ports:
    - port: 80
      targetPort: htttp  # a typo
    - {port: 443, targetPort: https}
"""
DEPLOYMENT = """\
apiVersion: apps/v1\r
kind: Deployment\r
metadata: {name: web}\r
spec:\r
  template:\r
    spec:\r
      containers:\r
        - name: web\r
          ports:\r
            - name: http\r
              containerPort: 8080\r
"""
WIDE = """\
# ポート — e\u0301t\u00e9 \U0001f419
metadata: {name: "サービス", labels: {état: 'e\u0301te\u0301'}}
\tnamespace:\t"東京"
note: "\x1b[2J\u202egnp.exe\u200b\u00a0"  # \x07
"""
LONG = "{" + ", ".join(f'"key{number}": "value {number}"' for number in range(100)) + "}"
LIST = "".join(f"- name: item{number}\n" for number in range(120))
NAMES = ("web.yaml", "deploy/web.yaml", "wide.yaml", "long.json", "list.yaml")
SOURCES = {name: SourceFile(name, text) for name, text in zip(NAMES, (WEB, DEPLOYMENT, WIDE, LONG, LIST), strict=True)}
ODD_PATH = "odd \x1b[31m,:%\n.yaml"


def at(path: str, line: int, column: int, length: int) -> Location:
    return Location(path, line, column, line, column + length)


def inside(path: str, part: str) -> Location:
    source = SOURCES[path]
    start = source.text.index(part)
    begin, end = source.position(start), source.position(start + len(part))
    return Location(path, begin.line + 1, begin.column + 1, end.line + 1, end.column + 1)


SERVICE = ResourceId("", "v1", "Service", "shop", "web")
RULE = RuleInfo(
    id="service-target-port-not-found",
    category="services",
    title="Service sends traffic to a port that no container declares",
    severities=(Severity.ERROR, Severity.WARNING),
    evidence=Evidence.CONTRADICTION,
    profiles=("default",),
    since="0.1.0",
    references=("https://kubernetes.io/docs/concepts/services-networking/service/#defining-a-service",),
    equivalents=("kubevious:x",),
    url="https://example.com/rules/service-target-port-not-found",
    page=str(FOLDER / "service-target-port-not-found.md"),
    formerly=("target-port-not-found",),
)
OTHER = RuleInfo(
    id="default-namespace",
    category="metadata",
    title="Resource goes to the namespace default",
    severities=(Severity.INFO,),
    evidence=Evidence.HEURISTIC,
    profiles=(),
    since="0.1.0",
    references=(),
    equivalents=(),
    url=None,
    page=str(FOLDER / "no-such-page.md"),
)

TYPO = Finding(
    rule=RULE.id,
    severity=Severity.ERROR,
    confidence=Confidence.PROVED,
    message='Service web sends port 80 to "htttp", a port name that no container of Deployment web declares',
    location=inside("web.yaml", "htttp"),
    label="not a container port",
    effect="port 80 of the Service has no endpoints; connections are refused",
    help="write `targetPort: http`",
    yaml_path="spec.ports[0].targetPort",
    unit="overlays/production",
    resource=SERVICE,
    related=(
        RelatedPlace(inside("deploy/web.yaml", "http"), 'nearest: "http", 8080/TCP of container web'),
        RelatedPlace(inside("deploy/web.yaml", "8080"), "its number"),
        RelatedPlace(inside("web.yaml", "443"), "a port of the same Service"),
        RelatedPlace(inside("web.yaml", "https"), "another name [see](web)"),
        RelatedPlace(at("elsewhere.yaml", 3, 1, 4), "in a file that was not kept"),
    ),
    fingerprint="0123456789abcdef0123456789abcdef",
    url=RULE.url,
    also_in=("overlays/dev", "overlays/staging"),
    fix=TextFix(
        "write `targetPort: http`",
        Safety.UNSAFE,
        (
            Splice(inside("deploy/web.yaml", "8080"), 0, 0, "8081"),
            Splice(Location("web.yaml", 10, 15, 11, 7), 0, 0, "\n      name: \x1b[31m\n      "),
            Splice(inside("web.yaml", "  # a typo"), 0, 0, ""),
        ),
    ),
)
FINDINGS = (
    Finding(
        rule="duplicate-resource",
        severity=Severity.WARNING,
        confidence=Confidence.LIKELY,
        message="ConfigMap item0 is written 121 times",
        location=inside("list.yaml", "item119"),
        label="the last one",
        related=(
            RelatedPlace(inside("list.yaml", "item9"), "the first one", listed=False),
            *(RelatedPlace(at("list.yaml", number, 9, 5), f"item {number}", listed=True) for number in range(20, 31)),
        ),
        fingerprint="1" * 32,
    ),
    Finding(
        rule="long-line",
        severity=Severity.ERROR,
        confidence=Confidence.PROVED,
        message="the value of key50 has no effect",
        location=inside("long.json", '"value 50"'),
        label="never read",
        related=(
            RelatedPlace(inside("long.json", "key1"), "the first line of the file shows its beginning"),
            RelatedPlace(inside("long.json", '"value 99"}'), "the end"),
        ),
        resource=ResourceId("example.com", "v1", "Thing", None, None),
        fingerprint="2" * 32,
    ),
    Finding(
        rule="no-code",
        severity=Severity.WARNING,
        confidence=Confidence.PROVED,
        message="the file \x1b]0;title\x07 cannot be\nread",
        location=at(ODD_PATH, 1, 1, 0),
        label="not \u202etext",
        help="100%: remove \x9b[2J",
        fingerprint="3" * 32,
    ),
    Finding(
        rule="service-selects-nothing",
        severity=Severity.ERROR,
        confidence=Confidence.PROVED,
        message="Service web selects no pods",
        location=inside("web.yaml", "app: web\n    tier: front"),
        label="no pod has both",
        help="write `app: webb`",
        fix=TextFix("write `app: webb`", Safety.SAFE, (Splice(at("web.yaml", 7, 13, 0), 0, 0, "b"),)),
        resource=SERVICE,
        related=(
            RelatedPlace(inside("web.yaml", "{port: 443"), "one"),
            RelatedPlace(inside("web.yaml", "targetPort: https"), "two"),
        ),
        fingerprint="4" * 32,
    ),
    TYPO,
    Finding(
        rule="wide",
        severity=Severity.ERROR,
        confidence=Confidence.PROVED,
        message="名前 “サービス” is no DNS label",
        location=inside("wide.yaml", "サービス"),
        label="ラベル",
        help="write `name: service`",
        not_fixed="the value is\x1ban alias",
        related=(
            RelatedPlace(inside("wide.yaml", "e\u0301te\u0301"), "combining marks"),
            RelatedPlace(inside("wide.yaml", "東京"), "after tabs"),
            RelatedPlace(inside("wide.yaml", "\u202egnp"), "shown as it is"),
        ),
        fingerprint="5" * 32,
    ),
    Finding(
        rule=OTHER.id,
        severity=Severity.INFO,
        confidence=Confidence.GUESS,
        message="Service web goes to the namespace default",
        location=Location("wide.yaml", 9, 9, 9, 9),
        resource=SERVICE,
        fingerprint="6" * 32,
    ),
)
FAILURES = (
    Failure("KeyError: 'spec'", rule=RULE.id, path="web.yaml", line=3, resource=SERVICE),
    Failure("out of\nluck", unit="overlays/dev"),
)
SKIPPED = {
    "kustomize-not-built": 3,
    "helm-not-rendered": 1,
    "example": 4,
    "local-config": 1,
    "patch": 2,
    "unreadable": 1,
    "not-kubernetes": 1204,
}
REPORT = Report(
    FINDINGS,
    Summary(files=1217, documents=41, resources=40, units=1, skipped=SKIPPED, suppressed=2, rules=2),
    failures=FAILURES,
    sources=SOURCES,
    rules=(OTHER, RULE),
)
