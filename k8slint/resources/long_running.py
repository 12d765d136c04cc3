"""Containers that run until somebody stops them: proxies beside an application, and what ships its logs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from k8slint.resources.images import parse_image
from k8slint.resources.log_readers import is_log_shipper, log_paths
from k8slint.resources.patterns import Pattern
from k8slint.resources.scalars import mapping, sequence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from k8slint.resources.containers import Container

# Programs that stand between an application and others, by the last part of their image's name, as their projects publish
# them: proxies of databases, of logins and of meshes, poolers, agents for metrics and traces.
_PROGRAMS = Pattern(
    r"gce-proxy|(?:cloud-?sql|alloydb-auth|kube-rbac)-proxy(?:-.*)?|proxyv2|envoy(?:-.*)?|oauth2-proxy(?:-.*)?"
    r"|pgbouncer(?:-.*)?|pgcat|proxysql|twemproxy|mcrouter|ghostunnel|daprd"
    r"|opentelemetry-collector(?:-.*)?|otel-?col(?:lector)?(?:-.*)?|aws-otel-collector|jaeger-agent"
    r"|aws-xray-daemon|aws-sigv4-proxy|statsd-exporter|cloudwatch-agent|telegraf|dogstatsd"
)
#: Names of containers that are one of these whatever their image is called.
_NAMES = Pattern(r"(?:.*-)?(?:cloud-?sql-(?:auth-)?proxy|alloydb-auth-proxy|oauth2?-proxy|envoy|pgbouncer|otel-?collector)")
#: Options and variables with which a program ends by itself, or can be told to over the network.
_OPTION = Pattern(r"quitquitquit|exit[-_]?after|kubexit|-{1,2}(?:dry-run|version|once|one-?shot)\b|\bvalidate\b", re.IGNORECASE)
#: What a script says that ends a program: it waits for something and stops it, or sets it a time.
_SCRIPT = Pattern(r"\b(?:kill|pkill|killall|trap|timeout|sleep|wait|inotifywait|exit|test)\b|\[\s+!?\s*-[a-z]\s")
#: What others say to stop it.
_STOPS = Pattern(
    r"quitquitquit|\bp?kill(?:all)?\b|/(?:quit|shutdown|exit|stop|terminate)\b|linkerd-await|scuttle|envoy-preflight|kubexit",
    re.IGNORECASE,
)
_LONGEST = 20_000


def runs_on(container: Container) -> bool:
    """Whether a container is a proxy or ships logs, and nothing that is written makes it end."""
    image = parse_image(container.image)
    program = "" if image is None else image.repository.rpartition("/")[2]
    known = _PROGRAMS.fullmatch(program) or is_log_shipper(container) or _NAMES.fullmatch(container.name or "")
    if not known:
        return bool(log_paths(container, ()))  # it follows the end of a file
    told = any(_OPTION.search(text) for text in (*_words(container), *_variables(container)))
    return not told and not any(_SCRIPT.search(word) for word in _words(container) if len(word.split(None, 1)) > 1)


def stops_others(container: Container) -> bool:
    """Whether a container tells another one to end when it does itself."""
    return any(_STOPS.search(text) for text in (*_words(container), *_variables(container)))


def _words(container: Container) -> Iterator[str]:
    for field in ("command", "args"):
        yield from (word[:_LONGEST] for word in sequence(container.value.get(field)) if isinstance(word, str))


def _variables(container: Container) -> Iterator[str]:
    for entry in map(mapping, sequence(container.value.get("env"))):
        yield f"{entry.get('name')}={entry.get('value')}"[:_LONGEST]
