"""Which hosts have a certificate: names of certificates, TLS entries and rules."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.graph import Graph, certified, covers, tls_hosts
from k8slint.graph.tls_hosts import Hosts
from k8slint.resources import Ingress, read
from k8slint.text import SourceFile
from k8slint.units import Unit
from k8slint.yaml import read as read_yaml

Json = dict[str, Any]
HOSTS = st.lists(st.sampled_from(["a", "b", "shop", "*"]), min_size=1, max_size=4).map(".".join)


def graph_of(*values: Json) -> tuple[Graph, Ingress]:
    documents = [document for value in values for document in read_yaml(SourceFile("a.json", json.dumps(value))).documents]
    resources = tuple(read(documents, "shop"))
    first = resources[0]
    assert isinstance(first, Ingress)
    return Graph(Unit("a", resources)), first


def ingress(tls: Any, *hosts: Any, annotations: Json | None = None, **spec: Any) -> Json:
    path = {"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "web", "port": {"number": 80}}}}
    rules = [{"http": {"paths": [path]}} | ({} if host is None else {"host": host}) for host in hosts]
    metadata = {"name": "web", "annotations": annotations or {}}
    whole = {"ingressClassName": "haproxy", "tls": tls, "rules": rules, **spec}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata, "spec": whole}


def certificate(name: str, secret: str, *names: str, **spec: Any) -> Json:
    whole = {"secretName": secret, "dnsNames": list(names), **spec}
    return {"apiVersion": "cert-manager.io/v1", "kind": "Certificate", "metadata": {"name": name}, "spec": whole}


@given(HOSTS, HOSTS)
def test_a_wildcard_stands_for_exactly_one_label(name: str, host: str) -> None:
    labels, wanted = name.split("."), host.split(".")
    wild = labels[0] == "*" and len(labels) > 1 and wanted[0] != "*" and len(labels) == len(wanted) and labels[1:] == wanted[1:]
    assert covers(name, host) is (name == host or wild)
    assert covers(name.upper(), host) is covers(name, host)


@pytest.mark.parametrize(
    ("tls", "others", "names"),
    [
        ([{"hosts": ["a.x"], "secretName": "s"}], [certificate("c", "s", "a.x", "b.x")], ("a.x", "b.x")),
        ([{"hosts": ["a.x"], "secretName": "s"}], [certificate("c", "s", "a.x", commonName="c.x")], ("a.x", "c.x")),
        ([{"hosts": ["a.x"], "secretName": "s"}], [], None),
        ([{"hosts": ["a.x"]}], [certificate("c", "s", "a.x")], None),
        ([{"hosts": ["a.x"], "secretName": "s"}], [certificate("c", "s", "a.x"), certificate("d", "s", "b.x")], None),
        ([{"hosts": ["a.x"], "secretName": "s"}], [certificate("c", "s", "${HOST}")], None),
        ([{"hosts": ["a.x"], "secretName": "s"}], [certificate("c", "s", literalSubject="CN=a.x")], None),
        ([{"hosts": ["a.x"], "secretName": "s"}], [{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}}], None),
    ],
)
def test_the_names_of_a_certificate(tls: Any, others: list[Json], names: tuple[str, ...] | None) -> None:
    graph, one = graph_of(ingress(tls, "a.x"), *others)
    found = certified(graph, one.tls()[0])
    assert (None if found is None else found.names) == names


def test_a_certificate_for_the_ingress_has_the_hosts_of_the_entry() -> None:
    tls = [{"hosts": ["a.x", "b.x"], "secretName": "s"}]
    graph, one = graph_of(ingress(tls, "a.x", annotations={"cert-manager.io/issuer": "x"}))
    found = certified(graph, one.tls()[0])
    assert found is not None
    assert (found.names, found.certificate) == (("a.x", "b.x"), None)


@given(st.lists(HOSTS, max_size=3, unique=True), st.lists(HOSTS, min_size=1, max_size=3, unique=True))
def test_what_is_bare_and_what_is_idle(tls: list[str], served: list[str]) -> None:
    graph, one = graph_of(ingress([{"hosts": tls, "secretName": "s"}], *served))
    found = tls_hosts(graph, one)
    assert found is not None
    assert tuple(found.served) == tuple(served)
    assert list(found.bare) == [host for host in served if tls and not any(covers(name, host) for name in tls)]
    either = [name for name in tls if not any(covers(name, host) or covers(host, name) for host in served)]
    assert [idle.host for idle in found.idle] == either
    assert found.foreign == ()


@given(st.lists(HOSTS, max_size=5), HOSTS)
def test_many_hosts_are_found_like_one(hosts: list[str], name: str) -> None:
    assert Hosts(hosts).cover(name) is any(covers(one, name) for one in hosts)
    assert Hosts(hosts).meet(name) is any(covers(one, name) or covers(name, one) for one in hosts)


@given(st.lists(HOSTS, min_size=1, max_size=3), HOSTS)
def test_a_certificate_for_other_hosts(names: list[str], host: str) -> None:
    graph, one = graph_of(ingress([{"hosts": [host], "secretName": "s"}], host), certificate("c", "s", *names))
    found = tls_hosts(graph, one)
    assert found is not None
    assert bool(found.foreign) is not any(covers(name, host) for name in names)


@pytest.mark.parametrize(
    "value",
    [
        ingress(None, "a.x"),
        ingress("x", "a.x"),
        ingress([1], "a.x"),
        ingress([{"hosts": ["${HOST}"], "secretName": "s"}], "a.x"),
        ingress([{"hosts": "a.x", "secretName": "s"}], "b.x"),
        ingress([{"hosts": ["a.x"], "secretName": "s"}], "b.x", ingressClassName="alb"),
    ],
)
def test_not_enough_is_known(value: Json) -> None:
    assert tls_hosts(*graph_of(value)) is None


def test_hosts_that_are_not_known_are_no_proof() -> None:
    graph, one = graph_of(ingress([{"hosts": ["a.x", "b.x"], "secretName": "s"}], "a.x", "${HOST}", 5, None))
    found = tls_hosts(graph, one)
    assert found is not None
    assert (found.bare, found.idle) == ((), ())
