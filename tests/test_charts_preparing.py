"""Charts as their files tell them: what is in them, what is not, and what is kept from a renderer."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from k8slint.units.charts import Chart, Place, inspect, read_directory
from k8slint.units.charts.chart import locate
from k8slint.units.charts.ignoring import kept
from k8slint.units.charts.packing import RAW, pack, unpacked
from k8slint.units.charts.preparing import is_template, prepare

META = "apiVersion: v2\nname: web\nversion: 0.1.0\n"


def _chart(files: Mapping[str, str | bytes], directory: str = "web", beside: Mapping[str, Chart] | None = None) -> Chart:
    whole = {"Chart.yaml": META, **files}
    return Chart(
        directory, {path: text.encode() if isinstance(text, str) else text for path, text in whole.items()}, beside=beside
    )


def _shown(place: Place) -> str:
    start = place.source.position(place.span.start)
    return f"{place.source.path}:{start.line + 1}:{start.column + 1} {place.source.slice(place.span)}"


def _told(chart: Chart) -> list[tuple[str, str, str]]:
    return [(failure.kind, failure.message, _shown(failure.place)) for failure in inspect(chart).failures]


def _archive(archive: bytes) -> dict[str, bytes]:
    found = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as opened:
        for member in opened:
            content = opened.extractfile(member)
            assert content is not None
            found[member.name.removeprefix("chart/")] = content.read()
    return found


def _packed(files: Mapping[str, str]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    return out.getvalue()


def test_a_sound_chart_is_whole() -> None:
    inspection = inspect(_chart({"templates/a.yaml": "a: 1"}))
    assert (inspection.failures, inspection.whole) == ((), True)


@pytest.mark.parametrize(
    ("text", "kind", "message", "place"),
    [
        ("", "chart", "no chart: its Chart.yaml is missing or empty", "web/Chart.yaml:1:1 "),
        ("- a", "chart", "no chart: its Chart.yaml is no mapping", "web/Chart.yaml:1:1 - a"),
        ("name: web", "chart", "no chart: its Chart.yaml has no version", "web/Chart.yaml:1:1 "),
    ],
)
def test_what_is_no_chart(text: str, kind: str, message: str, place: str) -> None:
    assert _told(_chart({"Chart.yaml": text})) == [(kind, message, place)]


def test_a_chart_yaml_that_cannot_be_read() -> None:
    assert [kind for kind, *_ in _told(_chart({"Chart.yaml": "name: ["}))] == ["unreadable"]


@pytest.mark.parametrize("name", ["Chart.yaml", "requirements.yaml"])
def test_a_dependency_that_is_not_there(name: str) -> None:
    entries = "dependencies:\n  - name: redis\n    version: 1\n    alias: cache\n"
    chart = _chart({name: (META if name == "Chart.yaml" else "") + entries})
    line = 5 if name == "Chart.yaml" else 2
    message = "chart web depends on chart redis, which is not in its charts directory"
    assert _told(chart) == [("dependency-missing", message, f"web/{name}:{line}:11 redis")]
    assert b"redis" not in _archive(prepare(inspect(chart)).plain)[name]


@pytest.mark.parametrize("entries", ["dependencies: 1", "dependencies: [1, {}, {name: 2}]", "dependencies: {a: b}"])
def test_malformed_dependencies_say_nothing(entries: str) -> None:
    assert _told(_chart({"Chart.yaml": META + entries})) == []


def test_aliases_lead_to_directories() -> None:
    entries = "dependencies:\n  - {name: redis, alias: cache}\n  - {name: redis, alias: queue}\n"
    chart = _chart({"Chart.yaml": META + entries, "charts/any/Chart.yaml": "name: redis\nversion: 1.0.0\n"})
    members = inspect(chart).members
    assert [(member.root, member.keys) for member in members] == [
        ("", ()),
        ("charts/any/", ("cache",)),
        ("charts/any/", ("queue",)),
    ]
    member, path = locate(members, "web/charts/queue/templates/a.yaml")
    assert (member.keys, path) == (("queue",), "charts/any/templates/a.yaml")
    assert locate(members, "web/charts/other/templates/a.yaml")[1] == "charts/other/templates/a.yaml"
    assert locate(members, "odd") == (members[0], "")


def test_a_packed_chart_is_read_and_stands_at_its_dependency() -> None:
    archive = _packed(
        {"redis/Chart.yaml": "name: redis\nversion: 1.0.0\n", "redis/templates/a.yaml": "a: 1\n", "../x": "", "/y": ""}
    )
    chart = _chart({"Chart.yaml": f"{META}dependencies:\n  - name: redis\n", "charts/redis-1.0.0.tgz": archive})
    inspection = inspect(chart)
    assert inspection.failures == ()
    assert [_shown(member.entry) for member in inspection.members if member.entry] == ["web/Chart.yaml:5:11 redis"]
    prepared = prepare(inspection)
    files = _archive(prepared.deep)
    assert files["charts/redis/templates/a.yaml"] == b"a: 1\n"
    assert "charts/redis-1.0.0.tgz" not in files
    assert not [path for path in files if path.startswith(("..", "/"))]


@pytest.mark.parametrize(
    "data",
    [b"", b"no archive", gzip.compress(b"neither"), _packed({"a/b": "x" * 5000})[:60]],
    ids=["empty", "text", "another", "cut"],
)
def test_a_packed_chart_that_cannot_be_read(data: bytes) -> None:
    ((kind, message, place),) = _told(_chart({"charts/redis-1.0.0.tgz": data}))
    assert (kind, place) == ("refused", "web/charts/redis-1.0.0.tgz:1:1 ") or (kind, place.partition(":")[0]) == (
        "refused",
        "web/charts/redis-1.0.0.tgz",
    )
    assert message.startswith("packed chart charts/redis-1.0.0.tgz cannot be read: ")


def test_a_packed_chart_that_holds_too_much() -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        entry = tarfile.TarInfo("redis/large")
        entry.size = 65 << 20
        archive.addfile(entry, io.BytesIO(bytes(entry.size)))
    found = unpacked({"charts/redis.tgz": out.getvalue()})
    assert found.broken == {"charts/redis.tgz": "holds too much"}


def test_charts_packed_in_charts_that_are_packed() -> None:
    inner = _packed({"c/Chart.yaml": "name: c\nversion: 1.0.0\n"})
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for path, data in (("b/Chart.yaml", b"name: b\nversion: 1.0.0\n"), ("b/charts/c.tgz", inner)):
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    found = unpacked({"charts/b.tgz": out.getvalue()})
    assert sorted(found.files) == ["charts/b/Chart.yaml", "charts/b/charts/c/Chart.yaml"]
    assert sorted(found.roots) == ["charts/b/", "charts/b/charts/c/"]


def test_a_chart_beside_this_one_is_what_a_path_leads_to() -> None:
    library = Chart("libs/common", {"Chart.yaml": b"name: common\nversion: 1.0.0\n", "templates/_a.tpl": b"x"})
    entries = "dependencies:\n  - name: common\n    repository: file://../../libs/common\n"
    chart = _chart({"Chart.yaml": META + entries}, "apps/web", {"libs/common": library})
    inspection = inspect(chart)
    assert inspection.failures == ()
    assert inspection.chart.shown("charts/common/templates/_a.tpl") == "libs/common/templates/_a.tpl"
    assert _archive(prepare(inspection).plain)["charts/common/templates/_a.tpl"] == b"x"


def test_charts_that_depend_on_each_other_end() -> None:
    def one(name: str, other: str) -> dict[str, bytes]:
        entries = f"dependencies: [{{name: {other}, repository: 'file://../{other}'}}]\n"
        return {"Chart.yaml": f"name: {name}\nversion: 1.0.0\n{entries}".encode()}

    charts: dict[str, Chart] = {}
    charts |= {name: Chart(name, one(name, other), beside=charts) for name, other in (("a", "b"), ("b", "a"))}
    assert "charts/b/Chart.yaml" in inspect(charts["a"]).chart.files


@pytest.mark.parametrize(
    ("schema", "what"),
    [
        ('{"$ref": "http://x/y.json"}', "http://x/y.json"),
        ('{"properties": {"a": {"items": [{"$ref": "file:///etc/passwd"}]}}}', "file:///etc/passwd"),
        ('{"allOf": [{"$ref": "other.json#/a"}]}', "other.json#/a"),
        ('{"$schema": "https://example.com/meta"}', "https://example.com/meta"),
        ('{"$dynamicRef": "//x"}', "//x"),
    ],
)
def test_a_schema_that_leads_elsewhere_is_taken_away(schema: str, what: str) -> None:
    chart = _chart({"values.schema.json": schema})
    ((kind, message, place),) = _told(chart)
    assert (kind, place.partition(":")[0]) == ("remote-schema", "web/values.schema.json")
    assert message == f"the values schema refers to {what}, which is never fetched: values are not checked against it"
    assert "values.schema.json" not in _archive(prepare(inspect(chart)).plain)


@pytest.mark.parametrize(
    "schema",
    [
        '{"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a"}',
        '{"properties": {"$ref": {"type": "string"}}}',
    ],
)
def test_a_schema_that_stays_at_home_is_kept(schema: str) -> None:
    chart = _chart({"values.schema.json": schema})
    assert _told(chart) == []
    assert "values.schema.json" in _archive(prepare(inspect(chart)).plain)


def test_the_schema_of_a_packed_chart_is_taken_away_too() -> None:
    archive = _packed({"b/Chart.yaml": "name: b\nversion: 1.0.0\n", "b/values.schema.json": '{"$ref": "http://x"}'})
    chart = _chart({"charts/b.tgz": archive})
    assert [kind for kind, *_ in _told(chart)] == ["remote-schema"]
    assert "charts/b/values.schema.json" not in _archive(prepare(inspect(chart)).plain)


@pytest.mark.parametrize(
    ("pattern", "gone"),
    [
        ("*.md", ["README.md", "docs/a.md"]),
        ("/*.md", ["README.md"]),
        ("docs/", ["docs/a.md", "docs/b.txt"]),
        ("docs/*.md", ["docs/a.md"]),
        ("docs", ["docs/a.md", "docs/b.txt"]),
        ("?EADME.md", ["README.md"]),
        ("[A-Z]*.md", ["README.md"]),
        ("**/x", []),
        ("[", []),
        ("# docs", []),
        ("", []),
    ],
)
def test_what_helmignore_names_is_gone(pattern: str, gone: list[str]) -> None:
    paths = ["README.md", "docs/a.md", "docs/b.txt", "templates/a.yaml"]
    left = kept({".helmignore": pattern.encode(), **dict.fromkeys(paths, b""), "templates/.a.swp": b""})
    assert [path for path in paths if path not in left] == gone
    assert "templates/.a.swp" not in left


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("templates/a.yaml", True),
        ("templates/b/c.tpl", True),
        ("charts/x/templates/a.yaml", True),
        ("charts/x/charts/y/templates/a.yaml", True),
        ("templates/NOTES.txt", False),
        ("files/templates/a.yaml", False),
        ("charts/x/files/a.yaml", False),
        ("charts/templates", False),
    ],
)
def test_templates(path: str, expected: bool) -> None:
    assert is_template(path) is expected


def test_marks_stand_in_templates_only() -> None:
    files = _archive(
        prepare(inspect(_chart({"templates/a.yaml": "a: 1\n", "files/a.yaml": "a: 1\n", "templates/b.bin": b"\xff\n"}))).deep
    )
    assert (files["files/a.yaml"], files["templates/b.bin"]) == (b"a: 1\n", b"\xff\n")
    assert files["templates/a.yaml"] != b"a: 1\n"
    assert RAW in files


def test_a_directory_on_disk(tmp_path: Path) -> None:
    top = tmp_path / "top"
    chart = top / "web"
    (chart / "templates").mkdir(parents=True)
    (chart / "Chart.yaml").write_text(META)
    (top / "shared.yaml").write_text("a: 1\n")
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "a").write_text("secret")
    for name, target in (
        ("inside.yaml", "../../shared.yaml"),
        ("secret.yaml", "../../../secret"),
        ("outside", "../../../outside"),
        ("loop", ".."),
        ("nothing", "nowhere"),
    ):
        os.symlink(target, chart / "templates" / name)
    if hasattr(os, "mkfifo"):
        os.mkfifo(chart / "pipe")
    found = read_directory(str(chart), "web", str(top))
    assert sorted(found.files) == ["Chart.yaml", "templates/inside.yaml"]
    refused = dict(found.refused)
    assert refused.pop("pipe", "no regular file") == "no regular file"
    assert refused == {
        "templates/secret.yaml": "a link out of the tree",
        "templates/outside": "a link out of the tree",
        "templates/loop": "a link to itself",
        "templates/nothing": "a link to nothing",
    }
    told = _told(found)
    assert [kind for kind, *_ in told] == ["refused"] * 4
    assert told[-1][1] == f"{len(found.refused) - 3} more files are not read"


_YAML = st.sampled_from(
    ["name: a", "version: 1", "dependencies:", "- name: b", "  - name: b", "[", "{", "a: &a *a", "\0", "alias: 1", ""]
)


@given(st.lists(_YAML, max_size=6), st.lists(_YAML, max_size=4), st.binary(max_size=20))
def test_no_chart_raises(lines: list[str], schema: list[str], archive: bytes) -> None:
    text = "\n".join(lines)
    files: dict[str, str | bytes] = {
        "Chart.yaml": text,
        "values.schema.json": "\n".join(schema),
        "charts/x.tgz": archive,
        "charts/b/Chart.yaml": text,
    }
    inspection = inspect(_chart(files))
    prepare(inspection)


def test_archives_are_the_same_every_time() -> None:
    assert pack({"a": b"1"}) == pack({"a": b"1"})
