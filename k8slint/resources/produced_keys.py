"""The keys of Secrets that no document holds, as far as what makes them says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from k8slint.resources.config_keys import UNKNOWN_KEYS, ConfigKeys, config_keys
from k8slint.resources.model import Resource
from k8slint.resources.placeholders import is_placeholder, known_text
from k8slint.resources.scalars import Path, at, mapping, sequence

_TLS = ("tls.crt", "tls.key", "ca.crt")
#: What cert-manager adds, by the type of an additional output format, and by the store.
_FORMATS = {"CombinedPEM": ("tls-combined.pem",), "DER": ("key.der",)}
_STORES = {"jks": ("keystore.jks", "truststore.jks"), "pkcs12": ("keystore.p12", "truststore.p12")}


def produced_keys(maker: Resource, name: str) -> ConfigKeys:
    """The keys of the Secret of a name that a resource makes a controller make; none are known of what nothing is said."""
    if maker.kind == "Secret" and maker.group == "":
        return config_keys(maker)  # a copy has what the original has
    read = _READERS.get((maker.group, maker.kind))
    return UNKNOWN_KEYS if read is None else read(maker, name)


def _known(places: Mapping[str, Path], holder: Path, *, complete: bool = True, more: tuple[str, ...] = ()) -> ConfigKeys:
    complete = complete and not any(is_placeholder(key) for key in places)
    return ConfigKeys((*places, *(key for key in more if key not in places)), (), complete, holder, places)


def _of_mapping(resource: Resource, path: Path) -> dict[str, Path]:
    return {key: (*path, key) for key in mapping(resource.get(*path)) if isinstance(key, str)}


def _entries(resource: Resource, path: Path, field: str) -> dict[str, Path] | None:
    """The texts in one field of the entries of a list; None where one of them is not known."""
    value = resource.get(*path)
    found: dict[str, Path] = {}
    for index, entry in enumerate(sequence(value)):
        key = known_text(at(entry, (field,)))
        if key is None:
            return None
        found[key] = (*path, index, field)
    return found if value is None or isinstance(value, list) else None


def _sealed(maker: Resource, _name: str) -> ConfigKeys:
    """A SealedSecret: what is encrypted one by one, and what its template adds [sealedsecret_expansion.go Unseal]."""
    path = ("spec", "encryptedData")
    sealed = maker.get(*path)
    whole = isinstance(sealed, dict) and not maker.get("spec", "data")  # once, a whole Secret was one ciphertext
    places = {**_of_mapping(maker, ("spec", "template", "data")), **_of_mapping(maker, path)}
    return _known(places, path, complete=whole and bool(places))


def _external(maker: Resource, _name: str) -> ConfigKeys:
    return _of_external(maker, ("spec",))


def _of_external(maker: Resource, spec: Path) -> ConfigKeys:
    """An ExternalSecret: its entries, and what its template makes of them, or instead of them [ESO ApplyTemplate]."""
    target = (*spec, "target")
    policy = maker.get(*target, "creationPolicy")
    if policy not in (None, "Owner", "Orphan"):  # Merge adds to what is there, None makes nothing
        return UNKNOWN_KEYS
    template = (*target, "template")
    made = _of_mapping(maker, (*template, "data"))
    merges = maker.get(*template, "mergePolicy")
    if maker.get(*template, "templateFrom") or merges not in (None, "Replace", "Merge"):
        return UNKNOWN_KEYS
    if made and merges != "Merge":
        return _known(made, (*template, "data"))
    fetched = _entries(maker, (*spec, "data"), "secretKey")
    if fetched is None or maker.get(*spec, "dataFrom") or not (fetched or made):
        return UNKNOWN_KEYS
    return _known({**fetched, **made}, (*spec, "data"))


def _external_of_cluster(maker: Resource, _name: str) -> ConfigKeys:
    return _of_external(maker, ("spec", "externalSecretSpec"))


def _certificate(maker: Resource, _name: str) -> ConfigKeys:
    more: list[str] = []
    for entry in sequence(maker.get("spec", "additionalOutputFormats")):
        more.extend(_FORMATS.get(known_text(at(entry, ("type",))) or "", ()))
    for store, keys in _STORES.items():
        if maker.get("spec", "keystores", store) is not None:
            more.extend(keys)
    return _known({}, ("spec", "secretName"), more=(*_TLS, *more))


def _of_issuer(maker: Resource, name: str) -> ConfigKeys:
    """The certificate that an issuer is asked for by an annotation; the Secret is named where it is used."""
    paths = dict(_named(maker.value))
    return _known({}, paths.get(name, ("metadata", "annotations")), more=_TLS)


def _named(value: Any) -> Iterator[tuple[str, Path]]:
    """Where an Ingress or a Gateway names the Secrets of certificates."""
    for index, entry in enumerate(sequence(at(value, ("spec", "tls")))):
        yield str(at(entry, ("secretName",))), ("spec", "tls", index, "secretName")
    for index, listener in enumerate(sequence(at(value, ("spec", "listeners")))):
        for number, entry in enumerate(sequence(at(listener, ("tls", "certificateRefs")))):
            yield str(at(entry, ("name",))), ("spec", "listeners", index, "tls", "certificateRefs", number, "name")


def _serving(_maker: Resource, _name: str) -> ConfigKeys:
    """The serving certificate of a Service on OpenShift."""
    return _known({}, ("metadata", "annotations"), more=_TLS[:2])


def _mounted(maker: Resource, name: str) -> ConfigKeys:
    """A SecretProviderClass: the Secret that it writes once a pod mounts it."""
    for index, entry in enumerate(sequence(maker.get("spec", "secretObjects"))):
        if at(entry, ("secretName",)) == name:
            path = ("spec", "secretObjects", index, "data")
            places = _entries(maker, path, "key")
            return UNKNOWN_KEYS if not places else _known(places, path)
    return UNKNOWN_KEYS


def _synced(maker: Resource, _name: str) -> ConfigKeys:
    """A SecretSync, which writes what its SecretProviderClass fetches."""
    path = ("spec", "secretObject", "data")
    places = _entries(maker, path, "targetKey")
    return UNKNOWN_KEYS if not places else _known(places, path)


_READERS: Mapping[tuple[str, str], Callable[[Resource, str], ConfigKeys]] = {
    ("bitnami.com", "SealedSecret"): _sealed,
    ("external-secrets.io", "ExternalSecret"): _external,
    ("external-secrets.io", "ClusterExternalSecret"): _external_of_cluster,
    ("cert-manager.io", "Certificate"): _certificate,
    ("networking.k8s.io", "Ingress"): _of_issuer,
    ("extensions", "Ingress"): _of_issuer,
    ("gateway.networking.k8s.io", "Gateway"): _of_issuer,
    ("", "Service"): _serving,
    ("secrets-store.csi.x-k8s.io", "SecretProviderClass"): _mounted,
    ("secret-sync.x-k8s.io", "SecretSync"): _synced,
    ("secret-sync.gke.io", "SecretSync"): _synced,
}
