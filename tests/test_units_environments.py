"""Environments: which words tell one, and how what is told is weighed."""

from __future__ import annotations

import json
import re
import string
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from k8slint.resources import Resource, read
from k8slint.units.environments import boundary, infer, override
from k8slint.units.tokens import named, tokens, words
from k8slint.yaml import Stream, decode
from k8slint.yaml import read as read_source

PRODUCTION, STAGING, DEVELOPMENT = "production", "staging", "development"


def environments(text: str) -> list[str]:
    return [word.environment for word in words(text)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        *((word, PRODUCTION) for word in ("prod", "production", "prd", "live", "dr", "PROD", "prodeu1", "prd-eu-west", "prodUs")),
        *((word, STAGING) for word in ("staging", "stage", "stg", "preprod", "pre-prod", "pre_prod", "preProd", "uat", "qa")),
        *((word, STAGING) for word in ("acceptance", "acc", "sit", "rc", "shop-rc", "qa.eu")),
        *((word, DEVELOPMENT) for word in ("dev", "devel", "develop", "development", "sandbox", "sbx", "test", "testing")),
        *((word, DEVELOPMENT) for word in ("preview", "review", "pr-17", "prs/pr-1", "local", "kind", "minikube", "k3d", "ci")),
        *((word, DEVELOPMENT) for word in ("demo", "playground", "lab", "example", "examples", "sample", "samples")),
        ("production_cluster", PRODUCTION),
        ("shop-prodeuwest1", PRODUCTION),
        ("myProdCluster", PRODUCTION),
        ("team.live.eu", PRODUCTION),
        ("XMLProd", PRODUCTION),
    ],
)
def test_words_that_tell_an_environment(text: str, wanted: str) -> None:
    assert environments(text) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        *("product", "products", "produce", "producer", "productcatalog", "prodigy", "reproduce", "nonprod", "prods"),
        *("developer", "developers", "devops", "device", "devil", "stagefright", "backstage", "delivery", "deliver"),
        *("live-probe", "liveProbe", "livenessProbe", "liveness", "olive", "alive", "tests", "latest", "attestation", "contest"),
        *("pr", "pr-abc", "pr-", "prd2x", "prodder", "prodx1", "pre", "proddr", "address", "drive", "accounts", "cicd", "labs"),
        *("preview2", "previews", "reviewer", "overlays", "base", "kubernetes", "shop", "", "-", "..", "locale", "localhost"),
    ],
)
def test_words_that_tell_nothing(text: str) -> None:
    assert environments(text) == []


def test_weak_words_are_known_as_such() -> None:
    assert [word.text for word in words("demo-prod") if word.weak] == ["demo"]
    assert not any(word.weak for word in words("dev.test.pr-1"))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("prod", PRODUCTION), ("Pre-Prod", STAGING), ("prodeu1", PRODUCTION), ("pr-7", DEVELOPMENT), ("local", DEVELOPMENT)],
)
def test_a_whole_text_that_names_one(text: str, wanted: str) -> None:
    word = named(text)
    assert word is not None
    assert word.environment == wanted


@pytest.mark.parametrize("text", ["frontend", "prod-eu", "prod prod", "", "my-prod", "live-probe", "prod-dev"])
def test_a_whole_text_that_names_none(text: str) -> None:
    assert named(text) is None


# -- an independent model: character by character, against regular expressions ----------------------------------------

FIRM = {
    **dict.fromkeys(["prod", "production", "prd", "live", "dr"], PRODUCTION),
    **dict.fromkeys(["staging", "stage", "stg", "preprod", "uat", "qa", "acceptance", "acc", "sit", "rc"], STAGING),
    **dict.fromkeys(["dev", "devel", "develop", "development", "sandbox", "sbx", "test", "testing"], DEVELOPMENT),
    **dict.fromkeys(["preview", "review"], DEVELOPMENT),
}
WEAK = ["local", "kind", "minikube", "k3d", "ci", "demo", "playground", "lab", "example", "examples", "sample", "samples"]


def model_tokens(text: str) -> list[str]:
    found: list[str] = []
    current = ""
    for index, char in enumerate(text):
        if char in "/._-":
            found.append(current)
            current = ""
            continue
        before = text[index - 1] if index else ""
        after = text[index + 1 : index + 2]
        small = string.ascii_lowercase + string.digits
        hump = char in string.ascii_uppercase and (
            (before != "" and before in small)
            or (before != "" and before in string.ascii_uppercase and after != "" and after in string.ascii_lowercase)
        )
        if hump:
            found.append(current)
            current = ""
        current += char
    found.append(current)
    return [token.lower() for token in found if token]


def model(text: str) -> list[str]:
    rest = model_tokens(text)
    found: list[str] = []
    while rest:
        token = rest.pop(0)
        following = rest[0] if rest else ""
        if (token, following) == ("pre", "prod"):
            found.append(STAGING)
            rest.pop(0)
        elif (token, following) == ("live", "probe"):
            rest.pop(0)
        elif [token] == ["pr"] and following != "" and all(char in string.digits for char in following):
            found.append(DEVELOPMENT)
            rest.pop(0)
        elif token in FIRM:
            found.append(FIRM[token])
        elif token in WEAK:
            found.append(DEVELOPMENT)
        elif re.match(r"(prod|prd)(eu|us)(west|east)?\d*$", token):
            found.append(PRODUCTION)
    return found


OTHERS = ["pre", "pr", "probe", "7", "12", "product", "developer", "eu", "prodeu1", "shop", "X", "é"]
PIECES = st.sampled_from([*FIRM, *WEAK, *OTHERS])
GLUE = st.sampled_from(["-", "_", ".", "/", "", "--"])
CASES: st.SearchStrategy[Callable[[str], str]] = st.sampled_from([str.strip, str.upper, str.capitalize])


@st.composite
def names(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.tuples(PIECES, GLUE, CASES), max_size=6))
    return "".join(case(piece) + glue for piece, glue, case in parts)


@given(names())
@example("preProd-pr-12.liveProbe/PRODEU1")
def test_tokens_are_those_of_the_model(text: str) -> None:
    assert list(tokens(text)) == model_tokens(text)


@given(names())
def test_words_are_those_of_the_model(text: str) -> None:
    known = re.compile(r"(prod|prd)(eu|us)(west|east)?\d*$")
    if any(re.match(r"(prod|prd).", token) and token not in FIRM and not known.match(token) for token in model_tokens(text)):
        return  # regions that the model does not know
    assert environments(text) == model(text)


@given(st.text(max_size=30))
def test_any_text_is_fine(text: str) -> None:
    assert list(tokens(text)) == model_tokens(text)
    for word in words(text):
        assert word.environment in {PRODUCTION, STAGING, DEVELOPMENT}


# -- weighing ---------------------------------------------------------------------------------------------------------


def resources(*values: dict[str, Any]) -> list[Resource]:
    text = "\n---\n".join(json.dumps(value) for value in values)
    source = decode("a.yaml", text.encode())
    stream = read_source(source)  # type: ignore[arg-type]  # plain JSON can be decoded
    assert isinstance(stream, Stream)
    return read(stream.documents)


def thing(kind: str = "ConfigMap", spec: Any = None, version: str = "v1", **metadata: Any) -> dict[str, Any]:
    return {"apiVersion": version, "kind": kind, "metadata": {"name": "a", **metadata}, "spec": spec}


def ingress(*hosts: str) -> dict[str, Any]:
    return thing("Ingress", {"rules": [{"host": host} for host in hosts]}, "networking.k8s.io/v1")


def test_the_nearest_directory_counts() -> None:
    assert infer([("prod", "dev", "web")], []).name == DEVELOPMENT
    assert infer([("dev", "prod")], []) == (PRODUCTION, ("production: directory prod (4)",))


def test_a_weak_directory_does_not_hide_a_firm_one() -> None:
    found = infer([("prod", "examples")], [])
    assert found.name == PRODUCTION
    assert found.evidence == ("production: directory prod (4)", "development: directory examples (1)")
    assert infer([("examples", "shop")], []).name == DEVELOPMENT


def test_two_loud_voices_cancel_each_other_out() -> None:
    assert infer([("prod",)], resources(thing(labels={"env": "staging"}))).name is None
    assert infer([("dev",), ("prod",)], []).name is None
    assert infer([("dev-prod",)], []).name is None


def test_a_tie_is_unknown() -> None:
    assert infer([], resources(thing(namespace="dev"), thing(namespace="prod"))).name is None


def test_the_higher_total_wins() -> None:
    values = [thing(namespace="shop-prod"), ingress("a.staging.shop.io")]
    found = infer([], resources(*values))
    assert found.name == PRODUCTION
    assert found.evidence == ("production: namespace shop-prod (3)", "staging: host a.staging.shop.io (1)")


def test_a_source_counts_once_for_an_environment() -> None:
    found = infer([("prod",)], resources(*(thing(namespace=f"{name}-dev") for name in "abc")))
    assert found.name == PRODUCTION
    assert found.evidence == ("production: directory prod (4)", "development: namespace a-dev (3)")


@pytest.mark.parametrize("label", ["env", "environment", "app.kubernetes.io/environment", "stage", "tier"])
def test_labels(label: str) -> None:
    assert infer([], resources(thing(labels={label: "Prod"}))).evidence == (f"production: label {label}: Prod (5)",)
    assert infer([], resources(thing(labels={label: "frontend"}))).name is None
    assert infer([], resources(thing(labels={label: "prod-eu"}))).name is None


def test_the_annotation_is_final() -> None:
    value = thing(labels={"env": "dev"}, annotations={"k8slint.dev/env": "prd"})
    assert infer([("dev",)], resources(value)) == (PRODUCTION, ("production: annotation k8slint.dev/env",))
    torn = [thing(annotations={"k8slint.dev/env": word}) for word in ("prod", "dev")]
    assert infer([], resources(*torn)).name is None


def test_a_declared_namespace_counts() -> None:
    assert infer([], resources({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "prod"}})).name == PRODUCTION


def test_prefixes_count() -> None:
    assert infer([], [], ["dev-"]).evidence == ("development: prefix or suffix dev- (2)",)


@pytest.mark.parametrize("host", ["shop.example.com", "a.dev", "a.local", "example.org", "shop.test", "dev"])
def test_hosts_that_tell_nothing(host: str) -> None:
    assert infer([], resources(ingress(host))).name is None


def test_hosts() -> None:
    assert infer([], resources(ingress("*.staging.example.com"))).name == STAGING
    assert infer([], resources(ingress("shop-dev.example.com"))).name == DEVELOPMENT
    route = thing("HTTPRoute", {"hostnames": ["api.prod.shop.io"]}, "gateway.networking.k8s.io/v1")
    assert infer([], resources(route)).name == PRODUCTION


@pytest.mark.parametrize("spec", [None, [], "x", {"rules": 1, "tls": {}}, {"rules": [1, {"host": 2}], "tls": [{"hosts": [3]}]}])
def test_malformed_fields_say_nothing(spec: Any) -> None:
    value = {**thing("Ingress", spec, "networking.k8s.io/v1"), "metadata": {"name": 1, "labels": {"env": 1}, "annotations": 7}}
    assert infer([], resources(value)).name is None


def test_the_user_has_the_last_word() -> None:
    assert override("uat") == (STAGING, ("staging: named by the user",))
    assert override("blue").name == "blue"


def test_what_is_on_one_side() -> None:
    assert boundary(("a", "prod-eu", "web")) == ("a", "prod-eu")
    assert boundary(("a", "prod-us", "web")) != boundary(("a", "prod-eu", "web"))
    assert boundary(("a", "b")) == ()
    assert boundary(("prod", "local")) == ("prod", "local")
