"""Baselines as plain values: what they know, what they refuse, and how their text is brought up to date."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.baseline import Baseline, BaselineError, Entry, parse, rewrite
from k8slint.baseline.keys import Key, digest_of, key_of
from k8slint.findings import Confidence, Finding, Location, ResourceId, Severity

TODAY = date(2030, 1, 1)
IMAGE = ("apps", "Deployment", "shop", "web", "spec", "containers", "[name=web]", "image")


def finding(rule: str = "a-rule", path: str = "web.yaml", line: int = 1, identity: tuple[str, ...] = IMAGE) -> Finding:
    where = Location(path, line, 1, line, 2)
    return Finding(rule, Severity.WARNING, Confidence.PROVED, "wrong", where, identity=identity)


def read(text: str, **words: object) -> Baseline:
    return parse("dir/known.yaml", text.encode(), today=TODAY, **words)  # type: ignore[arg-type]


def written(*findings: Finding, old: Baseline | None = None, named: tuple[str, ...] = (".",), ran: str = "a-rule b-rule") -> str:
    return rewrite(old or Baseline("known.yaml"), findings, ran.split(), named).text


def again(text: str) -> Baseline:
    return parse("known.yaml", text.encode(), today=TODAY)


@pytest.mark.parametrize(
    ("identity", "resource", "where"),
    [
        (IMAGE, "Deployment.apps shop/web", "spec.containers[name=web].image"),
        (("", "Service", "", "web", "spec"), "Service web", "spec"),
        (("", "Pod", "", ""), "Pod", ""),
        (("", "Service", "", "web", "metadata", "labels", "a.b/c"), "Service web", 'metadata.labels["a.b/c"]'),
        (("", "Pod", "", "web", "args", "[0]"), "Pod web", "args[0]"),
        (("", "Pod", "", "web", "args", "[--verbose]"), "Pod web", "args[--verbose]"),
    ],
)
def test_key(identity: tuple[str, ...], resource: str | None, where: str) -> None:
    assert key_of(finding(identity=identity)) == Key("a-rule", resource, where)


@pytest.mark.parametrize(
    "step",
    ["[--password=hunter2]", "[postgres://shop:hunter2@db/x]", "[hunter2 hunter2]", f"[{'hunter2' * 30}]", "[name=hunter2\nx]"],
)
def test_what_may_be_secret_is_not_written(step: str) -> None:
    key = key_of(finding(identity=("", "Pod", "", "web", "args", step)))
    assert "hunter2" not in key.where
    assert key == key_of(finding(identity=("", "Pod", "", "web", "args", step)))
    assert key != key_of(finding(identity=("", "Pod", "", "web", "args", f"{step[:-1]}!]")))


@pytest.mark.parametrize(
    ("identity", "shown"),
    [
        (("resources: [hunter2",), True),
        (("resources: [hunter2", ""), False),
        (("url: https://me:hunter2@example.com",), False),
        (("hunter2 " * 20,), False),
    ],
)
def test_a_line_is_written_unless_it_may_be_secret(identity: tuple[str, ...], shown: bool) -> None:
    text = written(finding(identity=identity))
    assert ("hunter2" in text) is shown
    for other in ((identity[0],), (identity[0], "")):
        assert again(text).match([finding(identity=other)]).left == ()


def test_a_finding_without_identity_is_known_by_its_resource() -> None:
    plain = finding(identity=())._replace(resource=ResourceId("apps", "v1", "Deployment", None, "web"), yaml_path="spec")
    assert key_of(plain) == Key("a-rule", "Deployment.apps web", "spec")
    assert key_of(plain._replace(resource=None)) == Key("a-rule", None, digest_of("wrong"))


def test_of_equal_findings_as_many_are_known_as_there_were() -> None:
    known = again(written(finding(line=1), finding(line=9)))
    assert [entry.times for entry in known.entries] == [2]
    new = [finding(line=line) for line in (3, 4, 5)]
    matched = known.match(new)
    assert (matched.hidden, matched.left) == (tuple(new[:2]), (new[2],))


def test_of_equal_findings_those_are_known_that_are_where_they_were() -> None:
    known = again(written(finding(path="b.yaml")))
    old, new = finding(path="b.yaml"), finding(path="a.yaml")
    assert known.match([new, old]).left == (new,)


def test_a_file_may_have_another_name() -> None:
    known = again(written(finding(path="b.yaml")))
    assert known.match([finding(path="sub/c.yaml")]).left == ()


def test_paths_are_relative_to_the_baseline() -> None:
    text = rewrite(Baseline("ci/known.yaml", "ci"), [finding(path="web.yaml")], ["a-rule"], ["."]).text
    known = parse("ci/known.yaml", text.encode())
    assert (known.base, known.paths, known.entries[0].path) == ("ci", ("..",), "../web.yaml")
    assert known.match([finding(path="other.yaml"), finding(path="web.yaml")]).left == (finding(path="other.yaml"),)


def test_entries_of_a_list_without_names_may_move_but_not_multiply() -> None:
    rule = ("", "NetworkPolicy", "", "web", "spec", "ingress", "[0]", "from", "[1]")
    moved = (*rule[:6], "[3]", "from", "[0]")
    known = again(written(finding(identity=rule)))
    assert known.match([finding(identity=moved)]).left == ()
    both = [finding(identity=moved), finding(identity=rule, line=7)]
    assert known.match(both).left == (both[0],)


def test_a_named_entry_is_another_entry() -> None:
    known = again(written(finding()))
    other = finding(identity=(*IMAGE[:6], "[name=proxy]", "image"))
    assert known.match([other]).left == (other,)


def test_a_former_id_still_counts_and_is_written_anew() -> None:
    text = written(finding("old-name"))
    known = parse("known.yaml", text.encode(), renamed={"old-name": "a-rule"})
    assert known.match([finding()]).left == ()
    assert "rule: a-rule\n" in written(finding(), old=known)


def entry(**words: object) -> str:
    lines = {"rule": "a-rule", "resource": "Deployment.apps shop/web", "field": "spec.containers[name=web].image", **words}
    return "  - " + "\n    ".join(f"{key}: {value}" for key, value in lines.items() if value is not None) + "\n"


def baseline(*entries: str) -> str:
    return f"baseline: 1\npaths: [.]\nfindings:\n{''.join(entries)}"


@pytest.mark.parametrize(("expires", "hides"), [("2029-12-31", False), ("2030-01-01", True), ("2031-05-01", True)])
def test_an_entry_may_end(expires: str, hides: bool) -> None:
    known = read(baseline(entry(expires=expires)))
    assert bool(known.match([finding()]).hidden) is hides


def test_an_entry_that_has_not_ended_is_taken_first() -> None:
    known = read(baseline(entry(expires="2020-01-01"), entry()))
    assert known.match([finding()]).hidden


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["1:1: no baseline: the file is empty"]),
        ("kind: Service\n", ["1:1: no baseline: the key `baseline` is missing"]),
        ("- a\n", ["1:1: no baseline: the key `baseline` is missing"]),
        ("baseline: 2\n", ["1:1: `baseline` is the version of the form, 1; this one is not known here"]),
        ("baseline: true\n", ["1:1: `baseline` is the version of the form, 1; this one is not known here"]),
        ("baseline: 1\nfinding: []\n", ["2:1: unknown key `finding`; did you mean `findings`?"]),
        ("baseline: 1\npaths: web\n", ["2:1: `paths` is a list of paths"]),
        ("baseline: 1\nfindings: {}\n", ["2:1: `findings` is a list"]),
        (baseline("  - a\n"), ["4:5: an entry is a mapping with `rule` and `resource`"]),
        (baseline(entry(rule=None)), ["4:5: the entry has no `rule`"]),
        (baseline(entry(resource=None)), ["4:5: the entry has no `resource`"]),
        (
            baseline(entry(line="a")),
            ["4:5: the entry has both `resource` and `line`", "6:5: what has a `line` has no `field`"],
        ),
        (baseline(entry(count="0")), ["7:5: `count` is a number above 0"]),
        (baseline(entry(count="yes")), ["7:5: `count` is a number above 0"]),
        (baseline(entry(expires="soon")), ["7:5: `expires` is a date: 2030-12-31"]),
        (baseline(entry(expires="")), ["7:5: `expires` is a date: 2030-12-31"]),
        (baseline(entry(reson="x")), ["7:5: unknown key `reson`; did you mean `reason`?"]),
        (baseline(entry(reason="1")), ["7:5: `reason` is a text"]),
        (baseline(entry(rule="[a]")), ["4:5: `rule` is a text"]),
        ("baseline: 1\nbaseline: 1\n", ["2:1: the key `baseline` is there twice"]),
        ("baseline: 1\n---\nbaseline: 1\n", ["3:1: a baseline is one document"]),
        (baseline(entry(), "<<<<<<< HEAD\n"), None),
        ("baseline: [", None),
        ("\0", None),
    ],
)
def test_what_is_no_baseline_is_refused(text: str, lines: list[str] | None) -> None:
    with pytest.raises(BaselineError) as error:
        read(text)
    assert all(line.startswith("dir/known.yaml:") for line in error.value.lines)
    assert lines is None or list(error.value.lines) == [f"dir/known.yaml:{line}" for line in lines]


def test_hundreds_of_faults_are_not_told() -> None:
    with pytest.raises(BaselineError) as error:
        read(baseline(*[entry(count="0")] * 300))
    assert len(error.value.lines) == 10


COMMENTED = """\
# Agreed in May.
baseline: 1  # the form
paths: [.]
findings:
  # Everything of the shop.

  # Team A: ticket 12
  - rule: a-rule  # first
    resource: Deployment.apps shop/web
    field: spec.containers[name=web].image
    reason: >
      the old
      image
    expires: 2031-01-01
  # Of the cache.
  - {rule: a-rule, resource: Service cache}  # short
  # Of nothing.
  - rule: b-rule
    resource: Service gone
# The end.
"""


def test_comments_reasons_and_dates_stay() -> None:
    cache = finding(identity=("", "Service", "", "cache"), path="cache.yaml")
    text = written(finding(), cache, finding("b-rule", path="x.yaml"), old=again(COMMENTED))
    image, gone = "spec.containers[name=web].image\n", "  # Of nothing.\n  - rule: b-rule\n    resource: Service gone\n"
    expected = COMMENTED.replace(image, f"{image}    path: web.yaml\n").replace("cache}", "cache, path: cache.yaml}")
    assert text == expected.replace(gone, entry(rule="b-rule", path="x.yaml"))


def test_what_stands_apart_stays_when_the_entry_goes() -> None:
    head = "# Agreed in May.\nbaseline: 1  # the form\npaths: [.]\n"
    assert written(old=again(COMMENTED)) == f"{head}findings: []\n  # Everything of the shop.\n\n# The end.\n"


def test_it_is_written_the_same_again() -> None:
    found = [finding(), finding("b-rule"), finding(path="a.yaml"), finding(identity=("resources:",))]
    first = written(*found)
    assert first == written(*reversed(found))
    assert written(*found, old=again(first)) == first


def test_entries_come_and_go_one_by_one() -> None:
    found = [finding(f"{letter}-rule") for letter in "abcd"]
    ran = "a-rule b-rule c-rule d-rule"
    old = written(*found[:3], ran=ran)
    new = written(found[0], found[2], found[3], old=again(old), ran=ran)
    assert len(set(old.splitlines()) ^ set(new.splitlines())) == 2
    assert [line.split()[-1] for line in new.splitlines() if "rule:" in line] == ["a-rule", "c-rule", "d-rule"]


def test_what_was_not_looked_at_stays() -> None:
    old = again(written(finding(), finding("b-rule")))
    assert [each.key.rule for each in again(written(old=old, ran="b-rule")).entries] == ["a-rule"]
    assert len(again(written(old=old, named=("sub",))).entries) == 2


def test_an_ended_entry_is_not_renewed() -> None:
    old = read(baseline(entry(expires="2020-01-01")))
    update = rewrite(old, [finding()], ["a-rule"], ["."])
    assert (update.known, update.new, update.expired) == (0, 0, 1)
    assert "expires: 2020-01-01" in update.text


def test_a_reason_does_not_speak_for_what_comes_later() -> None:
    old = again(baseline(entry(reason="legacy", path="web.yaml")))
    known = again(written(finding(line=1), finding(line=2), old=old))
    assert [(each.times, each.reason) for each in known.entries] == [(1, "legacy"), (1, None)]


def test_a_form_that_cannot_be_kept_is_refused() -> None:
    flow = "{baseline: 1, findings: [{rule: a-rule, resource: Service web}]}\n"
    with pytest.raises(BaselineError, match="cannot be brought up to date"):
        written(finding(), old=again(flow))


@pytest.mark.parametrize(
    ("paths", "named", "covered"),
    [
        ((".",), (".",), True),
        ((".",), ("deploy",), False),
        (("deploy",), (".",), True),
        (("deploy",), ("deploy/",), True),
        (("deploy/a", "deploy/b"), ("deploy",), True),
        (("deploy/a", "deploy/b"), ("deploy/a",), False),
        (("deploy",), ("deployment",), False),
        (("../web",), (".",), False),
        (("../web",), ("..",), True),
        ((".",), ("..",), True),
        (("-",), ("-",), True),
        (("-",), (".",), False),
        ((".",), ("-",), False),
    ],
)
def test_which_run_looks_at_everything(paths: tuple[str, ...], named: tuple[str, ...], covered: bool) -> None:
    assert Baseline("known.yaml", paths=paths).covered(named) is covered


def test_unused_entries_are_those_that_could_have_been_found() -> None:
    known = again(written(finding(), finding("b-rule"), finding("c-rule")))
    unused = list(known.unused([finding()], ["a-rule", "b-rule"], ["."]))
    assert [each.key.rule for each, _ in unused] == ["b-rule"]
    assert list(known.unused([], ["a-rule", "b-rule"], ["sub"])) == []


TEXTS = st.text(st.characters(exclude_categories=()), max_size=30)
STEPS = st.lists(TEXTS | TEXTS.map(lambda text: f"[name={text}]"), max_size=4)
IDENTITIES = st.tuples(TEXTS, TEXTS, TEXTS, TEXTS, STEPS).map(lambda parts: (*parts[:4], *parts[4])) | st.tuples(TEXTS)
FINDINGS = st.lists(
    st.builds(
        finding,
        st.sampled_from(["a-rule", "b-rule"]),
        st.text(st.characters(codec="utf-8"), max_size=9).map(lambda name: f"x{name}"),
        identity=IDENTITIES,
    )
)


@given(FINDINGS, FINDINGS, st.data())
def test_any_texts_survive_being_written_and_read(first: list[Finding], second: list[Finding], data: st.DataObject) -> None:
    old = again(written(*first))
    assert old.match(first).left == ()
    stay = data.draw(st.lists(st.sampled_from(first))) if first else []
    new = again(written(*stay, *second, old=old))
    assert new.match([*stay, *second]).left == ()
    assert sum(each.times for each in new.entries) == len(stay) + len(second)


def test_the_defaults_of_an_entry_are_not_written() -> None:
    assert Entry(Key("a", "Service web", "")) == Entry(Key("a", "Service web", ""), 1, None, None, None, None, 0)
    assert "count" not in written(finding())


def test_many_equal_findings_take_no_longer_than_others() -> None:
    many = [finding(path=f"{number}.yaml") for number in range(3000)]
    moved = [finding(path=f"moved/{number}.yaml") for number in range(3001)]
    known = again(written(*many))
    assert len(known.match(moved).left) == 1
    assert len(again(written(*moved, old=known)).entries) == 3001


def test_what_is_still_where_it_was_stands_for_no_copy() -> None:
    known = again(written(finding(path="dev/web.yaml")))
    object_ = "Deployment shop/web"
    copy = [finding(path="prod/web.yaml")]
    both = frozenset({("dev/web.yaml", object_), ("prod/web.yaml", object_)})
    assert known.of(both).match(copy).hidden == ()
    assert known.of(frozenset({("prod/web.yaml", object_)})).match(copy).left == ()  # it was moved


def test_a_count_that_is_too_high_is_told_with_what_is_known() -> None:
    known = again(written(finding(), finding()))
    assert [(each.times, there) for each, there in known.unused([finding()], ["a-rule"], ["."])] == [(2, 1)]


def test_the_line_of_an_entry_is_that_of_its_place() -> None:
    known = again(written(finding(), finding("b-rule")))
    text = written(finding(), finding("b-rule")).splitlines()
    assert [text[known.line(entry) - 1].strip() for entry in known.entries] == ["- rule: a-rule", "- rule: b-rule"]


def test_a_baseline_has_a_limit() -> None:
    with pytest.raises(BaselineError, match="more than 8,388,608 bytes"):
        parse("known.yaml", b"#" * ((1 << 23) + 1), today=TODAY)
