"""What is wrong with a configuration is told with its place and the nearest right word, all of it at once."""

from __future__ import annotations

import pytest
from configured import MISSING, POD, PORTS, Place, place

__all__ = ["place"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("profile: strict\ningore: [x]\n", "2:1: unknown key `ingore`; did you mean `ignore`?"),
        ("fail_on: error\n", "1:1: unknown key `fail_on`; did you mean `failOn`?"),
        ("failOn: errors\n", "1:1: `failOn` must be error, warning, info or never; did you mean `error`?"),
        ("kubeVersion: 1.30\n", '1:1: `kubeVersion` must be a version of Kubernetes in quotes, such as "1.34"'),
        ("profile: strct\n", "1:1: unknown profile `strct`; did you mean `strict`?"),
        ("profile: [default, strct]\n", "1:20: unknown profile `strct`; did you mean `strict`?"),
        (
            "ignore:\n  - configmap-not-fund\n",
            "2:5: unknown rule, category, profile or other tool's id `configmap-not-fund`; did you mean `configmap-not-found`?",
        ),
        (
            "ignore:\n  - {rule: [services, x-y-z]}\n",
            "2:23: unknown rule, category, profile or other tool's id `x-y-z`",
        ),
        ("ignore: [{kind: Pod}]\n", "1:10: missing key `rule`"),
        ("ignore: [{rule: bare-pod, knd: Pod}]\n", "1:27: unknown key `knd`; did you mean `kind`?"),
        ("ignore: [{rule: bare-pod, expires: 2027-02-30}]\n", "1:27: `2027-02-30` is no day of the calendar"),
        ("ignore: [{rule: bare-pod, expires: soon}]\n", "1:27: `expires` must be a day, such as 2027-01-31, after which it has no effect"),  # noqa: E501  # a row
        ("ignore: [{rule: bare-pod, path: ../x}]\n", "1:27: `../x` leads out of the directory: patterns are relative to this file"),  # noqa: E501  # a row
        ("ignore: [{rule: bare-pod, name: yes}]\n", "1:27: `name` must be names of resources, with * and ?: yes, no, on, off"),
        ("severity: {bare-pod: of}\n", "1:12: `bare-pod` must be error, warning, info or off"),
        ("severity: {bar-pod: off}\n", "1:12: unknown rule, category, profile or other tool's id `bar-pod`; did you mean `bare-pod`?"),  # noqa: E501  # a row
        (
            "options: {loadbalancer-per-service: {treshold: 2}}\n",
            "1:38: loadbalancer-per-service has no option `treshold`; did you mean `threshold`?",
        ),
        (
            "options: {loadbalancer-per-service: {threshold: 1}}\n",
            "1:38: `threshold` of loadbalancer-per-service: 1 is less than the minimum of 2",
        ),
        ("options: {bare-pod: {x: 1}}\n", "1:22: bare-pod has no option `x`: it has none"),
        ("options: {cost: 3}\n", "1:11: `cost` must be a mapping of options to values"),
        ("overrides: [{ignore: [bare-pod]}]\n", "1:13: missing key `paths`"),
        ("overrides: [{paths: [], failOn: error}]\n", "1:25: unknown key `failOn`"),
        ("overrides: [{paths: a, profile: strct}]\n", "1:24: unknown profile `strct`; did you mean `strict`?"),
        (
            "overrides: [{paths: a, ignore: [{rule: bare-pod, path: b}]}]\n",
            "1:50: the files are those of `paths` above",
        ),
        ("exclude: ['/']\n", "1:11: `/` names nothing"),
        ("nodePortRange: 32767-30000\n", "1:1: `nodePortRange` must be two ports, the lower one first: 32767-30000"),
        ("podCIDR: 10.0.0.1/8\n", "1:1: `10.0.0.1/8` is no range of addresses: 10.0.0.1/8 has host bits set"),
        ("externals: [Secret]\n", "1:13: `Secret` must be KIND/NAME, ns:NAMESPACE/* or ns:NAMESPACE/KIND/NAME; did you mean `Secret/*`?"),  # noqa: E501  # a row
        ("helm: [{chart: web}]\n", "1:9: `web` does not exist"),
        ("rules: lint\n", "1:1: `lint` does not exist"),
        ("limits: {depth: 1000}\n", "1:10: `depth` must be a number from 10 to 100"),
        ("worlds: {a: {}}\n", "1:10: missing key `paths`"),
        ("- a\n", "1:1: a configuration is a mapping of settings"),
        ("failOn: never\n---\nfailOn: error\n", "3:1: a configuration is one document"),
        ("failOn: never\nfailOn: error\n", "2:1: the key `failOn` was written before"),
        ("a: [\n", "2:1: not valid YAML"),
        ("extend: no.yaml\n", "1:1: `no.yaml` does not exist"),
    ],
)  # fmt: skip
def test_in_yaml(place: Place, text: str, told: str) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": text})
    done = place.check()
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f".k8slint.yaml:{told}")
    assert done.err.count("\n") == 1


def test_in_toml(place: Place) -> None:
    text = """\
[project]
name = "shop"
ingore = "of somebody else"

[tool.k8slint]
profile = "strct"
ingore = ["x"]
severity = { bare-pod = "of" }

[tool.k8slint.limits]
dpth = 3

[[tool.k8slint.overrides]]
paths = "a"

[[tool.k8slint.overrides]]
paths = "b"
profil = "strict"
"""
    place.write({"pod.yaml": POD, "pyproject.toml": text})
    done = place.check()
    assert (done.code, done.out) == (2, "")
    assert done.err.splitlines() == [
        "pyproject.toml:7:1: unknown key `ingore`; did you mean `ignore`?",
        "pyproject.toml:8:14: `bare-pod` must be error, warning, info or off",
        "pyproject.toml:11:1: unknown key `dpth`; did you mean `depth`?",
        "pyproject.toml:18:1: unknown key `profil`; did you mean `profile`?",
    ]
    place.write({"pyproject.toml": '[tool.k8slint]\nprofile = "strct"\nignore = [{rule = "bare-pod", expires = 2027-01-31}]\n'})
    assert place.check().err == "pyproject.toml:2:1: unknown profile `strct`; did you mean `strict`?\n"
    place.write({"pyproject.toml": '[tool.k8slint]\nignore = [\n  "bare-pod",\n  "bar-pod",\n]\n'})
    assert place.check().err.startswith("pyproject.toml:4:3: unknown rule, category, profile or other tool's id `bar-pod`")
    place.write({"pyproject.toml": "[tool.k8slint]\nprofile = \n"})
    assert place.check().err == "pyproject.toml:2:11: not valid TOML: invalid value\n"


def test_all_at_once_in_all_files(place: Place) -> None:
    place.write(
        {
            "a/pod.yaml": POD,
            ".k8slint.yaml": "extend: base.yaml\nfailOn: x\nkubeVersion: 3\n",
            "base.yaml": "profil: strict\n",
            "a/.k8slint.yaml": "ignore: [no-such-rule-at-all]\n",
        }
    )
    done = place.check()
    assert done.code == 2
    assert [line.partition(": ")[0] for line in done.err.splitlines()] == [
        ".k8slint.yaml:2:1",
        ".k8slint.yaml:3:1",
        "a/.k8slint.yaml:1:10",
        "base.yaml:1:1",
    ]


@pytest.mark.parametrize("command", ["check", "units", "config show"])
def test_every_command_refuses_it(place: Place, command: str) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "failOn: x\n"})
    assert place.run(*command.split()).code == 2


def test_words_on_the_command_line_are_told_as_before(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "failOn: never\n"})
    done = place.check("--select", "bar-pod")
    assert done.err == ("k8slint check: unknown rule, category, profile or other tool's id `bar-pod`; did you mean `bare-pod`?\n")


def test_what_has_no_effect_yet_is_told(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": "policyEnforced: true\ncrds: crds/\n"})
    assert place.check().err == (
        ".k8slint.yaml:1:1: `policyEnforced` has no effect yet\n.k8slint.yaml:2:1: `crds` has no effect yet\n"
    )


def test_unknown_variables_are_told(place: Place) -> None:
    place.write({"pod.yaml": POD})
    done = place.check(K8SLINT_PROFIL="strict", K8SLINT_PROFILE="default")
    assert (done.code, done.rules) == (1, {MISSING, PORTS})
    assert done.err == "nothing reads the variable `K8SLINT_PROFIL`; did you mean `K8SLINT_PROFILE`?\n"


def test_faults_do_not_hide_one_another(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"profil: x\nseverity: {{{MISSING}: no}}\nselect: [own-rule]\n"})
    told = place.check().err.splitlines()
    assert [line.partition(": ")[0] for line in told] == [".k8slint.yaml:1:1", ".k8slint.yaml:2:12", ".k8slint.yaml:3:10"]
    assert "`no` is no severity: write error, warning, info or off" in told[1]
    assert "`--rules DIR`" in told[2]


def test_off_is_off(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"severity: {{{MISSING}: off, {PORTS}: 'off'}}\n"})
    assert not place.check().rules & {MISSING, PORTS}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--select", ""), "--select names nothing"),
        (("--ignore", " , "), "--ignore names nothing"),
        (("--namespace", "BAD NAME!"), "--namespace wants small letters"),
        (("--profile", "foo"), "unknown profile `foo`; there are default, recommended, strict"),
    ],
)
def test_words_of_a_command_line(place: Place, words: tuple[str, ...], told: str) -> None:
    place.write({"pod.yaml": POD})
    done = place.run("check", *words)
    assert (done.code, done.out) == (2, "")
    assert told in done.err


def test_a_profile_of_a_variable(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write({"pod.yaml": POD})
    monkeypatch.setenv("K8SLINT_PROFILE", "foo")
    assert "K8SLINT_PROFILE: unknown profile `foo`" in place.run("check").err


def test_what_fails_a_run_is_something_to_report(place: Place) -> None:
    place.write({"pod.yaml": POD, ".k8slint.yaml": f"select: [{MISSING}]\nseverity: {{{MISSING}: warning}}\n"})
    done = place.run("check", "--min-severity", "error")
    assert done.code == 1
    assert "nothing to report" not in done.out + done.err
    assert "1 warning not shown" in done.out + done.err
