"""Remedies that would bring another problem are not offered: what is near is told, and why it is none."""

from __future__ import annotations

import pytest

from k8slint import rulebook
from k8slint.engine import lint_texts
from k8slint.engine.fixing import Wanted, fix_texts
from k8slint.findings import Finding, Safety

RULES = {rule.id: rule for rule in rulebook.load()}
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: backend, namespace: shop}
spec:
  replicas: 3
  selector: {matchLabels: {app: backend}}
  template:
    metadata: {labels: {app: backend}}
    spec:
      containers: [{name: backend, image: "example.com/backend:1"}]
"""
MOUNTED = DEPLOYMENT + "      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]\n"
CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: shop}
spec: {accessModes: [ReadWriteOncePod], resources: {requests: {storage: 1Gi}}}
"""
BUDGET = """\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: NAME, namespace: shop}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: LABEL}}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: game, namespace: shop}
spec: {selector: {app: backend}, ports: [{port: 7777, protocol: UDP}]}
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: game, namespace: shop}
spec:
  ingressClassName: traefik
  defaultBackend: {service: {name: game, port: {number: 80}}}
"""
WEBHOOK = """\
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: guard}
webhooks:
  - name: guard.example.com
    clientConfig: {service: {name: game, namespace: shop}}
"""


def scaler(name: str, target: str, kind: str = "HorizontalPodAutoscaler") -> str:
    if kind == "VerticalPodAutoscaler":
        api, field = "autoscaling.k8s.io/v1", "targetRef"
    else:
        api, field = "autoscaling/v2", "scaleTargetRef"
    return (
        f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\n"
        f"spec: {{{field}: {{apiVersion: apps/v1, kind: Deployment, name: {target}}}, maxReplicas: 3}}\n"
    )


def found(rule: str, *documents: str) -> Finding:
    report = lint_texts({"a.yaml": "---\n".join(documents)}, [RULES[rule]])
    assert not report.failures
    (finding,) = report.findings
    return finding


def after(rule: str, text: str, safety: Safety = Safety.UNSAFE) -> str:
    return fix_texts({"a.yaml": text}, [RULES[rule]], Wanted(safety)).after.get("a.yaml", text)


TYPO = BUDGET.replace("NAME", "backend").replace("LABEL", "bakcend")
OTHER = BUDGET.replace("NAME", "all").replace("LABEL", "backend")
TWICE = MOUNTED.replace("backend", "other").replace("claimName: data", "claimName: dta")


@pytest.mark.parametrize(
    ("rule", "documents", "why"),
    [
        pytest.param(
            "scale-target-not-found",
            (DEPLOYMENT, scaler("backend", "backend"), scaler("x", "backends")),
            "HorizontalPodAutoscaler backend scales Deployment backend already",
            id="a workload that another autoscaler scales",
        ),
        pytest.param(
            "pdb-selects-nothing",
            (DEPLOYMENT, OTHER, TYPO),
            "PodDisruptionBudget all covers these pods already",
            id="pods that another budget covers",
        ),
        pytest.param(
            "pvc-not-found",
            (MOUNTED, CLAIM, TWICE),
            "Deployment backend keeps PersistentVolumeClaim data to its own pod",
            id="a claim of one pod that has its pod",
        ),
    ],
)
def test_what_is_taken_is_told_and_not_offered(rule: str, documents: tuple[str, ...], why: str) -> None:
    finding = found(rule, *documents)
    assert (finding.fix, finding.help) == (None, None)
    assert any(place.message.startswith("nearest: ") for place in finding.related)
    assert why in {place.message for place in finding.related}


@pytest.mark.parametrize(
    ("rule", "documents"),
    [
        ("scale-target-not-found", (DEPLOYMENT, scaler("backend", "backend", "VerticalPodAutoscaler"), scaler("x", "backends"))),
        ("pdb-selects-nothing", (DEPLOYMENT, OTHER.replace("app: backend", "app: far-away"), TYPO)),
        ("pvc-not-found", (MOUNTED, CLAIM.replace("OncePod", "Many"), TWICE)),
        ("pvc-not-found", (CLAIM, TWICE)),
    ],
)
def test_what_is_free_is_offered(rule: str, documents: tuple[str, ...]) -> None:
    report = lint_texts({"a.yaml": "---\n".join(documents)}, [RULES[rule]])
    assert any(finding.fix is not None for finding in report.findings)


@pytest.mark.parametrize(
    ("rule", "caller"), [("ingress-backend-port-not-found", INGRESS), ("webhook-service-port-not-found", WEBHOOK)]
)
def test_a_port_for_datagrams_serves_no_requests(rule: str, caller: str) -> None:
    finding = found(rule, SERVICE, caller)
    assert (finding.fix, finding.help) == (None, None)
    assert "Service game: 7777; 7777/UDP takes datagrams only" in {place.message for place in finding.related}
    assert found(rule, SERVICE.replace(", protocol: UDP", ""), caller).fix is not None
    both = SERVICE.replace("ports: [", "ports: [{port: 7777, name: tcp}, ").replace("UDP}", "UDP, name: udp}")
    assert found(rule, both, caller).fix is None, "two ports: neither is likelier"


REGEX = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: a
  annotations: {nginx.ingress.kubernetes.io/rewrite-target: TARGET}
spec:
  ingressClassName: nginx
  rules:
    - http:
        paths:
          - path: "PATH"
            pathType: Exact
            backend: {service: {name: web, port: {number: 80}}}
"""


@pytest.mark.parametrize(
    ("path", "target", "safety", "what"),
    [
        ("/old~page", "/new", Safety.UNSAFE, "path /old~page"),
        ("/old~page", "/$1", Safety.UNSAFE, "path /old~page"),
        ("/old/.*", "/new", Safety.UNSAFE, "the expression /old/.*"),
        ("/old/(.*)", "/$1", Safety.SAFE, "the expression /old/(.*)"),
        ("/old/.*$", "/new", Safety.SAFE, "the expression /old/.*$"),
        ("/old/.*", "/index.html", Safety.SAFE, "the expression /old/.*"),
    ],
)
def test_a_path_type_is_certain_for_an_expression_that_keeps_its_rest(path: str, target: str, safety: Safety, what: str) -> None:
    finding = found("ingress-regex-path-type", REGEX.replace("PATH", path).replace("TARGET", target))
    assert finding.fix is not None
    assert finding.fix.safety is safety
    assert f"gives {what} the path type" in finding.message


SPREAD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web, version: a}}
  template:
    metadata: {labels: {app: web, version: a}}
    spec:
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, MORE}
      containers: [{name: web, image: "example.com/web:1"}]
"""


@pytest.mark.parametrize(
    ("more", "fixed"),
    [
        ("matchLabelKeys: [app]", "matchLabelKeys: [app], labelSelector: {matchLabels: {version: a}}"),
        ("matchLabelKeys: [app, version]", None),
        ('matchLabelKeys: ["${KEY}"]', None),
        (
            "matchLabelKeys: [app, pod-template-hash], labelSelector: {matchLabels: {app: web}}",
            "matchLabelKeys: [pod-template-hash], labelSelector: {matchLabels: {app: web}}",
        ),
        ("labelSelector: {matchLabels: {app: web}}, matchLabelKeys: [app]", "labelSelector: {matchLabels: {app: web}}"),
    ],
)
def test_a_label_is_asked_for_once(more: str, fixed: str | None) -> None:
    rule, text = "topology-spread-selector-mismatch", SPREAD.replace("MORE", more)
    finding = found(rule, text)
    assert finding.effect == "the API server rejects it"
    assert after(rule, text) == (text if fixed is None else SPREAD.replace("MORE", fixed))
    if fixed is not None:
        assert not lint_texts({"a.yaml": after(rule, text)}, [RULES[rule]]).findings


JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: migrate}
spec:
  template:
    spec:
      restartPolicy: Never
      containers:
        # the task
        - name: migrate
          image: example.com/orders:2.14
        ABOVE
        - name: cloud-sql-proxy
          image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.14.1 INSIDE
          args: ["--script=a # b"] BEHIND
"""
ROLLING = f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: backend, namespace: shop}}
spec:
  strategy:
    ABOVE
    rollingUpdate:
      maxSurge: 1 INSIDE
      maxUnavailable: 0 BEHIND
{MOUNTED.partition("  replicas: 3" + chr(10))[2]}---
{CLAIM}"""


@pytest.mark.parametrize(("rule", "text"), [("sidecar-blocks-job", JOB), ("rwo-pvc-rolling-update", ROLLING)])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_no_comment_is_left_behind(rule: str, text: str, end: str) -> None:
    places = {f" {word}" for word in ("INSIDE", "BEHIND")}

    def written(place: str) -> str:
        made = text.replace(place, " # why" if place in places else "# why")
        for other in places - {place}:
            made = made.replace(other, "")
        return "".join(line + end for line in made.split("\n") if line.strip() != "ABOVE")

    assert found(rule, written("none")).fix is not None
    for place in (*places, "ABOVE"):
        finding = found(rule, written(place))
        assert finding.fix is None, place
        assert finding.help is not None
