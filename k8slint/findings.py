"""What a check says (a problem, which holds nodes) and what is reported (a finding, which holds plain values)."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from k8slint.text import SourceFile, Span
    from k8slint.yaml import Node, ReadError


class Severity(enum.Enum):
    """How bad it is: rejected or broken, a probable outage, or advice."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst; grows as it gets milder."""
        return _RANK[self]


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


class Confidence(enum.Enum):
    """How sure it is; what is not proved is never an error."""

    PROVED = "proved"
    LIKELY = "likely"
    GUESS = "guess"


class Evidence(enum.Enum):
    """What kind of evidence a rule rests on.

    INTRINSIC: one field of one document says it. CONTRADICTION: two known ends disagree. ABSENCE: the other end is
    not there. HEURISTIC: inferred intent, never proved.
    """

    INTRINSIC = "intrinsic"
    CONTRADICTION = "contradiction"
    ABSENCE = "absence"
    HEURISTIC = "heuristic"


class Absence(enum.Enum):
    """Why a target was not found, which decides how bad that is.

    CLOSED: everything that could define it was read. NEAR: not everything was, but something nearly like it is there.
    OPEN: not everything was read. BARREN: nor is there any resource of its kind in the namespace. UNREAD: a document of
    the unit could not be read. ELSEWHERE: it exists, but in what is not deployed together with this.
    """

    CLOSED = "closed"
    NEAR = "near"
    OPEN = "open"
    BARREN = "barren"
    UNREAD = "unread"
    ELSEWHERE = "elsewhere"


class Safety(enum.Enum):
    """Whether a fix keeps the meaning that was intended for certain (SAFE) or only in all likelihood (UNSAFE)."""

    SAFE = "safe"
    UNSAFE = "unsafe"


class Change(enum.Enum):
    """What an edit does.

    SET: the value becomes another; keys on the way that are missing are made, and the index after the last entry of a
    list appends. REMOVE: a key with its value, or a list entry, goes. RENAME: the key that holds the value gets another
    name. REPLACE: a part of a text becomes another text.
    """

    SET = "set"
    REMOVE = "remove"
    RENAME = "rename"
    REPLACE = "replace"


class Edit(NamedTuple):
    """One change of a document's data, at `path` below a node; how it is written is not its concern.

    `value` is plain data: what is to stand there (SET), the key's new name (RENAME), or the new text of the part that
    `within` names by offsets into the old text (REPLACE). Of the steps of `path`, only SET may name what is not there.
    """

    node: Node
    path: tuple[str | int, ...] = ()
    value: Any = None
    change: Change = Change.SET
    within: tuple[int, int] | None = None


class Fix(NamedTuple):
    """The edits that together cure a problem; `title` says what they do: "write `name: frontend`"."""

    title: str
    edits: tuple[Edit, ...]
    safety: Safety = Safety.UNSAFE


class Related(NamedTuple):
    """The other end of a problem: a node and what is there. `listed` ones only list more of the same: a line each."""

    node: Node | ReadError
    message: str
    listed: bool = False
    key: bool = False  # point at the key, not at the value


class Problem(NamedTuple):
    """What a check yields: a node, what is wrong there, and the other ends. It knows no rule.

    `label` stands under the caret. `severity` None is the first of the page's; a weaker case names another.
    `confidence` None is what the rule's evidence gives. `absence` says why a target was not found; the severity then
    follows from the table of absences.
    """

    node: Node | ReadError
    message: str
    label: str = ""
    related: tuple[Related, ...] = ()
    effect: str | None = None
    help: str | None = None
    severity: Severity | None = None
    confidence: Confidence | None = None
    absence: Absence | None = None
    key: bool = False  # the problem is the key (a missing or superfluous field), not its value
    within: tuple[int, int] | None = None  # the part of a text value that is meant, as offsets into the value
    fix: Fix | None = None


class Location(NamedTuple):
    """A range in a file: path as reported, lines and columns from 1 in code points, the end exclusive."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @classmethod
    def of(cls, source: SourceFile, span: Span) -> Location:
        """The place of a span in a file."""
        start, end = source.position(span.start), source.position(span.end)
        return cls(source.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


class ResourceId(NamedTuple):
    """Which resource, as it is applied. Namespace None: unknown or cluster-scoped; name None: generated."""

    group: str
    version: str
    kind: str
    namespace: str | None
    name: str | None


class RelatedPlace(NamedTuple):
    """The other end of a finding: where it is and what is there.

    `recorded`: it lies in no file any more, but in an older revision: its path is `REVISION:PATH`.
    """

    location: Location
    message: str
    listed: bool = False
    recorded: bool = False


class DataEdit(NamedTuple):
    """What an edit does to the data of the n-th document of a file, in plain values: the proof of a fix rests on it."""

    document: int
    path: tuple[str | int, ...]
    value: Any
    change: Change
    within: tuple[int, int] | None = None


class Splice(NamedTuple):
    """A range of a file that becomes another text; `start` and `end` are the range's offsets into the file's text."""

    location: Location
    start: int
    end: int
    text: str


class TextFix(NamedTuple):
    """A fix as changes of text, proved: `splices` are sorted by file and offset and do not overlap.

    `edits` maps each file that is touched to what changes in its data.
    """

    title: str
    safety: Safety
    splices: tuple[Splice, ...]
    edits: tuple[tuple[str, tuple[DataEdit, ...]], ...] = ()


class Finding(NamedTuple):
    """A problem with rule, severity and location: plain values only, so that it sorts, hashes and pickles."""

    rule: str
    severity: Severity
    confidence: Confidence
    message: str
    location: Location
    label: str = ""
    effect: str | None = None
    help: str | None = None
    yaml_path: str = ""
    unit: str | None = None
    resource: ResourceId | None = None
    related: tuple[RelatedPlace, ...] = ()
    fingerprint: str = ""
    url: str | None = None
    also_in: tuple[str, ...] = ()
    fix: TextFix | None = None
    not_fixed: str | None = None  # why the fix that the rule has in mind is not offered
    identity: tuple[str, ...] = ()  # what the fingerprint is over besides the rule, in words; only where a baseline asks for it


class Failure(NamedTuple):
    """An internal error: a rule or stage that crashed; never the fault of the input."""

    message: str
    rule: str | None = None
    unit: str | None = None
    path: str | None = None
    line: int | None = None
    resource: ResourceId | None = None
    traceback: str = ""


class Summary(NamedTuple):
    """What was looked at.

    `skipped` maps a reason to a count (only those above 0); `templates` are files not rendered, `unbuilt` the reasons why
    kustomizations were not built, `unrendered` those why charts were not, the most frequent first.
    """

    files: int = 0
    documents: int = 0
    resources: int = 0
    units: int = 0
    skipped: Mapping[str, int] = MappingProxyType({})
    suppressed: int = 0
    rules: int = 0
    templates: int = 0
    unbuilt: tuple[str, ...] = ()
    unrendered: tuple[str, ...] = ()


class RuleInfo(NamedTuple):
    """What a report says of a rule: what its page's front matter and prose hold."""

    id: str
    category: str
    title: str
    severities: tuple[Severity, ...]
    evidence: Evidence
    profiles: tuple[str, ...]
    since: str
    references: tuple[str, ...]
    equivalents: tuple[str, ...]
    url: str | None
    page: str  # path of the page on disk; its text is read only when a format needs it
    formerly: tuple[str, ...] = ()


class Remark(NamedTuple):
    """What is to be told of the configuration, and where in it (`file:line:column`, or empty): it speaks of nothing."""

    text: str
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.place else self.text


class Cause(NamedTuple):
    """What a change did to an object ("Service shop/api was deleted"), and how many fields broke that speak of it.

    `named`: they still name it; else they rely on what it was.
    """

    text: str
    fields: int
    named: bool = True


class Since(NamedTuple):
    """What a report leaves out because an older tree, which a person calls `base`, had it already: it holds the rest.

    `old` counts what was left out, `fixed` is what was found only there (None: nobody looked), `afar` counts the findings
    in objects that did not change themselves, `causes` what broke them, that which broke most first. `resources` counts those
    of the older tree (0: also where nobody looked). `touched` counts the findings of the report that are old, in what the
    change touched.
    """

    base: str
    old: int = 0
    fixed: tuple[Finding, ...] | None = None
    afar: int = 0
    causes: tuple[Cause, ...] = ()
    resources: int = 0
    touched: int = 0


class Report(NamedTuple):
    """The outcome of a run. `findings` is sorted by path, line, column, rule, message and holds every severity."""

    findings: tuple[Finding, ...]
    summary: Summary
    failures: tuple[Failure, ...] = ()
    sources: Mapping[str, SourceFile] = MappingProxyType({})  # by path, for code frames
    rules: tuple[RuleInfo, ...] = ()  # the rules that ran
    fixed: tuple[Finding, ...] | None = None  # what was cured before this was found; None: nobody asked for it
    remarks: tuple[Remark, ...] = ()
    baselined: tuple[Finding, ...] = ()  # what the baseline hid
    suppressed: tuple[Finding, ...] = ()  # what comments, annotations and the configuration hid
    since: Since | None = None  # what it is compared with; None: with nothing
    objects: frozenset[tuple[str, str]] = frozenset()  # what each file writes, "Service shop/web"; only where a baseline asks
