"""Numbers in words."""

from __future__ import annotations


def plural(number: int, one: str) -> str:
    """Say how many: `1 file`, `1,204 files`."""
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"
