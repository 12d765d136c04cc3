"""The keys of Secrets and of what makes them, and what else exists because something makes it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from k8slint import yaml
from k8slint.graph import Graph, Outcome
from k8slint.resources import Resource, config_keys, produced_keys, read
from k8slint.text import SourceFile
from k8slint.units import Unit

Json = dict[str, Any]
UNKNOWN = None


def graph_of(*objects: Json) -> Graph:
    text = "---\n".join(json.dumps(one) + "\n" for one in objects)
    return Graph(Unit("u", tuple(read(yaml.read(SourceFile("a.yaml", text)).documents))))


def resource(api: str, kind: str, spec: Any = None, *, name: str = "x", namespace: str = "n", **more: Any) -> Json:
    annotations = more.pop("annotations", {})
    metadata = {"name": name, "namespace": namespace, "annotations": annotations}
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **({} if spec is None else {"spec": spec}), **more}


def one(body: Json) -> Resource:
    return graph_of(body).unit.resources[0]


def external(spec: Json) -> Json:
    return resource("external-secrets.io/v1", "ExternalSecret", spec)


DATA = [{"secretKey": "a"}, {"secretKey": "b"}]
ACME = {"cert-manager.io/cluster-issuer": "acme"}


@pytest.mark.parametrize(
    ("maker", "keys"),
    [
        (external({"data": DATA}), ["a", "b"]),
        (external({"data": DATA, "target": {"template": {"type": "Opaque"}}}), ["a", "b"]),
        (external({"data": DATA, "target": {"template": {"data": {"c": "x"}}}}), ["c"]),
        (external({"data": DATA, "target": {"template": {"mergePolicy": "Merge", "data": {"c": "x"}}}}), ["a", "b", "c"]),
        (external({"data": DATA, "target": {"template": {"mergePolicy": "${M}", "data": {"c": "x"}}}}), UNKNOWN),
        (external({"data": DATA, "target": {"template": {"templateFrom": [{}]}}}), UNKNOWN),
        (external({"data": DATA, "dataFrom": [{}]}), UNKNOWN),
        (external({"data": DATA, "target": {"creationPolicy": "Merge"}}), UNKNOWN),
        (external({"data": DATA, "target": {"creationPolicy": "Orphan"}}), ["a", "b"]),
        (external({"data": "a"}), UNKNOWN),
        (external({"data": [{"secretKey": 1}]}), UNKNOWN),
        (external({}), UNKNOWN),
        (
            resource("external-secrets.io/v1", "ClusterExternalSecret", {"externalSecretSpec": {"data": DATA}}),
            ["a", "b"],
        ),
        (resource("kubernetes-client.io/v1", "ExternalSecret", {"data": DATA}), UNKNOWN),
        (resource("bitnami.com/v1alpha1", "SealedSecret", {"encryptedData": {"a": "x"}}), ["a"]),
        (
            resource("bitnami.com/v1alpha1", "SealedSecret", {"encryptedData": {"a": "x"}, "template": {"data": {"b": "y"}}}),
            ["a", "b"],
        ),
        (resource("bitnami.com/v1alpha1", "SealedSecret", {"data": "x"}), UNKNOWN),
        (resource("bitnami.com/v1alpha1", "SealedSecret", ["encryptedData"]), UNKNOWN),
        (resource("cert-manager.io/v1", "Certificate", {"secretName": "s"}), ["ca.crt", "tls.crt", "tls.key"]),
        (
            resource("cert-manager.io/v1", "Certificate", {"secretName": "s", "additionalOutputFormats": [{"type": "DER"}]}),
            ["ca.crt", "key.der", "tls.crt", "tls.key"],
        ),
        (
            resource("cert-manager.io/v1", "Certificate", {"secretName": "s", "keystores": {"jks": {"create": True}}}),
            ["ca.crt", "keystore.jks", "tls.crt", "tls.key", "truststore.jks"],
        ),
        (
            resource("networking.k8s.io/v1", "Ingress", {"tls": [{"secretName": "s"}]}, annotations=ACME),
            ["ca.crt", "tls.crt", "tls.key"],
        ),
        (resource("v1", "Service", {}), ["tls.crt", "tls.key"]),
        (
            resource(
                "secrets-store.csi.x-k8s.io/v1",
                "SecretProviderClass",
                {"secretObjects": [{"secretName": "t", "data": [{"key": "z"}]}, {"secretName": "s", "data": [{"key": "a"}]}]},
            ),
            ["a"],
        ),
        (resource("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", {"secretObjects": [{"data": []}]}), UNKNOWN),
        (resource("secret-sync.x-k8s.io/v1alpha1", "SecretSync", {"secretObject": {"data": [{"targetKey": "a"}]}}), ["a"]),
        (resource("secrets.hashicorp.com/v1beta1", "VaultStaticSecret", {}), UNKNOWN),
        (resource("v1", "Secret", data={"a": "eA=="}), ["a"]),
    ],
)
def test_keys_of_what_makes_a_secret(maker: Json, keys: list[str] | None) -> None:
    found = produced_keys(one(maker), "s")
    assert (sorted(found.data) if found.complete else None) == keys
    for key, path in found.places.items():
        assert one(maker).get(*path) == key or path[-1] == key


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        (resource("v1", "Secret", data={"a": "eA=="}, stringData={"b": "x", "a": "y"}), ["a", "b"]),
        (
            resource("v1", "Secret", data={"a": "eA=="}, type="kubernetes.io/service-account-token"),
            ["a", "ca.crt", "namespace", "token"],
        ),
        (resource("v1", "Secret"), UNKNOWN),
        (resource("v1", "Secret", data={}), UNKNOWN),
        (resource("v1", "Secret", data=["a"]), UNKNOWN),
        (resource("v1", "Secret", data={"${KEY}": "x"}), UNKNOWN),
        (resource("v1", "Secret", data={"a": "x"}, annotations={"replicator.v1.mittwald.de/replicate-from": "n/s"}), UNKNOWN),
        (resource("v1", "ConfigMap", data={}), []),
        (resource("v1", "ConfigMap", data={"a": "x"}, binaryData={"b": "eA=="}), ["a", "b"]),
    ],
)
def test_keys_of_an_object(body: Json, keys: list[str] | None) -> None:
    found = config_keys(one(body))
    assert (sorted(found.every) if found.complete else None) == keys


def argo(options: list[str]) -> Json:
    return {"destination": {"namespace": "made"}, "syncPolicy": {"syncOptions": options}}


PUSHED = {"reflector.v1.k8s.emberstack.com/reflection-auto-enabled": "true"}
GENERATE = {"rules": [{"generate": {"kind": "Secret", "name": "s", "namespace": "{{request.object.metadata.name}}"}}]}


@pytest.mark.parametrize(
    ("maker", "kind", "name", "there"),
    [
        (resource("v1", "Secret", name="s", namespace="other", annotations=PUSHED), "Secret", "s", True),
        (resource("v1", "Secret", name="s", namespace="other"), "Secret", "s", False),
        (
            resource("v1", "Secret", name="s", namespace="other", annotations=dict.fromkeys(PUSHED, "false")),
            "Secret",
            "s",
            False,
        ),
        (resource("kyverno.io/v1", "ClusterPolicy", GENERATE), "Secret", "s", True),
        (resource("kyverno.io/v1", "ClusterPolicy", {"rules": "all"}), "Secret", "s", False),
        (
            resource("acid.zalan.do/v1", "postgresql", {"users": {"a_b": []}}),
            "Secret",
            "a-b.x.credentials.postgresql.acid.zalan.do",
            True,
        ),
        (
            resource("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity", {"users": [{"name": "u", "db": "d"}]}),
            "Secret",
            "x-d-u",
            True,
        ),
        (
            resource(
                "gateway.networking.k8s.io/v1",
                "Gateway",
                {"listeners": [{"tls": {"certificateRefs": [{"name": "s"}]}}]},
                annotations=ACME,
            ),
            "Secret",
            "s",
            True,
        ),
        (
            resource("apps/v1", "StatefulSet", {"volumeClaimTemplates": [{"metadata": {"name": "d"}}]}),
            "PersistentVolumeClaim",
            "d-x-17",
            True,
        ),
        (
            resource("apps/v1", "StatefulSet", {"volumeClaimTemplates": [{"metadata": {"name": "d"}}]}),
            "PersistentVolumeClaim",
            "d-x-",
            False,
        ),
        (
            resource("apps/v1", "StatefulSet", {"volumeClaimTemplates": [{"metadata": {"name": "d"}}]}),
            "PersistentVolumeClaim",
            "d-y-0",
            False,
        ),
        (
            resource("v1", "Pod", {"volumes": [{"name": "v", "ephemeral": {"volumeClaimTemplate": {}}}]}),
            "PersistentVolumeClaim",
            "x-v",
            True,
        ),
        (resource("v1", "Pod", {"volumes": [{"name": "v", "emptyDir": {}}]}), "PersistentVolumeClaim", "x-v", False),
        (resource("argoproj.io/v1alpha1", "Application", argo(["CreateNamespace=true"])), "Namespace", "made", True),
        (resource("argoproj.io/v1alpha1", "Application", argo(["CreateNamespace=false"])), "Namespace", "made", False),
        (
            resource("argoproj.io/v1alpha1", "ApplicationSet", {"template": {"spec": argo(["CreateNamespace=true"])}}),
            "Namespace",
            "made",
            True,
        ),
        (
            resource("helm.toolkit.fluxcd.io/v2", "HelmRelease", {"install": {"createNamespace": True}}, namespace="made"),
            "Namespace",
            "made",
            True,
        ),
        (resource("helm.toolkit.fluxcd.io/v2", "HelmRelease", {}, namespace="made"), "Namespace", "made", False),
        (resource("hnc.x-k8s.io/v1alpha2", "SubnamespaceAnchor", name="made"), "Namespace", "made", True),
    ],
)
def test_what_something_makes_is_there(maker: Json, kind: str, name: str, there: bool) -> None:
    found = graph_of(maker).find(kind, name, None if kind == "Namespace" else "n")
    assert (found.outcome is Outcome.FOUND) is there
