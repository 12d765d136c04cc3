"""What is known of load balancers: whose a Service asks for, who may reach it, and which pods are gateways themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from k8slint.resources.images import parse_image
from k8slint.resources.scalars import text_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from k8slint.resources.containers import Container
    from k8slint.resources.model import Resource
    from k8slint.resources.services import Service
    from k8slint.resources.workloads import PodTemplate

_YES = frozenset({"true", "yes", "1"})

#: Annotations that keep a load balancer inside the network of its cloud, and their values in lower case (none: any).
_INTERNAL: Mapping[str, frozenset[str]] = {
    "cloud.google.com/load-balancer-type": frozenset({"internal"}),
    "networking.gke.io/load-balancer-type": frozenset({"internal"}),
    "service.beta.kubernetes.io/aws-load-balancer-internal": _YES | {"0.0.0.0/0"},
    "service.beta.kubernetes.io/aws-load-balancer-scheme": frozenset({"internal"}),
    "service.beta.kubernetes.io/azure-load-balancer-internal": _YES,
    "service.beta.kubernetes.io/openstack-internal-load-balancer": _YES,
    "service.beta.kubernetes.io/oci-load-balancer-internal": _YES,
    "service.beta.kubernetes.io/oci-network-load-balancer-internal": _YES,
    "oci-network-load-balancer.oraclecloud.com/internal": _YES,
    "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type": frozenset({"private"}),
    "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type": frozenset({"intranet"}),
    "service.beta.kubernetes.io/alicloud-loadbalancer-address-type": frozenset({"intranet"}),
    "service.kubernetes.io/qcloud-loadbalancer-internal-subnetid": frozenset(),
    "service.beta.kubernetes.io/cce-load-balancer-internal-vpc": _YES,
    "service.beta.kubernetes.io/do-loadbalancer-network": frozenset({"internal"}),
    "service.beta.kubernetes.io/scw-loadbalancer-private": _YES,
    "load-balancer.hetzner.cloud/disable-public-network": _YES,
    "yandex.cloud/load-balancer-type": frozenset({"internal"}),
}
#: Annotations that put several Services behind one load balancer, or one that is there already.
_SHARED = frozenset(
    {
        "metallb.io/allow-shared-ip",
        "metallb.universe.tf/allow-shared-ip",
        "lbipam.cilium.io/sharing-key",
        "io.cilium/lb-ipam-sharing-key",
        "kubernetes.digitalocean.com/load-balancer-id",
        "kubernetes.io/elb.id",
        "load-balancer.hetzner.cloud/name",
        "loadbalancer.openstack.org/load-balancer-id",
        "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-id",
        "service.beta.kubernetes.io/alicloud-loadbalancer-id",
        "service.beta.kubernetes.io/scw-loadbalancer-id",
        "service.kubernetes.io/qcloud-share-existed-lb",
        "service.kubernetes.io/tke-existed-lbid",
    }
)
#: Beginnings of annotations that only a balancer on hardware of one's own, or a tunnel, reads.
_OWN_ANNOTATIONS = (
    "metallb.io/", "metallb.universe.tf/", "kube-vip.io/", "lbipam.cilium.io/", "io.cilium/lb-ipam",
    "purelb.io/", "lb.kubesphere.io/", "eip.openelb.kubesphere.io/", "loxilb.io/", "svccontroller.k3s.cattle.io/",
    "cis.f5.com/", "tailscale.com/",
)  # fmt: skip
#: Classes of load balancers that a cloud bills.
_CLOUD_CLASSES = ("service.k8s.aws/", "eks.amazonaws.com/", "networking.gke.io/", "oci.oraclecloud.com/")
_INTERNAL_CLASS = "-internal"

#: Groups of custom resources, and kinds in them (none: all), that stand for a balancer on hardware of one's own.
_OWN_KINDS: Mapping[str, frozenset[str]] = {
    "metallb.io": frozenset(),
    "kubevip.io": frozenset(),
    "purelb.io": frozenset(),
    "loxilb.io": frozenset(),
    "bgppeer.loxilb.io": frozenset(),
    "network.kubesphere.io": frozenset(),
    "loadbalancer.harvesterhci.io": frozenset(),
    "cis.f5.com": frozenset(),
    "redhatcop.redhat.io": frozenset({"KeepalivedGroup"}),
    "helm.cattle.io": frozenset({"HelmChart", "HelmChartConfig"}),  # k3s, whose ServiceLB costs nothing
    "crd.projectcalico.org": frozenset({"BGPConfiguration", "BGPPeer"}),
    "projectcalico.org": frozenset({"BGPConfiguration", "BGPPeer"}),
    "cilium.io": frozenset(
        {
            "CiliumBGPAdvertisement",
            "CiliumBGPClusterConfig",
            "CiliumBGPPeeringPolicy",
            "CiliumL2AnnouncementPolicy",
            "CiliumLoadBalancerIPPool",
        }
    ),
}
#: Names in the repositories of images that balance load on nodes.
_OWN_IMAGES = frozenset({"kube-vip", "metallb", "keepalived", "keepalived-vip", "klipper-lb", "openelb", "purelb", "loxilb"})

#: Names, in repositories of images and in labels, of ingress controllers, gateways and proxies.
_GATEWAYS = frozenset(
    {
        "agentgateway", "ambassador", "apisix", "contour", "emissary", "emissary-ingress", "envoy", "envoy-gateway",
        "envoyproxy", "gateway-proxy", "gloo", "haproxy", "haproxy-ingress", "haproxytech", "higress", "higress-gateway",
        "ingress-controller", "ingress-nginx", "ingressgateway", "istio-ingress", "istio-ingressgateway", "kgateway",
        "kong", "kong-gateway", "kong-proxy", "kubernetes-ingress", "kubernetes-ingress-controller", "kourier",
        "3scale-kourier-gateway", "ngf", "nginx-gateway-fabric", "nginx-ingress", "nginx-ingress-controller",
        "nginx-kubernetes-gateway", "origin-haproxy-router", "proxyv2", "skipper", "skipper-ingress", "traefik",
        "tyk-gateway", "voyager", "eastwestgateway", "istio-eastwestgateway",
    }
)  # fmt: skip
#: Labels that say what a pod is, and the beginnings of those that only gateways have.
_IDENTITY = ("app", "name", "k8s-app", "istio", "component", "app.kubernetes.io/name", "app.kubernetes.io/component")
_GATEWAY_LABELS = ("gateway.networking.k8s.io/", "gateway.envoyproxy.io/", "projectcontour.io/", "gateway.istio.io/")


def is_internal(service: Service) -> bool:
    """Whether the load balancer of a Service is only reachable inside its cloud's network."""
    for key, value in service.annotations.items():
        wanted = _INTERNAL.get(key)
        if wanted is not None and (not wanted or value.strip().lower() in wanted):
            return True
    return False


def orders_cloud_balancer(service: Service) -> bool:
    """Whether a Service asks for a load balancer of its own of which a cloud may make one, and bill it."""
    if service.type != "LoadBalancer":
        return False
    wanted = service.get("spec", "loadBalancerClass")
    if wanted is not None:
        return isinstance(wanted, str) and wanted.startswith(_CLOUD_CLASSES) and not wanted.endswith(_INTERNAL_CLASS)
    return not any(key in _SHARED or key.startswith(_OWN_ANNOTATIONS) for key in service.annotations)


def is_own_balancer(resource: Resource) -> bool:
    """Whether a resource shows that load is balanced by hardware or nodes of one's own, not by a cloud."""
    kinds = _OWN_KINDS.get(resource.group)
    if kinds is not None and (not kinds or resource.kind in kinds):
        return True
    return resource.kind == "Service" and any(key.startswith(_OWN_ANNOTATIONS) for key in resource.annotations)


def balances_on_nodes(template: PodTemplate) -> bool:
    """Whether pods are such a balancer themselves."""
    return any(not _OWN_IMAGES.isdisjoint(_image_names(container.image)) for container in template.live)


def is_gateway(template: PodTemplate, serving: Iterable[Container] | None = None) -> bool:
    """Whether pods are an ingress controller, a gateway or a proxy: made to be reached from outside.

    `serving` are the containers that own the ports which are asked about, if these are known: then all of them are such.
    """
    labels = template.labels.values
    if any(key.startswith(_GATEWAY_LABELS) for key in labels) or is_gateway_label(labels):
        return True
    if text_form(template.annotations.get("inject.istio.io/templates")) == "gateway":
        return True
    proxies = [one for one in template.live if one.name != "istio-proxy" and not _GATEWAYS.isdisjoint(_image_names(one.image))]
    return bool(proxies) and (serving is None or all(one in proxies for one in serving))


def is_gateway_label(labels: Mapping[str, str]) -> bool:
    """Whether labels, of pods or of what selects them, are those of an ingress controller or gateway."""
    return any(key.startswith(_GATEWAY_LABELS) for key in labels) or any(labels.get(key) in _GATEWAYS for key in _IDENTITY)


def _image_names(reference: str | None) -> frozenset[str]:
    """The names between the slashes of an image's repository."""
    image = parse_image(reference)
    return frozenset() if image is None else frozenset(image.repository.split("/"))
