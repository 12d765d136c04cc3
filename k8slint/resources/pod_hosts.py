"""Host names of single pods in configuration texts: `db-0.db-headless`, `db-0.db-headless.shop.svc.cluster.local`.

A StatefulSet names its pods `<name>-<ordinal>`, and its governing Service gives each a DNS name below its own. What such a
text means is only known where there is a StatefulSet of that name; by itself it may be any file or host.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.config_comments import Comments

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from k8slint.resources.config_text import ConfigText

_LABEL = r"[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?"
#: From the hyphen before the ordinal on; nothing that makes a longer name of it may follow.
_REST = re.compile(
    rf"-(?P<ordinal>0|[1-9]\d{{0,4}})\.(?P<service>{_LABEL})(?:\.(?P<namespace>{_LABEL})"
    rf"(?:\.svc(?P<domain>(?:\.{_LABEL})*))?)?(?![\w\-]|\.[\w\-])"
)
#: What may stand before a name, at the end of what is before it.
_BEFORE = re.compile(r"[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?\Z")
#: What makes it a part of something longer: of a name, a path, a placeholder.
_NO_START = re.compile(r"(?:[\w.\-$%*)}>]|(?<!/)/)\Z")
_LONGEST_NAME = 63


class PodHost(NamedTuple):
    """A host name of one pod, from `start` to `end` in a text: pod `ordinal` of `workload` under `service`.

    `namespace` None: that of whoever reads it. `domain`: what follows `svc`, empty for nothing; None: there is no `svc`.
    """

    text: ConfigText
    start: int
    end: int
    workload: str
    ordinal: int
    service: str
    namespace: str | None
    domain: str | None

    @property
    def host(self) -> str:
        """The name as written."""
        return self.text.text[self.start : self.end]

    def below(self, service: str, namespace: str | None) -> str:
        """The name that the pod has below a Service, and in a namespace where one is to be said."""
        domain = "" if self.domain is None else ".svc" + (f".{self.domain}" if self.domain else "")
        return f"{self.workload}-{self.ordinal}.{service}" + (f".{namespace}{domain}" if namespace else "")


def pod_hosts(text: ConfigText, workloads: Container[str]) -> Iterator[PodHost]:
    """Every name of a pod of these workloads in a configuration text, in its order."""
    value = text.text
    comments: Comments | None = None
    for rest in _REST.finditer(value):
        before = _BEFORE.search(value, max(0, rest.start() - _LONGEST_NAME), rest.start())
        if before is None or before.group() not in workloads:
            continue
        if before.start() and _NO_START.search(value, max(0, before.start() - 2), before.start()):
            continue
        comments = comments or Comments(value)
        if before.start() in comments:
            continue
        domain = rest["domain"]
        yield PodHost(
            text,
            before.start(),
            rest.end(),
            before.group(),
            int(rest["ordinal"]),
            rest["service"],
            rest["namespace"],
            None if domain is None else domain.removeprefix("."),
        )
