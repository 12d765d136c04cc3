"""The reference table of custom resources: which field of which operator's kind names what. Pure data.

Rows stand under the API group that the kind has today. What a row's field names may be made by an operator, or live in a
cluster that no file shows: then its absence weighs little, whatever the row says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from k8slint.resources.delivery_reference_table import DELIVERY
from k8slint.resources.reference_row import Field, row
from k8slint.resources.traffic_reference_table import TRAFFIC

_KEY = (("key",),)
_GATEWAY = "gateway.networking.k8s.io"
_ISTIO = "networking.istio.io"
_TRAEFIK = "traefik.io"
_CERT_MANAGER = "cert-manager.io"
_EXTERNAL = "external-secrets.io"
_KEDA = "keda.sh"

_Rows = tuple[Field, ...]
_Table = Mapping[tuple[str, str], _Rows]


def _for(group: str, kinds: str, rows: Iterable[Field]) -> dict[tuple[str, str], _Rows]:
    """The same rows for several kinds of a group, separated by blanks."""
    every = tuple(rows)
    return {(group, kind): every for kind in kinds.split()}


# -- KEDA and the Prometheus operator --------------------------------------------------------------------------------

_TRIGGERS = (
    row("trigger-authentication", "spec.triggers[].authenticationRef.name", "TriggerAuthentication", _KEDA, kind_beside=True),
)
_AUTHENTICATION = (
    row("trigger-secret", "spec.secretTargetRef[].name", "Secret", keys=_KEY),
    row("trigger-configmap", "spec.configMapTargetRef[].name", "ConfigMap", keys=_KEY),
    row("trigger-secret", "spec.hashiCorpVault.credential.serviceAccountName", "ServiceAccount"),
)


def _credentials(at: str) -> _Rows:
    """Where an endpoint, or whatever the Prometheus operator's kinds scrape, takes credentials from."""
    secrets = (
        *("basicAuth.username", "basicAuth.password", "bearerTokenSecret", "authorization.credentials", "tlsConfig.keySecret"),
        *("tlsConfig.ca.secret", "tlsConfig.cert.secret", "oauth2.clientId.secret", "oauth2.clientSecret"),
    )
    maps = ("tlsConfig.ca.configMap", "tlsConfig.cert.configMap", "oauth2.clientId.configMap")
    return (
        *(row("scrape-secret", f"{at}.{field}.name", "Secret", flag=True, keys=_KEY) for field in secrets),
        *(row("scrape-configmap", f"{at}.{field}.name", "ConfigMap", flag=True, keys=_KEY) for field in maps),
    )


_SERVER = (
    row("monitoring-account", "spec.serviceAccountName", "ServiceAccount"),
    row("monitoring-secret", "spec.secrets[]", "Secret"),
    row("monitoring-configmap", "spec.configMaps[]", "ConfigMap"),
    row("monitoring-service", "spec.serviceName", "Service"),
    row("monitoring-pull-secret", "spec.imagePullSecrets[].name", "Secret", soft=True),
)
_FILES = (
    "additionalScrapeConfigs",
    "additionalAlertManagerConfigs",
    "additionalAlertRelabelConfigs",
    "thanos.objectStorageConfig",
)
_PROMETHEUS = (
    *_SERVER,
    row("alertmanager", "spec.alerting.alertmanagers[].name", "Service", explicit=True),
    *(row("monitoring-secret", f"spec.{field}.name", "Secret", flag=True, keys=_KEY) for field in _FILES),
)
_OBSERVED: _Table = {
    **_for(_KEDA, "ScaledJob ScaledObject", _TRIGGERS),
    **_for(_KEDA, "TriggerAuthentication ClusterTriggerAuthentication", _AUTHENTICATION),
    **_for("monitoring.coreos.com", "ServiceMonitor", _credentials("spec.endpoints[]")),
    **_for("monitoring.coreos.com", "PodMonitor", _credentials("spec.podMetricsEndpoints[]")),
    **_for("monitoring.coreos.com", "Probe ScrapeConfig", _credentials("spec")),
    **_for("monitoring.coreos.com", "Prometheus PrometheusAgent", _PROMETHEUS),
    **_for("monitoring.coreos.com", "Alertmanager ThanosRuler", _SERVER),
}

# -- cert-manager and external-secrets -------------------------------------------------------------------------------

_DNS = (
    *("cloudflare.apiTokenSecretRef", "cloudflare.apiKeySecretRef", "route53.secretAccessKeySecretRef"),
    *("route53.accessKeyIDSecretRef", "cloudDNS.serviceAccountSecretRef", "azureDNS.clientSecretSecretRef"),
    *("digitalocean.tokenSecretRef", "acmeDNS.accountSecretRef", "rfc2136.tsigSecretSecretRef", "akamai.clientTokenSecretRef"),
    *("akamai.clientSecretSecretRef", "akamai.accessTokenSecretRef"),
)
_VAULT = ("auth.tokenSecretRef", "auth.appRole.secretRef", "auth.kubernetes.secretRef", "caBundleSecretRef")
_SOLVER = "spec.acme.solvers[].http01"
_ISSUER = (
    row("issuer-secret", "spec.ca.secretName", "Secret"),
    *(row("issuer-secret", f"spec.acme.solvers[].dns01.{field}.name", "Secret", keys=_KEY) for field in _DNS),
    row("issuer-secret", "spec.acme.externalAccountBinding.keySecretRef.name", "Secret", keys=_KEY),
    *(row("issuer-secret", f"spec.vault.{field}.name", "Secret", keys=_KEY) for field in _VAULT),
    row("issuer-secret", "spec.venafi.tpp.credentialsRef.name", "Secret"),
    row("issuer-secret", "spec.venafi.cloud.apiTokenSecretRef.name", "Secret", keys=_KEY),
    row("solver-ingress-class", f"{_SOLVER}.ingress.ingressClassName", "IngressClass", "networking.k8s.io"),
    row("solver-ingress", f"{_SOLVER}.ingress.name", "Ingress", "networking.k8s.io"),
    row(
        "solver-gateway",
        f"{_SOLVER}.gatewayHTTPRoute.parentRefs[].name",
        "Gateway",
        _GATEWAY,
        kind_beside=True,
        explicit=True,
    ),
)
_STORE_SECRETS = (
    *(f"aws.auth.secretRef.{key}SecretRef" for key in ("accessKeyID", "secretAccessKey", "sessionToken")),
    *("azurekv.authSecretRef.clientId", "azurekv.authSecretRef.clientSecret", "gcpsm.auth.secretRef.secretAccessKeySecretRef"),
    *(f"vault.auth.{key}" for key in ("tokenSecretRef", "appRole.secretRef", "appRole.roleRef", "kubernetes.secretRef")),
    *(f"vault.auth.{key}" for key in ("ldap.secretRef", "userPass.secretRef", "jwt.secretRef", "cert.secretRef")),
    *("vault.auth.cert.clientCert", "kubernetes.auth.token.bearerToken", "kubernetes.auth.cert.clientCert"),
    *(
        "kubernetes.auth.cert.clientKey",
        "onepassword.auth.secretRef.connectTokenSecretRef",
        "doppler.auth.secretRef.dopplerToken",
    ),
    *("gitlab.auth.SecretRef.accessToken", "webhook.secrets[].secretRef"),
    *("infisical.auth.universalAuthCredentials.clientId", "infisical.auth.universalAuthCredentials.clientSecret"),
)
_STORE_ACCOUNTS = (
    *("aws.auth.jwt.serviceAccountRef", "azurekv.serviceAccountRef", "gcpsm.auth.workloadIdentity.serviceAccountRef"),
    *("vault.auth.kubernetes.serviceAccountRef", "vault.auth.jwt.kubernetesServiceAccountToken.serviceAccountRef"),
    "kubernetes.auth.serviceAccount",
)
_STORE = (
    *(row("store-secret", f"spec.provider.{at}.name", "Secret", explicit=True, keys=_KEY) for at in _STORE_SECRETS),
    *(row("store-account", f"spec.provider.{at}.name", "ServiceAccount", explicit=True) for at in _STORE_ACCOUNTS),
)


def _external(spec: str) -> _Rows:
    """The stores that an ExternalSecret names."""
    fields = ("secretStoreRef", "data[].sourceRef.storeRef", "dataFrom[].sourceRef.storeRef")
    return tuple(row("secret-store", f"{spec}.{at}.name", "SecretStore", _EXTERNAL, kind_beside=True) for at in fields)


_SECRETS: _Table = {
    **_for(
        _CERT_MANAGER,
        "Certificate CertificateRequest",
        (row("issuer", "spec.issuerRef.name", "Issuer", _CERT_MANAGER, kind_beside=True),),
    ),
    **_for(_CERT_MANAGER, "Issuer ClusterIssuer", _ISSUER),
    (_EXTERNAL, "ExternalSecret"): _external("spec"),
    (_EXTERNAL, "ClusterExternalSecret"): _external("spec.externalSecretSpec"),
    (_EXTERNAL, "PushSecret"): (
        row("pushed-store", "spec.secretStoreRefs[].name", "SecretStore", _EXTERNAL, kind_beside=True),
        row("pushed-secret", "spec.selector.secret.name", "Secret"),
    ),
    **_for(_EXTERNAL, "SecretStore ClusterSecretStore", _STORE),
}

# -- Argo Rollouts ---------------------------------------------------------------------------------------------------

_CANARY = "spec.strategy.canary"
_ROUTING = f"{_CANARY}.trafficRouting"
_ANALYSES = (
    *(f"{_CANARY}.analysis.templates[]", f"{_CANARY}.steps[].analysis.templates[]", f"{_CANARY}.steps[].experiment.analyses[]"),
    *(f"spec.strategy.blueGreen.{when}PromotionAnalysis.templates[]" for when in ("pre", "post")),
)
_ROLLOUTS: _Table = {
    ("argoproj.io", "Rollout"): (
        *(row("rollout-service", f"spec.strategy.blueGreen.{role}Service", "Service") for role in ("active", "preview")),
        *(row("rollout-service", f"{_CANARY}.{role}Service", "Service") for role in ("stable", "canary")),
        *(row("rollout-service", f"{_CANARY}.pingPong.{role}Service", "Service") for role in ("ping", "pong")),
        row("rollout-workload", "spec.workloadRef.name", "", kind_beside=True),
        row("rollout-ingress", f"{_ROUTING}.nginx.stableIngress", "Ingress", "networking.k8s.io"),
        row("rollout-ingress", f"{_ROUTING}.nginx.stableIngresses[]", "Ingress", "networking.k8s.io"),
        row("rollout-ingress", f"{_ROUTING}.alb.ingress", "Ingress", "networking.k8s.io"),
        row("rollout-root-service", f"{_ROUTING}.alb.rootService", "Service"),
        row("rollout-virtualservice", f"{_ROUTING}.istio.virtualService.name", "VirtualService", _ISTIO),
        row("rollout-virtualservice", f"{_ROUTING}.istio.virtualServices[].name", "VirtualService", _ISTIO),
        row("rollout-destinationrule", f"{_ROUTING}.istio.destinationRule.name", "DestinationRule", _ISTIO),
        row("rollout-traefik-service", f"{_ROUTING}.traefik.weightedTraefikServiceName", "TraefikService", _TRAEFIK),
        *(
            row("rollout-analysis", f"{at}.templateName", kind, "argoproj.io", where=(("clusterScope", scope),))
            for at in _ANALYSES
            for kind, scope in (("AnalysisTemplate", None), ("AnalysisTemplate", False), ("ClusterAnalysisTemplate", True))
        ),
    ),
}

#: Rows of a custom resource, by the group and kind that it has today.
CUSTOM: _Table = {**TRAFFIC, **_OBSERVED, **_SECRETS, **_ROLLOUTS, **DELIVERY}
