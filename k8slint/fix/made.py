"""From the fix that a problem has in mind to the fix as text."""

from __future__ import annotations

from k8slint.findings import Fix, TextFix


def text_fix(fix: Fix) -> TextFix | str:
    """The fix as changes of text, proved; or why there is none, as half a sentence: "the value is an alias"."""
    del fix
    return "not written yet"
