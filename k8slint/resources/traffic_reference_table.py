"""The reference table of custom resources that carry traffic: Gateway API, Istio, Traefik, OpenShift, Knative. Pure data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from k8slint.resources.reference_row import Field, row
from k8slint.resources.reference_table import ISSUERS

_GATEWAY = "gateway.networking.k8s.io"
_ISTIO = "networking.istio.io"
_TRAEFIK = "traefik.io"
_KNATIVE = "serving.knative.dev"

_Rows = tuple[Field, ...]
_Table = Mapping[tuple[str, str], _Rows]


# -- Gateway API -----------------------------------------------------------------------------------------------------

_ROUTE = (
    row("route-parent", "spec.parentRefs[].name", "Gateway", _GATEWAY, kind_beside=True, explicit=True),
    row("route-backend", "spec.rules[].backendRefs[].name", "Service", kind_beside=True, explicit=True),
    *(
        row(
            "route-mirror",
            f"spec.rules[].{at}filters[].requestMirror.backendRef.name",
            "Service",
            kind_beside=True,
            explicit=True,
        )
        for at in ("", "backendRefs[].")
    ),
    *(
        row("route-extension", f"spec.rules[].{at}filters[].extensionRef.name", "", kind_beside=True)
        for at in ("", "backendRefs[].")
    ),
)
_CA: Mapping[str, Any] = {"kind_beside": True, "explicit": True}
_GATEWAYS: _Table = {
    **dict.fromkeys(((_GATEWAY, f"{kind}Route") for kind in ("HTTP", "GRPC", "TLS", "TCP", "UDP")), _ROUTE),
    (_GATEWAY, "Gateway"): (
        row("gateway-class", "spec.gatewayClassName", "GatewayClass", _GATEWAY),
        row("gateway-certificate", "spec.listeners[].tls.certificateRefs[].name", "Secret", **_CA),
        row("gateway-client-ca", "spec.listeners[].tls.frontendValidation.caCertificateRefs[].name", "ConfigMap", **_CA),
        row("gateway-parameters", "spec.infrastructure.parametersRef.name", "", kind_beside=True),
        *(one._replace(id="gateway-issuer") for one in ISSUERS),
    ),
    (_GATEWAY, "GatewayClass"): (row("class-parameters", "spec.parametersRef.name", "", kind_beside=True, explicit=True),),
    (_GATEWAY, "BackendTLSPolicy"): (
        row("policy-target", "spec.targetRefs[].name", "Service", kind_beside=True),
        row("backend-ca", "spec.validation.caCertificateRefs[].name", "ConfigMap", kind_beside=True),
    ),
    **{
        (group, kind): (
            row("listener-parent", "spec.parentRef.name", "Gateway", _GATEWAY, kind_beside=True, explicit=True),
            row("gateway-certificate", "spec.listeners[].tls.certificateRefs[].name", "Secret", **_CA),
        )
        for group, kind in ((_GATEWAY, "ListenerSet"), ("gateway.networking.x-k8s.io", "XListenerSet"))
    },
}

# -- Istio and Traefik -----------------------------------------------------------------------------------------------

_MESH: _Table = {
    (_ISTIO, "VirtualService"): (
        row("istio-gateway", "spec.gateways[]", "Gateway", _ISTIO, slashed=True, but=("mesh",)),
        row("istio-delegate", "spec.http[].delegate.name", "VirtualService", _ISTIO, explicit=True),
    ),
    # the Secret lies where the pods of the gateway are
    (_ISTIO, "Gateway"): (row("istio-certificate", "spec.servers[].tls.credentialName", "Secret", anywhere=True),),
    (_ISTIO, "DestinationRule"): (row("istio-certificate", "spec.trafficPolicy.tls.credentialName", "Secret", anywhere=True),),
    **{
        (group, kind): (
            row("policy-target", "spec.targetRef.name", "", kind_beside=True),
            row("policy-target", "spec.targetRefs[].name", "", kind_beside=True),
        )
        for group, kinds in (
            ("security.istio.io", "AuthorizationPolicy PeerAuthentication RequestAuthentication"),
            ("telemetry.istio.io", "Telemetry"),
            ("extensions.istio.io", "WasmPlugin"),
        )
        for kind in kinds.split()
    },
}


def _router(middlewares: str, transport: str) -> _Rows:
    """The rows of a router of Traefik, with its kinds of middlewares and transports."""
    return (
        row("router-service", "spec.routes[].services[].name", "Service", kind_beside=True, explicit=True),
        row("router-middleware", "spec.routes[].middlewares[].name", middlewares, _TRAEFIK, explicit=True),
        row("router-transport", "spec.routes[].services[].serversTransport", transport, _TRAEFIK),
        row("router-certificate", "spec.tls.secretName", "Secret"),
        row("router-tls-option", "spec.tls.options.name", "TLSOption", _TRAEFIK, explicit=True, but=("default",)),
        row("router-tls-store", "spec.tls.store.name", "TLSStore", _TRAEFIK, explicit=True, but=("default",)),
    )


_TRAEFIKS: _Table = {
    (_TRAEFIK, "IngressRoute"): _router("Middleware", "ServersTransport"),
    (_TRAEFIK, "IngressRouteTCP"): _router("MiddlewareTCP", "ServersTransportTCP"),
    (_TRAEFIK, "IngressRouteUDP"): (row("router-service", "spec.routes[].services[].name", "Service", explicit=True),),
    (_TRAEFIK, "Middleware"): (
        row("middleware-secret", "spec.basicAuth.secret", "Secret"),
        row("middleware-secret", "spec.digestAuth.secret", "Secret"),
        row("middleware-secret", "spec.forwardAuth.tls.caSecret", "Secret"),
        row("middleware-secret", "spec.forwardAuth.tls.certSecret", "Secret"),
        row("middleware-service", "spec.errors.service.name", "Service", kind_beside=True, explicit=True),
        row("middleware-chain", "spec.chain.middlewares[].name", "Middleware", _TRAEFIK, explicit=True),
    ),
    (_TRAEFIK, "TraefikService"): (
        row("balancer-service", "spec.weighted.services[].name", "Service", kind_beside=True, explicit=True),
        row("balancer-service", "spec.mirroring.name", "Service", kind_beside=True, explicit=True),
        row("balancer-service", "spec.mirroring.mirrors[].name", "Service", kind_beside=True, explicit=True),
    ),
    (_TRAEFIK, "ServersTransport"): (
        row("transport-secret", "spec.rootCAsSecrets[]", "Secret"),
        row("transport-secret", "spec.certificatesSecrets[]", "Secret"),
    ),
    (_TRAEFIK, "TLSOption"): (row("tls-option-secret", "spec.clientAuth.secretNames[]", "Secret"),),
    (_TRAEFIK, "TLSStore"): (
        row("tls-store-secret", "spec.defaultCertificate.secretName", "Secret"),
        row("tls-store-secret", "spec.certificates[].secretName", "Secret"),
    ),
}

# -- OpenShift and Knative -------------------------------------------------------------------------------------------

_PLATFORMS: _Table = {
    ("route.openshift.io", "Route"): (
        row("openshift-backend", "spec.to.name", "Service", kind_beside=True),
        row("openshift-backend", "spec.alternateBackends[].name", "Service", kind_beside=True),
        row("openshift-certificate", "spec.tls.externalCertificate.name", "Secret"),
    ),
    (_KNATIVE, "Route"): (
        row("knative-traffic", "spec.traffic[].revisionName", "Revision", _KNATIVE),
        row("knative-traffic", "spec.traffic[].configurationName", "Configuration", _KNATIVE),
    ),
    (_KNATIVE, "Service"): (row("knative-traffic", "spec.traffic[].revisionName", "Revision", _KNATIVE),),
    (_KNATIVE, "DomainMapping"): (row("knative-domain", "spec.ref.name", "", kind_beside=True, explicit=True),),
}

#: Rows by group and kind.
TRAFFIC: _Table = {**_GATEWAYS, **_MESH, **_TRAEFIKS, **_PLATFORMS}
