"""Suppressions: "not here, because", in comments, annotations and the configuration."""

from k8slint.suppress.adding import Adding, Spot, Wish
from k8slint.suppress.annotations import KEY, Annotations, marked
from k8slint.suppress.directives import MARK, Directive, Word
from k8slint.suppress.entries import Entry
from k8slint.suppress.notes import Note, Text, may_say, notes, peer_remarks
from k8slint.suppress.peers import TOOLS, Peer, of_annotations, of_comment
from k8slint.suppress.removing import Cut, replaced, without, without_one
from k8slint.suppress.scopes import Scopes
from k8slint.suppress.words import OWN, Unknown, Words

__all__ = [
    "KEY",
    "MARK",
    "OWN",
    "TOOLS",
    "Adding",
    "Annotations",
    "Cut",
    "Directive",
    "Entry",
    "Note",
    "Peer",
    "Scopes",
    "Spot",
    "Text",
    "Unknown",
    "Wish",
    "Word",
    "Words",
    "marked",
    "may_say",
    "notes",
    "of_annotations",
    "of_comment",
    "peer_remarks",
    "replaced",
    "without",
    "without_one",
]
