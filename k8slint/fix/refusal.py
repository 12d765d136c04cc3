"""Why a fix is not made."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818 (no error: a fix that is left to a person)
    """A fix that is not made; the text says why, as half a sentence that follows "not fixed: "."""

    @property
    def reason(self) -> str:
        """The half sentence."""
        return str(self)
