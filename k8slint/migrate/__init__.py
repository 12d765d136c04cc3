"""Leaving other tools: what their settings ask for, and the configuration that comes to."""

from k8slint.migrate.making import Book, Plan, plan
from k8slint.migrate.reading import MalformedSettings, readable, wishes
from k8slint.migrate.wishes import Wish
from k8slint.migrate.writing import render

__all__ = ["Book", "MalformedSettings", "Plan", "Wish", "plan", "readable", "render", "wishes"]
