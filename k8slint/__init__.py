"""Reads Kubernetes manifests the way a compiler reads a program."""

__version__ = "0.1.0"
