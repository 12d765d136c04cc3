"""YAML and JSON read as the API server reads them, with a place for every key and every value."""

from k8slint.yaml.comments import Comment
from k8slint.yaml.composed import Composed, Provenance, path_at, path_from, path_of_key
from k8slint.yaml.decoding import ReadError, decode, encode
from k8slint.yaml.document import Document, DuplicateKey, Node, Placed, Site
from k8slint.yaml.events import own_process
from k8slint.yaml.limits import Limits
from k8slint.yaml.reader import Stream, read
from k8slint.yaml.remarks import is_remarked

__all__ = [
    "Comment",
    "Composed",
    "Document",
    "DuplicateKey",
    "Limits",
    "Node",
    "Placed",
    "Provenance",
    "ReadError",
    "Site",
    "Stream",
    "decode",
    "encode",
    "is_remarked",
    "own_process",
    "path_at",
    "path_from",
    "path_of_key",
    "read",
]
