"""Bytes to text: what a file must be to be read at all."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from k8slint.text import SourceFile, Span
from k8slint.yaml.limits import DEFAULT, Limits


class ReadError(NamedTuple):
    """What cannot be read, and where; `opened` is the bracket or quote that opens before that and is not closed there."""

    source: SourceFile
    span: Span
    message: str
    opened: Span | None = None


_BOMS = (  # the longer first: UTF-32's begins with UTF-16's
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_UNMARKED = (b"", "utf-8", "UTF-8")
_MARKED = b"\xef\xff\xfe\x00"  # what one of them begins with
_EXCERPT = 4096  # bytes of a file that is too large, for the frame


def _form(data: bytes) -> tuple[bytes, str, str]:
    """Mark, codec and name of the encoding of a text."""
    if data[:1] not in _MARKED:
        return _UNMARKED
    return next((bom for bom in _BOMS if data.startswith(bom[0])), _UNMARKED)


def encode(text: str, like: bytes) -> bytes:
    """Give the bytes of a text in the encoding of others, with a byte-order mark where they have one."""
    mark, codec, _ = _form(like)
    return mark + text.encode(codec)


def decode(path: str, data: bytes, limits: Limits = DEFAULT) -> SourceFile | ReadError:
    """Give the text of a file, without byte-order mark; a ReadError if it is too large, or no text.

    UTF-8 without a mark; UTF-16 and UTF-32 with one. The source of a ReadError has U+FFFD where there is no text.
    """
    mark, codec, name = _form(data)
    if len(data) > limits.size:
        excerpt = data[len(mark) : len(mark) + _EXCERPT].decode(codec, "replace")
        return ReadError(SourceFile(path, excerpt), Span(0, 0), f"larger than {limits.size // 2**20} MiB: not read")
    body = data[len(mark) :]
    try:
        text = body.decode(codec)
    except UnicodeDecodeError as error:
        text = body.decode(codec, "replace")
        start = len(body[: error.start].decode(codec, "replace"))
        shown = body[error.start : error.start + 1].hex()
        return ReadError(SourceFile(path, text), Span(start, start + 1), f"not valid {name}: byte 0x{shown}")
    nul = text.find("\0")
    if nul >= 0:
        message = "a NUL byte: not a text file, or UTF-16 without a byte-order mark"
        return ReadError(SourceFile(path, text), Span(nul, nul + 1), message)
    return SourceFile(path, text)
