"""The check of reference-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Problem, Reference, Resource, is_missing, not_found

#: The references that no other rule speaks of, by their rows: what a resource does with what it names.
VERBS = {
    **dict.fromkeys(("alertmanager",), "sends alerts to"),
    **dict.fromkeys(("backend-ca", "gateway-client-ca"), "trusts the certificates of"),
    **dict.fromkeys(("balancer-service", "rollout-root-service"), "sends requests to"),
    "claim-source": "is to be a copy of",
    "claim-volume-name": "wants",
    **dict.fromkeys(("class-parameters", "gateway-parameters"), "takes its parameters from"),
    **dict.fromkeys(("flux-access-secret", "flux-kubeconfig"), "takes its access from"),
    **dict.fromkeys(("flux-account", "monitoring-account", "store-account", "token-account"), "acts as"),
    "flux-decryption-secret": "decrypts with",
    "flux-health-check": "waits for",
    "flux-image-repository": "looks for images in",
    "flux-include": "includes",
    "flux-other-source": "is made from",
    "flux-provider": "tells",
    "flux-substitute": "takes variables from",
    "frontend-config": "is served as",
    "gateway-issuer": "asks for certificates of",
    **dict.fromkeys(("ingress-auth-secret", "middleware-secret", "scrape-secret", "scrape-configmap"), "takes credentials from"),
    "ingress-backend-resource": "sends requests to",
    **dict.fromkeys(("ingress-default-backend", "middleware-service"), "sends what fails to"),
    **dict.fromkeys(("issuer-secret", "store-secret", "trigger-secret", "volume-secret"), "takes credentials from"),
    "istio-certificate": "takes its certificate from",
    "istio-delegate": "leaves routes to",
    "listener-parent": "adds listeners to",
    "middleware-chain": "goes on with",
    **dict.fromkeys(("monitoring-configmap", "monitoring-secret", "trust-bundle"), "mounts"),
    "monitoring-service": "is reached by",
    "pod-group": "belongs to",
    "policy-target": "is for",
    "priority-level": "puts requests into",
    "pushed-secret": "pushes",
    "pushed-store": "pushes to",
    **dict.fromkeys(("resource-claim", "resource-claim-template"), "uses"),
    **dict.fromkeys(("rollout-ingress", "rollout-virtualservice", "rollout-destinationrule"), "shifts traffic by"),
    "rollout-traefik-service": "shifts traffic by",
    "rollout-workload": "takes its pods from",
    "route-extension": "filters requests by",
    "route-mirror": "mirrors requests to",
    **dict.fromkeys(("router-certificate", "openshift-certificate", "tls-store-secret"), "takes its certificate from"),
    **dict.fromkeys(("router-tls-option", "router-tls-store", "router-transport"), "uses"),
    "scale-metric": "is scaled by a metric of",
    "secret-provider-class": "mounts what is fetched by",
    **dict.fromkeys(("solver-gateway", "solver-ingress", "solver-ingress-class"), "answers challenges by"),
    **dict.fromkeys(("tls-option-secret", "transport-secret"), "trusts the certificates of"),
    "trigger-authentication": "authenticates by",
    "trigger-configmap": "takes settings from",
    "volume-attributes-class": "wants",
}


def check(resource: Resource, ctx: Context) -> Iterator[Problem]:
    missing: dict[tuple[str, str, str | None], list[Reference]] = {}
    for reference in ctx.graph.references(resource):
        want = reference.want
        if want.row.id in VERBS and is_missing(reference) and not is_told_by_pods(reference):
            missing.setdefault((want.kind, want.name, want.namespace), []).append(reference)
    for first, *others in missing.values():
        yield not_found(first, ctx.unit, says(first), others=[(one, says(one)) for one in others])


def is_told_by_pods(reference: Reference) -> bool:
    """Whether pvc-not-found speaks of it: the claim to be copied."""
    want = reference.want
    return want.row.id == "claim-source" and want.kind == "PersistentVolumeClaim"


def says(reference: Reference) -> str:
    want = reference.want
    return f"{want.source} {VERBS[want.row.id]} {want.kind} {want.name}"
