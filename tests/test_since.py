"""What a change breaks since a revision: only that, from near and afar, with what was there before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from histories import DEPLOYMENT, FLAGS, INGRESS, SERVICE, SHOP, commit, git, k8slint, write
from jsonschema import Draft202012Validator

SCHEMA = json.loads((Path(__file__).parents[1] / "k8slint/report/report.schema.json").read_text(encoding="utf-8"))

Row = tuple[str, str, list[str]]


def since(root: Path, *words: str) -> dict[str, Any]:
    done = k8slint(root, "check", "--since", "HEAD", "--output-format", "json", *words)
    assert done.returncode in {0, 1}, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    Draft202012Validator(SCHEMA).validate(report)
    assert done.returncode == int(any(one["severity"] != "info" for one in report["findings"]))
    return report


def rows(report: Mapping[str, Any]) -> list[Row]:
    """Rule, place, and the old places of each finding that is listed by default."""
    return [
        (
            one["rule"],
            f"{one['path']}:{one['line']}",
            [f"{other['path']}:{other['line']} {other['message']}" for other in one["related"] if other.get("recorded")],
        )
        for one in report["findings"]
        if one["severity"] != "info"
    ]


def causes(report: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(one["message"], one["fields"]) for one in report["since"]["causes"]]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    commit(tmp_path, SHOP)
    return tmp_path


CHANGES: dict[str, tuple[dict[str, str | None], list[Row], list[tuple[str, int]]]] = {
    "a renamed Service": (
        {"shop/api.yaml": SERVICE.replace("name: api", "name: storefront")},
        [
            (
                "ingress-backend-service-not-found",
                "shop/web.yaml:16",
                ["HEAD:shop/api.yaml:4 Service api was here; the change names it storefront"],
            )
        ],
        [("Service shop/api is now Service shop/storefront", 1)],
    ),
    "a changed port": (
        {"shop/api.yaml": SERVICE.replace("port: 80\n", "port: 8000\n")},
        [
            (
                "ingress-backend-port-not-found",
                "shop/web.yaml:18",
                ["HEAD:shop/api.yaml:11 port of Service api was 80; the change makes it 8000"],
            )
        ],
        [("Service shop/api was changed", 1)],
    ),
    "a deleted ConfigMap": (
        {"shop/flags.yaml": None},
        [("configmap-not-found", "shop/pods.yaml:23", ["HEAD:shop/flags.yaml:4 ConfigMap flags was here"])],
        [("ConfigMap shop/flags was deleted", 1)],
    ),
    "a moved namespace": (
        {"shop/api.yaml": SERVICE.replace("namespace: shop", "namespace: web")},
        [
            (
                "service-selects-nothing",
                "shop/api.yaml:8",
                ["HEAD:shop/api.yaml:5 Service api was in namespace shop; the change moves it to web"],
            ),
            (
                "ingress-backend-service-not-found",
                "shop/web.yaml:16",
                ["HEAD:shop/api.yaml:5 Service api was in namespace shop; the change moves it to web"],
            ),
        ],
        [("Service shop/api is now in namespace web", 1)],
    ),
    "changed labels of pods": (
        {"shop/pods.yaml": DEPLOYMENT.replace("app: api", "app: backend")},
        [
            (
                "service-selects-nothing",
                "shop/api.yaml:8",
                ["HEAD:shop/pods.yaml:13 app of Deployment api was api; the change makes it backend"],
            )
        ],
        [("Deployment shop/api was changed", 1)],
    ),
    "a changed container port": (
        {"shop/pods.yaml": DEPLOYMENT.replace("containerPort: 8080", "containerPort: 9090")},
        [
            (
                "service-target-port-mismatch",
                "shop/api.yaml:12",
                ["HEAD:shop/pods.yaml:20 containerPort of Deployment api was 8080; the change makes it 9090"],
            )
        ],
        [("Deployment shop/api was changed", 1)],
    ),
    "a misspelt name": (
        {"shop/web.yaml": INGRESS.replace("name: api", "name: ap")},
        [("ingress-backend-service-not-found", "shop/web.yaml:16", ["HEAD:shop/web.yaml:16 this was api"])],
        [],
    ),
    "a deleted Service and Deployment": (
        {"shop/api.yaml": None, "shop/pods.yaml": None},
        [("ingress-backend-service-not-found", "shop/web.yaml:16", ["HEAD:shop/api.yaml:4 Service api was here"])],
        [("Service shop/api was deleted", 1)],
    ),
    "a renamed file": (
        {"shop/pods.yaml": None, "shop/app/pods.yaml": DEPLOYMENT, "shop/app/api.yaml": SERVICE, "shop/api.yaml": None},
        [],
        [],
    ),
    "another line": ({"shop/pods.yaml": "# a remark\n\n" + DEPLOYMENT}, [], []),
    "one file for all": ({**dict.fromkeys(SHOP), "all.yaml": "---\n".join(SHOP.values())}, [], []),
}


@pytest.mark.parametrize("name", list(CHANGES))
def test_exactly_what_a_change_breaks(shop: Path, name: str) -> None:
    change, expected, reasons = CHANGES[name]
    write(shop, change)
    report = since(shop)
    assert rows(report) == expected
    assert causes(report) == reasons


def test_old_faults_are_counted_and_nothing_else(shop: Path) -> None:
    done = k8slint(shop, "check", "--since", "HEAD")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "compared with HEAD: 0 new, 1 old not shown"
    assert "never-was" not in done.stdout
    assert k8slint(shop, "check").returncode == 1


def test_an_entry_before_an_old_fault_makes_it_no_new_one(shop: Path) -> None:
    entry = "            - configMapRef:\n                name: flags\n"
    write(shop, {"shop/pods.yaml": DEPLOYMENT.replace(entry, entry + entry)})
    assert rows(since(shop)) == []


def test_what_is_fixed_is_counted_and_listed_on_request(shop: Path) -> None:
    write(shop, {"shop/pods.yaml": DEPLOYMENT.partition("            - configMapRef:\n                name: never-was")[0]})
    report = since(shop)
    assert (report["findings"], report["since"]["fixed"]) == ([], None)  # nothing to compare: nobody looked
    done = k8slint(shop, "diff", "HEAD")
    assert done.returncode == 0
    *_, counts, fixed = done.stdout.splitlines()
    assert counts == "compared with HEAD: 0 new, 1 fixed"
    assert fixed.startswith(
        "fixed: HEAD:shop/pods.yaml:25 container api of Deployment api takes its environment from ConfigMap never-was"
    )


def test_a_fault_cured_in_one_place_and_made_in_another_is_new(tmp_path: Path) -> None:
    files = {f"{where}/{path.partition('/')[2]}": text for where in ("envs/dev", "envs/prod") for path, text in SHOP.items()}
    other = FLAGS.replace("name: flags", "name: elsewhere")
    commit(tmp_path, {**files, "envs/dev/flags.yaml": other})
    write(tmp_path, {"envs/dev/flags.yaml": FLAGS, "envs/prod/flags.yaml": other})
    report = since(tmp_path)
    assert [place for _, place, _ in rows(report)] == ["envs/prod/pods.yaml:23"]
    assert [one["path"] for one in report["since"]["fixed"]] == ["HEAD:envs/dev/pods.yaml"]


def test_a_namespace_that_all_move_to_breaks_nothing(shop: Path) -> None:
    write(shop, {path: text.replace("namespace: shop", "namespace: store") for path, text in SHOP.items()})
    assert rows(since(shop)) == []


KUSTOMIZED = {
    "base/kustomization.yaml": "resources: [api.yaml, pods.yaml, web.yaml]\n",
    **{f"base/{path.partition('/')[2]}": text for path, text in SHOP.items() if "flags" not in path},
    "overlays/dev/kustomization.yaml": (
        "resources: [../../base]\nconfigMapGenerator:\n  - name: flags\n    namespace: shop\n    envs: [flags.env]\n"
    ),
    "overlays/dev/flags.env": "DARK=true\n",
    "overlays/prod/kustomization.yaml": "resources: [../../base, flags.yaml]\n",
    "overlays/prod/flags.yaml": FLAGS,
}


def test_a_changed_overlay_breaks_what_lies_in_the_base(tmp_path: Path) -> None:
    commit(tmp_path, KUSTOMIZED)
    write(tmp_path, {"overlays/prod/kustomization.yaml": "resources: [../../base]\n"})
    report = since(tmp_path)
    assert [(rule, place) for rule, place, _ in rows(report)] == [("configmap-not-found", "base/pods.yaml:23")]
    (found,) = [one for one in report["findings"] if one["severity"] != "info"]
    assert found["unit"] == "overlays/prod"
    assert found["also_in"] == []
    assert report["since"]["afar"] == 1


def test_a_patch_of_an_overlay_that_renames_a_port(tmp_path: Path) -> None:
    commit(tmp_path, KUSTOMIZED)
    patch = KUSTOMIZED["overlays/prod/kustomization.yaml"] + (
        "patches:\n  - target: {kind: Service, name: api}\n    patch: |\n"
        "      - {op: replace, path: /spec/ports/0/port, value: 8000}\n"
    )
    write(tmp_path, {"overlays/prod/kustomization.yaml": patch})
    ((rule, place, old),) = rows(since(tmp_path))
    assert (rule, place) == ("ingress-backend-port-not-found", "base/web.yaml:18")
    assert old == ["HEAD:base/api.yaml:11 port of Service api was 80; the change makes it 8000"]


def test_a_file_of_a_generator_that_is_no_yaml(tmp_path: Path) -> None:
    pods = DEPLOYMENT.replace(
        "          envFrom:\n",
        "          env:\n            - name: DARK\n"
        "              valueFrom: {configMapKeyRef: {name: flags, key: DARK}}\n          envFrom:\n",
    )
    commit(tmp_path, {**KUSTOMIZED, "base/pods.yaml": pods})
    write(tmp_path, {"overlays/dev/flags.env": "LIGHT=true\n"})
    report = since(tmp_path)
    ((rule, place, old),) = rows(report)
    assert (rule, place) == ("configmap-key-not-found", "base/pods.yaml:23")
    assert old == ["HEAD:overlays/dev/flags.env:1 DARK of ConfigMap flags was here; the change removes it"]
    assert report["since"]["afar"] == 1


def test_a_word_for_the_last_common_commit(shop: Path) -> None:
    git(shop, "checkout", "-q", "-b", "work")
    commit(shop, {"shop/flags.yaml": None})
    git(shop, "checkout", "-q", "main")
    commit(shop, {"shop/other.yaml": FLAGS.replace("name: flags", "name: other")})
    git(shop, "checkout", "-q", "work")
    report = json.loads(k8slint(shop, "check", "--since", "main...", "--output-format", "json").stdout)
    assert [rule for rule, _, _ in rows(report)] == ["configmap-not-found"]
    assert report["since"]["base"] == "main..."


def test_only_what_was_named_in_a_directory_below(shop: Path) -> None:
    commit(shop, {"other/pods.yaml": DEPLOYMENT.replace("shop", "other")})
    write(shop, {"shop/flags.yaml": None, "other/pods.yaml": DEPLOYMENT.replace("shop", "other").replace("flags", "gone")})
    report = json.loads(k8slint(shop / "shop", "check", "--since", "HEAD", "--output-format", "json").stdout)
    assert rows(report) == [("configmap-not-found", "pods.yaml:23", ["HEAD:flags.yaml:4 ConfigMap flags was here"])]


def test_what_more_is_known_of_an_old_fault_makes_it_no_new_one(shop: Path) -> None:
    commit(shop, {".k8slintignore": "flags.yaml\n"})
    write(shop, {".k8slintignore": ""})
    assert rows(since(shop)) == []  # although it is certain by now that never-was does not exist


def test_a_tree_that_is_empty_now_is_told(shop: Path) -> None:
    write(shop, dict.fromkeys(SHOP))
    done = k8slint(shop, "check", "--since", "HEAD")
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == "compared with HEAD: 0 new, 1 fixed"


def test_nothing_to_lint_then_and_now_is_no_success(tmp_path: Path) -> None:
    commit(tmp_path, {"README.md": "x"})
    assert refusal(tmp_path, "--since", "HEAD").startswith("k8slint check: no Kubernetes manifests")


@pytest.mark.parametrize("ignoring", [".k8slintignore", ".gitignore"])
def test_what_is_ignored_now_was_not_deleted(shop: Path, ignoring: str) -> None:
    git(shop, "rm", "-q", "--cached", "shop/flags.yaml")
    write(shop, {ignoring: "flags.yaml\n"})
    done = k8slint(shop, "check", "--since", "HEAD")
    assert "ConfigMap flags was here; the file is left out now" in done.stdout
    assert "ConfigMap shop/flags is in shop/flags.yaml, which is left out now; 1 field still names it" in done.stdout
    assert "deleted" not in done.stdout


def test_what_cannot_be_read_now_was_not_deleted(shop: Path) -> None:
    write(shop, {"shop/flags.yaml": "a: [\n"})
    done = k8slint(shop, "check", "--since", "HEAD", "--min-severity", "info")
    assert "info[configmap-not-found]" in done.stdout, "nobody knows"
    assert "ConfigMap flags was here; not all of the file can be read any more" in done.stdout
    assert "deleted" not in done.stdout


def test_a_submodule_says_nothing_new(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    commit(other, {"pods.yaml": DEPLOYMENT})
    git(shop, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(other), "sub")
    git(shop, "commit", "-q", "-m", "x")
    assert rows(since(shop, "shop", "sub")) == []


def test_values_that_may_be_secret_are_not_said(shop: Path) -> None:
    secret = FLAGS.replace("ConfigMap", "Secret").replace("\ndata:", "\nstringData:").replace('"true"', "hunter2")
    pods = DEPLOYMENT.replace("configMapRef", "secretRef", 1)
    keyed = pods.replace(
        "          envFrom:\n",
        "          env:\n            - name: D\n"
        "              valueFrom: {secretKeyRef: {name: flags, key: DARK}}\n          envFrom:\n",
    )
    commit(shop, {"shop/flags.yaml": secret, "shop/pods.yaml": keyed})
    write(shop, {"shop/flags.yaml": secret.replace("DARK: hunter2", "LIGHT: hunter3")})
    done = k8slint(shop, "check", "--since", "HEAD")
    assert done.returncode == 1
    assert "HEAD:shop/flags.yaml:7" in done.stdout
    assert "hunter" not in done.stdout


@pytest.mark.parametrize(
    "name", ["full", "concise", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "rdjson", "markdown"]
)
def test_every_format_can_tell(shop: Path, name: str) -> None:
    write(shop, {"shop/flags.yaml": None})
    done = k8slint(shop, "check", "--since", "HEAD", "--output-format", name)
    assert done.returncode == 1
    assert "shop/pods.yaml" in done.stdout
    assert "never-was" not in done.stdout
    if name == "sarif":
        (result,) = json.loads(done.stdout)["runs"][0]["results"]
        assert "HEAD:shop/flags.yaml:4:9: ConfigMap flags was here" in result["message"]["text"]
        assert "HEAD" not in json.dumps([result["locations"], result.get("relatedLocations")])
    if name == "rdjson":
        (diagnostic,) = json.loads(done.stdout)["diagnostics"]
        assert "HEAD:shop/flags.yaml" in diagnostic["message"]
        assert "HEAD" not in json.dumps(diagnostic.get("related_locations"))


# -- what cannot be compared ----------------------------------------------------------------------------------------------


def refusal(root: Path, *words: str, **env: str) -> str:
    done = k8slint(root, "check", *words, **env)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr


def test_no_repository(tmp_path: Path) -> None:
    write(tmp_path, SHOP)
    assert refusal(tmp_path, "--since", "HEAD") == "k8slint check: this is no git repository\n"


def test_no_git(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    empty = str(tmp_path_factory.mktemp("empty"))
    assert refusal(shop, "--since", "HEAD", PATH=empty) == "k8slint check: git is not installed, or not on the PATH\n"


@pytest.mark.parametrize("word", ["no-such-branch", "--output=x", "HEAD..main", "HEAD:shop", ""])
def test_no_such_revision(shop: Path, word: str) -> None:
    assert refusal(shop, f"--since={word}").startswith(f"k8slint check: `{word}` is no revision")


def test_no_commit_yet(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    write(tmp_path, SHOP)
    assert refusal(tmp_path, "--since", "HEAD") == "k8slint check: `HEAD` is no revision: there is no commit yet\n"


def test_a_shallow_clone(shop: Path, tmp_path: Path) -> None:
    commit(shop, {"shop/flags.yaml": FLAGS + "  LIGHT: x\n"})
    git(shop, "clone", "-q", "--depth", "1", shop.as_uri(), "shallow")
    told = refusal(shop / "shallow", "--since", "HEAD~1")
    assert "this clone is shallow: `git fetch --unshallow` gets the rest" in told
    assert tmp_path == shop


def test_a_path_outside_of_the_repository(shop: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    write(other, {"a.yaml": DEPLOYMENT})
    assert "lies outside of the repository" in refusal(shop, "--since", "HEAD", str(other))


def test_standard_input_has_no_history(shop: Path) -> None:
    assert "standard input" in refusal(shop, "--since", "HEAD", "-")


@pytest.mark.parametrize("option", ["--fix", "--diff", "--write-baseline"])
def test_not_with_what_does_something_else(shop: Path, option: str) -> None:
    assert option in refusal(shop, "--since", "HEAD", option)
