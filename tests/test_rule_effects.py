"""What findings say becomes of it: the effect of what is wrong, where other things that are there change it."""

from __future__ import annotations

import json
from typing import Any

from k8slint.engine import lint_texts
from k8slint.findings import Finding
from k8slint.rulebook.index import read

RULES, _ = read()
Json = dict[str, Any]


def only(rule: str, *objects: Json) -> Finding:
    text = "---\n".join(json.dumps(one) + "\n" for one in objects)
    (finding,) = (one for one in lint_texts({"a.yaml": text}, RULES).findings if one.rule == rule)
    return finding


def workload(kind: str, name: str, api: str = "apps/v1", pod: Json | None = None, **spec: Any) -> Json:
    labels = {"part-of": "shop", "app": name}
    pod = {"containers": [{"name": name, "image": "example.com/x:1"}], **(pod or {})}
    selector = {} if kind == "Job" else {"selector": {"matchLabels": labels}}
    template = {"metadata": {"labels": labels}, "spec": pod}
    return {"apiVersion": api, "kind": kind, "metadata": {"name": name}, "spec": {**selector, "template": template, **spec}}


def autoscaler(*metrics: Json) -> Json:
    spec = {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "web"}, "maxReplicas": 5}
    metadata = {"name": "web"}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": metadata,
        "spec": {**spec, "metrics": list(metrics)},
    }


CPU = {"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 60}}}
RATE = {"type": "Pods", "pods": {"metric": {"name": "rate"}, "target": {"type": "AverageValue", "averageValue": "10"}}}


def test_an_autoscaler_with_another_metric_still_adds_pods() -> None:
    alone = only("hpa-utilization-without-requests", autoscaler(CPU), workload("Deployment", "web"))
    assert alone.effect == "the metric is never computed (FailedGetResourceMetric), so nothing is scaled"
    beside = only("hpa-utilization-without-requests", autoscaler(CPU, RATE), workload("Deployment", "web"))
    assert beside.effect is not None
    assert beside.effect.endswith("the other metrics may add pods, but none is taken away again")


def test_one_workload_without_a_scale_fails_the_whole_budget() -> None:
    selector = {"matchLabels": {"part-of": "shop"}}
    spec = {"maxUnavailable": 1, "selector": selector}
    budget = {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "shop"}, "spec": spec}
    job = workload("Job", "migrate", "batch/v1", {"restartPolicy": "Never"})
    finding = only("pdb-unsupported-controller", budget, job, workload("Deployment", "web"))
    assert finding.effect is not None
    assert finding.effect.endswith("of any pod that PodDisruptionBudget shop covers, also of Deployment web")


def test_the_name_of_a_headless_service_leads_to_every_pod() -> None:
    ports = [{"name": "tcp", "port": 7946, "targetPort": "gossip"}]
    spec = {"clusterIP": "None", "selector": {"part-of": "shop"}, "ports": ports}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "members"}, "spec": spec}
    reader, writer = (
        workload("Deployment", name, pod={"containers": [{"name": "c", "image": "x/y:1", "ports": [port]}]})
        for name, port in (("r", {"name": "http", "containerPort": 80}), ("w", {"name": "gossip", "containerPort": 7946}))
    )
    finding = only("service-selects-unrelated-workloads", service, reader, writer)
    assert finding.severity.value == "info"
    assert finding.effect is not None
    assert "never" not in finding.effect


def test_a_class_that_only_an_annotation_can_say_keeps_it() -> None:
    def ingress(annotation: str) -> Json:
        metadata = {"name": "shop", "annotations": {"kubernetes.io/ingress.class": annotation}}
        spec = {"ingressClassName": "nginx", "rules": [{"host": "shop.example.com"}]}
        return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": spec}

    helps = [only("ingress-class-conflict", ingress(name)).help for name in ("gce", "traefik")]
    assert helps == ["remove `spec.ingressClassName`", "remove the annotation `kubernetes.io/ingress.class`"]


def test_names_of_the_cluster_get_no_certificate() -> None:
    rules = [{"host": host} for host in ("shop.example.com", "localhost")]
    spec = {"ingressClassName": "nginx", "tls": [{"hosts": ["shop.example.com"], "secretName": "t"}], "rules": rules}
    ingress = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "shop"}, "spec": spec}
    finding = only("ingress-tls-host-mismatch", ingress)
    assert (finding.severity.value, finding.fix, finding.help) == ("info", None, None)


def test_of_many_tls_entries_the_first_are_told() -> None:
    entries = [{"hosts": [f"{number}.example.com"], "secretName": "t"} for number in range(50)]
    rules = [{"host": "shop.example.com"}, *({"host": f"{number}.example.com"} for number in range(50))]
    spec = {"ingressClassName": "nginx", "tls": entries, "rules": rules}
    ingress = {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "shop"}, "spec": spec}
    finding = only("ingress-tls-host-mismatch", ingress)
    assert [one.message for one in finding.related[:2]] == ["for 0.example.com", "for 1.example.com"]
    assert len(finding.related) == 8
