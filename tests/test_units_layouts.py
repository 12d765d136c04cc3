"""How repositories are laid out: Kustomize, charts, examples, other YAML; nothing is misread as a plain manifest."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from k8slint.units import Beyond, Resolution, Root, Unit, plan, resolve
from k8slint.units.kustomizing import MemoryFiles
from k8slint.units.layout import Role
from k8slint.units.listing import as_data, as_text
from k8slint.yaml import Node

HERE = ("work", "repo")


def thing(kind: str, name: str, more: str = "", version: str = "v1") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: {name}}}\n{more}"


def deployment(name: str, more: str = "") -> str:
    return thing(
        "Deployment",
        name,
        f"""\
spec:
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers: [{{name: app, image: "app:1"}}]
{more}""",
        "apps/v1",
    )


def service(name: str, selects: str) -> str:
    return thing("Service", name, f"spec: {{selector: {{app: {selects}}}, ports: [{{port: 80}}]}}\n")


CONFIG = thing("ConfigMap", "config")


def resolved(
    files: Mapping[str, str | bytes],
    mode: str = "directory",
    *,
    root: Root | None = None,
    beside: tuple[str, ...] = (),
    unreadable: Mapping[str, str] | None = None,
    env: str | None = None,
    seed: int | None = None,
) -> Resolution:
    paths = [*files, *(unreadable or {})]
    if seed is not None:
        random.Random(seed).shuffle(paths)  # noqa: S311  # no secret
    layout = plan(paths, mode, (root or Root(".", HERE, len(HERE), whole=mode == "directory"),), HERE, beside)
    data = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    streams = [layout.stream(path, data[path]) for path in paths if path in data and layout.reads(path)]
    return resolve(layout, streams, unreadable, env=env, beyond=Beyond(MemoryFiles(data)))


def named(resolution: Resolution) -> dict[str, list[str]]:
    return {unit.name: sorted(map(str, unit.resources)) for unit in resolution.units}


def unit(resolution: Resolution, name: str) -> Unit:
    return next(unit for unit in resolution.units if unit.name == name)


# -- Kustomize --------------------------------------------------------------------------------------------------------

PATCH = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}\n"


def test_a_base_and_its_overlay() -> None:
    found = resolved(
        {
            "base/kustomization.yaml": "resources: [web.yaml, config.yaml]\nconfigMapGenerator:\n- name: flags\n",
            "base/web.yaml": deployment("web"),
            "base/config.yaml": CONFIG,
            "overlays/prod/kustomization.yaml": "resources: [../../base]\npatches:\n- path: replicas.yaml\nnamespace: shop\n",
            "overlays/prod/replicas.yaml": PATCH,
        }
    )
    assert named(found) == {"overlays/prod": ["ConfigMap config", "ConfigMap flags-6ct58987ht", "Deployment web"]}
    assert found.skipped == {}
    assert (found.documents, found.resources) == (5, 3)
    (overlay,) = found.units
    assert (overlay.kind, overlay.partial, overlay.root, overlay.gaps) == ("kustomize", False, True, ())
    assert {resource.namespace for resource in overlay.resources} == {"shop"}
    assert [resource.get("spec", "replicas") for resource in overlay.resources if resource.kind == "Deployment"] == [3]


def test_a_base_and_an_overlay_that_cannot_be_built() -> None:
    found = resolved(
        {
            "base/kustomization.yaml": "resources: [web.yaml, config.yaml, gone.yaml]\nconfigMapGenerator:\n- name: flags\n",
            "base/web.yaml": deployment("web"),
            "base/config.yaml": CONFIG,
            "overlays/prod/kustomization.yaml": "resources: [../../base]\npatches:\n- path: replicas.yaml\nnamespace: shop\n",
            "overlays/prod/replicas.yaml": PATCH,
        }
    )
    assert named(found) == {"base": ["ConfigMap config", "Deployment web"], "overlays/prod": []}
    assert found.skipped == {"kustomize-not-built": 1, "patch": 1}
    assert found.documents == 5
    base = unit(found, "base")
    assert (base.kind, base.partial, base.root, base.generated) == ("kustomize", True, False, (("ConfigMap", "flags"),))
    assert [gap.kind for gap in base.gaps] == ["not-built"]
    ((fault,),) = (one.faults for one in unit(found, "overlays/prod").kustomizations)
    assert (fault.kind, fault.node.path if isinstance(fault.node, Node) else None) == ("resource-not-found", ("resources", 2))


@pytest.mark.parametrize("name", ["kustomization.yaml", "kustomization.yml", "Kustomization"])
@pytest.mark.parametrize("head", ["", "kind: Component\n", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"])
def test_what_is_a_kustomization(name: str, head: str) -> None:
    found = resolved({f"a/{name}": f"{head}resources: [x.yaml]\n", "a/x.yaml": CONFIG})
    assert found.skipped == {}
    a = unit(found, "a")
    assert (a.kind, a.partial) == ("kustomize", "Component" in head)  # a Component is never built by itself


def test_a_kustomization_of_flux_is_an_object() -> None:
    flux = thing("Kustomization", "apps", "spec: {path: ./apps}\n", "kustomize.toolkit.fluxcd.io/v1")
    found = resolved({"clusters/a/kustomization.yaml": flux})
    assert named(found) == {"clusters/a": ["Kustomization apps"]}
    assert [(gap.kind, gap.message) for gap in found.units[0].gaps] == [("not-built", "Kustomization apps applies ./apps")]


@pytest.mark.parametrize(
    "field",
    [
        "patches: [{path: f.yaml}]",
        "patchesStrategicMerge: [f.yaml]",
        "patchesJson6902: [{path: f.yaml, target: {kind: Service}}]",
        "replacements: [{path: f.yaml}]",
        "transformers: [f.yaml]",
        "generators: [f.yaml]",
        "configurations: [f.yaml]",
        "crds: [f.yaml]",
        "openapi: {path: f.yaml}",
    ],
)
def test_files_that_are_not_applied(field: str) -> None:
    found = resolved({"a/kustomization.yaml": field, "a/f.yaml": service("web", "web")})
    assert not any(unit.resources for unit in found.units)
    assert found.skipped == {"kustomize-not-built": 1, "patch": 1}


def test_what_is_applied_and_also_named_otherwise_is_applied() -> None:
    found = resolved({"a/kustomization.yaml": "resources: [f.yaml]\ncrds: [f.yaml]\n", "a/f.yaml": CONFIG})
    assert named(found) == {"a": ["ConfigMap config"]}


def test_settings_without_objects_are_no_patches() -> None:
    found = resolved({"a/kustomization.yaml": "configurations: [f.yaml]", "a/f.yaml": "nameReference: []\n"})
    assert (found.skipped, found.units) == ({}, ())


def test_a_directory_of_transformers() -> None:
    builtin = "apiVersion: builtin\nkind: NamespaceTransformer\nmetadata: {name: x}\n"
    found = resolved(
        {
            "a/kustomization.yaml": "resources: [c.yaml]\ntransformers: [../t]\n",
            "a/c.yaml": CONFIG,
            "t/kustomization.yaml": "resources: [ns.yaml, plugin.yaml]\n",
            "t/ns.yaml": builtin,
            "t/plugin.yaml": thing("Thing", "x", version="viaduct.ai/v1"),
        }
    )
    assert named(found) == {"a": ["ConfigMap config"]}
    assert found.skipped == {"kustomize-not-built": 1, "not-kubernetes": 1, "patch": 1}


@pytest.mark.parametrize("entry", ["files: [data.yaml]", "files: [key.yaml=data.yaml]", "envs: [data.yaml]", "env: data.yaml"])
@pytest.mark.parametrize("text", [CONFIG, "a: {{ broken\n", "just: data\n"])
def test_what_generators_read_is_data(entry: str, text: str) -> None:
    generators = f"configMapGenerator: [{{name: a, {entry}}}]\n"
    found = resolved({"a/kustomization.yaml": generators, "a/data.yaml": text, "a/other.yaml": CONFIG})
    assert named(found)["a [other.yaml]"] == ["ConfigMap config"]
    assert (found.skipped, found.errors) == ({}, ())


def test_values_of_inflated_charts_are_data() -> None:
    charts = "helmCharts: [{name: x, valuesFile: v.yaml, additionalValuesFiles: [w.yaml]}]\n"
    found = resolved({"a/kustomization.yaml": charts, "a/v.yaml": "a: 1\n", "a/w.yaml": CONFIG})
    assert found.skipped == {"kustomize-not-built": 1, "not-kubernetes": 2}


@pytest.mark.parametrize(
    ("text", "patch"),
    [
        (PATCH, True),
        ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: a}]}}}", True),
        ("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {nodeSelector: {a: b}}}}", True),
        ("apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\nspec: {schedule: '@daily'}", True),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, env: []}]}", True),
        ("- {op: replace, path: /spec/replicas, value: 3}", True),
        (deployment("web"), False),
        ("apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{image: a}]}}}", False),
        (service("web", "web"), False),
    ],
)
def test_patches_by_shape(text: str, patch: bool) -> None:
    found = resolved({"a/kustomization.yaml": "", "a/f.yaml": text})
    assert found.skipped.get("patch", 0) == patch
    assert sum(len(unit.resources) for unit in found.units) == (not patch)
    elsewhere = resolved({"a/f.yaml": text})
    assert elsewhere.skipped.get("patch", 0) == text.startswith("- {op")


@pytest.mark.parametrize("directive", ["$patch: delete", "spec: {ports: [{$patch: replace}]}", "spec: {$retainKeys: [a]}"])
def test_directives_tell_a_patch_anywhere(directive: str) -> None:
    found = resolved({"a/f.yaml": f"apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\n{directive}\n"})
    assert (found.skipped, found.units) == ({"patch": 1}, ())


def test_a_dollar_alone_tells_nothing() -> None:
    found = resolved({"a/f.yaml": thing("ConfigMap", "a", "data: {a: '$patch: x', b: $HOME}\n")})
    assert named(found) == {"a": ["ConfigMap a"]}


def test_files_that_no_kustomization_names_belong_to_their_directory() -> None:
    found = resolved(
        {
            "a/kustomization.yaml": "resources: [web.yaml]\n",
            "a/web.yaml": deployment("web"),
            "a/optional.yaml": thing("Secret", "optional"),
            "a/web-old.yaml": deployment("web", "      nodeName: x\n"),
            "parts/kustomization.yaml": "resources: [sub/one.yaml]\n",
            "parts/sub/one.yaml": thing("ConfigMap", "one"),
            "parts/sub/two.yaml": thing("ConfigMap", "two"),
        }
    )
    assert named(found) == {
        "a": ["Deployment web"],
        "a [optional.yaml, web-old.yaml]": ["Deployment web", "Secret optional"],
        "parts": ["ConfigMap one"],
        "parts [sub/two.yaml]": ["ConfigMap two"],
    }
    assert {unit.kind for unit in found.units} == {"kustomize"}
    assert [unit.partial for unit in found.units] == [False, True, False, True]
    assert not any(unit.root for unit in found.units if unit.partial)


def test_a_directory_that_several_kustomizations_pick_from() -> None:
    found = resolved(
        {
            "x/kustomization.yaml": "resources: [../pool/one.yaml]\n",
            "y/kustomization.yaml": "resources: [../pool/one.yaml]\n",
            "pool/one.yaml": thing("ConfigMap", "one"),
            "pool/two.yaml": thing("ConfigMap", "two"),
        }
    )
    assert named(found) == {"pool": ["ConfigMap two"], "x": ["ConfigMap one"], "y": ["ConfigMap one"]}
    assert found.resources == 2
    assert all(unit.partial for unit in found.units)  # Kustomize reads no files from elsewhere
    alone = resolved({"x/kustomization.yaml": "resources: [one.yaml]\n", "x/one.yaml": thing("ConfigMap", "one")})
    assert (alone.resources, alone.units[0].partial) == (1, False)


def test_left_over_patches_are_not_deployed() -> None:
    found = resolved(
        {
            "crd/kustomization.yaml": "resources: [a.yaml]\n# patches: [{path: patches/webhook.yaml}]\n",
            "crd/a.yaml": thing("CustomResourceDefinition", "a", "spec: {group: a}\n", "apiextensions.k8s.io/v1"),
            "crd/patches/webhook.yaml": thing("CustomResourceDefinition", "a", "", "apiextensions.k8s.io/v1"),
        }
    )
    assert {unit.name: unit.partial for unit in found.units} == {"crd": False, "crd [patches/webhook.yaml]": True}


def test_the_namespace_of_a_kustomization() -> None:
    found = resolved({"a/kustomization.yaml": "namespace: shop\nresources: [c.yaml]\n", "a/c.yaml": CONFIG})
    assert found.units[0].resources[0].namespace == "shop"


def test_a_kustomization_that_cannot_be_read() -> None:
    found = resolved({"a/kustomization.yaml": "resources: [x.yaml\nb: {\n", "a/x.yaml": CONFIG})
    assert unit(found, "a").kind == "kustomize"
    assert [(unread.error.source.path, unread.unit) for unread in found.errors] == [("a/kustomization.yaml", "a")]


@pytest.mark.parametrize(
    "text",
    [
        *("[]\n", "1\n", "", "resources: x\n", "resources: [1, {a: b}, null]\n", "openapi: 3\n"),
        *("patches: [1, {path: 2}]\nbases: {a: b}\n", "configMapGenerator: {name: a}\n"),
        "configMapGenerator: [{name: 1, files: x, envs: [1]}]\nnamespace: 1\n",
    ],
)
def test_malformed_kustomizations(text: str) -> None:
    found = resolved({"a/kustomization.yaml": text, "a/x.yaml": CONFIG})
    assert named(found) == {"a": ["ConfigMap config"]}


def test_remote_and_missing_bases_are_no_matter() -> None:
    text = "resources: [https://github.com/a/b?ref=v1, github.com/a//b, ../nowhere, gone.yaml, ../../../../../up.yaml]\n"
    found = resolved({"a/kustomization.yaml": text, "a/x.yaml": CONFIG})
    assert named(found) == {"a": ["ConfigMap config"]}


# -- charts -----------------------------------------------------------------------------------------------------------


def test_a_chart() -> None:
    found = resolved(
        {
            "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\n",
            "charts/shop/values.yaml": "a: 1\n",
            "charts/shop/values-prod.yaml": "a: 1\n",
            "charts/shop/values.schema.json": "{}",
            "charts/shop/templates/web.yaml": "{{- if .Values.web }}\nkind: x\n{{- end }}\n",
            "charts/shop/templates/_helpers.tpl": "{{ define }}",
            "charts/shop/templates/tests/test.yaml": CONFIG,
            "charts/shop/charts/db/Chart.yaml": "apiVersion: v2\nname: db\n",
            "charts/shop/charts/db/templates/db.yaml": "{{ x }}",
            "charts/shop/crds/crd.yaml": thing("CustomResourceDefinition", "a", "", "apiextensions.k8s.io/v1"),
            "charts/shop/ci/some-values.yaml": "a: 2\n",
            "charts/shop/files/dashboard.json": "not read at all",
            "charts/shop/examples/example.yaml": CONFIG,
        }
    )
    assert named(found) == {
        "charts/shop/crds": ["CustomResourceDefinition a"],
        "charts/shop/examples": ["ConfigMap config"],
    }
    assert found.skipped == {"example": 1, "helm-not-rendered": 1, "not-kubernetes": 7}
    assert (found.files, found.documents, found.resources) == (13, 13, 1)
    assert (unit(found, "charts/shop/crds").kind, unit(found, "charts/shop/crds").partial) == ("chart", True)
    assert unit(found, "charts/shop/examples").example
    assert not found.errors


def test_a_chart_beside_plain_manifests() -> None:
    found = resolved({"Chart.yaml": "name: a", "templates/a.yaml": "{{ x }}", "k8s/web.yaml": deployment("web")})
    assert named(found) == {"k8s": ["Deployment web"]}
    assert unit(found, "k8s").partial


def test_a_chart_in_a_chart_that_is_no_subchart_counts() -> None:
    found = resolved({"a/Chart.yaml": "name: a", "a/extra/b/Chart.yaml": "name: b", "a/charts/c/Chart.yaml": "name: c"})
    assert found.skipped["helm-not-rendered"] == 2


def test_below_a_chart_that_was_not_named() -> None:
    root = Root("c/templates", (*HERE, "c", "templates"), len(HERE), chart=len(HERE) + 1)
    found = resolved({"c/templates/a.yaml": "{{ x }}", "c/templates/_h.tpl": ""}, root=root)
    assert (found.skipped, found.documents) == ({"helm-not-rendered": 1}, 2)


def test_broken_values_are_told() -> None:
    found = resolved({"c/Chart.yaml": "name: c\n", "c/values.yaml": "a: {\n"})
    assert [unread.error.source.path for unread in found.errors] == ["c/values.yaml"]


# -- other files ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "services: {web: {image: a}}\n",
        "on: push\njobs: {}\n",
        "apiVersion: v1\nkind: Config\nclusters: []\n",
        "apiVersion: v1\nkind: Policy\n",
        "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n",
        "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n",
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
        "apiVersion: skaffold/v4beta11\nkind: Config\n",
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n",
        "apiVersion: backstage.io/v1alpha1\nkind: Component\n",
        "apiVersion: 1\nkind: x\n",
        "apiVersion: ''\nkind: ''\n",
        "kind: Service\n",
        "- a\n- b\n",
        "text",
        "42",
    ],
)
def test_what_is_none_of_kubernetes_business(text: str) -> None:
    found = resolved({"a/f.yaml": text})
    assert (found.skipped, found.units, found.errors, found.documents) == ({"not-kubernetes": 1}, (), (), 1)


def test_empty_files_are_nothing_at_all() -> None:
    found = resolved({"a.yaml": "", "b.yaml": "# only a comment\n---\n", "c.json": " \n"})
    assert (found.skipped, found.documents, found.files) == ({}, 0, 3)


def test_a_file_is_counted_once() -> None:
    found = resolved({"a/f.yaml": f"a: 1\n---\nb: 2\n---\n{CONFIG}"})
    assert (found.skipped, found.documents, found.resources) == ({}, 3, 1)


@pytest.mark.parametrize("annotation", ["config.kubernetes.io/local-config: 'true'", "config.kubernetes.io/function: x"])
def test_local_configuration(annotation: str) -> None:
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a, annotations: {{{annotation}}}}}\n"
    assert resolved({"a.yaml": text}).skipped == {"local-config": 1}


def test_json_that_cannot_hold_a_manifest_is_not_parsed() -> None:
    files: dict[str, str | bytes] = {"a.json": '{"a": ', "b.json": "// comment\n{}", "c.json": b"\x00\xff"}
    found = resolved(files)
    assert (found.skipped, found.errors, found.documents) == ({"not-kubernetes": 3}, (), 3)


def test_json_that_could_is() -> None:
    found = resolved({"a.json": '{"apiVersion": "v1", ', "b.json": '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"b"}}'})
    assert len(found.errors) == 1
    assert named(found) == {".": ["Secret b"]}
    assert [gap.kind for gap in found.units[0].gaps] == ["unparsed"]


def test_utf_16_json_is_parsed() -> None:
    text = '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"b"}}'
    assert named(resolved({"b.json": text.encode("utf-16")})) == {".": ["Secret b"]}


@pytest.mark.parametrize(
    "text",
    [
        *("{{ if x }}\na: 1\n{{ end }}\n", "{% for x in y %}\n- a\n{% endfor %}\n"),
        *("a: {{ x }}-{{ y }}\n", "a:\n  {{- toYaml . | nindent 2 }}\n"),
    ],
)
def test_templates_are_gaps_and_no_errors(text: str) -> None:
    found = resolved({"k/t.yaml": text, "k/web.yaml": deployment("web")})
    assert not found.errors
    assert [(gap.kind, gap.path) for gap in found.units[0].gaps] == [("templated", "k/t.yaml")]
    assert found.skipped == {"not-kubernetes": 1}


def test_broken_yaml_is_an_error_although_some_text_of_it_looks_like_a_template() -> None:
    text = f"{CONFIG}data:\n  alert: 'Disk {{{{ $labels.disk }}}} is full'\n  a: b: c\n"
    found = resolved({"k/t.yaml": text, "k/u.yaml": f"{{{{ x }}}}: {{{{\n---\n{CONFIG}data: {{ a: [\n"})
    assert sorted(unread.error.source.path for unread in found.errors) == ["k/t.yaml", "k/u.yaml"]


def test_templates_of_ytt_are_not_read() -> None:
    text = f'#@ load("@ytt:data", "data")\n{CONFIG}data:\n  a: #@ data.values.a\n'
    found = resolved({"k/t.yaml": text, "k/web.yaml": deployment("web")})
    assert named(found) == {"k": ["Deployment web"]}
    assert [gap.kind for gap in found.units[0].gaps] == ["templated"]


def test_a_broken_file_is_an_error_and_a_gap() -> None:
    found = resolved({"k/bad.yaml": "a: {\n", "k/web.yaml": deployment("web"), "z/bad.yaml": "b: [\n"})
    assert [(unread.error.source.path, unread.unit) for unread in found.errors] == [("k/bad.yaml", "k"), ("z/bad.yaml", None)]
    assert [gap.kind for gap in found.units[0].gaps if gap.path == "k/bad.yaml"] == ["unparsed"]
    assert (found.documents, found.skipped) == (3, {})


def test_a_broken_neighbour_is_a_gap() -> None:
    files = {"k/a/web.yaml": deployment("web"), "k/b/bad.yaml": "a: {\n", "k/b/c/web.yaml": deployment("x")}
    found = resolved(files)
    for name in ("k/a", "k/b/c"):
        assert [(gap.kind, gap.path) for gap in unit(found, name).gaps] == [("unparsed", "k/b/bad.yaml")]
    assert not resolved({**files, "k/b/bad.yaml": "a: 1\n"}).units[0].gaps


def test_unreadable_files_are_counted_and_gaps() -> None:
    found = resolved({"k/web.yaml": deployment("web")}, unreadable={"k/x.yaml": "no permission"})
    assert (found.skipped, found.files) == ({"unreadable": 1}, 2)
    assert [(gap.kind, gap.message) for gap in found.units[0].gaps] == [("unparsed", "cannot be read: no permission")]


# -- examples ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["testdata", "test", "tests", "e2e", "fixtures", "golden", "__snapshots__", "vendor", ".github"])
def test_examples_are_units_of_their_own(name: str) -> None:
    found = resolved({f"a/{name}/sub/x.yaml": service("web", "web"), "a/web.yaml": deployment("web")})
    assert found.skipped == {"example": 1}
    assert found.resources == 1
    example = unit(found, f"a/{name}/sub")
    assert (example.example, example.root, len(example.resources)) == (True, False, 1)


def test_what_is_named_itself_is_no_example() -> None:
    root = Root("tests", (*HERE, "tests"), len(HERE))
    found = resolved({"tests/a/x.yaml": CONFIG, "tests/a/test/y.yaml": CONFIG}, root=root)
    assert [unit.example for unit in found.units] == [False, True]


def test_examples_outside_of_charts_are_deployed() -> None:
    assert not resolved({"examples/x.yaml": CONFIG}).units[0].example


def test_broken_examples_that_are_no_manifests_are_no_errors() -> None:
    found = resolved({"testdata/bad.yaml": "a: {\n", "testdata/manifest.yaml": f"{CONFIG}data: {{\n"})
    assert [unread.error.source.path for unread in found.errors] == ["testdata/manifest.yaml"]
    assert found.skipped == {"not-kubernetes": 1}


def test_kustomizations_in_tests_do_not_deploy_what_they_name() -> None:
    found = resolved(
        {
            "base/web.yaml": deployment("web"),
            "tests/all/kustomization.yaml": "resources: [../../base/web.yaml, own.yaml]\n",
            "tests/all/own.yaml": CONFIG,
        }
    )
    assert {unit.name: unit.kind for unit in found.units} == {"base": "plain", "tests/all": "plain"}
    assert unit(found, "tests/all").example


# -- one unit ---------------------------------------------------------------------------------------------------------


def test_standard_input_is_one_unit() -> None:
    found = resolved({"<stdin>": f"{CONFIG}---\n{deployment('web')}"}, "stdin")
    (only,) = found.units
    assert (only.name, only.kind, only.root, only.partial) == ("<stdin>", "stdin", True, False)


def test_a_name_for_standard_input_makes_it_nothing_else() -> None:
    found = resolved({"chart/templates/a.json": CONFIG}, "stdin")
    assert named(found) == {"<stdin>": ["ConfigMap config"]}


def test_named_files_are_one_unit() -> None:
    files = {"a/web.yaml": deployment("web"), "prod/svc.yaml": service("web", "web"), "a/tests/x.yaml": CONFIG}
    (only,) = resolved(files, "files").units
    assert (only.name, only.kind, only.root, len(only.resources)) == ("<arguments>", "arguments", True, 3)
    assert not resolved(files, "files", beside=("a/other.yaml",)).units[0].root


def test_named_files_of_a_kustomization() -> None:
    found = resolved({"a/p.yaml": PATCH, "a/web.yaml": deployment("web")}, "files", beside=("a/kustomization.yaml",))
    assert (found.skipped, named(found)) == ({"patch": 1}, {"<arguments>": ["Deployment web"]})
    assert not found.units[0].root
    whole = resolved({"a/kustomization.yaml": "resources: [web.yaml]\n", "a/web.yaml": deployment("web")}, "files")
    assert (named(whole), whole.units[0].partial, whole.skipped) == ({"a": ["Deployment web"]}, False, {})
    torn = resolved(
        {"a/kustomization.yaml": "resources: [web.yaml, gone.yaml]\n", "a/web.yaml": deployment("web")},
        "files",
        beside=("a/gone.yaml",),
    )
    assert (torn.units[0].partial, torn.skipped) == (True, {"kustomize-not-built": 1})
    assert not torn.units[0].kustomizations  # it may well be there


# -- what is told of a unit -------------------------------------------------------------------------------------------


def test_the_environment_of_units() -> None:
    files = {"prod/web.yaml": deployment("web"), "dev/web.yaml": deployment("web")}
    assert {unit.name: unit.environment for unit in resolved(files).units} == {"dev": "development", "prod": "production"}
    assert {unit.environment for unit in resolved(files, env="uat").units} == {"staging"}
    assert resolved({"web.yaml": deployment("web")}).units[0].environment is None


def test_where_a_checkout_lies_says_nothing() -> None:
    root = Root(".", ("home", "prod", "work", "repo"), 4)
    layout = plan(["a.yaml"], "directory", (root,), root.where)
    assert layout.place(".").trail == ()
    within = Root(".", ("repo", "prod"), 1)
    assert plan(["a.yaml"], "directory", (within,), within.where).place(".").trail == ("prod",)


def test_a_directory_above_the_working_directory() -> None:
    root = Root("..", ("repo", "clusters"), 1)
    layout = plan(["../prod/a.yaml", "web/b.yaml"], "directory", (root,), ("repo", "clusters", "dev"))
    assert layout.place("../prod").trail == ("clusters", "prod")
    assert layout.place("web").trail == ("clusters", "dev", "web")
    assert layout.resolve("../prod", "../dev/web") == "web"
    assert layout.resolve("web", "../../base") == "../base"


def test_unknown_kinds_and_what_installs_other_things_are_gaps() -> None:
    release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: r, namespace: flux}\n"
    application = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\n"
    text = "\n---\n".join(
        [
            "apiVersion: acme.io/v1\nkind: Widget\nmetadata: {name: w, namespace: shop}\n",
            "apiVersion: acme.io/v1\nkind: Widget\nmetadata: {name: v, namespace: shop}\n",
            f"{release}spec: {{targetNamespace: web}}\n",
            f"{application}spec: {{destination: {{namespace: x}}, source: {{chart: redis}}}}\n",
            f"{application}spec: {{destination: {{namespace: apps}}, sources: [{{path: apps}}]}}\n",
            "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nmetadata: {name: s}\nspec: 1\n",
            f"{application}spec: []\n",
        ]
    )
    gaps = resolved({"a.yaml": text}).units[0].gaps
    assert [(gap.kind, gap.message, gap.namespace) for gap in gaps] == [
        ("unknown-kind", "kind Widget is not known", "shop"),
        ("chart-source", "HelmRelease r installs a chart", "web"),
        ("chart-source", "Application a installs a chart", "x"),
        ("not-built", "Application a applies apps", "apps"),
        ("not-built", "ApplicationSet s makes Applications", None),
        ("not-built", "Application a applies a source", None),
    ]


def test_roles() -> None:
    layout = plan(["c/Chart.yaml", "c/templates/a.yaml", "a/kustomization.yml", "a/b.yaml", "c/files/x.json"])
    wanted = [Role.VALUES, Role.TEMPLATE, Role.KUSTOMIZATION, Role.MANIFEST, Role.DATA]
    assert [layout.role(path) for path in layout.paths] == wanted


def test_the_order_of_files_says_nothing() -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": deployment("web"),
        "base/other.yaml": CONFIG,
        "k/a/svc.yaml": service("api", "api"),
        "k/b/api.yaml": deployment("api"),
        "k/b/api-2.yaml": deployment("api", "      nodeName: x\n"),
        "k/bad.yaml": "a: {",
        "c/Chart.yaml": "name: c\n",
        "tests/x.yaml": CONFIG,
    }

    def told(seed: int | None) -> object:
        found = resolved(files, seed=seed)
        units = [
            (one.name, [str(each) for each in one.resources], one.gaps, one.environment, [each.path for each in one.sources])
            for one in found.units
        ]
        errors = [(unread.error.source.path, unread.unit) for unread in found.errors]
        return units, errors, dict(found.skipped), dict(found.unit_of), dict(found.reasons)

    wanted = told(None)
    for seed in range(8):
        assert told(seed) == wanted


# -- junk -------------------------------------------------------------------------------------------------------------

WORDS = (
    "apiVersion kind metadata name namespace labels annotations spec template selector containers resources patches path"
    " configMapGenerator files items $patch env rules host op components"
)
KEYS = st.sampled_from(WORDS.split())
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 3),
    st.sampled_from(["v1", "apps/v1", "Deployment", "Service", "List", "Kustomization", "Component", "a.yaml", "..", "", "${X}"]),
)
JUNK = st.recursive(
    LEAVES, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)), max_leaves=12
)
OBJECT = st.fixed_dictionaries(
    {"apiVersion": st.sampled_from(["v1", "apps/v1", "acme.io/v1", "argoproj.io/v1alpha1"]), "kind": LEAVES},
    optional={"metadata": JUNK, "spec": JUNK, "items": st.lists(JUNK, max_size=2)},
)
FILES = (
    "a.yaml k/a.yaml k/kustomization.yaml k/base/kustomization.yml c/Chart.yaml c/values.yaml c/crds/x.yaml prod/b.yaml"
    " tests/c.yaml k/patches/d.yaml x.json"
)
PATHS = st.sampled_from(FILES.split())


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(PATHS, st.lists(st.one_of(JUNK, OBJECT), max_size=3), max_size=6), st.sampled_from(["directory", "files"]))
def test_nothing_raises_on_junk(files: dict[str, list[object]], mode: str) -> None:
    texts: dict[str, str | bytes] = {
        path: "\n---\n".join(json.dumps(value) for value in values) if path.endswith("yaml") else json.dumps(values)
        for path, values in files.items()
    }
    found = resolved(texts, mode)
    assert found.files == len(files)
    assert all(count > 0 for count in found.skipped.values())
    assert as_text(found)
    assert as_text(found, verbose=True)
    assert json.dumps(as_data(found))
