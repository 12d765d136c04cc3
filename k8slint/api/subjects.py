"""Subjects that are resources of one kind, or of several, without a view of their own: for annotations."""

from __future__ import annotations

from k8slint.resources import PodDisruptionBudget, Resource

__all__ = [
    "HPA",
    "PDB",
    "PVC",
    "APIService",
    "Application",
    "Autoscaler",
    "ClusterRoleBinding",
    "Configuration",
    "Endpoints",
    "FluxKustomization",
    "FluxResource",
    "HelmRelease",
    "RoleBinding",
    "Webhook",
]

APIService = Resource
Application = Resource
Autoscaler = Resource
ClusterRoleBinding = Resource
Configuration = Resource
Endpoints = Resource
FluxKustomization = Resource
FluxResource = Resource
HPA = Resource
HelmRelease = Resource
PDB = PodDisruptionBudget
PVC = Resource
RoleBinding = Resource
Webhook = Resource
