"""Many fixes at once: each wholly or not at all, and none in another one's way."""

from __future__ import annotations

from typing import Any

from k8slint.findings import Change, Edit, Fix, Location, Safety, Splice, TextFix
from k8slint.fix import apply, text_fix
from k8slint.text import SourceFile
from k8slint.yaml import read

TEXT = "a:\n  x: 1  # one\n  z: 2\nb:\n  c: 1\n---\nq: 1\n"


def fixed(source: SourceFile, *edits: tuple[Any, ...], document: int = 0, title: str = "a fix") -> TextFix:
    root = read(source).documents[document].root
    outcome = text_fix(Fix(title, tuple(Edit(root, *edit) for edit in edits)))
    assert isinstance(outcome, TextFix), outcome
    return outcome


def source_of(text: str = TEXT, path: str = "a.yaml") -> SourceFile:
    return SourceFile(path, text)


def test_nothing() -> None:
    assert apply({}, []) == ({}, (), ())


def test_apart_from_one_another() -> None:
    source = source_of()
    fixes = [
        fixed(source, (("q",), 2), document=1),
        fixed(source, (("a", "x"), "http")),
        fixed(source, (("b", "c"), None, Change.REMOVE)),
    ]
    applied = apply({"a.yaml": source}, fixes)
    assert applied.texts == {"a.yaml": "a:\n  x: http  # one\n  z: 2\nb: {}\n---\nq: 2\n"}
    assert applied.applied == (fixes[1], fixes[2], fixes[0])  # by place
    assert applied.refused == ()
    assert apply({"a.yaml": source}, fixes[::-1]) == applied


def test_identical_ones_once() -> None:
    source = source_of()
    fixes = [fixed(source, (("a", "k"), True)), fixed(source, (("a", "k"), True)), fixed(source, (("a", "k"), True), title="too")]
    applied = apply({"a.yaml": source}, fixes)
    assert applied.texts["a.yaml"].count("k: true") == 1
    assert applied.applied == (fixes[0], fixes[2])


def test_two_keys_of_one_mapping() -> None:
    source = source_of()
    fixes = [fixed(source, (("a", "k"), True)), fixed(source, (("a", "m"), {"k": 1}))]
    applied = apply({"a.yaml": source}, fixes)
    assert applied.texts["a.yaml"].startswith("a:\n  x: 1  # one\n  z: 2\n  k: true\n  m:\n    k: 1\nb:\n")
    assert len(applied.applied) == 2


def test_same_missing_mapping_is_left_for_the_next_pass() -> None:
    source = source_of()
    fixes = [fixed(source, (("a", "m", "k"), 1)), fixed(source, (("a", "m", "l"), 2))]
    applied = apply({"a.yaml": source}, fixes)
    assert applied.applied == (fixes[0],)
    assert applied.refused == ()
    again = source_of(applied.texts["a.yaml"])
    applied = apply({"a.yaml": again}, [fixed(again, (("a", "m", "l"), 2))])
    assert applied.texts["a.yaml"].startswith("a:\n  x: 1  # one\n  z: 2\n  m:\n    k: 1\n    l: 2\nb:\n")


def test_same_value_is_left_for_the_next_pass() -> None:
    source = source_of()
    fixes = [
        fixed(source, (("a", "x"), 5)),
        fixed(source, (("a", "x"), 6)),
        fixed(source, (("a",), None, Change.REMOVE)),
        fixed(source, (("a", "x"), "n", Change.RENAME)),
    ]
    applied = apply({"a.yaml": source}, fixes)
    assert len(applied.applied) == 1
    assert applied.refused == ()


def test_the_last_keys_of_a_mapping_one_after_the_other() -> None:
    source = source_of()
    fixes = [fixed(source, (("a", "x"), None, Change.REMOVE)), fixed(source, (("a", "z"), None, Change.REMOVE))]
    applied = apply({"a.yaml": source}, fixes)
    assert applied.applied == (fixes[0],)
    assert applied.refused == ()


def test_entries_of_one_list() -> None:
    source = source_of("a:\n- x: 1\n- x: 2\n- x: 3\n")
    fixes = [
        fixed(source, (("a", 0), None, Change.REMOVE)),
        fixed(source, (("a", 1, "x"), 5)),
        fixed(source, (("a", 3), "new")),
        fixed(source, (("a", 3), "newer")),
    ]
    applied = apply({"a.yaml": source}, fixes)
    assert applied.texts == {"a.yaml": "a:\n- x: 5\n- x: 3\n- new\n"}
    assert len(applied.applied) == 3


def test_over_files_all_or_nothing() -> None:
    one, two = source_of(path="a.yaml"), source_of(path="b.yaml")
    roots = [read(source).documents[0].root for source in (one, two)]
    both = text_fix(Fix("both", tuple(Edit(root, ("a", "x"), 9) for root in roots)))
    assert isinstance(both, TextFix)
    assert [splice.location.path for splice in both.splices] == ["a.yaml", "b.yaml"]
    sources = {"a.yaml": one, "b.yaml": two}
    applied = apply(sources, [both])
    assert set(applied.texts) == {"a.yaml", "b.yaml"}
    in_its_way = fixed(two, (("a", "x"), None, Change.REMOVE), title="first")
    applied = apply(sources, [in_its_way, both])
    assert applied == ({"a.yaml": TEXT.replace("1  #", "9  #"), "b.yaml": TEXT.replace("1  #", "9  #")}, (both,), ())
    applied = apply(sources, [in_its_way, both._replace(splices=both.splices[::-1])])
    assert len(applied.applied) == 1
    applied = apply({"a.yaml": one}, [both])
    assert applied == ({}, (), ((both, "b.yaml is not among the files"),))


def test_a_fix_of_another_text_is_refused() -> None:
    source = source_of()
    fix = fixed(source, (("a", "x"), 5))
    other = source_of("# new\n" + TEXT)
    applied = apply({"a.yaml": other}, [fix, fixed(other, (("b", "c"), 7))])
    assert [refused for refused, _ in applied.refused] == [fix]
    assert applied.texts == {"a.yaml": "# new\n" + TEXT.replace("c: 1", "c: 7")}
    applied = apply({"a.yaml": source_of("a: 1\n")}, [fix])
    assert applied.texts == {}
    assert len(applied.refused) == 1


def test_one_wrong_fix_does_not_stop_the_others() -> None:
    source = source_of()
    good = [fixed(source, (("a", "x"), 5)), fixed(source, (("a", "z"), 6)), fixed(source, (("q",), 7), document=1)]
    place = TEXT.index("c: 1") + 3
    wrong = TextFix("wrong", Safety.SAFE, (Splice(Location("a.yaml", 1, 1, 1, 1), place, place + 1, "8"),), good[0].edits[:0])
    wrong = wrong._replace(edits=((("a.yaml"), (good[0].edits[0][1][0]._replace(path=("b", "c"), value=9),)),))
    applied = apply({"a.yaml": source}, [*good, wrong])
    assert applied.texts == {"a.yaml": TEXT.replace("x: 1", "x: 5").replace("z: 2", "z: 6").replace("q: 1", "q: 7")}
    assert applied.refused == ((wrong, "something else would change with it"),)


def test_many_fixes_of_a_large_file() -> None:
    text = "---\n".join(f"a: {number}  # {number}\nb:\n- c\n" for number in range(300))
    source = source_of(text)
    documents = read(source).documents
    fixes = [text_fix(Fix("a fix", (Edit(document.root, ("b", 1), "d"),))) for document in documents]
    made = [fix for fix in fixes if isinstance(fix, TextFix)]
    applied = apply({"a.yaml": source}, made)
    assert len(applied.applied) == 300
    assert applied.texts == {"a.yaml": text.replace("- c\n", "- c\n- d\n")}


def test_beside_what_cannot_be_read() -> None:
    source = source_of("a: 1\n---\nb: [\n---\nc: 1\n")
    applied = apply({"a.yaml": source}, [fixed(source, (("c",), 2), document=1), fixed(source, (("a",), 2))])
    assert applied.texts == {"a.yaml": "a: 2\n---\nb: [\n---\nc: 2\n"}
