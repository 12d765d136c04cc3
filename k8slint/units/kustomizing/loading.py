"""Files and kustomizations of a run, each read once, whoever asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, TypeVar

from k8slint.text import SourceFile, Span
from k8slint.units.kustomizing.fields import text, unknown
from k8slint.units.kustomizing.files import Files, Found, is_remote, joined, within
from k8slint.units.kustomizing.inline import placement
from k8slint.units.kustomizing.ledger import Ledger, Text
from k8slint.units.kustomizing.nodes import Map, Node, Scalar, is_null
from k8slint.units.kustomizing.outcome import How
from k8slint.units.kustomizing.reading import read
from k8slint.units.kustomizing.stops import Failure, Mark, Refusal, Stop
from k8slint.yaml.decoding import ReadError

_Found = TypeVar("_Found")

NAMES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")

_KNOWN: Final = frozenset(
    {
        "apiVersion", "kind", "metadata", "resources", "bases", "components", "namespace", "namePrefix", "nameSuffix",
        "commonLabels", "labels", "commonAnnotations", "patches", "patchesStrategicMerge", "patchesJson6902", "images",
        "replicas", "configMapGenerator", "secretGenerator", "generatorOptions", "replacements", "vars", "configurations",
        "sortOptions", "buildMetadata",
    }
)  # fmt: skip
_REFUSED: Final = frozenset(
    {
        "crds", "openapi", "helmCharts", "helmGlobals", "helmChartInflationGenerator", "generators", "transformers",
        "validators", "imageTags", "inventory",
    }
)  # fmt: skip
_SAY_NOTHING: Final = frozenset({"apiVersion", "kind", "metadata"})
_GROUP: Final = "kustomize.config.k8s.io"


class Kustomization(NamedTuple):
    """A kustomization as it is written: its directory, its file, its fields."""

    directory: str
    path: str
    fields: Map
    component: bool


class Loader:
    """Reads through the files of a run, and keeps what it has read."""

    def __init__(self, files: Files, ledger: Ledger) -> None:
        self._files = files
        self._ledger = ledger
        self._read: dict[tuple[str, How], list[Node] | Stop] = {}
        self._inline: dict[int, tuple[Scalar, list[Node] | Stop]] = {}
        self._kustomizations: dict[str, Kustomization | Stop] = {}
        self._found: dict[str, Found] = {}
        self.trace: list[str] = []  # files that entries name, as they are asked for

    def find(self, path: str) -> Found:
        """What lies at a path."""
        found = self._found.get(path)
        if found is None:
            found = self._found[path] = self._files.find(path)
        return found

    def file(self, directory: str, entry: str, at: Mark) -> str:
        """The path of a file that an entry names; files must lie below the directory of their kustomization."""
        if entry.startswith("/"):
            raise Refusal("an absolute path", at)
        found = self.find(joined(directory, entry))
        if found.kind in {"missing", "directory"}:
            if is_remote(entry):
                raise Refusal(f"`{entry}` is not here: Kustomize would fetch it", at)
            what = "is a directory" if found.kind == "directory" else "does not exist"
            raise Failure(f"`{entry}` {what}", at, kind="resource-not-found")
        if found.kind == "outside":
            raise Failure(f"`{entry}` lies outside of the kustomization's directory, where Kustomize reads no files", at)
        if not within(directory, found.path):  # Flux builds it all the same, `kustomize build` only when told to
            raise Refusal(f"`{entry}` lies outside of the kustomization's directory", at)
        self.trace.append(found.path)
        return found.path

    def data(self, directory: str, entry: str, at: Mark) -> tuple[str, bytes]:
        """Path and bytes of a file that an entry names."""
        path = self.file(directory, entry, at)
        data = self._files.data(path)
        if data is None:
            raise Refusal(f"`{entry}` cannot be read", at)
        return path, data

    def source(self, path: str) -> SourceFile | None:
        """The text of a file that was found, if it is one."""
        found = self._files.source(path)
        return found if isinstance(found, SourceFile) else None

    def documents(self, directory: str, entry: str, how: How, at: Mark) -> list[Node]:
        """The documents of a file that an entry names."""
        return self._documents(self.file(directory, entry, at), how, at)

    def _documents(self, path: str, how: How, at: Mark) -> list[Node]:
        found = self._read.get((path, how))
        if found is None:
            source = self._files.source(path)
            if isinstance(source, ReadError):
                where = self._ledger.range(how, source.source, source.span)
                found = Refusal(source.message, where)
            elif source is None:
                found = Refusal(f"`{path}` cannot be read", at)
            else:
                found = self._parsed(Text(how, source, source.text, None))
            self._read[path, how] = found
        return _unless_stopped(found)

    @contextmanager
    def blaming(self, kustomization: Kustomization, at: Mark) -> Iterator[None]:
        """Tell the entry of a kustomization that leads to what fails in the files that it names."""
        try:
            yield
        except Failure as stop:
            place = self._ledger.place(stop.at)
            if place is not None and place.source.path == kustomization.path:
                raise
            raise Failure(stop.message, stop.at or at, at if stop.at else 0, stop.kind) from None

    def inline(self, node: Scalar, how: How) -> list[Node]:
        """The documents of a text inside of a kustomization."""
        known = self._inline.get(id(node))
        if known is None:
            place = self._ledger.place(node.at)
            source, span = place or (SourceFile("", ""), Span(0, 0))
            lies = placement(source, span, node.text)
            known = self._inline[id(node)] = node, self._parsed(Text(how, source, node.text, lies))
        return _unless_stopped(known[1])

    def _parsed(self, text: Text) -> list[Node] | Stop:
        try:
            return read(self._ledger, text)
        except Stop as stop:
            return stop

    def kustomization(self, directory: str, at: Mark) -> Kustomization:
        """The kustomization of a directory, which an entry names."""
        found = self._kustomizations.get(directory)
        if found is None:
            try:
                found = self._kustomization(directory)
            except Stop as stop:
                found = stop
            self._kustomizations[directory] = found
        if isinstance(found, Stop) and not found.at:
            raise _placed(found, at)
        return _unless_stopped(found)

    def _kustomization(self, directory: str) -> Kustomization:
        names = [name for name in NAMES if self.find(joined(directory, name)).kind == "file"]
        if not names:
            raise Failure(f"the directory `{directory}` has no kustomization", kind="resource-not-found")
        if len(names) > 1:
            at = self._top(joined(directory, names[1]))
            raise Failure(f"the directory `{directory}` has several kustomizations: {', '.join(names)}", at)
        path = self.file(directory, names[0], 0)
        documents = self._documents(path, "settings", 0)
        if not documents or is_null(documents[0]):
            raise Failure(f"the kustomization `{path}` is empty", self._top(path))
        fields = documents[0]
        if len(documents) > 1 or type(fields) is not Map:
            raise Refusal("a kustomization that is not one mapping", fields.at)
        return Kustomization(directory, path, fields, _checked(fields))

    def _top(self, path: str) -> Mark:
        source = self.source(path)
        return self._ledger.range("settings", source, Span(0, 0)) if source else 0


def _placed(stop: Stop, at: Mark) -> Stop:
    return Failure(stop.message, at, kind=stop.kind) if isinstance(stop, Failure) else Refusal(stop.message, at)


def _unless_stopped(found: _Found | Stop) -> _Found:
    if isinstance(found, Stop):
        raise found.with_traceback(None)
    return found


def _checked(fields: Map) -> bool:
    """Whether the fields are those of a component; raises for what is no kustomization, or one for Kustomize alone."""
    for name, node in fields.items():
        if name in _REFUSED:
            if not is_null(node) and (type(node) is Scalar or node):
                raise Refusal(f"the field `{name}`", node.key)
        elif name not in _KNOWN:
            unknown(name, node, _KNOWN | _REFUSED)
    kind = text(fields.get("kind")) or "Kustomization"
    version = text(fields.get("apiVersion"))
    component = kind == "Component"
    if kind not in {"Kustomization", "Component"}:
        raise Failure("the kind of a kustomization is Kustomization or Component", fields["kind"].at)
    if version and version != f"{_GROUP}/{'v1alpha1' if component else 'v1beta1'}":
        raise Failure(f"a {kind} is not of `{version}`", fields["apiVersion"].at)
    if fields.keys() <= _SAY_NOTHING:
        raise Failure("the kustomization is empty", fields.at)
    return component
