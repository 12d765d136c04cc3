"""The words of recorded files by blob, kept between runs in the user's cache: they choose what is read, and nothing else."""

from __future__ import annotations

import json
import os
import posixpath
import stat
from collections.abc import Iterable, Mapping
from contextlib import suppress

from k8slint import __version__
from k8slint.git.blobs import Blobs
from k8slint.units.layout import Layout, Role
from k8slint.units.reach import words_of

_FORM = f"{__version__} 3"  # of the words; the number is raised when they are made otherwise
_LARGEST = 1 << 26  # bytes of a file of words that are read or written
#: Behind the blob of a file by what it is for: of one text, a template says less, and a kustomization more.
_MARKS = {Role.MANIFEST: "", Role.KUSTOMIZATION: "k"}
_OTHER = "-"
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_OTHERS = stat.S_IWGRP | stat.S_IWOTH


def vocabulary(layout: Layout, files: Mapping[str, str], blobs: Blobs, cache: str | None = None) -> dict[str, str]:
    """The words of files by their paths; `files` gives the blob of each, `cache` is a file that may hold what was read before.

    Only what the cache does not know is read. Raises GitError where the bytes of files are missing.
    """
    known = _load(cache) if cache is not None else {}
    keys = {path: blob + _MARKS.get(layout.role(path), _OTHER) for path, blob in files.items()}
    missing = {key: path for path, key in keys.items() if key not in known}
    if missing:
        blobs.load(files[path] for path in missing.values())
        fresh = {key: _words(layout, path, blobs.get(files[path])) for key, path in missing.items()}
        kept = {key: known[key] for key in keys.values() if key in known}
        known = {**kept, **fresh}
        if cache is not None:
            _save(cache, known)
    return {path: known[key] for path, key in keys.items()}


def _words(layout: Layout, path: str, data: bytes | None) -> str:
    name = posixpath.basename(path)
    if data is None or layout.role(path) not in _MARKS:
        return words_of(name, data, broken=data is None)
    stream = layout.stream(path, data)
    return words_of(name, data, (document.value for document in stream.documents), broken=bool(stream.errors))


def _load(path: str) -> dict[str, str]:
    """What a cache holds; a file that is damaged, too large or of another version holds nothing, nor that of somebody else."""
    try:
        with open(os.open(path, _FLAGS), "rb") as file:
            data = file.read(_LARGEST + 1) if _is_own(os.fstat(file.fileno())) else b""
        found = json.loads(data) if len(data) <= _LARGEST else None
    except (OSError, MemoryError, RecursionError, ValueError):
        return {}
    if not isinstance(found, dict) or found.get("version") != _FORM or not isinstance(found.get("words"), dict):
        return {}
    words = found["words"]
    return words if all(isinstance(text, str) for text in words.values()) else {}


def _is_own(status: os.stat_result) -> bool:
    """Whether nobody but the user can have written a file: whoever chooses what is read chooses what is found."""
    if not stat.S_ISREG(status.st_mode):
        return False
    return not hasattr(os, "geteuid") or (status.st_uid == os.geteuid() and not status.st_mode & _OTHERS)


def _save(path: str, words: Mapping[str, str]) -> None:
    """Write a cache whole or not at all; one that cannot be written is none."""
    text = json.dumps({"version": _FORM, "words": words}, separators=(",", ":"))
    if len(text) > _LARGEST:
        return
    temporary = f"{path}.{os.getpid()}"
    with suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        try:
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(handle, "w", encoding="utf-8") as file:
                file.write(text)
            os.replace(temporary, path)
        except OSError:
            with suppress(OSError):
                os.unlink(temporary)
            raise


def cache_file(folder: str, top: str) -> str:
    """The file of a cache folder for a repository, by its top: one each, so that none piles up."""
    from hashlib import blake2b  # not everybody asks

    name = blake2b(top.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
    return os.path.join(folder, f"words-{name}.json")


def union(*several: str | None) -> str:
    """The words of all versions of a file."""
    texts: Iterable[str] = (text for text in several if text)
    return f" {' '.join(dict.fromkeys(word for text in texts for word in text.split()))} "
