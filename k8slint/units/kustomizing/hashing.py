"""The suffix that a generated object's name ends with (kustomize, api/hasher): a hash of what it holds."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from k8slint.units.kustomizing.nodes import Map, is_null
from k8slint.units.kustomizing.objects import Object
from k8slint.units.kustomizing.scalars import plain
from k8slint.units.kustomizing.stops import Refusal

_LENGTH: Final = 10
_SPOKEN: Final = str.maketrans("013ae", "ghkmt")  # so that no suffix spells a word
_ESCAPED: Final = str.maketrans(
    {char: f"\\u{ord(char):04x}" for char in "&<>\u2028\u2029"}  # as Go writes JSON
)


def name_suffix(one: Object) -> str:
    """The suffix of a ConfigMap or Secret, without its dash. Its name is no part of it."""
    root = one.root
    hashed: dict[str, Any] = {"kind": one.gvk.kind, "name": "", "data": _value(root, "data")}
    if one.gvk.kind == "ConfigMap":
        more = "binaryData"
    elif one.gvk.kind == "Secret":
        hashed["type"] = _value(root, "type")
        more = "stringData"
    else:
        raise Refusal("a hash of another kind", one.generated)
    if isinstance(_value(root, more), dict):
        hashed[more] = _value(root, more)
    if _has_float(hashed):
        raise Refusal("a hash of a number", one.generated)
    text = json.dumps(hashed, ensure_ascii=False, sort_keys=True, separators=(",", ":")).translate(_ESCAPED)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return digest[:_LENGTH].translate(_SPOKEN)


def _value(root: Map, name: str) -> Any:
    if name not in root:
        return ""
    return None if is_null(root[name]) else plain(root[name])


def _has_float(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    return any(map(_has_float, value)) if isinstance(value, list) else isinstance(value, float)
