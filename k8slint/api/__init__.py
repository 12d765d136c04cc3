"""Everything that the body of a rule may import: the compatibility promise to third parties."""

# ruff: noqa: F403  # each area lists what it exports
from __future__ import annotations

from k8slint.api import context, pods, problems, references, resources, subjects, traffic
from k8slint.api.context import *
from k8slint.api.pods import *
from k8slint.api.problems import *
from k8slint.api.references import *
from k8slint.api.resources import *
from k8slint.api.subjects import *
from k8slint.api.traffic import *

__all__: list[str] = []
__all__ += context.__all__
__all__ += pods.__all__
__all__ += problems.__all__
__all__ += references.__all__
__all__ += resources.__all__
__all__ += subjects.__all__
__all__ += traffic.__all__
