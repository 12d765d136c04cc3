"""Directories that belong together although they are neither parent and child nor siblings, or although a name is wrong."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from k8slint.units import Resolution, Root, plan, resolve

HERE = ("work", "repo")
Texts = str | tuple[str, ...]  # the documents of a file


def thing(kind: str, name: str, more: str = "", version: str = "v1", namespace: str | None = None) -> str:
    where = f", namespace: {namespace}" if namespace else ""
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}{where}}}\n{more}"


def deployment(name: str, *, namespace: str | None = None, replicas: int = 1, container: str = "") -> str:
    spec = f"""\
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers: [{{name: app, image: "app:1"{container}}}]
"""
    return thing("Deployment", name, spec, "apps/v1", namespace)


def caller(name: str, url: str, namespace: str | None = None) -> str:
    return deployment(name, namespace=namespace, container=f', env: [{{name: API_URL, value: "{url}"}}]')


def service(name: str, *, namespace: str | None = None, port: int = 80) -> str:
    return thing("Service", name, f"spec: {{selector: {{app: {name}}}, ports: [{{port: {port}}}]}}\n", "v1", namespace)


def account(name: str, namespace: str | None = None) -> str:
    return thing("ServiceAccount", name, "", "v1", namespace)


def resolved(files: Mapping[str, Texts]) -> Resolution:
    layout = plan(files, "directory", (Root(".", HERE, len(HERE)),), HERE)
    texts = {path: text if isinstance(text, str) else "---\n".join(text) for path, text in files.items()}
    return resolve(layout, [layout.stream(path, text.encode()) for path, text in texts.items()])


def named(files: Mapping[str, Texts]) -> dict[str, list[str]]:
    return {unit.name: [source.path for source in unit.sources] for unit in resolved(files).units}


def app(name: str, namespace: str | None = "shop") -> tuple[str, str]:
    return (deployment(name, namespace=namespace), service(name, namespace=namespace))


def ingress(*services: str, namespace: str | None = "shop") -> str:
    paths = ", ".join(
        f"{{path: /{name}, pathType: Prefix, backend: {{service: {{name: {name}, port: {{number: 80}}}}}}}}" for name in services
    )
    spec = f"spec: {{rules: [{{host: a.example.com, http: {{paths: [{paths}]}}}}]}}\n"
    return thing("Ingress", "web", spec, "networking.k8s.io/v1", namespace)


def namespace(name: str) -> str:
    return thing("Namespace", name)


NEST: dict[str, Texts] = {
    "apps/web/web.yaml": (caller("web", "http://api", "shop"), service("web", namespace="shop")),
    "apps/api/api.yaml": app("api"),
    "infra/ing.yaml": ingress("web"),
}


# -- groups and more distant relatives ----------------------------------------------------------------------------------


def test_what_is_joined_counts_as_the_directory_around_it() -> None:
    (unit,) = resolved(NEST).units
    assert unit.name == "."
    assert len(unit.sources) == 3


def test_a_group_is_a_sibling_also_where_nobody_says_a_namespace() -> None:
    files: dict[str, Texts] = {
        "apps/web/web.yaml": (caller("web", "http://api"), service("web")),
        "apps/api/api.yaml": app("api", None),
        "infra/ing.yaml": ingress("web", namespace=None),
    }
    assert set(named(files)) == {"."}
    both: dict[str, Texts] = {
        **files,
        "old/web/web.yaml": (caller("web", "http://api"), service("web", port=81)),
        "old/api/api.yaml": (deployment("api", replicas=2), service("api")),
    }
    assert set(named(both)) == {"apps", "infra", "old"}  # one of two: which, nobody says


@pytest.mark.parametrize("where", ["data", "data/db", "apps"])
def test_more_distant_relatives_are_joined_where_both_say_the_namespace(where: str) -> None:
    files: dict[str, Texts] = {"apps/web/web.yaml": caller("web", "http://db", "shop"), f"{where}/db.yaml": app("db")}
    assert len(named(files)) == 1
    everybody: dict[str, Texts] = {
        "apps/web/web.yaml": caller("web", "http://db", "default"),
        "else/x/db.yaml": app("db", "default"),
    }
    assert len(named(everybody)) == 2
    assert len(named({"apps/web/web.yaml": caller("web", "http://db"), "else/x/db.yaml": app("db", None)})) == 2


def test_more_distant_relatives_are_not_joined_where_two_may_be_meant() -> None:
    files: dict[str, Texts] = {
        "apps/web/web.yaml": caller("web", "http://db", "shop"),
        "data/a/db.yaml": app("db"),
        "data/b/db.yaml": app("db"),
    }
    assert len(named(files)) == 3


def test_a_selector_finds_relatives_too() -> None:
    assert set(
        named({"apps/web/web.yaml": deployment("web", namespace="shop"), "net/svc.yaml": service("web", namespace="shop")})
    ) == {"."}


@pytest.mark.parametrize(
    "other",
    ["apps/prod/web.yaml", "prod/web/web.yaml", "shop/kustomized/web.yaml"],
)
def test_never_across_environments_and_kustomizations(other: str) -> None:
    files: dict[str, Texts] = {"infra/ing.yaml": ingress("web"), other: app("web"), "shop/kustomization.yaml": "resources: []\n"}
    assert len(named(files)) >= 2
    assert len(named({"infra/ing.yaml": ingress("web"), "shop/apps/web.yaml": app("web")})) == 1


def test_an_optional_reference_joins_no_distant_relatives() -> None:
    optional = ", envFrom: [{configMapRef: {name: more, optional: true}}]"
    web = deployment("web", namespace="shop", container=optional)
    assert len(named({"apps/web/web.yaml": web, "more/config.yaml": thing("ConfigMap", "more", namespace="shop")})) == 2


def test_namespaces_of_several_environments_join_nothing_more() -> None:
    files: dict[str, Texts] = {
        "namespaces.yaml": (namespace("shop-dev"), namespace("shop-prod")),
        "one/web.yaml": app("web", "shop-dev"),
        "two/web.yaml": app("web", "shop-prod"),
    }
    assert set(named(files)) == {".", "one", "two"}


# -- namespaces -----------------------------------------------------------------------------------------------------------


def test_a_parent_declares_the_namespaces_of_its_children() -> None:
    files: dict[str, Texts] = {
        "namespaces.yaml": (namespace("shop"), namespace("bank")),
        "web/web.yaml": app("web"),
        "bank/ledger.yaml": app("ledger", "bank"),
        "other/x.yaml": app("x", "else"),
    }
    assert {name: len(paths) for name, paths in named(files).items()} == {".": 3, "other": 1}


def test_of_alternatives_none_is_joined_to_the_parent() -> None:
    files: dict[str, Texts] = {
        "namespace.yaml": namespace("shop"),
        "simple/web.yaml": (deployment("web", namespace="shop"), service("web", namespace="shop")),
        "better/web.yaml": (deployment("web", namespace="shop", replicas=3), service("web", namespace="shop", port=81)),
    }
    assert set(named(files)) == {".", "better", "simple"}


def test_the_same_without_a_namespace_is_an_alternative() -> None:
    files: dict[str, Texts] = {"namespace.yaml": (namespace("shop"), deployment("web")), "better/web.yaml": app("web")}
    assert set(named(files)) == {".", "better"}


def test_two_that_alone_share_a_namespace() -> None:
    files: dict[str, Texts] = {"web/web.yaml": app("web"), "base/ns.yaml": (namespace("shop"), account("x", "shop"))}
    assert set(named(files)) == {"."}
    assert len(named({**files, "third/x.yaml": account("y", "shop")})) == 3
    assert len(named({"web/web.yaml": app("web"), "api/api.yaml": app("api")})) == 2  # nothing is missing
    assert len(named({"web/web.yaml": app("web", "default"), "base/ns.yaml": namespace("default")})) == 2
    kustomized = {"k/kustomization.yaml": "namespace: shop\nresources: [x.yaml]\n", "k/x.yaml": account("x")}
    assert len([name for name in named({**files, **kustomized}) if name != "k"]) == 2
    lacking: dict[str, Texts] = {"web/web.yaml": caller("web", "http://orders", "shop"), "api/api.yaml": app("api")}
    assert len(named(lacking)) == 1


# -- names that are nearly right --------------------------------------------------------------------------------------------


def test_a_slip_of_the_pen_joins() -> None:
    files: dict[str, Texts] = {"web/web.yaml": app("web"), "infra/ing.yaml": ingress("webb"), "x/x.yaml": account("x", "shop")}
    found = resolved(files)
    assert {unit.name for unit in found.units} == {".", "x"}
    assert found.reasons["."] == ("Ingress web in infra names Service webb, nearly web, which is in web",)


@pytest.mark.parametrize(
    ("wanted", "there"),
    [("web-1", "web-2"), ("team-a", "team-b"), ("internal", "external"), ("db", "dc"), ("orders", "payments")],
)
def test_other_names_do_not(wanted: str, there: str) -> None:
    third: dict[str, Texts] = {"x/x.yaml": account("x", "shop")}
    assert len(named({"web/web.yaml": app(there), "infra/ing.yaml": ingress(wanted), **third})) == 3
    assert len(named({"web/web.yaml": app("web", None), "infra/ing.yaml": ingress("webb", namespace=None)})) == 2
    assert len(named({"a/web.yaml": app("web"), "b/web.yaml": app("web"), "infra/ing.yaml": ingress("webb")})) == 3


# -- copies ---------------------------------------------------------------------------------------------------------------


def budget(name: str, app: str) -> str:
    spec = f"spec: {{maxUnavailable: 1, selector: {{matchLabels: {{app: {app}}}}}}}\n"
    return thing("PodDisruptionBudget", name, spec, "policy/v1", "shop")


@pytest.mark.parametrize(
    ("one", "other"), [("catalog-pdb", "web-pdb"), ("pdb-catalog", "pdb-web"), ("a", "b"), ("10-catalog", "20-web")]
)
def test_a_copy_with_the_old_name_is_no_alternative(one: str, other: str) -> None:
    assert len(named({f"k/{one}.yaml": budget("catalog", "catalog"), f"k/{other}.yaml": budget("catalog", "web")})) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("web", "web-small"), ("web-dev", "web-prod"), ("web.alt", "web"), ("pod1", "pod2"), ("web-blue", "web-green"),
        ("service-blue", "service-green"), ("1-web", "2-web"), ("v1", "v2"), ("pv-nfs", "pv-gce"),
    ],
)  # fmt: skip
def test_names_of_alternatives(one: str, other: str) -> None:
    assert len(named({f"k/{one}.yaml": service("web"), f"k/{other}.yaml": service("web", port=81)})) == 2


def test_more_than_two_are_alternatives() -> None:
    files: dict[str, Texts] = {f"k/{name}.yaml": budget("catalog", name) for name in ("catalog", "web", "api")}
    assert len(named(files)) == 3


def test_a_copy_from_another_directory_does_not_keep_them_apart() -> None:
    catalog: Texts = (*app("catalog"), account("catalog", "shop"), budget("catalog", "catalog"))
    web = (caller("web", "http://catalog", "shop"), service("web", namespace="shop"), account("web", "shop"))
    assert set(named({"catalog/all.yaml": catalog, "web/all.yaml": (*web, budget("catalog", "web"))})) == {"."}
    blue = (
        caller("blue", "http://catalog", "shop"),
        account("blue", "shop"),
        account("more", "shop"),
        service("web", namespace="shop"),
    )
    green = (deployment("green", namespace="shop"), account("green", "shop"), service("web", namespace="shop", port=81))
    files: dict[str, Texts] = {"blue/all.yaml": blue, "green/all.yaml": (*green, *catalog)}
    assert set(named(files)) == {"blue", "green"}
