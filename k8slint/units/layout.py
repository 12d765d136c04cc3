"""What a file is for, as far as its path tells: decided before anything is read."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from k8slint.text import SourceFile
from k8slint.units.roots import Root, segments
from k8slint.units.unseen import Unseen
from k8slint.yaml import Limits, Stream, decode, read

KUSTOMIZATIONS = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
CHART = "Chart.yaml"
#: Directories whose manifests nobody deploys: below a directory that was named, not where they are named themselves.
_EXAMPLES = frozenset(
    {
        "testdata", "test", "tests", "e2e", "fixtures", "golden", "__snapshots__", "node_modules", "vendor", ".github",
        ".terraform",
    }
)  # fmt: skip
_NOTHING = Unseen()
_LIMITS = Limits()
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Role(enum.Enum):
    """What a file is for.

    MANIFEST: its documents say. KUSTOMIZATION: it may be one. TEMPLATE: of a chart, no YAML before it is rendered.
    VALUES: describes or configures a chart. DATA: read by a chart, and by nobody else.
    """

    MANIFEST = "manifest"
    KUSTOMIZATION = "kustomization"
    TEMPLATE = "template"
    VALUES = "values"
    DATA = "data"


class Place(NamedTuple):
    """A directory: the way down to it from the top of its repository, and what it lies in.

    `chart` is the innermost chart around it, as reports name it, `inside` the way down from there; `example` the
    directory on the way whose manifests nobody deploys.
    """

    trail: tuple[str, ...]
    chart: str | None = None
    inside: tuple[str, ...] = ()
    example: str | None = None


def parent(path: str) -> str:
    """The directory of a file or directory as reports name it; `.` for the working directory."""
    return path.rpartition("/")[0] or "."


def _name(path: str) -> str:
    return path.rpartition("/")[2]


class Layout:
    """The files of a run by what they are for. Made of paths alone."""

    def __init__(
        self,
        paths: Iterable[str],
        mode: str = "directory",
        roots: Sequence[Root] = (),
        cwd: tuple[str, ...] = (),
        beside: Sequence[str] = (),
        unseen: Unseen = _NOTHING,
    ) -> None:
        self.paths = tuple(paths)
        self.mode = mode
        self.roots = tuple(roots) or (Root(".", cwd, len(cwd), whole=False),)
        self._cwd = cwd
        self._beside = tuple(beside)
        charts = (parent(path) for path in self.paths if _name(path) == CHART)
        self._charts = {segments(chart, cwd): chart for chart in charts}
        for root in self.roots:
            if root.chart is not None:
                self._charts[root.where[: root.chart]] = self._shown(root.where[: root.chart])
        self._places: dict[str, Place] = {}
        self._roles: dict[str, Role] = {}
        self.kustomized = frozenset(parent(path) for path in (*self.paths, *self._beside) if _name(path) in KUSTOMIZATIONS)
        self.unseen = Unseen(*(tuple(path for path in paths if self._may_apply(parent(path))) for paths in unseen))

    @property
    def alone(self) -> bool:
        """Whether nothing that could be a manifest lies beside the files that were named."""
        return not self._beside

    def kustomized_above(self, directory: str) -> tuple[str, ...]:
        """The nearest directory above one in which a kustomization lies, if there is one."""
        above = parent(directory)
        while self.kustomized and above != directory:
            if above in self.kustomized:
                return (above,)
            directory, above = above, parent(above)
        return ()

    def _may_apply(self, directory: str) -> bool:
        """Whether what lies in a directory is applied as it is: not what belongs to a chart or an example."""
        place = self.place(directory)
        return place.chart is None and place.example is None

    def charts(self) -> tuple[str, ...]:
        """The charts that are no subcharts, as reports name them."""
        return tuple(sorted({self._charts[self._outermost(where)] for where in self._charts}))

    def chart_of(self, directory: str) -> str | None:
        """The chart that brings a directory: the one around it that is no subchart; None if there is none."""
        where = self._innermost(segments(directory, self._cwd))
        return None if where is None else self._charts[self._outermost(where)]

    def _innermost(self, where: tuple[str, ...]) -> tuple[str, ...] | None:
        lengths = range(len(where), -1, -1) if self._charts else ()
        return next((where[:length] for length in lengths if where[:length] in self._charts), None)

    def _outermost(self, chart: tuple[str, ...]) -> tuple[str, ...]:
        outer = self._innermost(chart[:-1]) if chart else None
        return chart if outer is None or chart[len(outer)] != "charts" else self._outermost(outer)

    def role(self, path: str) -> Role:
        """What a file is for."""
        found = self._roles.get(path)
        if found is None:
            found = self._roles[path] = self._role(path)
        return found

    def _role(self, path: str) -> Role:
        if self.mode == "stdin":
            return Role.MANIFEST
        name = _name(path)
        place = self.place(parent(path))
        if place.chart is not None:
            top = place.inside[0] if place.inside else ""
            if top == "templates":
                return Role.TEMPLATE
            if top in {"files", "charts"}:
                return Role.DATA
            if top == "ci" or (not top and (name in _OF_CHART or name.startswith("values"))):
                return Role.VALUES
        return Role.KUSTOMIZATION if name in KUSTOMIZATIONS else Role.MANIFEST

    def reads(self, path: str) -> bool:
        """Whether a file is read at all."""
        role = self.role(path)
        return role is not Role.TEMPLATE and role is not Role.DATA

    def stream(self, path: str, data: bytes, limits: Limits = _LIMITS) -> Stream:
        """The documents of a file. JSON that cannot hold a manifest is not parsed: it may be anything, and large."""
        if path.endswith(".json") and self.mode != "stdin" and b"apiVersion" not in data and data[:2] not in _UTF16:
            return Stream(SourceFile(path, ""), (), (), int(not data.strip()))
        source = decode(path, data, limits)
        return read(source, limits) if isinstance(source, SourceFile) else Stream(source.source, (), (source,), 0)

    def resolve(self, directory: str, entry: str) -> str:
        """The path, as reports name it, of what a file of a directory names by a relative path."""
        return self._shown(segments(entry, segments(directory, self._cwd)))

    def below(self, path: str, directory: str) -> str | None:
        """A path as it is seen from a directory; None where it does not lie in it."""
        where, base = segments(path, self._cwd), segments(directory, self._cwd)
        return "/".join(where[len(base) :]) or "." if where[: len(base)] == base else None

    def whole(self, directory: str) -> bool:
        """Whether all of a directory was named, by itself or with one that holds it."""
        return any(root.whole and self.below(directory, root.path) is not None for root in self.roots)

    def top(self, directory: str) -> str:
        """The top of the repository in which a directory lies, as reports name it."""
        where = segments(directory, self._cwd)
        root = self._root(where)
        return self._shown(where if root is None else where[: root.repository] if root.repository <= len(where) else root.where)

    def _root(self, where: tuple[str, ...]) -> Root | None:
        """The innermost of what was named that holds something."""
        holding = (root for root in self.roots if where[: len(root.where)] == root.where)
        return max(holding, key=lambda root: len(root.where), default=None)

    def _shown(self, where: tuple[str, ...]) -> str:
        common = 0
        while common < min(len(where), len(self._cwd)) and where[common] == self._cwd[common]:
            common += 1
        return "/".join([".."] * (len(self._cwd) - common) + list(where[common:])) or "."

    def place(self, directory: str) -> Place:
        """Where a directory lies."""
        found = self._places.get(directory)
        if found is None:
            found = self._places[directory] = self._find(directory)
        return found

    def _find(self, directory: str) -> Place:
        where = segments(directory, self._cwd)
        root = self._root(where)
        if root is None:
            return Place(())
        first = root.repository if root.repository <= len(where) else len(root.where)
        chart = self._innermost(where)
        inside = () if chart is None else where[len(chart) :]
        example = None
        if root.whole:
            example = next((name for name in where[len(root.where) :] if name in _EXAMPLES), None)
            if example is None and "examples" in where[max(len(root.where), len(where) - len(inside)) :]:
                example = "examples inside a chart"
        return Place(where[first:], None if chart is None else self._charts[chart], inside, example)


_OF_CHART = frozenset({CHART, "Chart.lock", "requirements.yaml", "requirements.lock"})


def plan(
    paths: Iterable[str],
    mode: str = "directory",
    roots: Sequence[Root] = (),
    cwd: tuple[str, ...] = (),
    beside: Sequence[str] = (),
    unseen: Unseen = _NOTHING,
) -> Layout:
    """What each file of a run is for, by its path alone."""
    return Layout(paths, mode, roots, cwd, beside, unseen)
