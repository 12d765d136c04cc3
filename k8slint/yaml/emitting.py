"""Text of scalars in files that are written here: plain where that is safe, else in quotes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_PLAIN = re.compile(r"[A-Za-z][\w.=\[\]/-]*(?: [\w.=\[\]/-]+)*", re.ASCII)
_WORDS = re.compile(r"(?i:null|true|false|yes|no|on|off|y|n)")
_UNPRINTABLE = re.compile("[^ -~]")


def scalar(text: str) -> str:
    """A text as a value of a block mapping or list, on one line."""
    if _PLAIN.fullmatch(text) and not _WORDS.fullmatch(text):
        return text
    if '"' in text and "'" not in text and text.isprintable():
        return f"'{text}'"
    return quoted(text)


def quoted(text: str) -> str:
    """A text in double quotes."""
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def flow(texts: Iterable[str]) -> str:
    """Texts as a list on one line."""
    return f"[{', '.join(map(quoted, texts))}]"


def _escaped(found: re.Match[str]) -> str:
    """A character as YAML writes it; JSON's way for those beyond 16 bits is none of YAML's."""
    code = found[0]
    return code if code.isprintable() else f"\\U{ord(code):08x}"
