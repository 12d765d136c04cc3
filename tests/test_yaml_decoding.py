"""Bytes become text, or an error with a text to show."""

from __future__ import annotations

import codecs

import pytest

from k8slint.text import SourceFile, Span
from k8slint.yaml import Limits, ReadError, decode, encode

TEXT = "a: é😀\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"),
        codecs.BOM_UTF32_BE + TEXT.encode("utf-32-be"),
    ],
)
def test_text(data: bytes) -> None:
    source = decode("x.yaml", data)
    assert isinstance(source, SourceFile)
    assert (source.path, source.text) == ("x.yaml", TEXT)
    assert encode(source.text, data) == data, "and back"


def test_nothing() -> None:
    source = decode("x.yaml", b"")
    assert isinstance(source, SourceFile)
    assert source.text == ""


@pytest.mark.parametrize(
    ("data", "place", "message"),
    [
        (b"a: 1\nb: \xe9\xff\nc: 1\n", 8, "not valid UTF-8: byte 0xe9"),
        (b"\xff", 0, "not valid UTF-8: byte 0xff"),
        ("é: ".encode() + b"\x80", 3, "not valid UTF-8: byte 0x80"),
        (codecs.BOM_UTF8 + b"a\xc3", 1, "not valid UTF-8: byte 0xc3"),
        (b"a: \xed\xa0\x80", 3, "not valid UTF-8: byte 0xed"),
        (codecs.BOM_UTF16_LE + "ab".encode("utf-16-le") + b"\x00\xd8", 2, "not valid UTF-16: byte 0x00"),
        (codecs.BOM_UTF16_LE + b"a", 0, "not valid UTF-16: byte 0x61"),
        (b"a: 1\nb: \0\n", 8, "a NUL byte: not a text file, or UTF-16 without a byte-order mark"),
        ("a: 1".encode("utf-16-be"), 0, "a NUL byte: not a text file, or UTF-16 without a byte-order mark"),
    ],
)
def test_what_is_no_text(data: bytes, place: int, message: str) -> None:
    error = decode("x.yaml", data)
    assert isinstance(error, ReadError)
    assert error.message == message
    assert error.span == Span(place, place + 1)
    assert error.source.path == "x.yaml"
    assert place < len(error.source.text)


def test_a_file_that_is_too_large() -> None:
    error = decode("x.yaml", b"a: 1\n" * 1000, Limits(size=2**10))
    assert isinstance(error, ReadError)
    assert error.span == Span(0, 0)
    assert error.source.text.startswith("a: 1\n")
    assert decode("x.yaml", b"x" * (32 * 2**20 + 1))[2] == "larger than 32 MiB: not read"  # type: ignore[index]
