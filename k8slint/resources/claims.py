"""Storage as claims ask for it and volumes offer it: class, access modes, size; and which of it no node is alone with."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from k8slint.resources.model import Resource
from k8slint.resources.patterns import Pattern
from k8slint.resources.placeholders import is_placeholder, known_text
from k8slint.resources.quantities import parse_quantity
from k8slint.resources.scalars import mapping

ONE_NODE = "ReadWriteOnce"
ONE_POD = "ReadWriteOncePod"

#: The annotation that named the class before there was a field; it still counts first [GetPersistentVolumeClaimClass].
_CLASS = "volume.beta.kubernetes.io/storage-class"
#: Kinds of volumes that are not attached to a node: nothing keeps pods of several nodes from them, or all pods from
#: going to the node that has them.
_UNATTACHED = frozenset({"hostPath", "local", "nfs", "cephfs", "glusterfs", "azureFile"})
# Classes of storage on the nodes themselves, where a volume keeps its pods on its node, and of shared file systems, which
# any node mounts; by the class's name, and by its provisioner.
_FREE_CLASSES = Pattern(
    r"local-path|.*hostpath.*|local|local-.*|.*-local|topolvm.*|openebs-(device|lvm|zfs|jiva).*|"
    r"efs.*|.*-efs|azurefile.*|nfs.*|.*-nfs|.*cephfs.*|standard-rwx|.*filestore.*|juicefs.*"
)
_FREE_PROVISIONERS = Pattern(
    r"kubernetes\.io/no-provisioner|.*local-path.*|.*hostpath.*|.*topolvm.*|local\..*|openebs\.io/local|"
    r"efs\.csi\.aws\.com|file\.csi\.azure\.com|kubernetes\.io/azure-file|.*nfs.*|.*cephfs.*|filestore\.csi.*|.*juicefs.*"
)


def access_modes(storage: Resource) -> tuple[str, ...] | None:
    """The access modes of a claim or a volume; None where they are not known."""
    modes = storage.get("spec", "accessModes")
    if not isinstance(modes, list) or not modes or not all(isinstance(mode, str) and known_text(mode) for mode in modes):
        return None
    return tuple(modes)


def exclusive(claim: Resource) -> str | None:
    """The only access mode of a claim, if it lets one node or one pod have the volume; None otherwise."""
    modes = access_modes(claim)
    return modes[0] if modes is not None and modes in {(ONE_NODE,), (ONE_POD,)} else None


def storage_class(storage: Resource) -> str | None:
    """The class of a claim or a volume, empty for none; None where a claim leaves it to the cluster, or it is unknown."""
    value = storage.annotations.get(_CLASS) or storage.get("spec", "storageClassName")
    if value is None and storage.kind == "PersistentVolume":
        return ""
    return value if isinstance(value, str) and not is_placeholder(value) else None


def volume_mode(storage: Resource) -> str | None:
    """Whether a claim or a volume is a block device or a file system, which is what is meant by nothing; None: unknown."""
    value = storage.get("spec", "volumeMode")
    return "Filesystem" if value is None else known_text(value)


def size(storage: Resource) -> Fraction | None:
    """The bytes that a claim asks for, or that a volume has; None where they are not known."""
    path = ("spec", "capacity", "storage") if storage.kind == "PersistentVolume" else ("spec", "resources", "requests", "storage")
    return parse_quantity(storage.get(*path))


def is_unattached(volume: Resource) -> bool:
    """Whether a volume lies on its node, or on what every node may mount at the same time."""
    return not _UNATTACHED.isdisjoint(mapping(volume.get("spec")))


def is_free_class(name: str) -> bool:
    """Whether the name of a class is one of storage that is on the nodes, or that every node may mount."""
    return _FREE_CLASSES.fullmatch(name) is not None


def is_free_provisioner(name: Any) -> bool:
    """Whether a provisioner makes volumes that are on the nodes, or that every node may mount."""
    return isinstance(name, str) and _FREE_PROVISIONERS.fullmatch(name) is not None
