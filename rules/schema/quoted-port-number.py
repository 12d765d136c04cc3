"""The check of quoted-port-number.md."""

from collections.abc import Iterator

from k8slint.api import Context, Edit, Fix, Node, Problem, Resource, Safety, Service, Workload, is_quoted_number

_HANDLERS = (
    *(("livenessProbe",), ("readinessProbe",), ("startupProbe",)),
    *(("lifecycle", "postStart"), ("lifecycle", "preStop")),
)
_ACTIONS = ("httpGet", "tcpSocket")
_LAST_PORT = 65535


def check(resource: Resource, _ctx: Context) -> Iterator[Problem]:
    for node, what in quoted(resource):
        text = node.value
        advice = f"write `{node.path[-1]}: {text.lstrip('0') or 0}`"
        yield Problem(
            node=node,
            message=f'{what} "{text}", a port name without a letter, which is rejected by the API server',
            label="a text, not a number",
            help=advice,
            fix=Fix(advice, (Edit(node, value=int(text)),), Safety.SAFE) if is_certain(text) else None,
        )


def is_certain(text: str) -> bool:
    """Whether a text of digits can only be meant as the port of that number: `0080` may be anything."""
    return len(text) <= len(str(_LAST_PORT)) and not text.startswith("0") and int(text) <= _LAST_PORT


def quoted(resource: Resource) -> Iterator[tuple[Node, str]]:
    """The fields that take a number or a name of a port and hold a number in quotes, and what they do with it."""
    if isinstance(resource, Service):
        for port in resource.ports:
            if is_quoted_number(port.target):
                what = "traffic" if port.port is None else f"port {port.port}"
                yield port.nearest("targetPort"), f"{resource} sends {what} to"
    elif isinstance(resource, Workload):
        yield from of_containers(resource)
    elif resource.kind == "NetworkPolicy":
        yield from of_rules(resource)


def of_containers(workload: Workload) -> Iterator[tuple[Node, str]]:
    """The ports of probes and of lifecycle hooks."""
    for container in workload.template.containers:
        for path in _HANDLERS:
            if path[0] not in container.value:
                continue
            for action in _ACTIONS:
                if is_quoted_number(container.get(*path, action, "port")):
                    yield container.nearest(*path, action, "port"), f"{path[-1]} of {container} of {workload} uses port"


def of_rules(policy: Resource) -> Iterator[tuple[Node, str]]:
    """The ports that the rules of a NetworkPolicy allow."""
    for direction in ("ingress", "egress"):
        rules = policy.node("spec", direction)
        for rule in rules.elements() if rules is not None else ():
            allowed = rule.get("ports")
            for entry in allowed.elements() if allowed is not None else ():
                node = entry.get("port")
                if node is not None and is_quoted_number(node.value):
                    yield node, f"{policy} allows {direction} to port"
