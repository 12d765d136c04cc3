"""Plain directories: which belong together, and which files of one are alternatives."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.units import Resolution, Root, Unseen, plan, resolve
from k8slint.units.decisions import decisions
from k8slint.units.naming import bracketed, common, joined_names
from k8slint.units.variants import Combination, combinations

HERE = ("work", "repo")
Texts = str | tuple[str, ...]  # the documents of a file


def thing(kind: str, name: str, more: str = "", version: str = "v1", namespace: str | None = None) -> str:
    where = f", namespace: {namespace}" if namespace else ""
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}{where}}}\n{more}"


def deployment(name: str, *, account: str = "", namespace: str | None = None, replicas: int = 1) -> str:
    spec = f"""\
spec:
  replicas: {replicas}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers: [{{name: app, image: "app:1"}}]
"""
    return thing("Deployment", name, spec + (f"      serviceAccountName: {account}\n" if account else ""), "apps/v1", namespace)


def service(name: str, *, namespace: str | None = None, port: int = 80) -> str:
    return thing("Service", name, f"spec: {{selector: {{app: {name}}}, ports: [{{port: {port}}}]}}\n", "v1", namespace)


def account(name: str, namespace: str | None = None) -> str:
    return thing("ServiceAccount", name, "", "v1", namespace)


def resolved(files: Mapping[str, Texts], seed: int | None = None) -> Resolution:
    paths = list(files)
    if seed is not None:
        random.Random(seed).shuffle(paths)  # noqa: S311  # no secret
    layout = plan(paths, "directory", (Root(".", HERE, len(HERE)),), HERE)
    texts = {path: text if isinstance(text, str) else "---\n".join(text) for path, text in files.items()}
    return resolve(layout, [layout.stream(path, texts[path].encode()) for path in paths])


def named(files: Mapping[str, Texts]) -> dict[str, list[str]]:
    return {unit.name: [source.path for source in unit.sources] for unit in resolved(files).units}


# -- joining ----------------------------------------------------------------------------------------------------------


def test_directories_without_a_reference_between_them_stay_apart() -> None:
    assert set(named({"a/x.yaml": deployment("x"), "b/y.yaml": deployment("y"), "z.yaml": account("z")})) == {".", "a", "b"}


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [("k/deploy", "k/svc", "k"), ("k", "k/svc", "k"), ("k/deploy", "k", "k"), ("deploy", "svc", "."), (".", "svc", ".")],
)
def test_siblings_and_parents_are_joined(one: str, other: str, name: str) -> None:
    files = {f"{one}/web.yaml".removeprefix("./"): deployment("web"), f"{other}/web-svc.yaml".removeprefix("./"): service("web")}
    found = resolved(files)
    assert [unit.name for unit in found.units] == [name]
    assert found.reasons[name] == (f"Service web in {other} selects pods in {one}",)


def test_a_name_joins_too() -> None:
    found = resolved({"k/app/web.yaml": deployment("web", account="web"), "k/rbac/sa.yaml": account("web")})
    assert found.reasons == {"k": ("Deployment web in k/app names ServiceAccount web in k/rbac",)}


@pytest.mark.parametrize(("one", "other"), [("a/b/c", "a"), ("a/b", "c/d"), ("a", "b/c"), ("a/b/c", "a/d")])
def test_more_distant_relatives_are_not(one: str, other: str) -> None:
    files = {f"{one}/web.yaml": deployment("web", account="web"), f"{other}/sa.yaml": account("web")}
    assert set(named(files)) == {one, other}


def test_what_resolves_at_home_looks_no_further() -> None:
    home = (deployment("web", account="web"), account("web"))
    files: dict[str, Texts] = {"a/web.yaml": home, "b/sa.yaml": account("web", namespace="shop")}
    assert set(named(files)) == {"a", "b"}


def test_two_candidates_are_one_too_many() -> None:
    files = {"a/web.yaml": deployment("web", account="web"), "b/sa.yaml": account("web"), "c/sa.yaml": account("web")}
    assert set(named(files)) == {"a", "b", "c"}
    files = {"k/a/web.yaml": deployment("web"), "k/b/web.yaml": deployment("web"), "k/c/svc.yaml": service("web")}
    assert set(named(files)) == {"k/a", "k/b", "k/c"}


@pytest.mark.parametrize(
    ("one", "other"), [("dev", "prod"), ("k/dev", "k/common"), ("k", "k/prod"), ("prod-eu", "prod-us"), ("local", "base")]
)
def test_never_across_environments(one: str, other: str) -> None:
    files = {f"{one}/web.yaml": deployment("web", account="web"), f"{other}/sa.yaml": account("web")}
    assert set(named(files)) == {one, other}


def test_within_one_environment() -> None:
    files = {
        f"{env}/{path}": text
        for env in ("dev", "prod")
        for path, text in {"a/web.yaml": deployment("web", account="web"), "b/sa.yaml": account("web")}.items()
    }
    assert {unit.name: unit.environment for unit in resolved(files).units} == {"dev": "development", "prod": "production"}


def test_never_into_a_kustomization_or_a_chart() -> None:
    web = deployment("web", account="web")
    files = {"a/web.yaml": web, "b/sa.yaml": account("web"), "b/kustomization.yaml": "resources: [sa.yaml]\n"}
    assert set(named(files)) == {"a", "b"}
    files = {"a/web.yaml": web, "c/crds/sa.yaml": account("web"), "c/Chart.yaml": "name: c\n", "c/sa.yaml": account("web")}
    assert set(named(files)) == {"a", "c", "c/crds"}


def test_never_where_it_would_contradict() -> None:
    files: dict[str, Texts] = {
        "a/web.yaml": (deployment("web", account="web"), service("x", port=1)),
        "b/sa.yaml": (account("web"), service("x", port=2)),
    }
    assert set(named(files)) == {"a", "b"}
    files["b/sa.yaml"] = (account("web"), service("x", port=1))
    assert set(named(files)) == {"."}


def test_a_third_that_contradicts_stays_apart() -> None:
    files: dict[str, Texts] = {
        "a/web.yaml": (deployment("web", account="one"), service("x", port=1)),
        "b/sa.yaml": account("one"),
        "c/web.yaml": (deployment("other", account="one"), service("x", port=2)),
    }
    assert named(files) == {".": ["a/web.yaml", "b/sa.yaml"], "c": ["c/web.yaml"]}
    assert set(named({**files, "c/web.yaml": deployment("other", account="one")})) == {"."}


def test_namespaces_tell_apart_and_unknown_ones_fit_all() -> None:
    def joined(one: str | None, other: str | None) -> bool:
        web = deployment("web", account="web", namespace=one)
        return len(named({"a/web.yaml": web, "b/sa.yaml": account("web", other)})) == 1

    assert joined("shop", "shop")
    assert joined("shop", None)
    assert joined(None, "shop")
    assert not joined("shop", "bank")


def test_what_a_whole_cluster_shares_joins_nothing() -> None:
    claim = thing("PersistentVolumeClaim", "a", "spec: {storageClassName: fast}\n")
    fast = thing("StorageClass", "fast", "", "storage.k8s.io/v1")
    assert set(named({"a/c.yaml": claim, "b/s.yaml": fast})) == {"a", "b"}


def test_placeholders_join_nothing() -> None:
    files = {"a/web.yaml": deployment("web", account="'${SA}'"), "b/sa.yaml": account("'${SA}'")}
    assert set(named(files)) == {"a", "b"}


def test_joined_units_are_called_after_what_holds_them() -> None:
    files = {"k/a/web.yaml": deployment("web"), "k/b/svc.yaml": service("web")}
    assert set(named(files)) == {"k"}
    assert set(named({**files, "k/own.yaml": account("x")})) == {"k", "k [a, b]"}
    assert set(named({**files, "k/own.yaml": account("x"), "k/kustomization.yaml": ""})) == {"k", "k [a, b]"}
    twice = {**files, "k/c/x.yaml": deployment("x"), "k/d/svc.yaml": service("x")}
    assert set(named(twice)) == {"k [a, b]", "k [c, d]"}


def test_names() -> None:
    assert common(["a/b", "a/c/d"]) == "a"
    assert common(["a", "b"]) == "."
    assert common(["../x/a", "../x/b"]) == "../x"
    assert bracketed("a", ["x", "y", "z", "u", "v"]) == "a [x, y, z and 2 more]"
    assert joined_names([["a"], ["a/b", "a/c"], ["d", "d/e"]], ()) == ["a", "a [b, c]", "d"]


# -- joining by host names ----------------------------------------------------------------------------------------------


def caller(name: str, value: str, namespace: str | None = None, variable: str = "API_URL") -> str:
    """A Deployment with one variable."""
    env = f'containers: [{{name: app, image: "app:1", env: [{{name: {variable}, value: "{value}"}}]}}]'
    return deployment(name, namespace=namespace).replace('containers: [{name: app, image: "app:1"}]', env)


@pytest.mark.parametrize(
    "value",
    ["http://api", "http://api:8080/v1", "api:80", "postgres://a@api/b", "http://api.shop.svc:80", "api.shop.svc.cluster.local"],
)
def test_a_host_name_joins(value: str) -> None:
    files: dict[str, Texts] = {"k/web/web.yaml": caller("web", value), "k/api/api.yaml": (deployment("api"), service("api"))}
    found = resolved(files)
    assert [unit.name for unit in found.units] == ["k"]
    (reason,) = found.reasons["k"]
    assert reason.startswith("Deployment web in k/web names the host api")
    assert reason.endswith("of a Service in k/api")


@pytest.mark.parametrize(
    "value",
    [
        "http://apis",
        "api",
        "https://api.example.com",
        "api.shop.svc.other.domain",
        "http://api.shop",
        "http://${API}",
        "# http://api",
    ],
)
def test_what_may_be_something_else_does_not(value: str) -> None:
    files: dict[str, Texts] = {"k/web/web.yaml": caller("web", value), "k/api/api.yaml": (deployment("api"), service("api"))}
    assert set(named(files)) == {"k/web", "k/api"}


def test_a_pair_joins_only_in_a_variable_that_holds_addresses() -> None:
    api: Texts = (deployment("api"), service("api"))
    assert set(named({"k/web/web.yaml": caller("web", "api:1000", variable="RUN_AS"), "k/api/api.yaml": api})) == {
        "k/web",
        "k/api",
    }


def test_a_host_that_is_at_home_or_in_several_places_does_not() -> None:
    api: Texts = (deployment("api"), service("api"))
    home: Texts = (caller("web", "http://api"), service("api", port=81))
    assert set(named({"k/web/web.yaml": home, "k/api/api.yaml": api})) == {"k/web", "k/api"}
    files = {"k/web/web.yaml": caller("web", "http://api"), "k/a/api.yaml": api, "k/b/api.yaml": api}
    assert set(named(files)) == {"k/web", "k/a", "k/b"}


def test_namespaces_of_hosts() -> None:
    def joined(value: str, own: str | None, other: str | None) -> bool:
        web, api = caller("web", value, own), (deployment("api", namespace=other), service("api", namespace=other))
        return set(named({"web/web.yaml": web, "api/api.yaml": api})) == {"."}

    assert joined("http://api", "shop", "shop")
    assert joined("http://api", None, "shop")
    assert joined("http://api", "shop", None)
    assert not joined("http://api", "web", "shop")
    assert joined("http://api.shop", "web", "shop")
    assert not joined("http://api.shop", "shop", None)
    assert not joined("http://api.com", "web", "shop")
    assert joined("http://api.shop.svc", "web", None)
    assert not joined("http://api.shop.svc", "shop", "web")


def test_hosts_join_never_across_environments_or_more_distant_relatives() -> None:
    api: Texts = (deployment("api"), service("api"))
    assert set(named({"prod/web.yaml": caller("web", "http://api"), "dev/api.yaml": api})) == {"prod", "dev"}
    assert set(named({"a/b/web.yaml": caller("web", "http://api"), "c/d/api.yaml": api})) == {"a/b", "c/d"}


# -- what is not read -------------------------------------------------------------------------------------------------


def beside(unseen: Unseen, files: Mapping[str, str]) -> Resolution:
    layout = plan(files, "directory", (Root(".", HERE, len(HERE)),), HERE, unseen=unseen)
    return resolve(layout, [layout.stream(path, text.encode()) for path, text in files.items()])


def test_templates_and_ignored_files_are_gaps_of_their_directory() -> None:
    unseen = Unseen(("j/main.jsonnet", "k/b.yaml.j2", "k/c.yaml.sample", "t/x.yaml.j2"), ("k/d.yaml",))
    found = beside(unseen, {"j/a.yaml": deployment("x"), "k/a.yaml": deployment("web"), "k/sub/a.yaml": account("y")})
    gaps = {unit.name: [(gap.kind, gap.path, gap.message) for gap in unit.gaps] for unit in found.units}
    assert gaps == {
        "j": [("not-rendered", "j/main.jsonnet", "is a program that writes manifests")],
        "k": [
            ("not-rendered", "k/b.yaml.j2", "is a template that another tool renders"),
            ("not-rendered", "k/c.yaml.sample", "is a template that somebody fills in"),
            ("ignored", "k/d.yaml", "is ignored"),
        ],
        "k/sub": [],
    }
    assert found.skipped == {"template": 4}  # what is ignored is the user's own word
    (shown,) = [row.open for row in decisions(found) if row.name == "k"]
    assert shown == tuple(f"{path} {message}" for _, path, message in gaps["k"])


def test_joined_directories_share_what_is_not_read() -> None:
    files = {"k/app/web.yaml": deployment("web", account="web"), "k/rbac/sa.yaml": account("web")}
    (unit,) = beside(Unseen(ignored=("k/rbac/more.yaml",)), files).units
    assert [gap.path for gap in unit.gaps] == ["k/rbac/more.yaml"]


def test_many_templates_say_no_more_than_a_few() -> None:
    many = Unseen(tuple(f"{n}.yaml.j2" for n in range(99)), tuple(f"{n}.yaml" for n in range(99)))
    found = beside(many, {"a.yml": deployment("web")})
    assert {gap.kind for gap in found.units[0].gaps} == {"not-rendered", "ignored"}
    assert (len(found.units[0].gaps) < 20, found.skipped) == (True, {"template": 99})


def test_templates_of_charts_and_examples_belong_to_them() -> None:
    unseen = Unseen(("c/values.yaml.gotmpl", "tests/a.yaml.j2"), ("c/crds/x.yaml",))
    found = beside(unseen, {"c/Chart.yaml": "name: c\n", "c/crds/a.yaml": account("a"), "tests/a.yaml": account("b")})
    assert not any(unit.gaps for unit in found.units)
    assert "template" not in found.skipped


# -- variants ---------------------------------------------------------------------------------------------------------


def test_files_that_define_the_same_differently_are_alternatives() -> None:
    found = named(
        {
            "demo/small.yaml": (deployment("web"), service("web")),
            "demo/large.yaml": (deployment("web", replicas=9), service("web")),
            "demo/config.yaml": account("shared"),
        }
    )
    assert found == {
        "demo [large.yaml]": ["demo/config.yaml", "demo/large.yaml"],
        "demo [small.yaml]": ["demo/config.yaml", "demo/small.yaml"],
    }


def test_equal_copies_are_no_alternatives() -> None:
    assert set(named({"a/x.yaml": deployment("web"), "a/all.yaml": (deployment("web"), service("web"))})) == {"a"}


def test_a_single_clash_in_large_files_is_a_duplicate() -> None:
    files = {
        "a/x.yaml": (service("web"), *(account(f"x{n}") for n in range(3))),
        "a/y.yaml": (service("web", port=8080), *(account(f"y{n}") for n in range(3))),
    }
    assert set(named(files)) == {"a"}


def test_half_of_the_smaller_file_is_enough() -> None:
    files: dict[str, Texts] = {
        "a/x.yaml": (service("web"), service("api"), account("x"), account("xx")),
        "a/y.yaml": (service("web", port=8080), service("api"), *(account(f"y{n}") for n in range(9))),
    }
    assert set(named(files)) == {"a [x.yaml]", "a [y.yaml]"}
    assert set(named({**files, "a/x.yaml": (service("web"), account("x"))})) == {"a"}  # one object is no half


def test_one_object_is_enough_where_that_is_what_the_files_are_for() -> None:
    one, pair = deployment("web"), (deployment("web", replicas=2), service("web"))
    assert set(named({"a/x.yaml": one, "a/y.yaml": pair[0]})) == {"a [x.yaml]", "a [y.yaml]"}
    assert set(named({"a/x.yaml": one, "a/y.yaml": pair})) == {"a [x.yaml]", "a [y.yaml]"}
    assert set(named({"a/x.yaml": one, "a/y.yaml": (*pair, account("x"))})) == {"a"}
    nameless = "apiVersion: v1\nkind: Pod\nmetadata: {generateName: web-}\n"
    assert set(named({"a/x.yaml": (one, nameless), "a/y.yaml": pair})) == {"a"}


def test_a_namespace_tells_no_files_apart() -> None:
    namespace = thing("Namespace", "shop")
    files = {
        "a/x.yaml": (namespace, service("web"), account("x")),
        "a/y.yaml": (namespace, service("web", port=8080), account("y")),
    }
    assert set(named(files)) == {"a"}
    both = {"a/x.yaml": (namespace, deployment("web")), "a/y.yaml": (namespace, deployment("web", replicas=2))}
    assert set(named(both)) == {"a [x.yaml]", "a [y.yaml]"}


@pytest.mark.parametrize("link", ["name", "selector"])
def test_files_that_refer_to_one_another_are_no_alternatives(link: str) -> None:
    shared = (service("db", port=1), account("db")), (service("db", port=2), account("db"))
    user = (deployment("web", account="web"), account("web")) if link == "name" else (service("web"), deployment("web"))
    files: dict[str, Texts] = {"a/x.yaml": (*shared[0], user[0]), "a/y.yaml": (*shared[1], user[1])}
    assert set(named(files)) == {"a"}
    assert set(named({**files, "a/z.yaml": user[1]})) == {"a [x.yaml]", "a [y.yaml]"}  # it finds that elsewhere, too
    assert set(named({**files, "a/x.yaml": (*shared[0], *user)})) == {"a [x.yaml]", "a [y.yaml]"}  # or in itself


def test_groups_of_alternatives_are_combined() -> None:
    files = {
        "a/db-1.yaml": deployment("db"),
        "a/db-2.yaml": deployment("db", replicas=2),
        "a/web-1.yaml": deployment("web"),
        "a/web-2.yaml": deployment("web", replicas=2),
        "a/web-3.yaml": deployment("web", replicas=3),
        "a/z.yaml": service("web"),
    }
    assert named(files) == {
        "a [db-1.yaml, web-1.yaml]": ["a/db-1.yaml", "a/web-1.yaml", "a/z.yaml"],
        "a [db-2.yaml, web-2.yaml]": ["a/db-2.yaml", "a/web-2.yaml", "a/z.yaml"],
        "a [web-3.yaml]": ["a/db-1.yaml", "a/web-3.yaml", "a/z.yaml"],
    }


def test_a_collection_of_alternatives_is_open() -> None:
    files: dict[str, Texts] = {f"a/{n:02}.yaml": deployment("web", replicas=n) for n in range(12)}
    found = resolved({**files, "a/shared.yaml": account("x")})
    assert len(found.units) == 12
    assert [len(unit.resources) for unit in found.units] == [2, *[1] * 11]
    assert [unit.partial for unit in found.units] == [False, *[True] * 11]


def test_variants_join_what_they_refer_to() -> None:
    files = {
        "k/a/x-1.yaml": deployment("x", account="x"),
        "k/a/x-2.yaml": deployment("x", account="x", replicas=2),
        "k/b/sa.yaml": account("x"),
    }
    assert named(files) == {"k [a/x-1.yaml]": ["k/a/x-1.yaml", "k/b/sa.yaml"], "k [a/x-2.yaml]": ["k/a/x-2.yaml", "k/b/sa.yaml"]}
    assert len(named({**files, "k/b/sa.yaml": (account("x"), deployment("x"))})) == 3  # would contradict one of them


def test_versions_are_no_difference_of_identity() -> None:
    old = deployment("web").replace("apps/v1", "extensions/v1beta1")
    assert set(named({"a/new.yaml": deployment("web"), "a/old.yaml": old})) == {"a [new.yaml]", "a [old.yaml]"}


def test_namespaces_are() -> None:
    assert set(named({"a/x.yaml": service("web", namespace="shop"), "a/y.yaml": service("web", namespace="bank")})) == {"a"}


# -- properties -------------------------------------------------------------------------------------------------------

OBJECTS = st.sampled_from(
    [
        *(deployment(name, account=name, replicas=count) for name in "ab" for count in (1, 2)),
        *(service(name, port=port) for name in "ab" for port in (1, 2)),
        *(account(name) for name in "ab"),
    ]
)
TREES = st.dictionaries(
    st.builds(
        "{}{}.yaml".format, st.sampled_from(["", "k/", "k/a/", "k/b/", "k/prod/", "k/dev/", "k/dev/a/"]), st.sampled_from("xyz")
    ),
    st.lists(OBJECTS, min_size=1, max_size=3, unique=True).map(tuple),
    min_size=1,
    max_size=8,
)


def told(resolution: Resolution) -> object:
    units = [(unit.name, [source.path for source in unit.sources], unit.environment) for unit in resolution.units]
    return units, dict(resolution.reasons)


@settings(max_examples=150, deadline=None)
@given(TREES, st.integers(0, 99))
def test_units_hold_every_file_and_no_order_matters(files: dict[str, tuple[str, ...]], seed: int) -> None:
    found = resolved(files)
    assert {source.path for unit in found.units for source in unit.sources} == set(files)
    assert len({unit.name for unit in found.units}) == len(found.units)
    assert told(resolved(files, seed)) == told(found)
    for unit in found.units:
        sides: dict[str, set[str]] = {"prod": set(), "dev": set(), "": set()}
        for source in unit.sources:
            side = "prod" if "/prod/" in source.path else "dev" if "/dev/" in source.path else ""
            sides[side].add(source.path)
        assert sum(map(bool, sides.values())) == 1


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(OBJECTS, min_size=1, max_size=3, unique=True), min_size=1, max_size=6))
def test_alternatives_never_meet(contents: list[list[str]]) -> None:
    files = {f"a/{index}.yaml": tuple(texts) for index, texts in enumerate(contents)}
    for unit in resolved(files).units:
        by_file: dict[str, dict[str, object]] = {}
        for resource in unit.resources:
            by_file.setdefault(resource.document.source.path, {}).setdefault(str(resource), resource.value)
        paths = sorted(by_file)
        for index, one in enumerate(paths):
            for other in paths[index + 1 :]:
                both = by_file[one].keys() & by_file[other].keys()
                differs = any(by_file[one][name] != by_file[other][name] for name in both)
                small, large = sorted((len(by_file[one]), len(by_file[other])))
                alike = differs and 2 * len(both) >= small and (len(both) > 1 or (small == 1 and large <= 2))
                assert not alike or refers(by_file[one], by_file[other]) or refers(by_file[other], by_file[one])


def refers(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether a file refers to what it does not have and another one has: accounts by name, pods by their labels."""
    wanted = {("Deployment", "ServiceAccount"), ("Service", "Deployment")}
    return any(
        f"{source} {name}" in one and f"{target} {name}" not in one and f"{target} {name}" in other
        for source, target in wanted
        for name in "ab"
    )


def test_nothing_to_combine() -> None:
    assert combinations([]) == (Combination(()),)


@pytest.mark.parametrize("shape", ["siblings", "crowd", "names", "labels"])
def test_no_layout_takes_quadratic_time(shape: str) -> None:
    def files(count: int) -> dict[str, str]:
        if shape == "siblings":  # each refers to its neighbour
            pairs = {f"k/d{n:05}/a.yaml": deployment(f"w{n}", account=f"w{n + 1}") for n in range(count)}
            return {**pairs, **{f"k/d{n:05}/s.yaml": account(f"w{n}") for n in range(count)}}
        if shape == "crowd":  # all files of a directory define one object
            return {f"k/{n:05}.yaml": deployment("web", replicas=n) for n in range(2 * count)}
        if shape == "names":  # everybody wants what everybody else has, in other namespaces
            wants = {f"k/a{n:05}/a.yaml": deployment("w", account="w", namespace=f"n{n}") for n in range(count)}
            return {**wants, **{f"k/b{n:05}/a.yaml": account("w", f"m{n}") for n in range(count)}}
        wants = {f"k/a{n:05}/a.yaml": service("w", namespace=f"n{n}") for n in range(count)}
        return {**wants, **{f"k/b{n:05}/a.yaml": deployment("w", namespace=f"m{n}") for n in range(count)}}

    def seconds(count: int) -> float:
        texts = files(count)
        layout = plan(texts, "directory", (Root(".", HERE, len(HERE)),), HERE)
        best = 1e9
        for _ in range(2):
            streams = [layout.stream(path, text.encode()) for path, text in texts.items()]
            start = time.process_time()
            resolve(layout, streams)
            best = min(best, time.process_time() - start)
        return best

    assert seconds(800) < 4 * 3 * seconds(200) + 0.5  # four times as many: linear, with room for a noisy machine
