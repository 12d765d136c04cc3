"""What admission webhooks put into pods: sidecars, their ports, and volumes that no manifest defines."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from k8slint.resources.scalars import at, mapping, text_form

if TYPE_CHECKING:
    from k8slint.resources.workloads import PodTemplate


class Injector(NamedTuple):
    """A webhook that changes pods.

    `marks` are the beginnings of annotations and labels of a pod that speak to it; `containers` and `volumes` the
    beginnings of the names that it gives to what it adds; `ports` the numbers on which its sidecar listens, and
    `port_names` the beginnings of the names that these have.
    """

    name: str
    marks: tuple[str, ...]
    containers: tuple[str, ...] = ()
    volumes: tuple[str, ...] = ()
    ports: tuple[range, ...] = ()
    port_names: tuple[str, ...] = ()


def _one(port: int) -> range:
    return range(port, port + 1)


# From the templates and the documentation of each: the names are those of the pods that come out.
INJECTORS: tuple[Injector, ...] = (
    Injector(
        "Istio",
        ("sidecar.istio.io/", "inject.istio.io/", "istio.io/rev"),
        ("istio-proxy", "istio-init", "istio-validation"),
        ("istio-", "istiod-ca-cert", "workload-socket", "workload-certs", "credential-socket", "sds-token"),
        (range(15000, 15091),),
        ("http-envoy-prom",),
    ),
    Injector(
        "Linkerd",
        ("linkerd.io/", "config.linkerd.io/"),
        ("linkerd-",),
        ("linkerd-",),
        (_one(4140), _one(4143), range(4190, 4192)),
        ("linkerd-",),
    ),
    Injector("Consul", ("consul.hashicorp.com/",), ("consul-",), ("consul-",), (_one(20000),), ("proxy-health-",)),
    Injector("Kuma", ("kuma.io/", "kuma.io.annotations/"), ("kuma-",), ("kuma-",), (range(15000, 15011),)),
    Injector("App Mesh", ("appmesh.k8s.aws/",), ("envoy", "proxyinit", "xray-daemon"), (), (range(15000, 15002),)),
    Injector(
        "Dapr",
        ("dapr.io/",),
        ("daprd",),
        ("dapr-",),
        (range(3500, 3502), range(50001, 50003), _one(9090)),
        ("dapr-",),
    ),
    Injector(
        "Vault",
        ("vault.hashicorp.com/",),
        ("vault-agent",),
        ("vault-secrets", "vault-tls-secrets", "vault-config", "home-init", "home-sidecar"),
    ),
    Injector(
        "Bank-Vaults",
        ("vault.security.banzaicloud.io/", "vault.security.bank-vaults.io/"),
        ("vault-agent", "copy-vault-env"),
        ("vault-env", "vault-agent-config", "agent-secrets", "agent-configmap"),
    ),
    Injector(
        "OpenTelemetry",
        ("instrumentation.opentelemetry.io/", "sidecar.opentelemetry.io/"),
        ("otc-container", "opentelemetry-auto-instrumentation"),
        ("opentelemetry-auto-instrumentation", "otel-auto-instrumentation"),
        (range(4317, 4319),),
    ),
    Injector(
        "Jaeger",
        ("sidecar.jaegertracing.io/",),
        ("jaeger-agent",),
        (),
        (range(6831, 6833), _one(5778), _one(14271)),
        ("zk-compact-trft", "jg-compact-trft", "jg-binary-trft"),
    ),
    Injector("Datadog", ("admission.datadoghq.com/",), ("datadog-",), ("datadog",)),
    Injector(
        "Dynatrace",
        ("oneagent.dynatrace.com/", "dynatrace.com/", "data-ingest.dynatrace.com/"),
        ("install-oneagent", "dynatrace-"),
        ("oneagent-", "dynatrace-", "injection-config", "data-ingest-"),
    ),
    Injector("New Relic", ("instrumentation.newrelic.com/", "newrelic.com/"), ("newrelic-",), ("newrelic-",)),
    Injector("EKS", ("eks.amazonaws.com/",), (), ("aws-iam-token", "eks-pod-identity-token")),
    Injector("Azure workload identity", ("azure.workload.identity/",), ("azwi-",), ("azure-identity-token",)),
    Injector("Cloud Storage FUSE", ("gke-gcsfuse/",), ("gke-gcsfuse-",), ("gke-gcsfuse-",)),
    Injector("SPIFFE", ("spiffe.io/", "spire.spiffe.io/"), (), ("spiffe-workload-api",)),
)

_VOLUMES = tuple(prefix for injector in INJECTORS for prefix in injector.volumes)
_CONTAINERS = tuple(prefix for injector in INJECTORS for prefix in injector.containers)
_PORT_NAMES = tuple(prefix for injector in INJECTORS for prefix in injector.port_names)
_MARKS = tuple(mark for injector in INJECTORS for mark in injector.marks)
#: How the keys end that switch a webhook on or off, and what switches it off.
_SWITCHES = ("inject", "enabled", "injection")
_OFF = frozenset({"false", "disabled", "no", "off", "n", "f", "0"})


def injectors(template: PodTemplate) -> tuple[Injector, ...]:
    """Find the webhooks to which the annotations or labels of a pod template speak, unless they switch them off."""
    metadata = mapping(template.value.get("metadata"))
    written = {**mapping(metadata.get("labels")), **mapping(metadata.get("annotations"))}
    marks = {key: value for key, value in written.items() if key.startswith(_MARKS)}
    if not marks:
        return ()
    return tuple(injector for injector in INJECTORS if _speaks_to(marks, injector))


def _speaks_to(marks: dict[str, object], injector: Injector) -> bool:
    own = {key: text_form(value) for key, value in marks.items() if key.startswith(injector.marks)}
    return bool(own) and not any(
        key.endswith(_SWITCHES) and value is not None and value.lower() in _OFF for key, value in own.items()
    )


def may_be_injected_volume(template: PodTemplate, name: str) -> bool:
    """Whether a webhook may add a volume of this name to the pods.

    Who turns a webhook on for a whole namespace marks no pod: the name alone is enough. Istio takes further volumes
    from JSON in an annotation (`sidecar.istio.io/userVolume`).
    """
    if name.startswith(_VOLUMES):
        return True
    quoted = f'"{name}"'
    annotations = mapping(at(template.value, ("metadata", "annotations")))
    return any(isinstance(value, str) and quoted in value for value in annotations.values())


def may_be_injected_port(template: PodTemplate, port: int | str) -> bool:
    """Whether a webhook may add a sidecar that listens on this port.

    As with volumes, a name alone is enough. A number may be anybody's: there the pods have to ask for that sidecar.
    """
    if isinstance(port, str):
        return port.startswith(_PORT_NAMES)
    return any(port in numbers for injector in template.injectors for numbers in injector.ports)


def is_injected_container(name: str) -> bool:
    """Whether a webhook gives its sidecars this name: what a manifest says of such a container is only a part of it."""
    return name.startswith(_CONTAINERS)
