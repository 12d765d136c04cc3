"""Pages become rules: front matter, examples, checks, selection, and the compiled index of it all."""

from k8slint.rulebook.errors import BookError, PageError
from k8slint.rulebook.index import load
from k8slint.rulebook.rule import Check, Rule
from k8slint.rulebook.select import Names, UnknownWord, choose, renamed
from k8slint.rulebook.several import Extra, load_all
from k8slint.rulebook.words import nearest

__all__ = [
    "BookError",
    "Check",
    "Extra",
    "Names",
    "PageError",
    "Rule",
    "UnknownWord",
    "choose",
    "load",
    "load_all",
    "nearest",
    "renamed",
]
