"""The check of quoted-port-number.md."""

from collections.abc import Iterator

from k8slint.api import Context, Node, Problem, Resource, Service, Workload, is_quoted_number

_HANDLERS = ("livenessProbe", "readinessProbe", "startupProbe"), ("postStart", "preStop")


def check(resource: Resource, _ctx: Context) -> Iterator[Problem]:
    for node, what in ports(resource):
        text = node.value
        if is_quoted_number(text):
            yield Problem(
                node=node,
                message=f'{what} "{text}", a port name without a letter, which is rejected by the API server',
                label="a text, not a number",
                help=f"write `{node.path[-1]}: {int(text)}`",
            )


def ports(resource: Resource) -> Iterator[tuple[Node, str]]:
    """The fields that take a number or a name of a port, and what they do with it."""
    if isinstance(resource, Service):
        for port in resource.ports:
            node = port.node("targetPort")
            if node is not None:
                what = "traffic" if port.port is None else f"port {port.port}"
                yield node, f"{resource} sends {what} to"
    elif isinstance(resource, Workload):
        yield from of_containers(resource)
    elif resource.kind == "NetworkPolicy":
        yield from of_rules(resource)


def of_containers(workload: Workload) -> Iterator[tuple[Node, str]]:
    """The ports of probes and of lifecycle hooks."""
    for container in workload.template.containers:
        handlers = [(name, container.value.get(name)) for name in _HANDLERS[0]]
        hooks = container.get("lifecycle")
        handlers += [(f"lifecycle.{name}", hooks.get(name)) for name in _HANDLERS[1]] if isinstance(hooks, dict) else []
        for name, handler in handlers:
            if not isinstance(handler, dict):
                continue
            for action in ("httpGet", "tcpSocket"):
                node = container.node(*name.split("."), action, "port")
                if node is not None:
                    yield node, f"{name.rpartition('.')[2]} of {container} of {workload} uses port"


def of_rules(policy: Resource) -> Iterator[tuple[Node, str]]:
    """The ports that the rules of a NetworkPolicy allow."""
    for direction in ("ingress", "egress"):
        rules = policy.node("spec", direction)
        for rule in rules.elements() if rules is not None else ():
            allowed = rule.get("ports")
            for entry in allowed.elements() if allowed is not None else ():
                node = entry.get("port")
                if node is not None:
                    yield node, f"{policy} allows {direction} to port"
