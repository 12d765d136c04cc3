"""ruamel.yaml's own parser, made to take and to refuse what libyaml does: its scanner differs at the edges."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from ruamel.yaml.events import DocumentEndEvent, DocumentStartEvent
from ruamel.yaml.loader import BaseLoader
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import ScannerError
from ruamel.yaml.tokens import DocumentEndToken, TagToken

_BREAKS = "\r\n\x85\u2028\u2029"
_ENDS = "\0" + _BREAKS
_NAME = re.compile(r"[0-9A-Za-z_-]+")
_HANDLE = re.compile(r"!(?:[0-9A-Za-z_-]*!)?")
_HEADER = re.compile(r"(?:([+-])([0-9])?|([0-9])([+-])?)?")
_SURROGATE = re.compile("[\ud800-\udfff]")


class PureParser(BaseLoader):
    """A parser of one text whose `get_event` gives events as libyaml's does."""

    def __init__(self, text: str) -> None:
        self.doc_infos = [SimpleNamespace()]  # where the scanner leaves the version of a %YAML directive
        self.top_level_block_style_scalar_no_indent_error_1_1 = True  # block scalars are indented everywhere
        super().__init__(text, version=(1, 1))

    forward = Reader.forward_1_1  # all of YAML 1.1's line breaks begin a line

    def get_event(self) -> Any:
        """Give the next event. The tag `!` only says that a scalar is text."""
        event = super().get_event()
        if getattr(event, "ctag", None) is not None and event.tag == "!":
            event.ctag = None
            event.implicit = (False, True)
        if type(event) is DocumentStartEvent and event.explicit:
            event.start_mark = self._directives
        return event

    def process_directives(self) -> Any:
        """Note where a document's directives begin: there it begins itself."""
        self._directives = self.peek_token().start_mark
        return super().process_directives()

    def parse_node(self, block: bool = False, indentless_sequence: bool = False) -> Any:
        """Begin a node at its tag, if that is what stands first."""
        token = self.peek_token()
        event = super().parse_node(block, indentless_sequence)
        if type(token) is TagToken:
            event.start_mark = token.start_mark
        return event

    def parse_document_end(self) -> Any:
        """End a document without a look at what follows."""
        start = end = self.peek_token().start_mark
        explicit = bool(self.check_token(DocumentEndToken))
        if explicit:
            end = self.get_token().end_mark
        self.state = self.parse_document_start
        return DocumentEndEvent(start, end, explicit=explicit)

    def scan_to_next_token(self) -> None:
        """Skip blanks and comments: tabs as well, except where indentation may be."""
        while True:
            while self.peek() == " " or (self.peek() == "\t" and (self.flow_level or not self.allow_simple_key)):
                self.forward()
            if self.peek() == "#":
                self._skip_line()
            if not self.scan_line_break():
                return
            if not self.flow_level:
                self.allow_simple_key = True

    def scan_directive(self) -> Any:
        """Take the directives %YAML and %TAG alone."""
        token = super().scan_directive()
        if token.name not in ("YAML", "TAG"):
            raise ScannerError(None, None, "found unknown directive name", token.start_mark)
        return token

    def scan_anchor(self, TokenClass: Any) -> Any:  # noqa: N803 (ruamel.yaml's name)
        """Take names of ASCII letters, digits, `_` and `-`."""
        start = self.get_mark()
        self.forward()
        name = self._take(_NAME)
        if not name or self.peek() not in " \t?:,]}%@`" + _ENDS:
            raise self._error(start, "did not find expected alphabetic or numeric character")
        return TokenClass(name, start, self.get_mark())

    def scan_tag(self) -> Any:
        """Take `!<verbatim>`, `!handle!suffix`, `!suffix` and `!`."""
        start = self.get_mark()
        if self.prefix(2) == "!<":
            self.forward(2)
            handle, suffix = None, self.scan_tag_uri("tag", start)
            if self.peek() != ">":
                raise self._error(start, "did not find the expected '>'")
            self.forward()
        else:
            handle = self._take(_HANDLE)
            if len(handle) > 1 or self.peek() not in " \t" + _ENDS:
                suffix = self.scan_tag_uri("tag", start)
            else:
                handle, suffix = None, "!"
        if self.peek() not in " \t" + _ENDS:
            raise self._error(start, "did not find expected whitespace or line break")
        return TagToken((handle, suffix), start, self.get_mark())

    def scan_flow_scalar(self, style: Any) -> Any:
        """Refuse escape sequences that are no characters."""
        start = self.get_mark()
        try:
            token = super().scan_flow_scalar(style)
        except (ValueError, OverflowError) as error:
            raise self._error(start, "found invalid Unicode character escape code") from error
        if _SURROGATE.search(token.value):
            raise self._error(start, "found invalid Unicode character escape code")
        return token

    def scan_plain_spaces(self, indent: Any, start_mark: Any) -> Any:
        """Take tabs between words, and at the start of a further line behind its indentation."""
        spaces = ""
        while self.peek() in " \t":
            spaces += self.peek()
            self.forward()
        first = self.scan_line_break()
        if not first:
            return [spaces] if spaces else []
        self.allow_simple_key = True
        breaks: list[str] = []
        while not self._at_document():
            if self.peek() == "\t" and self.column < indent:
                raise self._error(start_mark, "found a tab character that violates indentation")
            if self.peek() in " \t":
                self.forward()
            elif self.peek() in _BREAKS:
                breaks.append(self.scan_line_break())
            else:
                return [*([] if first == "\n" and breaks else [" " if first == "\n" else first]), *breaks]
        return None

    def scan_block_scalar_indicators(self, start_mark: Any) -> Any:
        """Take what may follow `|` or `>`."""
        text = self._take(_HEADER)
        digit = next((int(char) for char in text if char.isdigit()), None)
        if digit == 0:
            raise self._error(start_mark, "found an indentation indicator equal to 0")
        return (True if "+" in text else False if "-" in text else None), digit

    def scan_block_scalar_ignored_line(self, start_mark: Any) -> None:
        """Skip blanks and a comment behind the indicators."""
        while self.peek() in " \t":
            self.forward()
        if self.peek() == "#":
            self._skip_line()
        if self.peek() not in _ENDS:
            raise self._error(start_mark, "did not find expected comment or line break")
        self.scan_line_break()

    def scan_block_scalar_indentation(self) -> Any:
        """Find the indentation: the deepest of the empty lines' and the first line's."""
        deepest = 0
        breaks: list[str] = []
        end = self.get_mark()
        while True:
            while self.peek() == " ":
                self.forward()
            deepest = max(deepest, self.column)
            self._refuse_tab()
            if self.peek() not in _BREAKS:
                return breaks, deepest, end
            breaks.append(self.scan_line_break())
            end = self.get_mark()

    def scan_block_scalar_breaks(self, indent: int) -> Any:
        """Skip empty lines, and the indentation of the next line."""
        found = super().scan_block_scalar_breaks(indent)
        if self.column < indent:
            self._refuse_tab()
        return found

    def _refuse_tab(self) -> None:
        if self.peek() == "\t":
            raise self._error(self.get_mark(), "found a tab character where an indentation space is expected")

    def _at_document(self) -> bool:
        return bool(self.check_document_start() or self.check_document_end())

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.buffer, self.pointer)
        taken = found[0] if found else ""
        self.forward(len(taken))
        return taken

    def _skip_line(self) -> None:
        while self.peek() not in _ENDS:
            self.forward()

    def _error(self, start: Any, problem: str) -> ScannerError:
        return ScannerError(None, start, problem, self.get_mark())
