"""Configuration texts that are programs: what they name in passing need not be what they ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.resources.patterns import Pattern

if TYPE_CHECKING:
    from k8slint.resources.config_text import ConfigText

#: Names of files that hold programs.
_NAME = Pattern(r".+\.(?:sh|bash|zsh|ksh|py|pl|rb|js|mjs|ts|lua|php|ps1|bat|cmd|groovy)", re.IGNORECASE)
#: What stands on a line before something that is shown to people: echo, printf, log, print, console.log, logger.info …
_SHOWS = Pattern(r"(?:^|[\s;&|({])(?:echo|printf|print|puts|log|logger(?:\.\w+)?|console\.\w+|warn|die|usage)\b", re.IGNORECASE)


def is_script(text: ConfigText) -> bool:
    """Whether a text is a program of several lines: by the name of its file, its first line, or as part of a command."""
    if text.whole:
        return False
    return text.text.startswith("#!") or _NAME.fullmatch(text.name) is not None or not text.name


def is_shown(text: ConfigText, offset: int) -> bool:
    """Whether what stands at an offset is on a line of a program that shows something to people."""
    if not is_script(text):
        return False
    start = text.text.rfind("\n", 0, offset) + 1
    return _SHOWS.search(text.text, start, offset) is not None
