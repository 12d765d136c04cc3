"""What a check says, and the texts that it is about."""

from __future__ import annotations

from k8slint.findings import (
    Absence,
    Change,
    Confidence,
    Edit,
    Fix,
    Problem,
    Related,
    Safety,
    Severity,
)
from k8slint.text import (
    SourceFile,
)
from k8slint.units import (
    Chart,
    ChartFault,
    Fault,
    Kustomization,
    Unit,
    named_path,
)
from k8slint.units import (
    Unread as Source,
)
from k8slint.yaml import (
    Document,
    DuplicateKey,
    Node,
    ReadError,
    is_remarked,
)

__all__ = [
    "Absence",
    "Change",
    "Chart",
    "ChartFault",
    "Confidence",
    "Document",
    "DuplicateKey",
    "Edit",
    "Fault",
    "Fix",
    "Kustomization",
    "Node",
    "Problem",
    "ReadError",
    "Related",
    "Safety",
    "Severity",
    "Source",
    "SourceFile",
    "Unit",
    "is_remarked",
    "named_path",
]
