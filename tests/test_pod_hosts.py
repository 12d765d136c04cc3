"""Names of single pods in texts: found wherever they are names, and nowhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.resources import ConfigText, Resource, read
from k8slint.resources.pod_hosts import PodHost, pod_hosts
from k8slint.text import SourceFile
from k8slint.yaml import read as read_yaml

SETS = {"db", "zk", "a-1"}


def config_map() -> Resource:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n"
    return read(read_yaml(SourceFile("a.yaml", text)).documents)[0]


RESOURCE = config_map()


def found(text: str) -> list[PodHost]:
    return list(pod_hosts(ConfigText(RESOURCE, ("data", "k"), "k", text, "\n" not in text), SETS))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("db-0.peers", [("db", 0, "peers", None, None)]),
        ("db-0.peers:5432,zk-12.zk", [("db", 0, "peers", None, None), ("zk", 12, "zk", None, None)]),
        ("postgres://u:p@db-1.peers.data/x", [("db", 1, "peers", "data", None)]),
        ("http://db-1.peers.data.svc", [("db", 1, "peers", "data", "")]),
        ("db-1.peers.data.svc.cluster.local:1", [("db", 1, "peers", "data", "cluster.local")]),
        ("db-1.peers.data.svc.cluster.local.", [("db", 1, "peers", "data", "cluster.local")]),
        ('["db-1.peers"]', [("db", 1, "peers", None, None)]),
        ("a-1-0.a", [("a-1", 0, "a", None, None)]),
        ("server.1=zk-0.zk:2888:3888;2181", [("zk", 0, "zk", None, None)]),
    ],
)
def test_names(text: str, names: list[tuple[object, ...]]) -> None:
    hosts = found(text)
    assert [(one.workload, one.ordinal, one.service, one.namespace, one.domain) for one in hosts] == names
    assert all(text[one.start : one.end] == one.host for one in hosts)


@pytest.mark.parametrize(
    "text",
    [
        "other-0.peers", "my-db-0.peers", "xdb-0.peers", "x.db-0.peers", "/data/db-0.peers", "$db-0.peers", "${x}db-0.peers",
        "{{ x }}db-0.peers", "db-0.peers.a.b.c", "db-0.peers_x", "db-0.peers.a_x", "db-00.peers", "db-01.peers", "db.peers",
        "db-0", "db-0.", "db-0.Peers", "db-0.1", "# db-0.peers", "x # db-0.peers", "// db-0.peers", "db-0.peers-",
        "db-123456.peers",
    ],
)  # fmt: skip
def test_no_names(text: str) -> None:
    assert found(text) == []


LABEL = st.from_regex(r"\A[a-z]([a-z0-9-]{0,5}[a-z0-9])?\Z")
TEXT = st.text(alphabet="db-zk.01/:#$ \n,svc", max_size=40)


@given(TEXT)
def test_what_is_found_is_a_name_that_ends_where_the_text_says(text: str) -> None:
    for one in found(text):
        assert re.fullmatch(r"[a-z0-9-]+-\d+(\.[a-z]([-a-z0-9]*[a-z0-9])?)+", one.host)
        assert one.workload in SETS
        assert one.host == one.below(one.service, one.namespace)
        assert not re.match(r"[\w-]", text[one.end : one.end + 1])


@given(st.sampled_from(sorted(SETS)), st.integers(0, 99999), LABEL, LABEL, st.sampled_from(["", ":80", "/x", ",", " ", '"']))
def test_every_name_is_found(name: str, ordinal: int, service: str, namespace: str, end: str) -> None:
    for host in (f"{name}-{ordinal}.{service}", f"{name}-{ordinal}.{service}.{namespace}.svc.cluster.local"):
        for before in ("", "http://", "u@", "=", ","):
            assert [one.host for one in found(before + host + end)] == [host]
