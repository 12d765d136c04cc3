"""Random repositories of bases, middle layers, components and overlays, which use all that Kustomize can do at once."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

Files = dict[str, Any]  # text, or what is written as JSON

WORKLOADS: Final = {
    "Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "ReplicaSet": "apps/v1", "Job": "batch/v1",
    "CronJob": "batch/v1", "Pod": "v1", "ReplicationController": "v1",
}  # fmt: skip
LETTERS: Final = "abcde"
NEEDED: Final = {
    "vars": ("Service",),
    "replicas": ("Deployment", "StatefulSet"),
    "replacements": ("Service", "ConfigMap"),
    "patchesStrategicMerge": ("Deployment", "StatefulSet", "DaemonSet"),
}
IMAGES: Final = ("nginx", "nginx:1.2", "reg.io:5000/team/api:v1", "redis@sha256:0123", "busybox:{{tag}}")


class Mixture:
    """One repository; the same number makes the same one."""

    def __init__(self, number: int) -> None:
        self.random = random.Random(number)  # noqa: S311  # reproducible on purpose
        self.files: Files = {}
        self.names = [f"{letter}{self.random.choice(('', '-x'))}" for letter in LETTERS]
        self.patches = 0
        self.present: list[tuple[str, str]] = []  # kinds and names

    def maybe(self, chance: float) -> bool:
        """Whether something with a chance happens."""
        return self.random.random() < chance

    def name(self) -> str:
        """A name that something may have."""
        return self.random.choice(self.names)

    # Objects

    def container(self) -> dict[str, Any]:
        """A container with some of everything that is merged, renamed or replaced."""
        found: dict[str, Any] = {"name": self.random.choice(("app", "side")), "image": self.random.choice(IMAGES)}
        if self.maybe(0.5):
            ports = [{"containerPort": port} for port in self.random.sample((80, 81, 82), 2)]
            found["ports"] = [port | ({"protocol": "TCP"} if self.maybe(0.4) else {}) for port in ports]
        if self.maybe(0.6):
            reference = {"name": self.name(), "key": "one"}
            found["env"] = [
                {"name": "A", "value": self.random.choice(("1", "$(VALUE)", "$$(B)", "x $(VALUE) y"))},
                {"name": "C", "valueFrom": {self.random.choice(("configMapKeyRef", "secretKeyRef")): reference}},
            ]
        if self.maybe(0.3):
            found["envFrom"] = [{"configMapRef": {"name": self.name()}}, {"secretRef": {"name": self.name()}}]
        if self.maybe(0.3):
            found["args"] = ["--host=$(VALUE)", "on", "0777"]
        return found

    def pod(self) -> dict[str, Any]:
        """What a pod is made of."""
        spec: dict[str, Any] = {"containers": [self.container()]}
        if self.maybe(0.2):
            spec["initContainers"] = [self.container()]
        if self.maybe(0.4):
            spec["serviceAccountName"] = self.name()
        if self.maybe(0.4):
            spec["volumes"] = [
                {"name": "one", "configMap": {"name": self.name()}},
                {"name": "two", "secret": {"secretName": self.name()}},
                {"name": "three", "persistentVolumeClaim": {"claimName": self.name()}},
            ]
        if self.maybe(0.2):
            spec["topologySpreadConstraints"] = [
                {"topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule", "labelSelector": {"matchLabels": {"app": "a"}}}
            ]
        return spec

    def workload(self, kind: str) -> dict[str, Any]:
        """Something that makes pods."""
        name = self.name()
        labels = {"app": name}
        template = {"metadata": {"labels": labels}, "spec": self.pod()}
        spec: dict[str, Any] = {"template": template}
        if kind in {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"}:
            spec["selector"] = {"matchLabels": labels}
        if kind in {"Deployment", "StatefulSet"} and self.maybe(0.6):
            spec["replicas"] = self.random.randrange(5)
        if kind == "StatefulSet":
            spec["serviceName"] = self.name()
            spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": {"storageClassName": self.name()}}]
        if kind == "CronJob":
            spec = {"schedule": "* * * * *", "jobTemplate": {"spec": {"template": template}}}
        if kind == "Pod":
            spec = template["spec"]
        return {"apiVersion": WORKLOADS[kind], "kind": kind, "metadata": self.metadata(name), "spec": spec}

    def metadata(self, name: str) -> dict[str, Any]:
        """Metadata with a name, now and then with more."""
        found: dict[str, Any] = {"name": name}
        if self.maybe(0.25):
            found["namespace"] = self.random.choice(("prod", "default"))
        if self.maybe(0.3):
            found["labels"] = {"tier": self.random.choice(("front", "back"))}
        if self.maybe(0.2):
            found["annotations"] = {"note": "yes", "number": "1"}
        return found

    def other(self) -> dict[str, Any]:
        """Something that makes no pods."""
        name = self.name()
        rbac = "rbac.authorization.k8s.io"
        role = {"apiGroup": rbac, "kind": self.random.choice(("Role", "ClusterRole")), "name": self.name()}
        subject: dict[str, Any] = {"kind": "ServiceAccount", "name": self.random.choice((self.name(), "default"))}
        if self.maybe(0.5):
            subject["namespace"] = self.random.choice(("prod", "default", "other"))
        backend = {"service": {"name": self.name(), "port": {"number": 80}}}
        target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": self.name()}
        bodies: list[dict[str, Any]] = [
            {"apiVersion": "v1", "kind": "Service", "spec": {"selector": {"app": name}, "ports": [{"port": 80}]}},
            {"apiVersion": "v1", "kind": "ConfigMap", "data": {"one": "1", "two": "$(VALUE)"}},
            {"apiVersion": "v1", "kind": "Secret", "stringData": {"one": "1"}},
            {"apiVersion": "v1", "kind": "ServiceAccount", "imagePullSecrets": [{"name": self.name()}]},
            {"apiVersion": f"{rbac}/v1", "kind": "Role", "rules": [{"resourceNames": [self.name()], "verbs": ["get"]}]},
            {"apiVersion": f"{rbac}/v1", "kind": "ClusterRole", "rules": []},
            {"apiVersion": f"{rbac}/v1", "kind": "RoleBinding", "roleRef": role, "subjects": [subject]},
            {"apiVersion": f"{rbac}/v1", "kind": "ClusterRoleBinding", "roleRef": role, "subjects": [subject]},
            {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "spec": {"defaultBackend": backend}},
            {
                "apiVersion": "networking.k8s.io/v1",
                "kind": "NetworkPolicy",
                "spec": {"podSelector": {"matchLabels": {"app": name}}},
            },
            {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "spec": {"scaleTargetRef": target}},
            {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "spec": {"selector": {"matchLabels": {"app": name}}}},
            {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "spec": {"storageClassName": self.name()}},
            {"apiVersion": "example.com/v1", "kind": "Thing", "spec": {"containers": [{"name": "x", "image": "nginx:1"}]}},
            {"apiVersion": "v1", "kind": "Namespace"},
        ]
        return {"metadata": self.metadata(name)} | self.random.choice(bodies)

    def one(self) -> dict[str, Any]:
        """An object."""
        found = self.workload(self.random.choice(list(WORKLOADS))) if self.maybe(0.45) else self.other()
        while (found["kind"], found["metadata"]["name"]) in self.present and self.maybe(0.97):
            found = self.other()
        self.present.append((found["kind"], found["metadata"]["name"]))
        return found

    def known(self, *kinds: str) -> str:
        """The name of something that is there, if there is one of some kinds."""
        names = [name for kind, name in self.present if kind in kinds]
        return self.random.choice(names) if names and self.maybe(0.95) else self.name()

    def has(self, *kinds: str) -> bool:
        """Whether there is something of some kinds."""
        return any(kind in kinds for kind, _ in self.present)

    # Kustomizations

    def build(self) -> Files:
        """The files of the repository; what is built is the directory `top`."""
        bases = [f"base{number}" for number in range(self.random.choice((1, 1, 2)))]
        for base in bases:
            resources = [self.one() for _ in range(self.random.randrange(2, 7))]
            self.files[f"{base}/all.yaml"] = resources
            self.layer(base, {"resources": ["all.yaml"]}, 0.25)
        below = bases
        if self.maybe(0.5):
            self.layer("middle", {"resources": [f"../{base}" for base in bases]}, 0.4)
            below = ["middle"]
        top: dict[str, Any] = {"resources": [f"../{one}" for one in below]}
        if self.maybe(0.4):
            self.layer("component", {"kind": "Component", "apiVersion": "kustomize.config.k8s.io/v1alpha1"}, 0.4)
            top["components"] = ["../component"]
        self.layer("top", top, 0.45)
        return self.files

    def layer(self, directory: str, fields: dict[str, Any], chance: float) -> None:
        """Add a kustomization that does some of what one can do."""
        makers: dict[str, Callable[[str], Any]] = {
            "namespace": lambda _: self.random.choice(("prod", "stage")),
            "namePrefix": lambda _: self.random.choice(("p-", "dev-")),
            "nameSuffix": lambda _: "-s",
            "commonLabels": lambda _: {"team": "blue"},
            "labels": lambda _: [
                {"pairs": {"env": "on"}, "includeSelectors": self.maybe(0.4)},
                {"pairs": {"more": "1"}, "includeTemplates": self.maybe(0.5)},
            ],
            "commonAnnotations": lambda _: {"owner": "7", "note": "changed"},
            "images": lambda _: [self.image() for _ in range(2)],
            "replicas": lambda _: [{"name": self.known("Deployment", "StatefulSet"), "count": 4}],
            "configMapGenerator": lambda where: self.generator(where, "ConfigMap"),
            "secretGenerator": lambda where: self.generator(where, "Secret"),
            "patches": lambda where: [self.patch(where) for _ in range(self.random.randrange(1, 4))],
            "patchesStrategicMerge": lambda where: [self.merge_file(where)],
            "replacements": lambda _: [self.replacement()],
            "vars": lambda _: [self.variable()],
            "sortOptions": lambda _: {"order": "fifo"},
        }
        for field, make in makers.items():
            needed = NEEDED.get(field)
            if self.maybe(chance) and (not needed or self.has(*needed)):
                fields[field] = make(directory)
        self.files[f"{directory}/kustomization.yaml"] = fields

    def image(self) -> dict[str, Any]:
        """An entry of `images`."""
        more = self.random.choice(
            ({"newTag": "9"}, {"newName": "other/x"}, {"digest": "sha256:ab"}, {"newName": "y", "newTag": "z"})
        )
        return {"name": self.random.choice(("nginx", "reg.io:5000/team/api", "redis", "busybox")), **more}

    def generator(self, directory: str, kind_of: str) -> list[dict[str, Any]]:
        """The generators of a kustomization."""
        self.files[f"{directory}/some.env"] = "# some\nE1=one\nE2= two\n\nE3=a=b\n"
        self.files[f"{directory}/some.txt"] = "text\nwith & <lines>\n"
        found: dict[str, Any] = {"name": self.name(), "literals": ["one=1", 'quoted="x y"']}
        if self.maybe(0.4):
            made = [name for kind, name in self.present if kind == f"{kind_of} made"]
            found["behavior"] = self.random.choice(("merge", "replace")) if made else "create"
            found["name"] = self.random.choice(made) if made else found["name"]
        self.present.append((f"{kind_of} made", found["name"]))
        if self.maybe(0.3):
            found["envs"] = ["some.env"]
        if self.maybe(0.3):
            found["files"] = ["some.txt", "other=some.txt"]
        if self.maybe(0.4):
            found["options"] = {"disableNameSuffixHash": self.maybe(0.5), "labels": {"made": "1"}, "immutable": self.maybe(0.3)}
        return [found]

    def merge_file(self, directory: str) -> str:
        """A file with a strategic patch of something that may be there."""
        self.patches += 1
        kinds = [kind for kind in ("Deployment", "StatefulSet", "DaemonSet") if self.has(kind)]
        one = self.workload(self.random.choice(kinds or ["Deployment"]))
        one["metadata"] = {**one["metadata"], "name": self.known(one["kind"])}
        one["metadata"].pop("namespace", None)
        if self.maybe(0.4):
            one["spec"]["template"]["spec"]["containers"][0]["env"] = [
                {"name": "A", "$patch": "delete"},
                {"name": "N", "value": "n"},
            ]
        if self.maybe(0.2):
            one["metadata"]["labels"] = {"tier": None, "new": "1"}
        if self.maybe(0.1):
            one = {key: one[key] for key in ("apiVersion", "kind", "metadata")} | {"$patch": "delete"}
        name = f"patch{self.patches}.yaml"
        self.files[f"{directory}/{name}"] = one
        return name

    def patch(self, directory: str) -> dict[str, Any]:
        """An entry of `patches`."""
        kind = self.random.choice(("Deployment", "Service", "Deployment|StatefulSet", ".*Set", "ConfigMap"))
        target: dict[str, Any] = {"kind": kind}
        if self.maybe(0.4):
            target["name"] = self.random.choice((self.name(), ".*", "[ab].*"))
        if self.maybe(0.2):
            target["labelSelector"] = self.random.choice(("tier=front", "tier in (front,back)", "!tier"))
        if self.maybe(0.5):
            operations = [
                {"op": "add", "path": "/metadata/labels", "value": {"patched": "yes"}},
                {"op": "add", "path": "/metadata/annotations/x~1y", "value": "1"},
                {"op": "replace", "path": "/metadata/name", "value": self.name()},
            ]
            return {"target": target, "patch": json.dumps(self.random.sample(operations, 1))}
        metadata: dict[str, Any] = {"name": "any", "annotations": {"p": "2", "note": None}}
        change = {"apiVersion": "v1", "kind": "Any", "metadata": metadata, "spec": {"more": {"a": 1}}}
        if self.maybe(0.5):
            return {"path": self.merge_file(directory), **({"target": target} if self.maybe(0.5) else {})}
        return {"target": target, "patch": json.dumps(change, indent=1) + "\n"}

    def replacement(self) -> dict[str, Any]:
        """An entry of `replacements`."""
        kind = self.random.choice([kind for kind in ("Service", "ConfigMap") if self.has(kind)] or ["Service"])
        source = {"kind": kind, "name": self.known(kind), "fieldPath": "metadata.name"}
        paths = ["metadata.labels.from"]
        options = {"create": True} if self.maybe(0.8) else {}
        return {"source": source, "targets": [{"select": {"kind": "Deployment"}, "fieldPaths": paths, "options": options}]}

    def variable(self) -> dict[str, Any]:
        """An entry of `vars`."""
        return {"name": "VALUE", "objref": {"kind": "Service", "name": self.known("Service"), "apiVersion": "v1"}}


def write(files: Files, top: Path) -> None:
    """Write a repository: objects as JSON, which is YAML, several of them as documents."""
    for path, content in files.items():
        where = top / path
        where.parent.mkdir(parents=True, exist_ok=True)
        documents = content if isinstance(content, list) else [content]
        texts = (one if isinstance(one, str) else json.dumps(one, indent=2) + "\n" for one in documents)
        where.write_text("---\n".join(texts), encoding="utf-8")
