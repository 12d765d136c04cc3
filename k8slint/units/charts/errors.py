"""What Helm says when a chart cannot be rendered, in the words of reports, with the place that it means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from k8slint.text import SourceFile, Span
from k8slint.units.charts.chart import CHART, VALUES, Chart, locate, name_of
from k8slint.units.charts.outcome import Failure, FailureKind, Place
from k8slint.units.charts.preparing import Inspection
from k8slint.units.charts.renderer import Fault
from k8slint.units.charts.scanning import blocks, scan
from k8slint.units.charts.schema import SCHEMA
from k8slint.units.charts.values import Lookup, place_of
from k8slint.yaml import ReadError

_LOCATION = re.compile(
    r"(?m)(?:(?<=template: )|(?<=\()|^)(?P<file>[^\s:()<>]+/[^\n:()<>]+):(?P<line>\d+)(?::(?P<column>\d+))?(?=[:)\n]|$)"
)
_CONTEXT = re.compile(r'(?:: |\n\s*)executing "[^\n]*?" at <(?P<what>.*?)>:\s*', re.DOTALL)
_MISSING = re.compile(r"nil pointer evaluating .*?\.(\w+)$")
_NO_FIELD = re.compile(r"can't evaluate field (\w+) in type (\S.*)$")
_NO_TEMPLATE = re.compile(r'(?:no template "(?P<one>[^"]*)" associated|template "(?P<other>[^"]*)" not defined)')
_NO_FUNCTION = re.compile(r'function "([^"]*)" not defined')
_NO_MAPPING = re.compile(r"\.Values\.([\w.]+) is no mapping")
_CALLING = re.compile(r"error calling (\w+):\s*")
_SCHEMA_LINE = re.compile(r"- (?:at '(?P<pointer>[^']*)'|(?P<dotted>\S+)): (?P<what>.*)")
_SAID = "execution error at"  # by `required` and `fail`
_PLAIN = frozenset({"interface {}", "string", "float64", "int64", "bool", "int"})
_LIMITS: dict[str, tuple[FailureKind, str]] = {
    "timeout": ("timeout", "it is not done in time"),
    "memory": ("memory", "it needs more memory than it may have"),
    "size": ("size", "it makes more text than it may"),
}
_LONG = 300
_WAYS = 8  # places that lead to one


def failures(fault: Fault, inspection: Inspection, lookup: Lookup) -> tuple[Failure, ...]:
    """What keeps a chart from being rendered."""
    chart = inspection.chart
    name = name_of(chart) or chart.directory
    if fault.kind in _LIMITS:
        kind, why = _LIMITS[fault.kind]
        return (Failure(kind, f"chart {name} is not rendered: {why}", _named(chart)),)
    if fault.kind == "crash":
        return (Failure("crash", f"chart {name} is not rendered: Helm failed ({_short(fault.message)})", _named(chart)),)
    if fault.kind == "values":
        found = tuple(_schema(fault.message, inspection, lookup))
        if found:
            return found
    if fault.kind == "load":
        return (_load(fault.message, chart, name),)
    return (_template(fault.message, inspection, lookup, name),)


def _named(chart: Chart) -> Place:
    """Where a chart is named: the place for what concerns all of it."""
    document = chart.document(CHART)
    if document is None or isinstance(document, ReadError):
        return chart.start(CHART)
    node = document.root.nearest("name")
    return Place(node.source, node.span)


def _short(message: str) -> str:
    text = " ".join(message.split())
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def _load(message: str, chart: Chart, name: str) -> Failure:
    """A chart that Helm does not even read: the file that it means if it is one of the chart's own."""
    for path in (VALUES, CHART):
        if message.startswith(f"cannot load {path}"):
            document = chart.document(path)
            if isinstance(document, ReadError):
                text = f"chart {name} cannot be rendered: {path} is {document.message}"
                return Failure("unreadable", text, Place(document.source, document.span))
            why = _short(message.rpartition("yaml: ")[2] or message)
            return Failure("unreadable", f"chart {name} cannot be rendered: {path} cannot be read: {why}", chart.start(path))
    return Failure("chart", f"chart {name} cannot be rendered: {_short(message.removeprefix('validation: '))}", _named(chart))


def _schema(message: str, inspection: Inspection, lookup: Lookup) -> Iterator[Failure]:
    """Each value that does not match a schema, at the value; where it is missing, at what should hold it."""
    member = inspection.members[0]
    for line in message.splitlines():
        heading = line.strip().removesuffix(":")
        found = _SCHEMA_LINE.match(line.strip())
        if found is None:
            inner = [one for one in inspection.members if heading in {one.name, *one.keys[-1:]}]
            member = inner[0] if inner else member
            continue
        pointer, dotted = found["pointer"], found["dotted"]
        steps = pointer.split("/")[1:] if pointer is not None else [step for step in dotted.split(".") if step != "(root)"]
        path = tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)
        place = _value_place(inspection.chart, lookup, member.keys, member.root, path)
        what = f"{'.'.join(path)}: {found['what']}" if path else found["what"]
        yield Failure("schema", f"values of chart {member.name} do not match its schema: {_short(what)}", place)


def _value_place(chart: Chart, lookup: Lookup, keys: tuple[str, ...], root: str, path: tuple[str, ...]) -> Place:
    for depth in range(len(path), 0, -1):
        node = lookup.find(keys, path[:depth])
        if node is not None:
            return place_of(node) if depth < len(path) else Place(node.source, node.span)
    return chart.start(next((root + name for name in (VALUES, SCHEMA) if root + name in chart.files), CHART))


def _template(message: str, inspection: Inspection, lookup: Lookup, name: str) -> Failure:
    """A template that stops, or is none: the innermost place that Helm names, and those that lead there."""
    locations = list(_LOCATION.finditer(message))
    places: list[Place] = []
    for number, location in enumerate(locations):
        end = locations[number + 1].start() if number + 1 < len(locations) else len(message)
        place = _place(inspection, location, message[location.end() : end])
        if place is not None:
            places.append(place)
    text = f"chart {name} cannot be rendered: {_why(message, locations)}"
    kind: FailureKind = "required" if message.startswith(_SAID) else "template"
    if not places:
        return Failure(kind if locations else "chart", text, _named(inspection.chart))
    *outer, innermost = places
    ways = dict.fromkeys(place for place in reversed(outer) if place != innermost)
    member, _ = locate(inspection.members, locations[-1]["file"])
    return Failure(kind, text, innermost, tuple(ways)[:_WAYS], values=tuple(_holder(text, lookup, member.keys)))


def _holder(text: str, lookup: Lookup, keys: tuple[str, ...]) -> Iterator[Place]:
    """The value that is no mapping, although something of it is read."""
    found = _NO_MAPPING.search(text)
    node = None if found is None else lookup.find(keys, tuple(found[1].split(".")))
    if node is not None:
        yield place_of(node)


def _place(inspection: Inspection, location: re.Match[str], rest: str) -> Place | None:
    """The place that Helm means by a line and a byte in it."""
    member, path = locate(inspection.members, location["file"])
    if member.entry is not None:
        return member.entry
    source = inspection.chart.source(path)
    if source is None:
        return None
    number = int(location["line"]) - 1
    lines = source.text.split("\n")
    if number >= len(lines):
        number = len(lines) - 1 - (lines[-1] == "" and len(lines) > 1)
    start = sum(len(line) + 1 for line in lines[:number])
    line = lines[number].rstrip("\r")
    actions = scan(source.text) or ()
    opened = [actions[first] for first, last in blocks(actions) if last == len(actions)]
    if opened and "unexpected EOF" in rest:
        return Place(source, Span(opened[-1].start, opened[-1].end))
    column = None if location["column"] is None else len(line.encode()[: int(location["column"])].decode("utf-8", "ignore"))
    context = _CONTEXT.match(rest)
    return Place(source, _span(source, start, line, column, context["what"] if context else ""))


def _span(source: SourceFile, start: int, line: str, column: int | None, context: str) -> Span:
    if column is not None:
        context = context.removesuffix("...")
        found = line.rfind(context, 0, column + len(context)) if context else -1
        if found >= 0 and found <= column:
            return Span(start + found, start + found + len(context))
        for action in scan(source.text) or ():
            if action.start <= start + column < action.end:
                return Span(action.start, action.end)
    content = line.strip()
    begin = start + line.find(content) if content else start
    return Span(begin, begin + len(content))


def _why(message: str, locations: list[re.Match[str]]) -> str:
    """What is wrong, without the way that led there."""
    last = locations[-1] if locations else None
    rest = message[last.end() :] if last else message
    context = None
    for context in _CONTEXT.finditer(rest):  # noqa: B007  # the last one, which is in a text that `tpl` reads
        pass
    what = " ".join(context["what"].split()) if context else ""
    rest = rest[context.end() :] if context else rest.lstrip(":) \n")
    if message.startswith(_SAID):
        return f'its template says "{_short(rest)}"'
    function, template = _NO_FUNCTION.search(rest), _NO_TEMPLATE.search(rest)
    if function is not None:
        return f'Helm has no function "{function[1]}"'
    if template is not None:
        return f'there is no template "{template["one"] or template["other"]}"'
    if message.startswith("parse error at"):
        return f"not a valid template: {_short(rest)}"
    return _stopped(_short(rest), what)


def _stopped(rest: str, what: str) -> str:
    """Why an action stops: what it reads is not there, or a function fails."""
    missing = _MISSING.search(rest)
    if missing is not None:
        holder, found, _ = what.partition(f".{missing[1]}")
        return f"{holder} has no value, and {what} is read" if found and holder else f"{what} is read of what has no value"
    field = _NO_FIELD.search(rest)
    if field is not None and field[2] in _PLAIN:
        holder, found, _ = what.partition(f".{field[1]}")
        return f"{holder if found and holder else 'what is read'} is no mapping, and {what} is read"
    calling = _CALLING.match(rest)
    if calling is not None:
        return f"{calling[1]} fails: {rest[calling.end() :]}"
    return rest
