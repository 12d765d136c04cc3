"""The check of hard-coded-ip.md."""

import re
from collections.abc import Iterator, Sequence

from k8slint.api import (
    PRIVATE,
    AddressReference,
    Change,
    Confidence,
    ConfigText,
    Configuration,
    Context,
    Edit,
    Fix,
    Owner,
    Problem,
    Related,
    Resource,
    Service,
    ServicePort,
    Workload,
    addresses,
    describe_ports,
    implied_port,
    listed,
    may_have_port,
    networks,
    owner_of,
    ports_at,
    texts_of,
)

#: What stands before the host of a URL.
_SCHEME = re.compile(r"([a-z][a-z0-9+.]{0,20})://(?:[^\s/@]{0,256}@)?\Z")
_LONGEST_BEFORE = 300
#: What only addresses may stand in, or only names that are known everywhere.
NO_NAMES = frozenset({"hostAliases", "externalName"})
_TOLD = 3  # Services that may be meant: of more it is not told which


def check(resource: Configuration, ctx: Context) -> Iterator[Problem]:
    for text in (*texts_of(ctx.graph, resource), *other_texts(resource)):
        for found in addresses(text):
            owner = owner_of(ctx.graph, found.address)
            ports = () if found.port is None else ports_at(ctx.graph, found.port)
            if owner is not None:
                yield of_owner(found, owner)
                continue
            ranges = networks((*ctx.cluster.pod_ranges, *ctx.cluster.service_ranges))
            if (ranges or ports) and any(found.address in network for network in ranges or PRIVATE):
                yield of_somebody(found, ports)


def other_texts(resource: Resource) -> Iterator[ConfigText]:
    """Fields of their own that hold addresses."""
    name = resource.get("spec", "externalName") if isinstance(resource, Service) else None
    if isinstance(name, str):
        yield ConfigText(resource, ("spec", "externalName"), "externalName", name, whole=True)
    aliases = resource.template.spec.get("hostAliases") if isinstance(resource, Workload) else None
    for index, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        address = alias.get("ip") if isinstance(alias, dict) else None
        if isinstance(address, str) and isinstance(resource, Workload):
            path = (*resource.template.spec_path, "hostAliases", index, "ip")
            yield ConfigText(resource, path, "hostAliases", address, whole=True)


def of_owner(found: AddressReference, owner: Owner) -> Problem:
    """The problem of an address that a document gives to a Service or a pod."""
    resource, node = owner
    fix = None
    if isinstance(resource, Service) and resource.name is not None:
        fix = replacement(found, host(found.text.resource, resource) + port_of(resource, found))
    return Problem(
        node=found.text.node,
        message=f"{found.text} holds {found.host}, the address of {resource}",
        label="a literal address",
        related=(Related(node, f"the address of {resource}"),),
        help=None if fix is None else fix.title,
        confidence=Confidence.LIKELY,
        within=(found.start, found.end),
        fix=fix if isinstance(resource, Service) and (found.port is None or may_have_port(resource, found.port)) else None,
    )


def replacement(found: AddressReference, name: str, port: int | None = None) -> Fix | None:
    """Write a name in the place of an address, and a port in the place of its own; None where only an address may stand."""
    text, (start, end) = found.text.text, (found.start, found.end)
    if found.text.name in NO_NAMES:
        return None
    if text[start - 1 : start] == "[" and text[end : end + 1] == "]":  # an IPv6 address in a URL
        start, end = start - 1, end + 1
    if port is not None:
        end += 1 + len(str(found.port))
        if text[end - len(str(found.port)) - 1 : end] != f":{found.port}":
            return None
        name = f"{name}:{port}"
    edit = Edit(found.text.node, value=name, change=Change.REPLACE, within=(start, end))
    return Fix(f"write `{name}`", (edit,))


def port_of(service: Service, found: AddressReference) -> str:
    """The port to write behind the name in a URL that names none: the only one, if the scheme does not mean it."""
    scheme = _SCHEME.search(found.text.text, max(0, found.start - _LONGEST_BEFORE), found.start)
    numbers = [port.port for port in service.ports]
    if scheme is None or found.port is not None or len(numbers) != 1 or None in numbers:
        return ""
    return "" if numbers[0] == implied_port(scheme[1]) else f":{numbers[0]}"


def of_somebody(found: AddressReference, ports: Sequence[ServicePort]) -> Problem:
    """The problem of an address that pods or Services have, as it looks."""
    near = [port for port in ports if port.service.namespace == found.text.resource.namespace] or list(ports)
    services = list(dict.fromkeys(port.service for port in near))
    told = services if len(services) <= _TOLD else []
    message = f"{found.text} holds {found.host}, which looks like the address of a pod or Service"
    if told and found.port is not None:
        own = all(port.port == found.port for port in near)
        verb = "have" if own and len(told) > 1 else "has" if own else "lead to" if len(told) > 1 else "leads to"
        message += f": {listed([str(service) for service in told])} {verb} port {found.port}"
    numbers = {port.port for port in near}
    fix = None
    if len(told) == 1 and len(numbers) == 1 and told[0].name is not None:
        fix = replacement(found, host(found.text.resource, told[0]), numbers.pop())
    return Problem(
        node=found.text.node,
        message=message,
        label="a literal address",
        related=tuple(
            Related(port.nearest("port"), f"{port.service}: {describe_ports((port,))}") for port in near if port.service in told
        ),
        help=None if fix is None else fix.title,
        within=(found.start, found.end),
        fix=fix,
    )


def host(resource: Resource, service: Service) -> str:
    """The name by which a resource reaches a Service."""
    here = service.namespace == resource.namespace or service.namespace is None
    return f"{service.name}" if here else f"{service.name}.{service.namespace}"
