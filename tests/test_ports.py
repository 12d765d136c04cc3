"""The port chain, against brute force: a second model looks up every way in which the unknown parts can turn out."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint import yaml
from k8slint.resources import (
    ContainerPort,
    PodTemplate,
    PortOutcome,
    Resolution,
    Service,
    Truth,
    Workload,
    is_port_name,
    is_port_number,
    read,
    resolve,
)
from k8slint.text import SourceFile

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBER, NAMED, MISSING, UNKNOWN = PortOutcome.NUMBER, PortOutcome.NAMED, PortOutcome.MISSING, PortOutcome.UNKNOWN
SOMETHING = "${SOMETHING}"
Json = dict[str, Any]


def build(port: Json, spec: Any) -> tuple[Service, PodTemplate]:
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"}, "spec": {"ports": [port]}}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}
    text = f"{json.dumps(service)}\n---\n{json.dumps(pod)}\n"
    first, second = read(yaml.read(SourceFile("a.yaml", text)).documents)
    assert isinstance(first, Service)
    assert isinstance(second, Workload)
    return first, second.template


def resolved(port: Json, spec: Any) -> Resolution:
    service, template = build(port, spec)
    return resolve(service.ports[0], template)


# -- the second model: FindPort over manifests in which everything is known ------------------------------------------

Place = tuple[str, int, int]
DOMAINS: dict[str, list[Any]] = {
    "name": ["http", "web", "other"],
    "containerPort": [80, 8080, 9999],
    "protocol": ["TCP", "UDP", "SCTP"],
    "restartPolicy": ["Always", "Never"],
    "targetPort": ["http", "web", "never"],
}


def unknowns(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from unknowns(entry, (*path, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from unknowns(entry, (*path, index))
    elif value == SOMETHING:
        yield path


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], new)
    return copy


def completions(value: Any) -> Iterator[Any]:
    places = list(unknowns(value))
    for chosen in itertools.product(*(DOMAINS[place[-1]] for place in places)):
        completed = value
        for place, new in zip(places, chosen, strict=True):
            completed = replaced(completed, place, new)
        yield completed


def find_port(port: Json, spec: Json) -> tuple[Any, Place | None]:
    """Go's FindPort: the target, and the place of the declared port that it is or means."""
    target = port.get("targetPort") or port["port"]
    for role in ("containers", "initContainers"):
        for index, container in enumerate(spec.get(role, [])):
            if role == "initContainers" and container.get("restartPolicy") != "Always":
                continue
            for number, declared in enumerate(container.get("ports", [])):
                same = declared["containerPort"] if isinstance(target, int) else declared.get("name")
                if same == target and declared.get("protocol", "TCP") == port.get("protocol", "TCP"):
                    return target, (role, index, number)
    return target, None


def place_of(port: ContainerPort | None) -> Place | None:
    return None if port is None else (port.container.role, port.container.index, port.index)


def optional(**fields: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return fields


declared_ports = st.fixed_dictionaries(
    {"containerPort": st.sampled_from([80, 8080, 80, 8080, SOMETHING])},
    optional=optional(
        name=st.sampled_from(["http", "web", "http", "web", SOMETHING]),
        protocol=st.sampled_from(["TCP", "UDP", "TCP", "UDP", SOMETHING]),
    ),
)
containers = st.fixed_dictionaries({"name": st.just("c")}, optional=optional(ports=st.lists(declared_ports, max_size=2)))
inits = st.fixed_dictionaries(
    {"name": st.just("i"), "ports": st.lists(declared_ports, max_size=2)},
    optional=optional(restartPolicy=st.sampled_from(["Always", "Always", "Never", SOMETHING])),
)
specs = st.fixed_dictionaries(
    {"containers": st.lists(containers, min_size=1, max_size=2)},
    optional=optional(initContainers=st.lists(inits, max_size=2), ephemeralContainers=st.lists(containers, max_size=1)),
)
service_ports = st.fixed_dictionaries(
    {"port": st.sampled_from([80, 8080])},
    optional=optional(
        targetPort=st.sampled_from(["http", "web", 80, 8080, 9999, 0, "", SOMETHING]),
        protocol=st.sampled_from(["TCP", "UDP", SOMETHING]),
    ),
)


@settings(max_examples=1000, deadline=None)
@given(service_ports, specs.filter(lambda spec: len(list(unknowns(spec))) <= 4))
def test_resolution_is_exactly_what_brute_force_finds(port: Json, spec: Json) -> None:
    found = resolved(port, spec)
    ways = [find_port(way["port"], way["spec"]) for way in completions({"port": port, "spec": spec})]
    targets = {target for target, _ in ways}
    places = {place for _, place in ways}
    if len(targets) > 1:
        assert found == Resolution(UNKNOWN)
    elif isinstance(ways[0][0], int):
        assert (found.outcome, found.number) == (NUMBER, ways[0][0])
        expected = Truth.NO if places == {None} else Truth.UNKNOWN if None in places else Truth.YES
        assert found.declared is expected or (found.declared is Truth.UNKNOWN and port.get("protocol") == SOMETHING)
        if found.port is not None:
            assert found.declared is Truth.YES
            assert (found.port.number, found.port.protocol) == (ways[0][0], port.get("protocol", "TCP"))
    elif places == {None}:
        assert (found.outcome, found.declared, found.port, found.number) == (MISSING, Truth.NO, None, None)
    elif len(places) == 1:
        assert (found.outcome, found.declared, place_of(found.port)) == (NAMED, Truth.YES, places.pop())
    else:
        assert (found.outcome, found.declared, found.number) == (UNKNOWN, Truth.UNKNOWN, None)


# -- by hand ----------------------------------------------------------------------------------------------------------

WEB: Json = {"name": "web", "ports": [{"name": "http", "containerPort": 8080}]}


def test_a_name_leads_to_the_number_that_the_container_declares() -> None:
    found = resolved({"port": 80, "targetPort": "http"}, {"containers": [WEB]})
    assert (found.outcome, found.number, str(found.port), found.declared) == (NAMED, 8080, "8080/TCP", Truth.YES)


def test_a_name_whose_number_is_unknown_is_still_there() -> None:
    spec = {"containers": [{"ports": [{"name": "http", "containerPort": SOMETHING}]}]}
    found = resolved({"port": 80, "targetPort": "http"}, spec)
    assert (found.outcome, found.number, place_of(found.port)) == (NAMED, None, ("containers", 0, 0))


def test_the_first_match_hides_the_second() -> None:
    other = {"name": "other", "ports": [{"name": "http", "containerPort": 9000}]}
    found = resolved({"port": 80, "targetPort": "http"}, {"containers": [other, WEB]})
    assert found.number == 9000


def test_containers_come_before_native_sidecars() -> None:
    sidecar = {"name": "s", "restartPolicy": "Always", "ports": [{"name": "http", "containerPort": 15000}]}
    assert resolved({"port": 80, "targetPort": "http"}, {"initContainers": [sidecar], "containers": [WEB]}).number == 8080
    found = resolved({"port": 80, "targetPort": "http"}, {"initContainers": [sidecar], "containers": [{"name": "c"}]})
    assert found.number == 15000
    assert found.port is not None
    assert found.port.container.native_sidecar


@pytest.mark.parametrize("port", [{"port": 80}, {"port": 80, "targetPort": 0}, {"port": 80, "targetPort": ""}])
def test_without_a_target_it_is_the_port_itself(port: Json) -> None:
    service, template = build(port, {"containers": [WEB]})
    assert (service.ports[0].target, service.ports[0].target_given) == (80, False)
    found = resolve(service.ports[0], template)
    assert (found.outcome, found.number, found.declared, found.port) == (NUMBER, 80, Truth.NO, None)


def test_a_number_never_depends_on_containers() -> None:
    for spec in ({"containers": [WEB]}, {"containers": "${CONTAINERS}"}, {}, "text", None):
        found = resolved({"port": 80, "targetPort": 9000}, spec)
        assert (found.outcome, found.number) == (NUMBER, 9000)


def test_a_quoted_number_is_a_name() -> None:
    found = resolved({"port": 80, "targetPort": "8080"}, {"containers": [WEB]})
    assert found.outcome is MISSING


def test_another_protocol_is_told() -> None:
    spec = {"containers": [{"ports": [{"name": "dns", "containerPort": 53, "protocol": "UDP"}]}]}
    by_name = resolved({"port": 53, "targetPort": "dns"}, spec)
    assert (by_name.outcome, place_of(by_name.other_protocol)) == (MISSING, ("containers", 0, 0))
    by_number = resolved({"port": 53}, spec)
    assert (by_number.outcome, by_number.declared) == (NUMBER, Truth.NO)
    assert place_of(by_number.other_protocol) == ("containers", 0, 0)
    assert resolved({"port": 53, "targetPort": "dns", "protocol": "UDP"}, spec).other_protocol is None
    assert resolved({"port": 53, "targetPort": "http"}, spec).other_protocol is None


def test_an_ordinary_init_container_never_counts_and_is_told() -> None:
    init = {"name": "migrate", "ports": [{"name": "http", "containerPort": 8080}]}
    found = resolved({"port": 80, "targetPort": "http"}, {"initContainers": [init], "containers": [{"name": "c"}]})
    assert (found.outcome, place_of(found.in_init), found.other_protocol) == (MISSING, ("initContainers", 0, 0), None)
    found = resolved({"port": 80, "targetPort": "http"}, {"initContainers": [init], "containers": [WEB]})
    assert (found.outcome, found.in_init) == (NAMED, None)


def test_an_ephemeral_container_never_counts() -> None:
    spec = {"containers": [{"name": "c"}], "ephemeralContainers": [WEB]}
    found = resolved({"port": 80, "targetPort": "http"}, spec)
    assert (found.outcome, found.in_init) == (MISSING, None)


@pytest.mark.parametrize(
    "spec",
    [
        None,
        [],
        {},
        {"containers": None},
        {"containers": []},
        {"containers": {"web": {}}},
        {"containers": ["web"]},
        {"containers": [WEB, "more"]},
        {"containers": [{"ports": "8080"}]},
        {"containers": [{"ports": ["8080"]}]},
        {"containers": [{"ports": [{"name": ["http"], "containerPort": 80}]}]},
        {"containers": [{"ports": [{"name": "http", "containerPort": 80, "protocol": "tcp"}]}]},
        {"containers": [{"name": "c"}], "initContainers": "x"},
    ],
)
def test_malformed_containers_and_ports_are_unknown(spec: Any) -> None:
    assert resolved({"port": 80, "targetPort": "http"}, spec).outcome is UNKNOWN


@pytest.mark.parametrize(
    "port",
    [
        {"port": "80"},
        {},
        {"port": 80, "targetPort": True},
        {"port": 80, "targetPort": [1]},
        {"port": 80, "targetPort": 1.5},
    ],
)
def test_a_malformed_target_is_unknown(port: Json) -> None:
    found = resolved(port, {"containers": [WEB]})
    assert (found.outcome, found.declared, found.number) == (UNKNOWN, Truth.UNKNOWN, None)


def test_a_malformed_protocol_only_matters_where_the_name_exists() -> None:
    assert resolved({"port": 80, "targetPort": "http", "protocol": "tcp"}, {"containers": [WEB]}).outcome is UNKNOWN
    assert resolved({"port": 80, "targetPort": "web", "protocol": "tcp"}, {"containers": [WEB]}).outcome is MISSING


@pytest.mark.parametrize("name", ["http", "a", "a1", "1a", "http-2", "x" * 15, "8080-tcp"])
def test_port_names(name: str) -> None:
    assert is_port_name(name)


@pytest.mark.parametrize("name", ["", "8080", "-http", "http-", "a--b", "Http", "a_b", "a.b", "x" * 16, "http\n", "1-2", "é"])
def test_no_port_names(name: str) -> None:
    assert not is_port_name(name)


def test_port_numbers() -> None:
    assert [value for value in (0, 1, 65535, 65536, -1, True, "80", 80.0, None) if is_port_number(value)] == [1, 65535]
