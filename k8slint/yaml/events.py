"""The parsers that feed a builder: libyaml as ruamel.yaml.clib has it, else the pure parser of ruamel.yaml."""

from __future__ import annotations

import enum
from _thread import allocate_lock
from functools import cache, partial
from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from k8slint.yaml.build import Builder
from k8slint.yaml.drafts import Problem
from k8slint.yaml.limits import DEFAULT, Limits
from k8slint.yaml.messages import explain, refine

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

Receivers = dict[str, Any]  # by the name of an event class: what takes such an event's parts


class Parser(enum.Enum):
    """How a builder is fed; all give the same, each is slower than the one before.

    LENT: by libyaml, whose binding calls the builder's methods where it would make event objects. EVENTS: by libyaml
    through event objects. PURE: by ruamel.yaml's own parser.
    """

    LENT = "lent"
    EVENTS = "events"
    PURE = "pure"


class _Binding(NamedTuple):
    """The extension module that binds libyaml, and its event classes, by name."""

    module: ModuleType
    classes: Mapping[str, Any]


class _Choice:
    """Which parser is used (None: the fastest that may be), and whether others may use the binding of libyaml."""

    parser: Parser | None = None
    alone = False


_lock = allocate_lock()  # of the binding: there is one in a process


def use(parser: Parser | None) -> None:
    """Parse all texts with this from now on; None: those that need a parser, with the fastest that may be used."""
    _Choice.parser = parser


def is_chosen() -> bool:
    """Whether all texts are to be parsed with a certain parser."""
    return _Choice.parser is not None


def own_process() -> None:
    """Declare that this process is ours alone, so that nobody else needs the binding of libyaml while we read.

    Reading is faster then, for the binding calls us where it would make objects; but its module is changed meanwhile.
    """
    _Choice.alone = True


def parse(text: str, limits: Limits = DEFAULT, restored: tuple[tuple[str, str], ...] = ()) -> Builder:
    """Parse a text as far as it can be read; what stopped it is the builder's problem.

    Scalars get back what something else stands for in the text: `restored` has the pairs.
    """
    builder = Builder(limits)
    receivers: Receivers = {
        "ScalarEvent": builder.scalar if not restored else _restoring(builder, restored),
        "MappingStartEvent": builder.start,
        "SequenceStartEvent": builder.start,
        "MappingEndEvent": builder.end_mapping,
        "SequenceEndEvent": builder.end_sequence,
        "AliasEvent": builder.alias,
        "DocumentStartEvent": builder.start_document,
        "DocumentEndEvent": builder.end_document,
        "StreamStartEvent": builder.ignore,
        "StreamEndEvent": builder.end_stream,
    }
    builder.problem = feed(text, receivers) or builder.problem
    if builder.problem is not None:
        builder.problem = refine(builder.problem, text)
    builder.close()
    return builder


def feed(text: str, receivers: Receivers) -> Problem | None:
    """Give the parts of each event of a text to its receiver, until one answers to stop; what is no YAML, if it comes first."""
    try:
        _FEEDS[_Choice.parser or (_fastest() if _Choice.alone else _harmless())](text, receivers)
    except _errors() as error:
        return explain(error, text)
    return None


def _restoring(builder: Builder, restored: tuple[tuple[str, str], ...]) -> Callable[..., bool | None]:
    def scalar(*parts: Any) -> bool | None:
        anchor, tag, implicit, value, start, end, style = parts
        for stand_in, meant in restored:
            value = value.replace(stand_in, meant)
        return builder.scalar(anchor, tag, implicit, value, start, end, style)

    return scalar


# libyaml


@cache
def _bound() -> _Binding | None:
    """Give the binding of libyaml; None where ruamel.yaml.clib is not installed."""
    try:
        module = import_module("_ruamel_yaml")
    except ImportError:
        return None
    return _Binding(module, {name: vars(module)[name] for name in _CLASSES})


def _feed_lent(text: str, receivers: Receivers) -> None:
    """Lend the binding our receivers: a call is all it then does for an event, half the time of an event object.

    It finds the classes it calls by name in its module, so it calls what stands there in the meantime. Nothing else
    can use the binding then: the lock is held, and the classes are back before it is released.
    """
    module, classes = _bound() or (None, {})
    with _lock:
        names = vars(module)
        names.update(receivers)
        try:
            take = names["CParser"](text).get_event
            while not take():  # receivers answer whether to stop
                pass
        finally:
            names.update(classes)


def _feed_events(text: str, receivers: Receivers) -> None:
    module, _ = _bound() or (None, {})
    with _lock:
        _pull(vars(module)["CParser"](text).get_event, receivers)


def _feed_pure(text: str, receivers: Receivers) -> None:
    parser = import_module("k8slint.yaml.pure").PureParser
    _pull(parser(text).get_event, receivers)


_FEEDS = {Parser.LENT: _feed_lent, Parser.EVENTS: _feed_events, Parser.PURE: _feed_pure}


def _pull(next_event: Callable[[], Any], receivers: Receivers) -> None:
    """Give the parts of each event to its receiver until one stops; the most frequent first."""
    scalar_class, mapping_class, end_mapping_class, list_class, end_list_class = _frequent()
    scalar, start, start_list = receivers["ScalarEvent"], receivers["MappingStartEvent"], receivers["SequenceStartEvent"]
    end_mapping, end_list = receivers["MappingEndEvent"], receivers["SequenceEndEvent"]
    stop: bool | None = None
    while not stop:
        event = next_event()
        kind = type(event)
        if kind is scalar_class:
            tag = None if event.ctag is None else event.tag
            stop = scalar(event.anchor, tag, event.implicit, event.value, event.start_mark, event.end_mark, None)
        elif kind is mapping_class:
            stop = start(event.anchor, None, None, event.start_mark, event.end_mark, None)
        elif kind is list_class:
            stop = start_list(event.anchor, None, None, event.start_mark, event.end_mark, None)
        elif kind is end_mapping_class:
            stop = end_mapping(event.start_mark, event.end_mark)
        elif kind is end_list_class:
            stop = end_list(event.start_mark, event.end_mark)
        else:
            name = kind.__name__
            stop = receivers[name](*_PARTS[name](event))


@cache
def _frequent() -> tuple[type[Any], ...]:
    classes = vars(import_module("ruamel.yaml.events"))
    return tuple(classes[name] for name in _FREQUENT)


_FREQUENT: Final = ("ScalarEvent", "MappingStartEvent", "MappingEndEvent", "SequenceStartEvent", "SequenceEndEvent")
_PARTS: Final = {
    "AliasEvent": attrgetter("anchor", "start_mark", "end_mark"),
    "DocumentStartEvent": attrgetter("start_mark", "end_mark", "explicit", "version", "tags"),
    "DocumentEndEvent": attrgetter("start_mark", "end_mark", "explicit"),
    "StreamStartEvent": attrgetter("start_mark", "end_mark"),
    "StreamEndEvent": attrgetter("start_mark", "end_mark"),
}
_CLASSES: Final = (*_FREQUENT, *_PARTS)


def _harmless() -> Parser:
    return Parser.PURE if _bound() is None else Parser.EVENTS


@cache
def _fastest() -> Parser:
    if _bound() is None:
        return Parser.PURE
    called: list[str] = []
    receivers: Receivers = {name: partial(_note, called, name) for name in _CLASSES}
    _feed_lent("a", receivers)
    return Parser.LENT if "ScalarEvent" in called and called[-1] == "StreamEndEvent" else Parser.EVENTS


def _note(called: list[str], name: str, *_: object) -> bool:
    called.append(name)
    return name == "StreamEndEvent"


@cache
def _errors() -> tuple[type[Exception], ...]:
    """Give what parsers raise on a text that they cannot read."""
    return (import_module("ruamel.yaml.error").YAMLError, UnicodeError)
