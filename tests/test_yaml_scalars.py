"""Scalars mean what they mean to the API server's reader: each row was taken from sigs.k8s.io/yaml 1.4."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from k8slint.text import SourceFile
from k8slint.yaml import read
from k8slint.yaml.events import Parser, use

if TYPE_CHECKING:
    from collections.abc import Iterator

ERROR = object()

PLAIN: dict[str, Any] = {
    # booleans of YAML 1.1, in three spellings each
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    "tRUE": "tRUE",
    "yEs": "yEs",
    # null
    **dict.fromkeys(["~", "null", "Null", "NULL", ""], None),
    "nULL": "nULL",
    # integers in four bases
    "0": 0, "-0": 0, "00": 0, "+1": 1, "123456789012": 123456789012,
    "0644": 420, "0o644": 420, "0O7": 7, "-0o7": -7, "0_7": 7,
    "0x1F": 31, "0X1f": 31, "-0x1F": -31, "+0x1": 1,
    "0b11": 3, "0B11": 3, "-0b11": -3, "+0b11": 3, "0b+11": 3,
    "1_000": 1000, "1__0": 10, "1_": 1, "+_5": 5,
    "18446744073709551615": 18446744073709551615, "-9223372036854775808": -9223372036854775808,
    # what only looks like one
    "0x": "0x", "0b2": "0b2", "0o8": "0o8", "0o": "0o", "0b": "0b", "0x_": "0x_", "_1": "_1", "+": "+", "-_": "-_",
    "0644Mi": "0644Mi", "1Gi": "1Gi", "100m": "100m", "1 2": "1 2", "0xFFFFFFFFFFFFFFFFFF": "0xFFFFFFFFFFFFFFFFFF",
    "0b" + 65 * "1": "0b" + 65 * "1",
    # beyond 64 bits: floats
    "18446744073709551616": 18446744073709552000, "-9223372036854775809": -9223372036854776000,
    "10000000000000000000000": 1e22, "0777777777777777777777777": 777777777777777700000000.0,
    # floats, whole ones as JSON shows them
    "08": 8, "09.5": 9.5, "1.": 1, ".5": 0.5, "+.5": 0.5, "1.0": 1, "1.10": 1.1, "0.0": 0, "-0.0": 0,
    "1e3": 1000, "1E3": 1000, "1e+3": 1000, "1.5e3": 1500, "1_e3": 1000, "1e20": 10**20, "1e21": 1e21, "1e-7": 1e-7,
    ".5e3": 500, ".5_5": 0.55, "5e-324": 5e-324, "1e-400": 0,
    "1e": "1e", ".e": ".e", "._5": "._5", ".5_": ".5_", ".5__5": ".5__5", "1e400": "1e400", "...x": "...x",
    # no JSON form
    ".inf": ERROR, "-.Inf": ERROR, "+.INF": ERROR, ".nan": ERROR, ".NaN": ERROR,
    # no sexagesimals, no dates, nothing special
    "12:30:45": "12:30:45", "190:20:30": "190:20:30", "2024-01-01": "2024-01-01",
    "2001-12-14t21:59:43.10-05:00": "2001-12-14t21:59:43.10-05:00", "<<": "<<", "=": "=", "x#c": "x#c",
    "http://a:80/b": "http://a:80/b",
    # no scalar at all
    "@x": ERROR, "%x": ERROR, "`x": ERROR, "*b": ERROR,
}  # fmt: skip

TAGGED: dict[str, Any] = {
    "!!str 1": "1", "!!str": "", '!!str "1"': "1", '!!int "3"': 3, "!!int 0x10": 16, "!!int x": ERROR, "!!int 1.5": ERROR,
    "!!int 1e3": ERROR, "!!float 3": 3, "!!float 1.5": 1.5, "!!float x": ERROR, "!!bool yes": True, "!!bool x": ERROR,
    "!!null ''": None, "!!null x": ERROR, "!!binary aGVsbG8=": "hello", "!!binary '***'": ERROR,
    "!!binary gICA": "\ufffd\ufffd\ufffd", "!!timestamp 2020-01-01": "2020-01-01", "!!timestamp x": ERROR,
    "!!timestamp 2020-02-30": ERROR, "!!timestamp 2020-1-2T3:4:5Z": "2020-1-2T3:4:5Z", "!!merge x": "x", "!foo x": "x",
    "!foo 12": "12", "!foo": "", "! 12": "12", "!!map {b: 1}": {"b": 1}, "!!seq {b: 1}": {"b": 1},
    "!!set {b}": {"b": None}, "!<tag:yaml.org,2002:int> 7": 7, "!e!x y": ERROR,
}  # fmt: skip

KEYS: dict[str, Any] = {
    "a": "a", "'1'": "1", '"on"': "on", "''": "", "on": "true", "No": "false", "1": "1", "0x1F": "31", "0644": "420",
    "1.0": "1", "1.5": "1.5", "1e3": "1000", "100000.0": "100000", "2000000.0": "2e+06", "123456789.5": "1.2345679e+08",
    "1e22": "1e+22", "1e39": ".inf", "-1e39": "-.inf", "0.1": "0.1", "1e-5": "1e-05", "0.0001": "0.0001", "-0.0": "-0",
    ".inf": ".inf", ".nan": ".nan", "9223372036854775807": "9223372036854775807", "9223372036854775808": ERROR,
    "~": ERROR, "null": ERROR, "? ": ERROR, "2024-01-01": "2024-01-01", "a:b": "a:b", "a::": "a::", "-a": "-a",
    "!!int '7'": "7", "!!str 7": "7", "&x 7": "7", "{a: 1}": ERROR, "[a]": ERROR,
}  # fmt: skip


def value_of(text: str) -> Any:
    stream = read(SourceFile("x.yaml", text))
    if stream.errors:
        assert not stream.documents
        return ERROR
    return stream.documents[0].value


def same(left: Any, right: Any) -> bool:
    """Equal as JSON: no bool is a number, no int a float."""
    return left is right if ERROR in (left, right) else json.dumps(left) == json.dumps(right)


@pytest.fixture(params=[None, *Parser])
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    use(request.param)
    yield
    use(None)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("text", "expected"), [*PLAIN.items(), *TAGGED.items()])
def test_scalar(text: str, expected: Any) -> None:
    for place in ("a: {}\n", "a: {}", "a:\n  {}\n", "a: {} # note\n"):
        found = value_of(place.format(text))
        assert same(found["a"] if isinstance(found, dict) else found, expected), place


@pytest.mark.parametrize(("text", "expected"), KEYS.items())
def test_key(text: str, expected: Any) -> None:
    found = value_of(f"{text}: z\n" if text != "? " else "? \n: z\n")
    assert found is ERROR if expected is ERROR else list(found) == [expected]


def test_quoted_and_block_scalars_are_text() -> None:
    text = "a: '1'\nb: \"true\"\nc: |\n  1\nd: >-\n  null\ne: ''\nf: \"\"\ng: '<<'\n"
    assert value_of(text) == {"a": "1", "b": "true", "c": "1\n", "d": "null", "e": "", "f": "", "g": "<<"}


def test_equal_texts_are_one_object() -> None:
    first, second = value_of("some-key-that-is-long: some-value\n"), value_of("some-key-that-is-long: some-value\n")
    assert next(iter(first)) is next(iter(second))
    assert first["some-key-that-is-long"] is second["some-key-that-is-long"]
