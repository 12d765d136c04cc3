"""What a pod template is made of: containers, their ports, volumes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from k8slint.resources.lazy import Lazy
from k8slint.resources.placeholders import is_placeholder, known_text
from k8slint.resources.scalars import Path, at, is_list_of_mappings, sequence, whole_number

if TYPE_CHECKING:
    from k8slint.resources.workloads import PodTemplate
    from k8slint.yaml import Node

#: The fields of a pod spec that hold containers.
ROLES = ("containers", "initContainers", "ephemeralContainers")
#: The fields of a container that name volumes of its pod, and where in their entries the place in the container stands.
MOUNTS = {"volumeMounts": "mountPath", "volumeDevices": "devicePath"}
_PROTOCOLS = frozenset({"TCP", "UDP", "SCTP"})
_KINDS = {"containers": "container", "initContainers": "init container", "ephemeralContainers": "ephemeral container"}


def protocol_of(value: Any) -> str | None:
    """The protocol of a port: TCP where none is written; None where it is not known."""
    if value is None or value == "":
        return "TCP"
    return value if isinstance(value, str) and value in _PROTOCOLS else None


def lies_in(path: str, directory: str) -> bool:
    """Tell whether a path is a directory or lies below it."""
    return f"{path.rstrip('/')}/".startswith(f"{directory.rstrip('/')}/")


class ContainerPort:
    """A port that a container declares. Equal only to itself.

    `name` None: it has none, or, unless `name_known`, it is not known. `number`, `protocol` and `host_port` None:
    unknown (of `host_port` also: none).
    """

    __slots__ = ("container", "host_port", "index", "name", "name_known", "number", "protocol")

    def __init__(self, container: Container, index: int, value: dict[str, Any]) -> None:
        name = value.get("name")
        self.container = container
        self.index = index
        self.name = known_text(name)
        self.name_known = self.name is not None or name is None or name == ""
        self.number = whole_number(value.get("containerPort"))
        self.protocol = protocol_of(value.get("protocol"))
        self.host_port = whole_number(value.get("hostPort")) or None

    @property
    def path(self) -> Path:
        """Where it is in the workload."""
        return (*self.container.path, "ports", self.index)

    @property
    def on_node(self) -> tuple[int, str] | None:
        """The port of the node that it takes, and on which of its addresses (as written); None: none, or unknown.

        In the network of the node it takes its own number.
        """
        number = self.host_port or (self.number if self.container.template.host_network else None)
        address = self.container.get("ports", self.index, "hostIP")
        if number is None or not (address is None or isinstance(address, str)) or is_placeholder(address):
            return None
        return number, address or ""

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below the port; None where there is none."""
        return self.container.node("ports", self.index, *path)

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the port."""
        return self.container.nearest("ports", self.index, *path)

    def __str__(self) -> str:
        number = "?" if self.number is None else self.number
        return f"{number}/{self.protocol or '?'}"


class Mount:
    """A volume of the pod as a container sees it; `volume` and `at` (its path there) are None where unknown."""

    __slots__ = ("at", "container", "field", "index", "value", "volume")

    def __init__(self, container: Container, field: str, index: int, value: dict[str, Any]) -> None:
        self.container = container
        self.field = field
        self.index = index
        self.volume = known_text(value.get("name"))
        self.at = known_text(value.get(MOUNTS[field]))
        self.value = value

    @property
    def device(self) -> bool:
        """Whether it is seen as a block device, not as files."""
        return self.field == "volumeDevices"

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the mount."""
        return self.container.nearest(self.field, self.index, *path)


class Container:
    """A container of a pod template. Equal only to itself."""

    def __init__(self, template: PodTemplate, role: str, index: int, value: dict[str, Any]) -> None:
        self.template = template
        self.role = role
        self.index = index
        self.value = value

    def __str__(self) -> str:
        kind = "container" if self.native_sidecar else _KINDS[self.role]
        name = self.value.get("name")
        return f"{kind} {name}" if isinstance(name, str) and name else f"{kind} without a name"

    def __repr__(self) -> str:
        return f"<{self} of {self.template}>"

    @Lazy
    def path(self) -> Path:
        """Where it is in the workload."""
        return (*self.template.spec_path, self.role, self.index)

    @Lazy
    def name(self) -> str | None:
        """The name; None: missing or unknown."""
        return known_text(self.value.get("name"))

    @Lazy
    def image(self) -> str | None:
        """The image reference as written; None: missing or malformed. It may hold placeholders."""
        value = self.value.get("image")
        return value if isinstance(value, str) and value else None

    @Lazy
    def native_sidecar(self) -> bool:
        """Whether it is an init container that keeps running beside the others (`restartPolicy: Always`)."""
        return self.role == "initContainers" and self.value.get("restartPolicy") == "Always"

    @Lazy
    def may_be_sidecar(self) -> bool:
        """Whether it is a native sidecar, or an init container whose restart policy is not known."""
        if self.role != "initContainers":
            return False
        policy = self.value.get("restartPolicy")
        return self.native_sidecar or not (policy is None or known_text(policy))

    @Lazy
    def ports(self) -> tuple[ContainerPort, ...]:
        """The declared ports, in order; what is no port at all is left out."""
        return tuple(
            ContainerPort(self, index, value)
            for index, value in enumerate(sequence(self.value.get("ports")))
            if isinstance(value, dict)
        )

    @Lazy
    def ports_known(self) -> bool:
        """Whether `ports` are all the ports that are declared."""
        return is_list_of_mappings(self.value.get("ports"))

    @Lazy
    def mounts(self) -> tuple[Mount, ...]:
        """Where it sees volumes: its volume mounts, then its block devices; what is no mapping is left out."""
        return tuple(
            Mount(self, field, index, value)
            for field in MOUNTS
            for index, value in enumerate(sequence(self.value.get(field)))
            if isinstance(value, dict)
        )

    def mount_of(self, path: str) -> Mount | None:
        """Find the volume mount that holds a file or directory of the container: the deepest one around it."""
        around = (mount for mount in self.mounts if mount.at is not None and not mount.device and lies_in(path, mount.at))
        return max(around, key=lambda mount: len((mount.at or "").rstrip("/")), default=None)

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below the container; None where there is none."""
        return self.template.workload.node(*self.path, *path)

    def nearest(self, *path: str | int) -> Node:
        """The deepest node that exists on a path below the container."""
        return self.template.workload.nearest(*self.path, *path)

    def get(self, *path: str | int) -> Any:
        """The plain value at a path below the container; None where there is none."""
        return at(self.value, path)


class Volume:
    """A volume of a pod template; `name` None: missing or unknown."""

    __slots__ = ("index", "name", "template", "value")

    def __init__(self, template: PodTemplate, index: int, value: dict[str, Any]) -> None:
        self.template = template
        self.index = index
        self.name = known_text(value.get("name"))
        self.value = value

    @property
    def path(self) -> Path:
        """Where it is in the workload."""
        return (*self.template.spec_path, "volumes", self.index)

    @property
    def private(self) -> bool:
        """Whether it begins empty and only containers of its own pod can fill it; so it is without any source, too."""
        sources = {key for key, value in self.value.items() if value is not None} - {"name"}
        return sources <= {"emptyDir", "ephemeral"}

    def node(self, *path: str | int) -> Node | None:
        """The node at a path below the volume; None where there is none."""
        return self.template.workload.node(*self.path, *path)
