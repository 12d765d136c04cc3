"""What the user states of the deployment: what lives elsewhere, what operators make, what is complete, environments, worlds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from k8slint import rulebook
from k8slint.discover import find
from k8slint.engine import Examined, Settings, examine, lint
from k8slint.findings import Confidence, Report, Severity
from k8slint.settings import External, Facts, Operator, Origin, Statement

RULES = rulebook.choose(rulebook.load(), select=("all",), profiles=("default",))
NOTHING = Facts()


def write(root: Path, files: Mapping[str, str]) -> Path:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def checked(root: Path, files: Mapping[str, str], facts: Facts = NOTHING) -> Report:
    return lint(find((".",), cwd=str(write(root, files))), RULES, Settings(facts=facts))


def examined(root: Path, files: Mapping[str, str], facts: Facts = NOTHING) -> Examined:
    return examine(find((".",), cwd=str(write(root, files))), Settings(facts=facts))


def found(report: Report, *rules: str) -> list[tuple[str, Severity]]:
    assert not report.failures
    return [(one.rule, one.severity) for one in report.findings if one.rule in rules]


def deployment(name: str, more: str = "", namespace: str = "shop", spec: str = "") -> str:
    return f"""\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec: {{{spec}containers: [{{name: app, image: "a:1", ports: [{{containerPort: 80}}]{more}}}]}}
---
"""


def service(name: str, selector: str, namespace: str = "shop") -> str:
    ports = "[{port: 80}]"
    return f"""\
apiVersion: v1
kind: Service
metadata: {{name: {name}, namespace: {namespace}}}
spec: {{selector: {selector}, ports: {ports}}}
---
"""


WEB = deployment("web", ", envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: passwords}}]")
WEB += service("web", "{app: web}")
LOST = ("configmap-not-found", "secret-not-found")


@pytest.mark.parametrize(
    ("external", "left"),
    [
        (External("ConfigMap"), ["secret-not-found"]),
        (External("Secret", name="pass*"), ["configmap-not-found"]),
        (External("Secret", name="other"), list(LOST)),
        (External(namespace="shop"), []),
        (External(namespace="shop", name="settings"), ["secret-not-found"]),
        (External(namespace="sho"), list(LOST)),
    ],
)
def test_what_lives_elsewhere_is_not_missing(tmp_path: Path, external: External, left: list[str]) -> None:
    report = checked(tmp_path, {"web.yaml": WEB}, Facts(externals=(external,)))
    assert sorted(rule for rule, _ in found(report, *LOST)) == sorted(left)
    assert len(report.remarks) == (1 if len(left) == 2 else 0)


def test_what_nobody_knows_the_namespace_of_is_in_none_that_is_stated(tmp_path: Path) -> None:
    files = {"web.yaml": WEB.replace(", namespace: shop", "")}
    assert len(found(checked(tmp_path, files, Facts(externals=(External(namespace="shop"),))), *LOST)) == 2


def test_externals_that_nothing_needs_are_told_with_their_place(tmp_path: Path) -> None:
    external = External("Secret", "infra", "tls", Origin(".k8slint.yaml", 3, 5))
    report = checked(tmp_path, {"web.yaml": WEB}, Facts(externals=(external,)))
    assert [str(one) for one in report.remarks] == [
        ".k8slint.yaml:3:5: external ns:infra/Secret/tls: nothing that is linted needs it"
    ]


@pytest.mark.parametrize(
    ("external", "told"),
    [
        (External("Pod"), False),
        (External("Deployment", name="queue"), False),
        (External("Pod", name="queue-*"), False),
        (External("Pod", name="cache-*"), True),
        (External("Secret"), True),
        (External(namespace="shop"), False),
        (External(namespace="infra"), True),
    ],
)
def test_pods_that_live_elsewhere(tmp_path: Path, external: External, told: bool) -> None:
    files = {"web.yaml": deployment("web") + service("queue", "{app: queue}")}
    assert bool(found(checked(tmp_path, files, Facts(externals=(external,))), "service-selects-nothing")) is told


def test_services_in_text_and_behind_ingresses(tmp_path: Path) -> None:
    ingress = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  ingressClassName: nginx
  defaultBackend: {service: {name: frontend, port: {number: 80}}}
"""
    env = ', env: [{name: API_URL, value: "http://webb:8080"}]'
    files = {"web.yaml": deployment("web", env) + service("web", "{app: web}") + ingress}
    rules = ("config-service-not-found", "ingress-backend-service-not-found")
    before = found(checked(tmp_path, files), *rules)
    assert sorted(rule for rule, _ in before) == list(rules)
    facts = Facts(externals=(External("Service", "*", "webb"), External("Service", "shop", "frontend")))
    assert not found(checked(tmp_path, files, facts), *rules)


FOO = "apiVersion: acme.io/v1\nkind: Queue\nmetadata: {name: jobs, namespace: shop}\n---\n"


@pytest.mark.parametrize(
    ("operator", "told"),
    [
        (Operator("Queue", pod_labels={"queue": "{name}-q"}), False),
        (Operator("Queue", "acme.io", {"queue": "{name}-q", "tier": "x"}), False),
        (Operator("Queue", "other.io", {"queue": "{name}-q"}), True),
        (Operator("Queue", pod_labels={"queue": "other"}), True),
        (Operator("Queue", pod_labels={"app": "{name}"}), True),
    ],
)
def test_pods_of_operators(tmp_path: Path, operator: Operator, told: bool) -> None:
    files = {"a.yaml": FOO + deployment("web") + service("web", "{app: web}") + service("work", "{queue: jobs-q, zone: a}")}
    report = checked(tmp_path, files, Facts(operators=(operator,)))
    assert bool(found(report, "service-selects-nothing")) is told


@pytest.mark.parametrize(
    ("secret", "told"), [("{name}-auth", False), ("{name}-*", False), ("{name}", True), ("{name}-other", True)]
)
def test_secrets_of_operators(tmp_path: Path, secret: str, told: bool) -> None:
    files = {"a.yaml": FOO + deployment("web", ", envFrom: [{secretRef: {name: jobs-auth}}]")}
    report = checked(tmp_path, files, Facts(operators=(Operator("Queue", secrets=(secret,)),)))
    assert bool(found(report, "secret-not-found")) is told


def test_a_kind_whose_operator_is_stated_leaves_no_gap(tmp_path: Path) -> None:
    files = {"a.yaml": FOO + WEB + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other, namespace: shop}\n"}
    assert found(checked(tmp_path, files), "configmap-not-found") == [("configmap-not-found", Severity.WARNING)]
    facts = Facts(operators=(Operator("Queue"), Operator("Topic", origin=Origin("c.yaml", 1, 2))))
    report = checked(tmp_path, files, facts)
    assert found(report, "configmap-not-found") == [("configmap-not-found", Severity.ERROR)]
    assert [str(one) for one in report.remarks] == ["c.yaml:1:2: operator of Topic: there is no resource of this kind"]


KINDS = ("configmap-not-found", "ingressclass-not-found", "namespace-not-found", "secret-not-found")
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec: {ingressClassName: ours, defaultBackend: {service: {name: web, port: {number: 80}}}}
---
"""


def test_complete_closes_everything_but_secrets(tmp_path: Path) -> None:
    files = {"a.yaml": INGRESS + WEB}

    def proved(facts: Facts) -> list[str]:
        report = checked(tmp_path, files, facts)
        return sorted(one.rule for one in report.findings if one.rule in KINDS and one.confidence is Confidence.PROVED)

    assert proved(Facts()) == []
    assert proved(Facts(secrets_closed=True)) == ["secret-not-found"]  # where a ConfigMap would be missing for certain too
    assert proved(Facts(complete=True)) == ["configmap-not-found", "ingressclass-not-found", "namespace-not-found"]
    assert proved(Facts(complete=True, secrets_closed=True)) == list(KINDS)


def test_what_cannot_be_read_is_no_proof_however_complete(tmp_path: Path) -> None:
    files = {"a.yaml": WEB, "b.yaml": "a: [\n"}
    assert found(checked(tmp_path, files, Facts(complete=True)), "configmap-not-found") == [
        ("configmap-not-found", Severity.INFO)
    ]


def environments(root: Path, files: Mapping[str, str], facts: Facts) -> dict[str, tuple[str | None, str]]:
    units = examined(root, files, facts).resolution.units
    return {unit.name: (unit.environment, unit.evidence[0] if unit.evidence else "") for unit in units}


def test_environments_by_path(tmp_path: Path) -> None:
    files = {f"{name}/web.yaml": deployment(name.replace("/", "-")) for name in ("blue/a", "blue/dev", "green", "other")}
    facts = Facts(environment="live", environments=(("blue/", "prod"), ("blue/dev", "qa"), ("gone/**", "dev"), ("green", "eu")))
    assert environments(tmp_path, files, facts) == {
        "blue/a": ("production", "production: configuration, paths blue/"),
        "blue/dev": ("staging", "staging: configuration, paths blue/dev"),
        "green": ("eu", "eu: configuration, paths green"),
        "other": ("production", "production: configuration, default"),
    }
    unmatched = examined(tmp_path, files, facts).resolution.unmatched
    assert [one.text for one in unmatched] == ["environment dev: no unit lies at gone/**"]


def test_the_word_of_the_command_line_is_the_last(tmp_path: Path) -> None:
    tree = find((".",), cwd=str(write(tmp_path, {"blue/web.yaml": deployment("web")})))
    settings = Settings("staging", facts=Facts(environment="dev", environments=(("blue", "prod"),)))
    assert examine(tree, settings).resolution.units[0].environment == "staging"


def test_stated_environments_keep_directories_apart(tmp_path: Path) -> None:
    files = {"x/a/web.yaml": deployment("web"), "x/b/svc.yaml": service("web", "{app: web}")}
    assert [unit.name for unit in examined(tmp_path, files).resolution.units] == ["x"]
    facts = Facts(environments=(("x/a", "prod"), ("x/b", "dev")))
    assert [unit.name for unit in examined(tmp_path, files, facts).resolution.units] == ["x/a", "x/b"]


def test_bases_do_not_tell_the_environment_of_what_uses_them(tmp_path: Path) -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": deployment("web"),
        "eu/kustomization.yaml": "resources: [../base]\nnamespace: eu\n",
    }
    assert environments(tmp_path, files, Facts(environments=(("base", "dev"),)))["eu"][0] is None
    assert environments(tmp_path, files, Facts(environments=(("eu", "dev"),)))["eu"][0] == "development"


def worlds(root: Path, files: Mapping[str, str], facts: Facts) -> dict[str, list[str]]:
    return {world.name: [part.name for part in world.parts] for world in examined(root, files, facts).resolution.worlds}


APART = {
    "apps/web/kustomization.yaml": "resources: [web.yaml]\n",
    "apps/web/web.yaml": WEB,
    "infra/kustomization.yaml": "resources: [config.yaml]\n",
    "infra/config.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: shop}\n",
    "else/other.yaml": deployment("other"),
}
CONFIG = "infra/config.yaml"


def test_a_stated_world(tmp_path: Path) -> None:
    eu = Statement("eu", ("apps", "./infra/"), environment="prod", cluster="eu1", version=(1, 31))
    facts = Facts(worlds=(eu, Statement("lost", ("gone",), origin=Origin("c.yaml", 9, 1))))
    assert worlds(tmp_path, APART, facts) == {"eu": ["apps/web", "infra"]}
    resolution = examined(tmp_path, APART, facts).resolution
    world = resolution.worlds[0]
    assert (world.environment, world.cluster, world.version, world.complete) == ("production", "eu1", (1, 31), False)
    assert {unit.name: unit.environment for unit in resolution.units} == {
        "apps/web": "production",
        "infra": "production",
        "else": None,
    }
    assert [(one.text, str(one.origin)) for one in resolution.unmatched] == [
        ("world lost: no unit lies below gone", "c.yaml:9:1")
    ]
    assert not found(checked(tmp_path, APART, facts), "configmap-not-found")


def test_the_version_of_a_stated_world(tmp_path: Path) -> None:
    init = 'initContainers: [{name: proxy, image: "p:1", restartPolicy: Always, ports: [{name: admin, containerPort: 9}]}], '
    admin = service("web", "{app: web}").replace("{port: 80}", "{port: 80, targetPort: admin}")
    files = {"apps/web.yaml": deployment("web", spec=init) + admin}
    rule = "service-target-port-in-init-container"
    assert found(checked(tmp_path, files, Facts(worlds=(Statement("new", ("apps",), version=(1, 33)),))), rule) == []
    old = Facts(worlds=(Statement("old", ("apps",), version=(1, 27)),))
    assert [name for name, _ in found(checked(tmp_path, files, old), rule)] == [rule]


def test_a_stated_world_that_is_complete(tmp_path: Path) -> None:
    facts = Facts(worlds=(Statement("eu", ("apps",), complete=True),))
    report = checked(tmp_path, {**APART, CONFIG: APART[CONFIG].replace("settings", "others")}, facts)
    assert found(report, "configmap-not-found") == [("configmap-not-found", Severity.ERROR)]


def test_alternatives_of_a_stated_world_are_those_of_its_environment(tmp_path: Path) -> None:
    base = {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": deployment("web")}
    overlays = {
        f"overlays/{name}/kustomization.yaml": f"resources: [../../base]\nreplicas: [{{name: web, count: {count}}}]\n"
        for count, name in enumerate(("dev", "prod"), 2)
    }
    files = {**base, **overlays, "config/c.yaml": APART[CONFIG]}
    assert worlds(tmp_path, files, Facts(worlds=(Statement("eu", ("overlays", "config"), environment="prod"),))) == {
        "eu": ["config", "overlays/prod"]
    }
    both = worlds(tmp_path, files, Facts(worlds=(Statement("all", (".",)),)))
    assert both == {"all [overlays/dev]": ["config", "overlays/dev"], "all [overlays/prod]": ["config", "overlays/prod"]}


def test_patterns_are_relative_to_where_they_are_written(tmp_path: Path) -> None:
    facts = Facts(worlds=(Statement("eu", ("web",), base="apps"), Statement("no", ("apps",), base="apps")))
    assert worlds(tmp_path, APART, facts) == {"eu": ["apps/web"]}


FLUX = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: {name}, namespace: flux-system}}
spec: {{sourceRef: {{kind: GitRepository, name: flux-system}}, path: {path}}}
---
"""


def cluster(name: str) -> dict[str, str]:
    paths = (f"./apps/{name}", "./infra")
    return {
        f"clusters/{name}/all.yaml": "".join(FLUX.format(name=path.rpartition("/")[2], path=path) for path in paths),
        f"apps/{name}/kustomization.yaml": "resources: [web.yaml]\n",
        f"apps/{name}/web.yaml": WEB,
    }


def test_what_the_user_states_of_a_cluster_of_flux_is_said_of_all_that_flux_brings(tmp_path: Path) -> None:
    files = {**APART, **cluster("one"), **cluster("two")}
    assert worlds(tmp_path, files, Facts()) == {
        "clusters/one": ["apps/one", "clusters/one", "infra"],
        "clusters/two": ["apps/two", "clusters/two", "infra"],
    }
    facts = Facts(worlds=(Statement("eu", ("clusters/one",), environment="prod"),))
    assert worlds(tmp_path, files, facts) == {
        "clusters/two": ["apps/two", "clusters/two", "infra"],
        "eu": ["apps/one", "clusters/one", "infra"],
    }
    resolution = examined(tmp_path, files, facts).resolution
    assert {unit.name: unit.environment for unit in resolution.units}["apps/one"] == "production"
    # what both clusters have says nothing of either
    assert worlds(tmp_path, files, Facts(worlds=(Statement("base", ("infra",)),))) == {
        "base": ["infra"],
        "clusters/one": ["apps/one", "clusters/one", "infra"],
        "clusters/two": ["apps/two", "clusters/two", "infra"],
    }


def test_a_stated_world_with_the_name_of_one_that_flux_makes_is_that_one(tmp_path: Path) -> None:
    files = {**APART, **cluster("one"), "more/kustomization.yaml": "configMapGenerator: [{name: a, literals: [a=b]}]\n"}
    assert worlds(tmp_path, files, Facts(worlds=(Statement("clusters/one", ("more",)),))) == {
        "clusters/one": ["apps/one", "clusters/one", "infra", "more"]
    }


def test_units_that_are_stated_to_be_apart_stay_apart(tmp_path: Path) -> None:
    files = {**APART, **cluster("one")}
    facts = Facts(worlds=(Statement("eu", ("apps/one",)), Statement("us", ("infra",))))
    assert worlds(tmp_path, files, facts) == {"eu": ["apps/one", "clusters/one"], "us": ["clusters/one", "infra"]}


def test_nothing_stated_changes_nothing(tmp_path: Path) -> None:
    files = {**APART, **cluster("one")}
    report = checked(tmp_path, files)
    assert report.remarks == ()
    assert report.findings == checked(tmp_path, files, Facts(base="elsewhere")).findings
