"""Baselines: what was found on the first day and is left for later, by rule, resource and field."""

from k8slint.baseline.entries import Baseline, BaselineError, Entry
from k8slint.baseline.reading import LARGEST, parse
from k8slint.baseline.writing import Update, rewrite

__all__ = ["LARGEST", "Baseline", "BaselineError", "Entry", "Update", "parse", "rewrite"]
