"""The check of bare-pod.md."""

import re
from collections.abc import Iterator

from k8slint.api import Context, Pod, Problem, Related, Severity, production

#: Annotations of Pods that tools make and remove, and of those that a kubelet runs from its own files.
_RUN_BY_TOOLS = (
    "helm.sh/hook",
    "argocd.argoproj.io/hook",
    "kubernetes.io/config.mirror",
    "kubernetes.io/config.source",
)
#: Directories of what a kubelet reads itself, and of tools for people.
_OTHER_PLACES = re.compile(
    r"(?:^|/)(?:kubernetes/manifests|static-?pods?|debug(?:ging)?|troubleshoot(?:ing)?|tool(?:s|ing|box)?|tests?|e2e)/"
)


def check(pod: Pod, ctx: Context) -> Iterator[Problem]:
    if ctx.unit.example or ctx.environment == "development" or pod.name is None or is_meant(pod):
        return
    services = sorted(ctx.graph.services_of(pod.template), key=str)
    severity = Severity.WARNING if services else production(ctx.environment)
    if severity is None:
        return
    if services:
        who = f"{pod}, to which {services[0]} sends requests,"
    else:
        who = f"{pod} of production" if ctx.environment == "production" else str(pod)
    yield Problem(
        node=pod.nearest("kind"),
        message=f"{who} has no controller: nothing replaces it when it or its node is lost",
        label="a Pod of its own",
        related=tuple(Related(service.nearest("spec", "selector"), f"{service} selects it") for service in services),
        severity=severity,
    )


def is_meant(pod: Pod) -> bool:
    """Tell whether a Pod is one that nothing has to replace: it ends, or somebody else looks after it."""
    policy = pod.get("spec", "restartPolicy")
    if not (policy is None or policy == "Always"):  # it runs once, or nobody knows
        return True
    if pod.metadata.get("ownerReferences") or any(key.startswith(_RUN_BY_TOOLS) for key in pod.annotations):
        return True
    path = pod.document.source.path
    return _OTHER_PLACES.search(path) is not None or pod.labels.get("tier") == "control-plane"
