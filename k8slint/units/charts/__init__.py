"""Charts, rendered as Helm renders them, every value with the line of the template that it comes from."""

from k8slint.units.charts.chart import VALUES, Chart, Dependency, Member, is_library
from k8slint.units.charts.directory import read_directory
from k8slint.units.charts.documents import RenderedDocument
from k8slint.units.charts.mapping import Coverage
from k8slint.units.charts.outcome import Failure, FailureKind, How, Origin, Place
from k8slint.units.charts.preparing import Inspection, inspect, is_template
from k8slint.units.charts.renderer import MISSING, Fault, Renderer, RenderLimits, Renders, find_renderer
from k8slint.units.charts.rendering import RenderedChart, RenderedFile, Rendering, render
from k8slint.units.charts.streams import SourceLine, source_lines
from k8slint.units.charts.values import ValueSet, value_files, value_sets

__all__ = [
    "MISSING",
    "VALUES",
    "Chart",
    "Coverage",
    "Dependency",
    "Failure",
    "FailureKind",
    "Fault",
    "How",
    "Inspection",
    "Member",
    "Origin",
    "Place",
    "RenderLimits",
    "RenderedChart",
    "RenderedDocument",
    "RenderedFile",
    "Renderer",
    "Rendering",
    "Renders",
    "SourceLine",
    "ValueSet",
    "find_renderer",
    "inspect",
    "is_library",
    "is_template",
    "read_directory",
    "render",
    "source_lines",
    "value_files",
    "value_sets",
]
