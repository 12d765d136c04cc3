"""The format `markdown`, read by a Markdown parser: a manifest makes no link, no image, no tag, and calls nobody."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fixed_report import REPORT, TYPO
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from k8slint.findings import Cause, Failure, Finding, RelatedPlace, Report, Severity, Since, Summary
from k8slint.report import COMMENT, Options, render
from k8slint.report.inert import apart, code, prose

if TYPE_CHECKING:
    from markdown_it.token import Token

ALL = Options(listed=Severity.INFO)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
OURS = {"<br>", "<code>", "</code>", "<details>", "</details>", "<summary>", "</summary>"}
TRICKS = (
    "@kubernetes/owners please",
    "fixes #1, GH-2 and org/repo#3",
    "[click](https://evil.example)",
    "![pixel](https://evil.example/x.png)",
    "https://evil.example www.evil.example <https://evil.example>",
    "<img src=x onerror=alert(1)><script>alert(1)</script><!-- -->",
    "| a | b |\n| --- | --- |",
    "a | b \\| c \\\\| d",
    "`a | b` `@you` ``c`` `` ` `` `",
    "**bold** _it_ ~~gone~~ $x$ &lt;b&gt; &#64;you &commat;you",
    "# heading\n\n- list\n> quote\n```\ncode",
    "</td></tr></table></details>",
    "\\`a`b\\",
    "[a]: https://evil.example",
    "%0A::error::x",
)


def markdown(*found: Finding, options: Options = ALL, failures: tuple[Failure, ...] = ()) -> str:
    return "".join(render("markdown", Report(found, Summary(files=1, resources=1, units=1), failures=failures), options))


def holding(text: str) -> Finding:
    return TYPO._replace(
        rule="some-rule",
        message=text,
        effect=text,
        help=text,
        also_in=(text,),
        location=TYPO.location._replace(path=text),
        related=(RelatedPlace(TYPO.location._replace(path=text), text),),
        fix=None,
    )


def tokens(text: str) -> list[Token]:
    return [token for block in PARSER.parse(text) for token in (block, *(block.children or ()))]


def shown(text: str) -> str:
    """What a person reads: the text without the marks, and without what only keeps characters apart."""
    read = "".join(token.content if token.type in {"text", "code_inline", "text_special"} else "" for token in tokens(text))
    return read.replace("\u200b", "")


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_of_a_manifest_is_read_as_markdown(trick: str) -> None:
    read = tokens(markdown(holding(trick), failures=(Failure(trick),)))
    assert [token.attrs.get("href") for token in read if token.type == "link_open"] == [TYPO.url]
    assert {token.content.strip() for token in read if token.type == "html_inline"} <= OURS
    assert {tag for token in read if token.type == "html_block" for tag in re.findall(r"<[^>]*>", token.content)} <= OURS
    assert not {"image", "em_open", "strong_open", "s_open", "fence", "blockquote_open"} & {token.type for token in read}
    assert [sum(token.type == kind for token in read) for kind in ("table_open", "tr_open", "td_open", "h3_open")] == [1, 2, 3, 0]
    assert sum(token.type == "heading_open" for token in read) == 1


@pytest.mark.parametrize("trick", TRICKS)
def test_what_pages_link_by_themselves_is_kept_apart(trick: str) -> None:
    """GitHub and GitLab look for people, issues and addresses in the finished page, everywhere but in code."""
    for written in (markdown(holding(trick)), apart(trick)):
        outside = [token.content for token in tokens(written) if token.type == "text"]
        assert [text for text in outside if re.search(r"@\w|#\d|GH-\d|://|www\.", text)] == []


@given(st.text(st.sampled_from("ab`|\\<>&;#@[]()*_!~:/ \n\x1b\u202e1"), max_size=30))
def test_prose_reads_as_it_was_meant(text: str) -> None:
    table = f"| a | b |\n| --- | --- |\n| x{prose(text)}x | {code(text)} |\n"
    read = tokens(table)
    assert sum(token.type == "td_open" for token in read) == 2
    assert {token.type for token in read if token.type.endswith("_open")} <= {
        f"{kind}_open" for kind in ("table", "thead", "tbody", "tr", "th", "td")
    }
    assert not {"image", "softbreak", "hardbreak"} & {token.type for token in read}
    assert {token.content for token in read if token.type == "html_inline"} <= {"<code>", "</code>"}


@given(st.text(st.sampled_from("ab|\\<>&;#@[]()*_!~:/1"), max_size=30))
def test_prose_without_code_is_the_text_itself(text: str) -> None:
    assert shown(f"x{prose(text)}x") == f"x{text}x"


def test_backticks_make_code() -> None:
    assert prose("write `a: *b`, not `c`") == "write `a: *b`, not `c`"
    assert prose("`a|b` c") == "<code>a&#124;b</code> c"
    assert code("a_b.yaml") == "`a_b.yaml`"


def test_the_worst_are_open_and_the_others_folded() -> None:
    written = "".join(render("markdown", REPORT, ALL))
    assert written.index("| wide |") < written.index("<summary>2 warnings</summary>") < written.index("| no-code |")
    assert written.index("| no-code |") < written.index("<summary>1 info</summary>") < written.index("| default-namespace |")
    only = markdown(TYPO._replace(severity=Severity.WARNING))
    assert only.startswith("### k8slint: 1 warning\n\n| Rule |")
    assert "<details>" not in only


def test_a_clean_run() -> None:
    assert markdown() == "### k8slint: nothing to report\n\n- 1 resource in 1 file, 1 unit: nothing to report\n"


def test_a_large_report_fits_and_says_what_is_missing() -> None:
    errors = [TYPO._replace(message=f"error {number} é" * 20) for number in range(10)]
    many = [*(TYPO._replace(severity=Severity.WARNING, message=f"warning {number} " * 500) for number in range(300)), *errors]
    written = markdown(*many, failures=(Failure("x" * 10_000),) * 50)
    assert len(written.encode()) <= COMMENT
    assert all(f"error {number} é" in written for number in range(10)), "the worst are there although they come last"
    (missing,) = re.findall(r"no more room: (\d+) warnings\.", written)
    assert written.count("| [service-target-port-not-found]") == 310 - int(missing)
    assert "and 45 more" in written
    assert written.count("<details>") == written.count("</details>") == 1
    assert len(markdown(TYPO._replace(related=TYPO.related * 100, also_in=("u" * 400,) * 100)).encode()) < COMMENT


def test_there_is_as_much_room_as_is_wanted() -> None:
    many = [TYPO._replace(message=f"error {number} " * 10) for number in range(1_000)]
    small, large = (markdown(*many, options=ALL._replace(room=room)) for room in (20_000, 1_000_000))
    assert 15_000 < len(small.encode()) <= 20_000
    assert len(large.encode()) > 300_000
    assert "no more room" not in large


def test_what_a_change_did_takes_the_room_of_no_finding() -> None:
    odd = "\U0001f600[*_" * 300
    since = Since("HEAD", fixed=(TYPO._replace(message=odd),) * 200, causes=(Cause(odd, 1),) * 200)
    report = Report((TYPO,) * 1_000, Summary(files=1, resources=1, units=1), failures=(Failure(odd),) * 50, since=since)
    written = "".join(render("markdown", report, ALL._replace(gone=True)))
    assert len(written.encode()) <= COMMENT
    assert written.count("| [service-target-port-not-found]") > 10
    assert re.search(r"^- and \d+ more$", written, re.MULTILINE)
