"""Comments are found where they are, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from k8slint.text import SourceFile
from k8slint.yaml import read
from k8slint.yaml.events import Parser, use

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES: dict[str, list[list[str]]] = {
    "a: 1\n": [[]],
    "# one\na: 1 # two\n  # three\nb: 2  #four \n#\n": [["# one", "# two", "# three", "#four", "#"]],
    "a: b#c\nd: 'e # f'\ng: \"h # i\" # yes\n'#': 1\nhttp://x/#y: z # too\n": [["# yes", "# too"]],
    "a: x y # yes\nb: x\n  y z # yes\n": [["# yes", "# yes"]],
    "a: |  # yes\n  # no\n  x # no\n\n  # no\n# yes\nb: >-\n    # no\n  # yes\nc: 1\n": [["# yes", "# yes", "# yes"]],
    "a: | # yes": [["# yes"]],
    "a: [1, # yes\n  '# no', \"# no\", x#no, # yes\n  {b: c # yes\n  }\n] # yes\n": [["# yes"] * 4],
    "a: &x # yes\n  !!str # yes\n  b#c\nd: !t e # yes\n": [["# yes", "# yes", "# yes"]],
    "a: # yes\n- # yes\n  b\n-\n  # yes\n": [["# yes", "# yes", "# yes"]],
    "a: 'x\n  # no\n  y' # yes\n": [["# yes"]],
    "? a # yes\n: b # yes\n": [["# yes", "# yes"]],
    "a: b\t# yes\n": [["# yes"]],
    "# head\n---\n# one\na: 1\n# end of one\n--- # two\n# two\nb: 2\n...\n# two too\n---\n# nothing\n--- # three\nc: 3 # 3": [
        ["# head", "# one", "# end of one"],
        ["# two", "# two", "# two too"],
        ["# three", "# 3"],
    ],
    "# one\r\na: 1 # two\r\n": [["# one", "# two"]],
    "\ufeff# one\na: 1\n": [["# one"]],
    "# k8slint: ignore-file[x] why\n\n# licence\n\na: 1\n": [["# k8slint: ignore-file[x] why", "# licence"]],
    '{"a": "# no"}\n': [[]],
}


@pytest.fixture(params=[None, *Parser])
def _parser(request: pytest.FixtureRequest) -> Iterator[None]:
    use(request.param)
    yield
    use(None)


@pytest.mark.usefixtures("_parser")
@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_comments(text: str, expected: list[list[str]]) -> None:
    documents = read(SourceFile("x.yaml", text)).documents
    comments = [document.comments() for document in documents]
    assert [[comment.text for comment in found] for found in comments] == expected
    for found in comments:
        assert [text[comment.span.start : comment.span.end] for comment in found] == [comment.text for comment in found]
        assert list(found) == sorted(found)


@pytest.mark.usefixtures("_parser")
def test_comments_beside_a_broken_document() -> None:
    text = "# one\na: 1\n---\n# broken\nb: c: d\n---\n# three\ne: 1 # three\n"
    stream = read(SourceFile("x.yaml", text))
    assert [[comment.text for comment in document.comments()] for document in stream.documents] == [
        ["# one"],
        ["# three", "# three"],
    ]
