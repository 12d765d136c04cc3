"""The check of localhost-outside-pod.md."""

from collections.abc import Iterator

from k8slint.api import (
    Change,
    Context,
    Edit,
    Fix,
    LostLoopback,
    PodTemplate,
    Problem,
    Related,
    describe_ports,
    lost_loopbacks,
)


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    for found in lost_loopbacks(ctx.graph, template):
        address, port = found.address, found.port
        whose = str(address.text) if address.text.resource is template.workload else f"{address.text}, which {template} takes,"
        has = "has" if port.port == address.port else "leads to"
        place = (address.start, address.end)
        fix = replacement(found)
        yield Problem(
            node=address.text.node,
            message=f"{whose} connects to {address.host} port {address.port}, which no container of the pod declares: "
            f"{port.service} {has} port {address.port}{found.served_by(ctx.graph)}",
            label="the pod itself",
            related=(Related(port.nearest("port"), f"{port.service}: {describe_ports((port,))}"),),
            help=None if fix is None else fix.title,
            within=place,
            fix=fix,
        )


def replacement(found: LostLoopback) -> Fix | None:
    """Write the name of the Service, and its port where another one is written, or none that is right."""
    address, port = found.address, found.port
    if port.port is None or port.service.name is None:
        return None
    split = address.port_text
    own = f":{port.port}" if split is None and (address.port_written or port.port != address.port) else ""
    text = f"{port.service.name}{own}"
    edits = [Edit(address.text.node, value=text, change=Change.REPLACE, within=(address.start, address.end))]
    title = f"write `{text}`"
    if split is not None and port.port != address.port:
        edits.append(Edit(split.node, value=str(port.port)))
        title += f", and `{port.port}` in {split.name}"
    return Fix(title, tuple(edits))
