"""Containers that read log files: who they are, and which files they say that they read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.images import parse_image
from k8slint.resources.patterns import Pattern
from k8slint.resources.scalars import Path, sequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from k8slint.resources.containers import Container

# Programs that send logs elsewhere, by the last part of their image's name, as their projects publish them.
_SHIPPERS = Pattern(
    r"(?:aws-for-)?fluent-?bit(?:-.*)?|fluentd(?:-.*)?|td-agent(?:-bit)?|filebeat(?:-.*)?|elastic-agent(?:-.*)?"
    r"|promtail(?:-.*)?|alloy|grafana-agent|vector|logstash(?:-.*)?|r?syslog(?:-ng|d)?(?:-.*)?|universalforwarder"
    r"|logdna-agent|mezmo-agent|logrotate-sidecar|log-?(?:shipper|forwarder|tailer|streamer|collector)"
)
#: Names of containers that send logs elsewhere whatever their image is called.
_NAMES = Pattern(
    r"(?:.*-)?(?:fluent-?bit|fluentd|filebeat|promtail|logstash|rsyslog"
    r"|log(?:s|ging|ger)?-?(?:shipper|forwarder|agent|collector|tailer|tail|router|streamer|reader|exporter|sidecar))"
)
#: Images that hold tools and write no logs of their own.
_TOOLS = Pattern(r"busybox|alpine|debian|ubuntu|bash|centos|fedora|ubi\d*(?:-.*)?|rockylinux|amazonlinux|wolfi-base")

_TAIL = Pattern(r"\btail\s+(?P<options>(?:(?:-\S+|\+?\d+)\s+)+)(?P<files>(?:[\"']?/[^\s\"';|&<>()]+[\"']?\s*)+)")
_FOLLOWS = Pattern(r"(?:^|\s)(?:-[a-zA-Z0-9]*[fF]|--follow)")
_HARMLESS = Pattern(r"\d?>>?\s*(?:/dev/\S+|&\d)")
_WRITES = Pattern(r">|\b(?:touch|tee|mkfifo|cp|mv|dd)\b")
_ONLY_TAIL = Pattern(r"(?:\S*sh\s+-\w*c\s+)?[\"']?(?:exec\s+)?(?:\S*/)?tail\b[^;|&\n]*")
#: An absolute path that means log files: with a wildcard, or with the ending of one.
_FILE = Pattern(r"(?<![\w.:/}*-])(/[\w@%+=:.,/*?{}\[\]-]{0,256}?(?:\*[\w.*?{}\[\]-]{0,256}|\.(?:log|out|err)))(?=[\s\"',;)\]]|$)")
#: What ends so is configuration or code.
_NO_LOG = Pattern(r"\.(?:conf|cfg|ini|ya?ml|toml|xml|rb|lua|so|pem|crt|key)\*?$")
_OPTION = Pattern(r"(?:^|\s|=)(?:path|paths|__path__|include)=[\"']?(/[^\s\"',;]+)", re.IGNORECASE)
_VARIABLE = Pattern(r".*LOG.*(?:PATH|DIR|FILE|FOLDER)S?|(?:PATH|DIR|FILE|FOLDER).*LOGS?", re.IGNORECASE)

# Lines with which parts of a configuration begin and end that say where logs go.
_OUTPUT = Pattern(r"<(?:match|buffer)\b|\[OUTPUT\]|output\s*\{", re.IGNORECASE)
_END = Pattern(r"</(?:match|buffer)|\[|\}")
#: The same of parts that say where logs come from.
_INPUT = Pattern(r"<source\b|\[INPUT\]|input\s*\{", re.IGNORECASE)
_INPUT_END = Pattern(r"</source|\[|\}")
#: Lines that name files of the program's own, and comments.
_OWN = Pattern(
    r"[\"'-]*\s*(?:#|//|pos_file|db\b|filename|positions|storage|buffer|exclude|ignore|parsers?_file|@include|plugins?"
    r"|path_key|log_file|logging|sincedb|output|mem_buf|registry|data_dir|root_dir)",
    re.IGNORECASE,
)
_LONGEST = 200_000
_MOUNTS = ("volumeMounts",)
_NAME = 100  # characters of a variable's name that are looked at


class LogPath(NamedTuple):
    """Files that a container reads, as it writes them, and which of its fields surely says so or brings what does.

    None: something else says it, or it may not read them.
    """

    text: str
    field: Path | None

    @property
    def configured(self) -> bool:
        """Whether a file that the container mounts says so."""
        return self.field == _MOUNTS

    @property
    def directory(self) -> str:
        """The deepest directory that surely holds the files; the path itself where it may be a directory."""
        fixed = re.split(r"[*?{\[]", self.text, maxsplit=1)[0]
        last = fixed.rpartition("/")[2]
        return (fixed.rpartition("/")[0] if fixed != self.text or "." in last else fixed.rstrip("/")) or "/"


def is_log_shipper(container: Container) -> bool:
    """Tell whether a container sends logs elsewhere, by its image or name."""
    return _SHIPPERS.fullmatch(_program(container)) is not None or (
        container.name is not None and _NAMES.fullmatch(container.name) is not None
    )


def log_paths(container: Container, configuration: Iterable[str]) -> tuple[LogPath, ...]:
    """Find the files that a container reads: in its command, its environment and the texts that configure it."""
    found = {path.text: path for path in _tailed(container)}
    if is_log_shipper(container):
        for path in (*_written(container), *_configured(configuration)):
            found.setdefault(path.text, path)
    return tuple(found.values())


def _program(container: Container) -> str:
    image = parse_image(container.image)
    return "" if image is None else image.repository.rpartition("/")[2]


def _words(container: Container) -> list[tuple[Path, str]]:
    return [
        ((field, index), word)
        for field in ("command", "args")
        for index, word in enumerate(sequence(container.value.get(field)))
        if isinstance(word, str) and len(word) <= _LONGEST
    ]


def _tailed(container: Container) -> Iterator[LogPath]:
    """Find what `tail -f` follows in a container that does nothing else, and writes nothing itself."""
    words = _words(container)
    script = " ".join(word for _, word in words).strip()
    if "tail" not in script:
        return
    idle = _TOOLS.fullmatch(_program(container)) or is_log_shipper(container)
    if not (_ONLY_TAIL.fullmatch(script) or (idle and not _WRITES.search(_HARMLESS.sub("", script)))):
        return
    for call in _TAIL.finditer(f"{script} "):
        if _FOLLOWS.search(call["options"]):
            for file in call["files"].split():
                path = file.strip("\"'")
                yield LogPath(path, next((field for field, word in words if path in word), None))


def _written(container: Container) -> Iterator[LogPath]:
    """Find the log files in the command and the environment of a shipper; one file may also be the log of its own."""
    for field, word in _words(container):
        if _OWN.match(word.lstrip("-")):
            continue
        for found in _OPTION.finditer(word):
            yield LogPath(found[1], field)
        for path in _files(word):
            yield LogPath(path, field if "*" in path else None)
    for entry in sequence(container.value.get("env")):
        name, value = (entry.get("name"), entry.get("value")) if isinstance(entry, dict) else (None, None)
        if isinstance(name, str) and isinstance(value, str) and value.startswith("/") and _VARIABLE.match(name[:_NAME]):
            yield LogPath(value, None)


def _files(text: str) -> Iterator[str]:
    return (found[1] for found in _FILE.finditer(text) if not _NO_LOG.search(found[1]))


def _configured(configuration: Iterable[str]) -> Iterator[LogPath]:
    """Find the log files that configuration names as inputs; it is surely one where it holds a wildcard."""
    for text in configuration:
        output = taken = False
        for line in text.splitlines() if len(text) <= _LONGEST else ():
            bare = line.strip()
            if output:
                output = _END.match(bare) is None
            if _OUTPUT.match(bare):
                output = True
            taken = _INPUT.match(bare) is not None or (taken and _INPUT_END.match(bare) is None)
            if not output and "/" in bare and not _OWN.match(bare):
                yield from (LogPath(path, _MOUNTS if taken or "*" in path else None) for path in _files(bare))
