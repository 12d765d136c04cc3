"""Kustomize by Kustomize itself: what is built, where its values come from, and what is never run."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from k8slint.units.kustomize_binary import KustomizeBinary, Limits, Tool, candidates
from k8slint.units.kustomize_binary.tools import choose, environment
from k8slint.units.kustomize_binary.words import complaint
from k8slint.units.kustomizing import Built, BuiltObject, Failed, Kustomizer, MemoryFiles, Outcome, Place, Refused

TOOL = choose()
needs_kustomize = pytest.mark.skipif(isinstance(TOOL, str), reason="there is no kubectl")
needs_shell = pytest.mark.skipif(sys.platform == "win32", reason="the programs of the tests are shell scripts")

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: nginx:1
          envFrom: [{configMapRef: {name: settings}}]
"""
BASE = {
    "base/kustomization.yaml": """\
resources: [web.yaml]
configMapGenerator:
  - name: settings
    literals: [COLOUR=red]
    files: [motd=texts/motd.txt]
    envs: [more.env]
""",
    "base/web.yaml": DEPLOYMENT,
    "base/texts/motd.txt": "hello\n",
    "base/more.env": "# more\nSIZE=9\n",
}
OVERLAY = {
    **BASE,
    "over/kustomization.yaml": """\
namePrefix: prod-
namespace: shop
resources: [../base]
labels: [{pairs: {team: blue}}]
images: [{name: nginx, newTag: "2"}]
replicas: [{name: web, count: 4}]
patches:
  - path: web.yaml
  - target: {kind: Deployment}
    patch: |-
      - op: add
        path: /spec/paused
        value: true
""",
    "over/web.yaml": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - name: web
          resources: {limits: {memory: 64Mi}}
        - name: proxy
          image: proxy:3
""",
}


def built(
    files: Mapping[str, str | bytes],
    directory: str = ".",
    *,
    limits: Limits | None = None,
    tools: list[Tool] | None = None,
    links: Mapping[str, str] | None = None,
) -> Outcome:
    held = {path: text if isinstance(text, bytes) else text.encode() for path, text in files.items()}
    return KustomizeBinary(MemoryFiles(held, links), limits, tools).build(directory)


def spot(place: Place | None) -> str:
    if place is None:
        return "-"
    return f"{place.source.path}:{place.source.position(place.span.start).line + 1}"


def whence(one: BuiltObject, *path: str | int) -> tuple[str, str]:
    origin = one.origin(path)
    assert origin is not None
    return origin.effective.how, spot(origin.effective.place)


def failed(files: Mapping[str, str | bytes], directory: str = ".") -> tuple[str, str, str]:
    outcome = built(files, directory)
    assert isinstance(outcome, Failed), outcome
    return outcome.kind, outcome.message, spot(outcome.place)


def refused(files: Mapping[str, str | bytes], directory: str = ".", **more: Any) -> tuple[str, str]:
    outcome = built(files, directory, **more)
    assert isinstance(outcome, Refused), outcome
    return outcome.reason, spot(outcome.place)


# -- what is built ----------------------------------------------------------------------------------------------------


@needs_kustomize
def test_every_value_has_its_place() -> None:
    outcome = built(OVERLAY, "over")
    assert isinstance(outcome, Built)
    settings, web = outcome.objects
    assert outcome.directories == ("over", "base")
    assert set(outcome.sources) == set(OVERLAY)
    container = ("spec", "template", "spec", "containers")
    assert web.value["metadata"] == {"labels": {"team": "blue"}, "name": "prod-web", "namespace": "shop"}
    assert whence(web, "metadata", "name") == ("base", "base/web.yaml:3")
    assert whence(web, "metadata", "namespace") == ("namespace", "over/kustomization.yaml:2")
    assert whence(web, "metadata", "labels", "team") == ("label", "over/kustomization.yaml:4")
    assert whence(web, "spec", "replicas") == ("replica", "over/kustomization.yaml:6")
    assert whence(web, "spec", "paused") == ("patch", "over/kustomization.yaml:13")
    assert whence(web, "spec", "selector", "matchLabels", "app") == ("base", "base/web.yaml:5")
    named = {one["name"]: number for number, one in enumerate(web.value["spec"]["template"]["spec"]["containers"])}
    assert whence(web, *container, named["web"], "image") == ("image", "over/kustomization.yaml:5")
    assert whence(web, *container, named["web"], "resources", "limits", "memory") == ("patch", "over/web.yaml:9")
    assert whence(web, *container, named["web"], "envFrom", 0, "configMapRef", "name") == ("base", "base/web.yaml:12")
    assert whence(web, *container, named["proxy"], "image") == ("patch", "over/web.yaml:11")
    assert whence(settings, "metadata", "name") == ("generator", "base/kustomization.yaml:3")
    assert whence(settings, "data", "COLOUR") == ("generator", "base/kustomization.yaml:4")
    assert whence(settings, "data", "motd") == ("generator", "base/texts/motd.txt:1")
    assert whence(settings, "data", "SIZE") == ("generator", "base/more.env:2")
    key = web.key_origin(("spec", "paused"))
    assert key is not None
    assert spot(key.effective.place) == "over/kustomization.yaml:12"
    assert web.origin(("spec", "nothing")) is None
    assert web.key_origin(()) is None


@needs_kustomize
def test_it_agrees_with_the_embedded_builder() -> None:
    held = {path: text.encode() for path, text in OVERLAY.items()}
    one, other = Kustomizer(MemoryFiles(held)).build("over"), built(OVERLAY, "over")
    assert isinstance(one, Built)
    assert isinstance(other, Built)
    assert [made.value for made in one.objects] == [made.value for made in other.objects]
    for mine, its in zip(one.objects, other.objects, strict=True):
        for path, value in mine.leaves():
            if path == ("apiVersion",):
                continue  # base and patch have it, and both would do
            assert (path, value, whence(mine, *path)[1]) == (path, value, whence(its, *path)[1])


@needs_kustomize
def test_objects_of_one_file_are_told_apart() -> None:
    thing = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {}, namespace: {}}}\ndata: {{at: {}}}\n"
    things = "---\n".join(thing.format(*one) for one in (("a", "x", "first"), ("a", "y", "second"), ("ab", "x", "third")))
    listed = "apiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Secret, metadata: {name: s}, type: Opaque}\n"
    files = {
        "kustomization.yaml": "nameSuffix: -b\nresources: [things.yaml, list.yaml]\n",
        "things.yaml": things,
        "list.yaml": listed,
    }
    outcome = built(files)
    assert isinstance(outcome, Built)
    places = {
        (one.value["kind"], *one.value.get("data", {}).values()): whence(one, "metadata", "name")[1] for one in outcome.objects
    }
    assert places == {
        ("ConfigMap", "first"): "things.yaml:3",
        ("ConfigMap", "second"): "things.yaml:8",
        ("ConfigMap", "third"): "things.yaml:13",
        ("Secret",): "list.yaml:4",
    }


@needs_kustomize
def test_what_a_transformer_of_the_tree_sets() -> None:
    transformer = "apiVersion: builtin\nkind: LabelTransformer\nmetadata: {name: l}\nlabels: {tier: front}\n"
    files = {
        "kustomization.yaml": "resources: [web.yaml]\ntransformers: [labels.yaml]\n",
        "web.yaml": DEPLOYMENT,
        "labels.yaml": f"{transformer}fieldSpecs: [{{path: metadata/labels, create: true}}]\n",
    }
    outcome = built(files)
    assert isinstance(outcome, Built)
    assert whence(outcome.objects[0], "metadata", "labels", "tier") == ("settings", "labels.yaml:4")


@needs_kustomize
def test_files_beside_the_directory_are_read_if_they_lie_in_the_tree() -> None:
    outcome = built({"a/kustomization.yaml": "resources: [../b/web.yaml]\n", "b/web.yaml": DEPLOYMENT}, "a")
    assert isinstance(outcome, Built)
    assert whence(outcome.objects[0], "metadata", "name") == ("base", "b/web.yaml:3")


@needs_kustomize
def test_links_lead_where_they_lead() -> None:
    files = {"a/kustomization.yaml": "resources: [web.yaml, ../there]\n", "a/real.yaml": DEPLOYMENT, **BASE}
    files["base/web.yaml"] = DEPLOYMENT.replace("{name: web}", "{name: other}", 1)
    outcome = built(files, "a", links={"a/web.yaml": "real.yaml", "there": "base"})
    assert isinstance(outcome, Built)
    assert {whence(one, "kind")[1] for one in outcome.objects if one.value["kind"] == "Deployment"} == {
        "a/real.yaml:2",
        "base/web.yaml:2",
    }


@needs_kustomize
def test_a_target_that_selects_nothing_is_idle() -> None:
    patch = "patch: '- {op: add, path: /spec/paused, value: true}'"
    targets = "".join(f"  - target: {one}\n    {patch}\n" for one in ("{kind: Deployment, name: wob}", "{kind: Dep.*}"))
    text = f"resources: [web.yaml]\npatches:\n{targets}"
    outcome = built({"kustomization.yaml": text, "web.yaml": DEPLOYMENT})
    assert isinstance(outcome, Built)
    assert [(one.field, spot(one.place)) for one in outcome.idle] == [("patches", "kustomization.yaml:3")]


# -- what fails -------------------------------------------------------------------------------------------------------


def test_what_is_missing_is_known_without_kustomize() -> None:
    assert failed({"kustomization.yaml": "resources:\n  - web.yaml\n"}) == (
        "resource-not-found",
        "`web.yaml` does not exist",
        "kustomization.yaml:2",
    )
    assert failed({"a/kustomization.yaml": "resources: [../b]\n", "b/web.yaml": DEPLOYMENT}, "a") == (
        "resource-not-found",
        "the directory `b` has no kustomization",
        "a/kustomization.yaml:1",
    )
    assert failed({"kustomization.yaml": "configMapGenerator:\n  - name: a\n    files: [b=c.txt]\n"})[2] == "kustomization.yaml:3"
    assert failed({"kustomization.yaml": "patches:\n  - path: p.yaml\n"})[2] == "kustomization.yaml:2"


def test_a_kustomization_that_includes_itself() -> None:
    assert failed({"a/kustomization.yaml": "resources:\n  - ../b\n", "b/kustomization.yaml": "resources:\n  - ../a\n"}, "a") == (
        "build-failed",
        "the kustomization includes itself",
        "b/kustomization.yaml:2",
    )
    assert failed({"kustomization.yaml": "resources: [.]\n"})[1] == "the kustomization includes itself"


@needs_kustomize
@pytest.mark.parametrize(
    ("text", "kind", "message", "line"),
    [
        ("resorces: [web.yaml]\n", "build-failed", "Kustomize has no field `resorces` here", 1),
        ("resources:\n  - web.yaml\n  - again.yaml\n", "build-failed", "there are two of Deployment `web`", 3),
        (
            "resources: [web.yaml]\npatches:\n  - path: wob.yaml\n",
            "patch-target-not-found",
            "there is no Deployment `wob` for the patch",
            3,
        ),
        ("configMapGenerator:\n  - name: a\n    literals: [b]\n", "build-failed", "the literal `b` is no `key=value`", 3),
        (
            "configMapGenerator:\n  - name: a\n    behavior: merge\n    literals: [b=c]\n",
            "build-failed",
            "there is no ConfigMap `a` to merge into",
            2,
        ),
    ],
)
def test_errors_are_told_at_their_entry(text: str, kind: str, message: str, line: int) -> None:
    files = {
        "kustomization.yaml": text,
        "web.yaml": DEPLOYMENT,
        "again.yaml": DEPLOYMENT,
        "wob.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: wob}\nspec: {replicas: 1}\n",
    }
    assert failed(files) == (kind, message, f"kustomization.yaml:{line}")


@needs_kustomize
def test_errors_of_a_base_are_told_in_the_base() -> None:
    files = {"a/kustomization.yaml": "resources: [../b]\n", "b/kustomization.yaml": "resources: []\nnameSufix: x\n"}
    assert failed(files, "a") == ("build-failed", "Kustomize has no field `nameSufix` here", "b/kustomization.yaml:2")


@needs_kustomize
def test_what_cannot_be_read_is_reported_as_such_and_not_again() -> None:
    garbage = bytes(range(256)) * 9
    text = {"kustomization.yaml": "resources: [web.yaml]\n"}
    assert refused({**text, "web.yaml": garbage})[0] == "`web.yaml` cannot be read"
    assert refused({**text, "web.yaml": "a: [b\n"})[0] == "`web.yaml` cannot be read"
    assert refused({"kustomization.yaml": garbage})[0].startswith("`kustomization.yaml` cannot be read: ")
    assert refused({"kustomization.yaml": "resources: [a\n"})[0].startswith("`kustomization.yaml` cannot be read: ")


@pytest.mark.parametrize(
    ("stderr", "text"),
    [
        ('# Warning: old\nE1124 13:28:53.4 1 run.go:72] "command failed" err="a \\"b\\" c"\n', 'a "b" c'),
        ('E1124 13:28:53.4 1 run.go:72] "command failed" err=<\n\ta\n\tb\n >\n', "a\nb"),
        ("# Warning: old\nerror: a\nb\n", "a\nb"),
        ("Error: a: b", "a: b"),
        ("sh: 1: yes: not found\n", ""),
        ("", ""),
    ],
)
def test_its_last_words(stderr: str, text: str) -> None:
    assert complaint(stderr.encode()) == text


# -- what is never run ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entry",
    [
        "https://example.com/web.yaml",
        "http://127.0.0.1:9/web.yaml",
        "github.com/owner/repository//base?ref=v1",
        "git@github.com:owner/repository.git",
        "ssh://git@example.com/repository",
        "git::https://example.com/repository",
        "file:///etc",
        "example.com/repository.git//base",
        "s3://bucket/web.yaml",
    ],
)
@pytest.mark.parametrize("field", ["resources", "components", "patchesStrategicMerge", "configurations", "transformers", "crds"])
def test_nothing_remote(entry: str, field: str) -> None:
    reason, place = refused(
        {"kustomization.yaml": f"resources: [../base]\n{field}:\n  - '{entry}'\n".removeprefix("resources: [../base]\n")}
    )
    assert (reason, place) == (f"`{entry}` is not here: Kustomize would fetch it", "kustomization.yaml:2")


def test_nothing_remote_in_a_base_or_under_another_name() -> None:
    files = {
        "a/kustomization.yaml": "resources: [../b]\n",
        "b/kustomization.yaml": "patches:\n  - path: https://example.com/p.yaml\n",
    }
    assert refused(files, "a")[1] == "b/kustomization.yaml:2"
    there = {"kustomization.yaml": "resources: [github.com/a/b]\n", "github.com/a/b/kustomization.yaml": "resources: []\n"}
    assert refused(there)[0].startswith("`github.com/a/b` is not here")


@pytest.mark.parametrize(
    "entry", ["/etc/hostname", "../../../../../../../../etc/hostname", "a/../../../etc/hostname", "..\\..\\secret", "C:/secret"]
)
@pytest.mark.parametrize(
    "field", ["resources: [{}]", "configMapGenerator: [{{name: a, files: [{}]}}]", "patches: [{{path: {}}}]"]
)
def test_nothing_outside_of_the_tree(entry: str, field: str) -> None:
    reason, place = refused({"a/kustomization.yaml": field.format(f"'{entry}'")}, "a")
    assert "outside of the tree" in reason or "an absolute path" in reason or "no path on every system" in reason
    assert place == "a/kustomization.yaml:1"


def test_no_link_out_of_the_tree() -> None:
    files = {"a/kustomization.yaml": "resources: [web.yaml]\n"}
    assert (
        refused(files, "a", links={"a/web.yaml": "../../etc/hostname"})[0] == "`web.yaml` lies outside of the tree that is linted"
    )


@pytest.mark.parametrize(
    "text",
    [
        "helmCharts: [{name: a, repo: 'https://example.com'}]\n",
        "transformers: [plugin.yaml]\n",
        "generators: [chart.yaml]\n",
        "generators: [../plugins]\n",
        "transformers:\n  - |-\n    apiVersion: example.com/v1\n    kind: Foo\n    metadata: {name: x}\n",
    ],
)
def test_no_program_of_the_tree(text: str) -> None:
    function = "apiVersion: builtin\nkind: LabelTransformer\nmetadata:\n  name: x\n  annotations:\n"
    function += "    config.kubernetes.io/function: 'exec: {path: ./evil}'\n"
    files = {
        "a/kustomization.yaml": text,
        "a/plugin.yaml": function,
        "a/chart.yaml": "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: x}\nname: y\n",
        "plugins/kustomization.yaml": "resources: [p.yaml]\n",
        "plugins/p.yaml": function,
    }
    assert refused(files, "a")[1].startswith("a/kustomization.yaml:")


def test_too_much_is_not_read() -> None:
    files = {"kustomization.yaml": "resources: [a.yaml, b.yaml]\n", "a.yaml": DEPLOYMENT, "b.yaml": DEPLOYMENT}
    assert refused(files, limits=Limits(files=2))[0].startswith("it reads more than 2 files")
    assert refused(files, limits=Limits(size=99))[0].startswith("it reads more than")


def many(number: int) -> dict[str, str]:
    thing = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{}}}\ndata: {{at: '{}'}}\n"
    half = number // 2
    files = {"kustomization.yaml": "namePrefix: p-\nresources:\n- one.yaml\n"}
    files["one.yaml"] = "---\n".join(thing.format(one, one) for one in range(half))
    for one in range(half, number):
        files[f"c{one}.yaml"] = thing.format(one, one)
        files["kustomization.yaml"] += f"- c{one}.yaml\n"
    return files


@needs_kustomize
def test_many_resources() -> None:
    outcome = built(many(400), limits=Limits(seconds=120))
    assert isinstance(outcome, Built)
    assert len(outcome.objects) == 400
    for one in outcome.objects:
        number = int(one.value["data"]["at"])
        assert whence(one, "metadata", "name")[1] == (f"one.yaml:{5 * number + 3}" if number < 200 else f"c{number}.yaml:3")


@needs_kustomize
def test_ten_thousand_resources_end_in_time() -> None:
    started = time.monotonic()
    assert "takes longer than 2 seconds" in refused(many(10_000), limits=Limits(seconds=2))[0]
    assert time.monotonic() - started < 60


# -- a program that does what it wants --------------------------------------------------------------------------------

SMALL = {"kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": DEPLOYMENT}
HONEST = """\
for last; do :; done
case "$last" in
  */tree) printf 'apiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  annotations:\\n    config.kubernetes.io/origin: a\\n'; exit 0;;
esac
"""  # it passes the probe, whose directory is called so


def script(directory: Path, text: str, name: str = "kustomize") -> Tool:
    where = directory / name
    where.write_text(f"#!/bin/sh\n{HONEST}{text}\n", encoding="utf-8")
    where.chmod(0o755)
    return Tool(name, (str(where), "build"))


def test_without_any_program() -> None:
    assert refused(SMALL, tools=[]) == (
        "`kustomize` or `kubectl` is not on PATH, and k8slint[kustomize] is not installed",
        "kustomization.yaml:1",
    )


@needs_shell
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("/bin/sleep 60", "`kustomize` was stopped: it takes longer than 0.5 seconds"),
        ("exec 1>&- 2>&-; /bin/sleep 60", "`kustomize` was stopped: it takes longer than 0.5 seconds"),
        ("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", "`kustomize` was stopped: it writes too much"),
        ("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >&2; done", "`kustomize` was stopped: it writes too much"),
        ("exit 3", "`kustomize` ends with exit code 3"),
        ("kill -SEGV $$", "`kustomize` ends with exit code -11"),
        ("printf 'a: [b'", "`kustomize` cannot be understood: what it prints cannot be read: "),
        ("printf '\\377\\376\\000'", "`kustomize` cannot be understood: what it prints is no text"),
        ("echo hello", "`kustomize` cannot be understood: what it prints is no object"),
        ("printf 'kind: [1]\\nmetadata: 7\\n'", "`kustomize` cannot be understood: what it prints is no object"),
    ],
)
def test_a_program_that_misbehaves(tmp_path: Path, text: str, reason: str) -> None:
    started = time.monotonic()
    limits = Limits(seconds=0.5 if "sleep" in text else 20, output=1 << 16)
    found, _ = refused(SMALL, tools=[script(tmp_path, text)], limits=limits)
    assert found.startswith(reason)
    assert time.monotonic() - started < 20


@needs_shell
def test_what_it_started_is_killed_too(tmp_path: Path) -> None:
    told = tmp_path / "pid"
    tool = script(tmp_path, f"/bin/sleep 60 & echo $! > {told}; wait")
    assert "takes longer" in refused(SMALL, tools=[tool], limits=Limits(seconds=0.5))[0]
    pid = int(told.read_text())
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return
            os.kill(pid, 0)
        except OSError:
            return
        time.sleep(0.02)
    pytest.fail("its child is still there")


@needs_shell
def test_a_child_that_stays_behind_holds_nobody_up(tmp_path: Path) -> None:
    started = time.monotonic()
    outcome = built(SMALL, tools=[script(tmp_path, "/bin/sleep 60 &\nprintf ''")], limits=Limits(seconds=20))
    assert outcome == Built((), ("kustomization.yaml", "web.yaml"), (".",))
    assert time.monotonic() - started < 10


@needs_shell
def test_its_patience_ends(tmp_path: Path) -> None:
    files = {f"{name}/{path}": text.encode() for name in "abcd" for path, text in SMALL.items()}
    binary = KustomizeBinary(MemoryFiles(files), Limits(seconds=0.2), [script(tmp_path, "/bin/sleep 60")])
    reasons = [getattr(binary.build(name), "reason", "") for name in "abcd"]
    assert ["stopped" in reason for reason in reasons] == [True, True, False, False]
    assert reasons[2] == "`kustomize` has come to its limits 2 times before"


@needs_shell
def test_it_sees_nothing_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECONFIG", "/home/user/.kube/config")
    monkeypatch.setenv("GIT_SSH_COMMAND", "evil")
    told = tmp_path / "environment"
    built(SMALL, tools=[script(tmp_path, f"/usr/bin/env > {told}; pwd >> {told}")])
    text = told.read_text()
    assert "KUBECONFIG" not in text
    assert "GIT_" not in text
    lines = dict(line.partition("=")[::2] for line in text.splitlines())
    assert not Path(lines["PATH"]).exists()
    assert lines["HOME"].startswith(os.path.realpath(lines["TMPDIR"]))
    assert lines["HTTPS_PROXY"] == "http://127.0.0.1:9"
    assert not Path(lines["HOME"]).exists()  # it is cleaned up


@needs_shell
@needs_kustomize
def test_one_that_cannot_build_is_passed_over(tmp_path: Path) -> None:
    bad = tmp_path / "kustomize"
    bad.write_text("#!/bin/sh\nexit 7\n", encoding="utf-8")
    bad.chmod(0o755)
    assert isinstance(TOOL, Tool)
    assert choose([Tool("kustomize", (str(bad),)), TOOL]) == TOOL
    assert choose([Tool("kustomize", (str(bad),))]) == f"`{bad}` cannot be used: it ends with exit code 7"
    assert "cannot be run" in str(choose([Tool("kustomize", (str(tmp_path / "none"),))]))


@needs_shell
def test_only_absolute_directories_of_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script(tmp_path, "exit 1")
    monkeypatch.chdir(tmp_path)
    for path in ("", ".", f".{os.pathsep}", os.pathsep):
        assert not [tool for tool in candidates(path) if tool.name == "kustomize"]
    assert next(candidates(f".{os.pathsep}{tmp_path}")).command == (str(tmp_path / "kustomize"), "build")


def test_environment_names_no_program() -> None:
    found = environment("/nowhere")
    assert found["PATH"] == os.path.join("/nowhere", "nothing")
    assert not {"KUBECONFIG", "SSH_AUTH_SOCK", "no_proxy", "NO_PROXY"} & found.keys()
