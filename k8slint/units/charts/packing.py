"""Archives of charts: what came packed is read into files, and the files become what a renderer is given."""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Mapping
from typing import NamedTuple

#: A file that is no YAML: `helm template` prints the others as they are when it cannot read one.
RAW = "templates/k8slint-raw.yaml"
_RAW_TEXT = b"raw: text: of: templates\n"

_SIZE = 64 << 20  # bytes that a packed chart may hold
_COUNT = 20_000
_DEPTH = 4  # packed charts within packed charts


class Unpacked(NamedTuple):
    """Files that came packed, by path, the prefix of the packed charts' paths, and why a packed file cannot be read."""

    files: dict[str, bytes]
    roots: dict[str, str]  # by root: the path of the packed file
    broken: dict[str, str]  # by path of the packed file: why


class _Excess(Exception):  # noqa: N818  # it names what is wrong
    """A packed chart that holds too much."""


def unpacked(files: Mapping[str, bytes]) -> Unpacked:
    """The files of a chart with those of the charts that lie packed in it."""
    found = Unpacked({}, {}, {})
    left = [_SIZE]
    for path in sorted(files):
        if _is_packed(path):
            _unpack(path, files[path], found, left, _DEPTH)
        else:
            found.files[path] = files[path]
    return found


def _is_packed(path: str) -> bool:
    name = path.rpartition("/")[2]
    return path.endswith(".tgz") and path.removesuffix(name).endswith("charts/") and name[0] not in "._"


def _unpack(path: str, data: bytes, found: Unpacked, left: list[int], depth: int) -> None:
    try:
        inner = _read(data, left)
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError) as error:
        found.broken[path] = str(error) or "is no archive"
        return
    except _Excess:
        found.broken[path] = "holds too much"
        return
    tops = {name.partition("/")[0] for name in inner}
    directory = path.rpartition("/")[0]
    for top in sorted(tops):
        root = f"{directory}/{top}/"
        if f"{top}/Chart.yaml" in inner and root not in found.roots:
            found.roots[root] = path
    for name, content in inner.items():
        whole = f"{directory}/{name}"
        if _is_packed(whole) and depth:
            _unpack(whole, content, found, left, depth - 1)
        elif whole not in found.files:
            found.files[whole] = content


def _read(data: bytes, left: list[int]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data), mode="r|gz") as archive:
        for member in archive:
            name = member.name.removeprefix("./")
            left[0] -= member.size
            if left[0] < 0 or len(files) > _COUNT:
                raise _Excess
            if not member.isreg() or name.startswith("/") or ".." in name.split("/") or "/" not in name:
                continue
            content = archive.extractfile(member)
            if content is not None:
                files[name] = content.read()
    return files


def pack(files: Mapping[str, bytes]) -> bytes:
    """An archive of a chart's files that any renderer reads, with one more that makes `helm template` print all as it is."""
    out = io.BytesIO()
    zipped = gzip.GzipFile(fileobj=out, mode="wb", compresslevel=1, mtime=0)
    with zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for path, data in {**files, RAW: _RAW_TEXT}.items():
            entry = tarfile.TarInfo(f"chart/{path}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()
