"""What hostile manifests are made of: documents as texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Files = Mapping[str, str]


def stream(documents: Iterable[str]) -> Files:
    """One file of documents."""
    return {"a.yaml": "---\n".join(documents)}


def service(name: str, app: str, target: str = "http", namespace: str = "shop") -> str:
    """A Service that selects by one label."""
    return (
        f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f"spec:\n  selector: {{app: {app}}}\n  ports: [{{port: 80, targetPort: {target}}}]\n"
    )


def container(name: str, more: str = "") -> str:
    """A container of a pod template below."""
    return f"      - name: {name}\n        image: example.com/{name}:1\n{more}"


def deployment(name: str, app: str, more: str = "", namespace: str = "shop", containers: str = "", volumes: str = "") -> str:
    """A Deployment whose pods have one label."""
    ports = "        ports: [{name: http, containerPort: 8080}]\n"
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: {namespace}}}\n"
        f"spec:\n  selector: {{matchLabels: {{app: {app}}}}}\n  template:\n    metadata: {{labels: {{app: {app}}}}}\n"
        f"    spec:\n{volumes}      containers:\n{containers or container('web', ports + more)}"
    )


def document(api: str, kind: str, name: str, body: str, namespace: str | None = "shop") -> str:
    """Any other object."""
    where = "" if namespace is None else f", namespace: {namespace}"
    return f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}{where}}}\n{body}"
