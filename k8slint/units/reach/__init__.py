"""What a change of some files reaches: the files that have to be read to tell what it breaks, instead of the whole repository.

Words choose candidates, and reading these decides; what is chosen may be more than was needed, never less. None of it says
anything of a finding: the chosen files are read and linted like any others.
"""

from __future__ import annotations

from k8slint.units.reach.search import reach
from k8slint.units.reach.words import NameIndex, words_of

__all__ = ["NameIndex", "reach", "words_of"]
