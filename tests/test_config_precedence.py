"""Who beats whom: command line, variables, overrides, configuration, defaults."""

from __future__ import annotations

import pytest
from configured import MISSING, POD, PORTS, Place, place

from k8slint.cli import check, config, render, rules, units
from k8slint.cli.given import VARIABLES

__all__ = ["place"]

BARE = "bare-pod"  # of the profile strict
SPACE = "default-namespace"  # of the profile recommended


@pytest.mark.parametrize(
    ("key", "option", "variable", "words"),
    [
        ("failOn", "--fail-on", "K8SLINT_FAIL_ON", ("warning", "error", "never")),
        ("minSeverity", "--min-severity", "K8SLINT_MIN_SEVERITY", ("error", "warning", "info")),
        ("kubeVersion", "--kube-version", "K8SLINT_KUBE_VERSION", ("'1.30'", "1.31", "1.32")),
        ("namespace", "--namespace", "K8SLINT_NAMESPACE", ("a", "b", "c")),
        ("environment", "--env", "K8SLINT_ENV", ("production", "staging", "development")),
        ("profile", "--profile", "K8SLINT_PROFILE", ("strict", "recommended", "default")),
        ("select", "--select", "K8SLINT_SELECT", (MISSING, PORTS, BARE)),
        ("baseline", "--baseline", "K8SLINT_BASELINE", ("a.yaml", "b.yaml", "c.yaml")),
    ],
)
def test_an_option_beats_a_variable_beats_the_configuration(
    place: Place, key: str, option: str, variable: str, words: tuple[str, str, str]
) -> None:
    shown = "environment.default" if key == "environment" else key

    def setting(*more: str, **variables: str) -> tuple[object, str]:
        done = place.run("config", "show", "--output-format", "json", *more, **variables)
        assert (done.code, done.err) == (0, "")
        (found,) = [one for one in done.data["settings"] if one["key"] == shown]
        value = found["value"]
        return value[0] if isinstance(value, list) else value, found["origin"]["kind"]

    configured, by_variable, by_option = words
    assert setting()[1] == "default"
    place.write({".k8slint.yaml": f"{key}: {configured}\n"})
    assert setting() == (configured.strip("'"), "file")
    assert setting(**{variable: by_variable}) == (by_variable, "variable")
    assert setting(option, by_option, **{variable: by_variable}) == (by_option, "option")


@pytest.mark.parametrize(
    ("text", "words", "variables", "left"),
    [
        ("", (), {}, {MISSING, PORTS}),
        ("profile: strict", (), {}, {MISSING, PORTS, BARE, SPACE}),
        ("profile: strict", ("--profile", "default"), {}, {MISSING, PORTS}),
        ("profile: strict", (), {"K8SLINT_PROFILE": "default"}, {MISSING, PORTS}),
        ("profile: [default]\nextendSelect: [bare-pod]", (), {}, {MISSING, PORTS, BARE}),
        # What a configuration adds to a profile or takes from it stands when the command line picks another one.
        ("extendSelect: [bare-pod]\nignore: [configmap-not-found]", ("--profile", "recommended"), {}, {PORTS, BARE, SPACE}),
        ("select: [bare-pod]", (), {}, {BARE}),
        ("select: [bare-pod]", ("--extend-select", MISSING), {}, {BARE, MISSING}),
        ("select: [bare-pod]", ("--select", MISSING), {}, {MISSING}),
        ("select: [bare-pod]\nextendSelect: [configmap-not-found]", ("--select", PORTS), {}, {PORTS}),
        # An id beats the same id; a category or profile does not beat an id.
        ("ignore: [configmap-not-found]", ("--select", MISSING), {}, {MISSING}),
        ("ignore: [configmap-not-found]", ("--extend-select", MISSING), {}, {MISSING, PORTS}),
        ("ignore: [configmap-not-found]", ("--select", "references,workloads"), {}, {PORTS, BARE}),
        ("ignore: [references]", ("--select", "references"), {}, {MISSING}),
        ("ignore: [references]", ("--extend-select", MISSING), {}, {MISSING, PORTS}),
        ("severity: {configmap-not-found: off}", ("--extend-select", MISSING), {}, {MISSING, PORTS}),
        ("severity: {configmap-not-found: off}", (), {}, {PORTS}),
        ("ignore: [configmap-not-found]", (), {"K8SLINT_EXTEND_SELECT": MISSING}, {MISSING, PORTS}),
        ("", ("--select", MISSING), {"K8SLINT_IGNORE": MISSING}, {MISSING}),
        ("", ("--ignore", MISSING), {"K8SLINT_EXTEND_SELECT": f"{MISSING},{BARE}"}, {PORTS, BARE}),
        # Overrides lie between the configuration and the rest.
        ("ignore: [configmap-not-found]\noverrides: [{paths: x.yaml, extendSelect: [configmap-not-found]}]", (), {}, {PORTS, MISSING}),  # noqa: E501  # a row
        ("overrides: [{paths: x.yaml, ignore: [configmap-not-found]}]", ("--extend-select", MISSING), {}, {PORTS, MISSING}),
        ("overrides: [{paths: x.yaml, ignore: [configmap-not-found]}]", (), {}, {PORTS}),
        ("overrides: [{paths: y.yaml, ignore: [configmap-not-found]}]", (), {}, {PORTS, MISSING}),
        ("overrides: [{paths: x.yaml, profile: strict}, {paths: '*', ignore: [bare-pod]}]", (), {}, {PORTS, MISSING, SPACE}),
        ("overrides: [{paths: x.yaml, select: [bare-pod]}, {paths: '*', select: [configmap-not-found]}]", (), {}, {MISSING}),
        ("ignore: [bare-pod]\noverrides: [{paths: '*', profile: strict}]", (), {}, {PORTS, MISSING, SPACE}),
    ],
)  # fmt: skip
def test_which_rules_run(place: Place, text: str, words: tuple[str, ...], variables: dict[str, str], left: set[str]) -> None:
    place.write({"x.yaml": POD, ".k8slint.yaml": f"{text}\n"})
    done = place.check("--fail-on", "never", *words, **variables)
    assert (done.code, done.err) == (0, "")
    assert done.rules == left


@pytest.mark.parametrize(
    ("text", "severities"),
    [
        (f"severity: {{{MISSING}: info}}", {MISSING: "info", PORTS: "warning"}),
        (f"severity: {{references: warning, {MISSING}: info, all: error}}", {MISSING: "info", PORTS: "warning"}),
        # A weaker case is never lifted: this rule is an error only where two containers want the port.
        (f"severity: {{{PORTS}: error}}", {MISSING: "error", PORTS: "warning"}),
        (f"severity: {{{PORTS}: info}}", {MISSING: "error", PORTS: "info"}),
        (f"severity: {{{MISSING}: 'off'}}", {PORTS: "warning"}),
        (f"severity: {{{MISSING}: off}}\noverrides: [{{paths: x.yaml, severity: {{{MISSING}: info}}}}]", {MISSING: "info", PORTS: "warning"}),  # noqa: E501  # a row
    ],
)  # fmt: skip
def test_severity(place: Place, text: str, severities: dict[str, str]) -> None:
    place.write({"x.yaml": POD, ".k8slint.yaml": f"{text}\n"})
    assert {rule: severity for rule, severity, _ in place.check().found} == severities


def test_exit_code_and_listing(place: Place) -> None:
    place.write({"x.yaml": POD, ".k8slint.yaml": "failOn: never\nminSeverity: error\n"})
    done = place.run("check", "--output-format", "concise")
    assert done.code == 0
    assert [line for line in done.out.splitlines() if PORTS in line] == []
    done = place.run("check", "--output-format", "concise", "--min-severity", "warning", "--fail-on", "warning")
    assert done.code == 1
    assert PORTS in done.out


def test_info_is_listed_where_the_configuration_asks_for_it(place: Place) -> None:
    place.write({"x.yaml": POD})
    assert BARE not in place.run("check").out
    place.write({".k8slint.yaml": "profile: strict\n"})
    assert BARE in place.run("check").out


def test_a_wrong_variable_is_an_error_of_use(place: Place) -> None:
    place.write({"x.yaml": POD})
    done = place.check(K8SLINT_FAIL_ON="errr")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("k8slint check: Invalid value for K8SLINT_FAIL_ON: 'errr' is not one of")
    assert place.check("--fail-on", "errr").err.startswith("k8slint check: Invalid value for '--fail-on'")


def test_every_variable_that_is_read_is_known() -> None:
    commands = [check.command, units.command, render.command, rules.command, *config.command.commands.values()]
    assert {option.envvar for command in commands for option in command.params if option.envvar} == VARIABLES


def test_the_environment_of_what_nothing_else_says(place: Place) -> None:
    text = "environment: {default: staging, paths: {live/: production}}\n"
    place.write({"x.yaml": POD, ".k8slint.yaml": text, "live/x.yaml": POD})
    units = {one["name"]: one["environment"] for one in place.run("units", "--output-format", "json").data["units"]}
    assert units == {".": "staging", "live": "production"}


def test_cluster(place: Place) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {type: NodePort, selector: {a: b}, ports: [{port: 80, nodePort: 40000}]}\n"  # noqa: E501  # a manifest
    place.write({"x.yaml": service})
    assert "nodeport-out-of-range" in place.check("--select", "nodeport-out-of-range").rules
    place.write({".k8slint.yaml": "nodePortRange: 30000-40000\n"})
    assert place.check("--select", "nodeport-out-of-range").rules == set()


def test_what_is_excluded_is_not_looked_at(place: Place) -> None:
    place.write({"x.yaml": POD, "old/a/x.yaml": POD, "old/keep/x.yaml": POD})
    place.write({".k8slint.yaml": "exclude: ['old/*', '!old/keep']\n"})
    assert {path for _, _, path in place.check().found} == {"x.yaml", "old/keep/x.yaml"}
    # What is named itself is looked at all the same.
    assert {path for _, _, path in place.check("old/a").found} == {"old/a/x.yaml"}


def test_limits(place: Place) -> None:
    place.write({"x.yaml": POD, ".k8slint.yaml": "limits: {size: 1024}\n", "large.yaml": "#" * 2000})
    assert ("yaml-syntax-error", "error", "large.yaml") in place.check().found


def test_suppressions(place: Place) -> None:
    entry = f"{{rule: {PORTS}, kind: P*, name: 'w?b', path: x.yaml, reason: later}}"
    place.write({"x.yaml": POD, "y.yaml": POD, ".k8slint.yaml": f"ignore: [{entry}]\n"})
    assert {path for rule, _, path in place.check().found if rule == PORTS} == {"y.yaml"}
    place.write({".k8slint.yaml": f"overrides: [{{paths: y.yaml, ignore: [{{rule: {PORTS}, kind: Pod}}]}}]\n"})
    assert {path for rule, _, path in place.check().found if rule == PORTS} == {"x.yaml"}


def test_the_file_of_a_finding_counts_in_overlays(place: Place) -> None:
    """What an overlay brings is judged by its file, what comes from the base by the base's."""
    place.write(
        {
            "base/kustomization.yaml": "resources: [pod.yaml]\n",
            "base/pod.yaml": POD,
            "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: patch.yaml}]\n",
            "prod/patch.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec:\n  containers:\n    - name: web\n      env: [{name: A, valueFrom: {configMapKeyRef: {name: gone, key: a}}}]\n",  # noqa: E501  # a manifest
            ".k8slint.yaml": f"overrides: [{{paths: base/, ignore: [{MISSING}]}}]\n",
        }
    )
    assert {path for rule, _, path in place.check().found if rule == MISSING} == {"prod/patch.yaml"}
    place.write({".k8slint.yaml": f"overrides: [{{paths: prod/, severity: {{{MISSING}: warning}}}}]\n"})
    found = {(severity, path) for rule, severity, path in place.check().found if rule == MISSING}
    assert found == {("error", "base/pod.yaml"), ("warning", "prod/patch.yaml")}


def test_options_by_path(place: Place) -> None:
    rule = "loadbalancer-per-service"
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: %s}\nspec: {type: LoadBalancer, ports: [{port: 80}]}\n"
    place.write({"x.yaml": "---\n".join(service % name for name in "ab")})
    for threshold, found in ((2, {rule}), (3, set[str]())):
        place.write({".k8slint.yaml": f"options: {{{rule}: {{threshold: {threshold}}}}}\n"})
        assert place.check("--select", rule).rules == found


@pytest.mark.parametrize("variables", [{}, {"K8SLINT_KUBE_VERSION": "1.33"}])
def test_the_command_line_beats_the_version_of_a_world(place: Place, variables: dict[str, str]) -> None:
    place.write({"a/x.yaml": POD, ".k8slint.yaml": 'kubeVersion: "1.30"\nworlds: {one: {paths: a, kubeVersion: "1.31"}}\n'})
    words = () if variables else ("--kube-version", "1.33")
    worlds = place.run("units", "--output-format", "json", *words, **variables).data["worlds"]
    assert [world["kube_version"] for world in worlds] == ["1.33"]
    assert [one["kube_version"] for one in place.run("units", "--output-format", "json").data["worlds"]] == ["1.31"]


def test_the_form_of_reports_is_that_of_nothing_else(place: Place) -> None:
    place.write({"x.yaml": POD})
    assert place.run("check", K8SLINT_OUTPUT_FORMAT="github").out.startswith("::")
    for command in ("units", "rules"):
        assert place.run(command, K8SLINT_OUTPUT_FORMAT="github").code == 0
