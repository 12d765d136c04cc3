"""Ingresses: rules, paths, backends and TLS, in the shape of networking.k8s.io/v1 and in the older one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from k8slint.resources.lazy import Lazy
from k8slint.resources.model import Resource
from k8slint.resources.placeholders import known_text
from k8slint.resources.scalars import Path, mapping, sequence, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.yaml import Node

#: Where the class of an Ingress was written before there was a field for it.
CLASS_ANNOTATION = "kubernetes.io/ingress.class"
#: What the keys of the annotations of ingress-nginx begin with.
NGINX_ANNOTATIONS = "nginx.ingress.kubernetes.io/"
_ACTION = "use-annotation"


class Backend(NamedTuple):
    """Where an Ingress sends requests.

    `path` leads to it in the Ingress, `service_path` and `port_path` to the name of its Service and to the port, as
    they are or would be written. `service`, `port_number` and `port_name` None: not given, or unknown; `port_known`
    tells whether the port is given and known. `resource`: it is no Service. `host` and `http_path` are those of the
    rule: empty where every one is meant (and for the default backend), None: unknown.
    """

    ingress: Ingress
    path: Path
    service: str | None
    port_number: int | None
    port_name: str | None
    resource: bool
    host: str | None
    http_path: str | None
    service_path: Path
    port_path: Path

    @property
    def is_action(self) -> bool:
        """Whether its Service is none, but names an action in annotations (AWS Load Balancer Controller)."""
        return self.port_name == _ACTION

    @property
    def port_known(self) -> bool:
        """Whether a port is given and known."""
        return self.port_number is not None or self.port_name is not None

    def __str__(self) -> str:
        if self.path[1] != "rules":
            return f"{self.ingress} (default backend)"
        return f"Ingress {self.host}{self.http_path or '/'}" if self.host else f"{self.ingress} ({self.http_path or '/'})"

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below the backend; None where there is none."""
        return self.ingress.node(*self.path, *path)


class IngressPath(NamedTuple):
    """A path of a rule of an Ingress, and its backend.

    `host` empty: every host. `http_path` empty: not given. `path_type` None: not given (or unknown). None else:
    unknown. `path` leads to it in the Ingress.
    """

    ingress: Ingress
    path: Path
    host: str | None
    http_path: str | None
    path_type: str | None
    backend: Backend

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below this one; None where there is none."""
        return self.ingress.node(*self.path, *path)


class IngressTls(NamedTuple):
    """An entry of the TLS section.

    `secret` empty: the controller's own certificate; None: unknown. `hosts` are the known ones; unless `hosts_known`
    there are others.
    """

    ingress: Ingress
    path: Path
    hosts: tuple[str, ...]
    hosts_known: bool
    secret: str | None

    @property
    def secret_path(self) -> Path:
        """Where the name of the Secret is in the Ingress."""
        return (*self.path, "secretName")


class Ingress(Resource):
    """An Ingress: rules for HTTP requests that come from outside."""

    @Lazy
    def class_name(self) -> str | None:
        """The name of its IngressClass (`spec.ingressClassName`); None: not given, or unknown."""
        return known_text(self.get("spec", "ingressClassName"))

    @Lazy
    def class_annotation(self) -> str | None:
        """The class that the annotation `kubernetes.io/ingress.class` names; None: not given, or unknown."""
        return known_text(self.annotations.get(CLASS_ANNOTATION))

    @property
    def names_class(self) -> bool:
        """Whether it asks for a class in either way, be it known or not."""
        return bool(self.get("spec", "ingressClassName")) or CLASS_ANNOTATION in self.annotations

    @Lazy
    def default_backend(self) -> Backend | None:
        """The backend of what no rule matches: `spec.defaultBackend`, formerly `spec.backend`."""
        for field in ("defaultBackend", "backend"):
            value = self.get("spec", field)
            if isinstance(value, dict):
                return _backend(self, ("spec", field), value, "", "")
        return None

    @Lazy
    def _paths(self) -> tuple[IngressPath, ...]:
        return tuple(_paths(self))

    def paths(self) -> tuple[IngressPath, ...]:
        """The paths of all rules, in order."""
        return self._paths

    def backends(self) -> tuple[Backend, ...]:
        """The backends: of the paths in order, and before them the default backend."""
        found = tuple(path.backend for path in self._paths)
        return found if self.default_backend is None else (self.default_backend, *found)

    @Lazy
    def _tls(self) -> tuple[IngressTls, ...]:
        return tuple(
            _tls(self, ("spec", "tls", index), entry)
            for index, entry in enumerate(sequence(self.get("spec", "tls")))
            if isinstance(entry, dict)
        )

    def tls(self) -> tuple[IngressTls, ...]:
        """The entries of the TLS section, in order."""
        return self._tls


def _text_or_empty(value: Any) -> str | None:
    """The text of an optional field: empty where it is not given, None where it is not known."""
    return "" if value is None or value == "" else known_text(value)


def _paths(ingress: Ingress) -> Iterator[IngressPath]:
    for index, rule in enumerate(sequence(ingress.get("spec", "rules"))):
        if not isinstance(rule, dict):
            continue
        host = _text_or_empty(rule.get("host"))
        for number, entry in enumerate(sequence(mapping(rule.get("http")).get("paths"))):
            if isinstance(entry, dict):
                at = ("spec", "rules", index, "http", "paths", number)
                path = _text_or_empty(entry.get("path"))
                backend = _backend(ingress, (*at, "backend"), mapping(entry.get("backend")), host, path)
                yield IngressPath(ingress, at, host, path, known_text(entry.get("pathType")), backend)


def _backend(ingress: Ingress, at: Path, value: dict[str, Any], host: str | None, path: str | None) -> Backend:
    resource = value.get("resource") is not None
    if "service" not in value and ("serviceName" in value or "servicePort" in value):
        port = value.get("servicePort")
        name = known_text(value.get("serviceName"))
        return Backend(
            ingress, at, name, whole_number(port), known_text(port), resource, host, path,
            (*at, "serviceName"), (*at, "servicePort"),
        )  # fmt: skip
    service = mapping(value.get("service"))
    port = mapping(service.get("port"))
    number, name = whole_number(port.get("number")) or None, known_text(port.get("name"))
    field = ("number",) if port.get("number") is not None else ("name",) if port.get("name") is not None else ()
    return Backend(
        ingress, at, known_text(service.get("name")), number, name, resource, host, path,
        (*at, "service", "name"), (*at, "service", "port", *field),
    )  # fmt: skip


def _tls(ingress: Ingress, at: Path, value: dict[str, Any]) -> IngressTls:
    hosts = value.get("hosts")
    known = tuple(text for host in sequence(hosts) if (text := known_text(host)) is not None)
    all_known = hosts is None or (isinstance(hosts, list) and len(known) == len(hosts))
    return IngressTls(ingress, at, known, all_known, _text_or_empty(value.get("secretName")))
