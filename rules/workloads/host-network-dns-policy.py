"""The check of host-network-dns-policy.md."""

from collections.abc import Iterator

from k8slint.api import Confidence, Context, Edit, Fix, PodTemplate, Problem, Related, Safety, cluster_names

_TOLD = 8  # names that are told
_RIGHT = "ClusterFirstWithHostNet"


def check(template: PodTemplate, ctx: Context) -> Iterator[Problem]:
    policy = template.spec.get("dnsPolicy")
    if template.host_network is not True or not (policy is None or policy in ("", "ClusterFirst")):
        return
    calls = cluster_names(ctx.graph, template, ctx.cluster.domain)
    if not calls:
        return
    first, *others = calls
    names = list(dict.fromkeys(call.host.host for call in calls))
    what = f"the Service name {names[0]} is" if len(names) == 1 else f"the Service names {names[0]} and {len(names) - 1} more are"
    written = "dnsPolicy" if policy else "hostNetwork"
    sure = any(call.services and call.host.certain for call in calls)
    yield Problem(
        node=template.nearest("spec", written),
        message=f"{template} is on the network of its node and resolves names there, where {what} not known",
        label="the node's resolver is asked" if policy else "without a dnsPolicy: the node's resolver is asked",
        related=(
            Related(first.host.text.node, f"{first.host.text} names {first.host.host}"),
            *(Related(one.host.text.node, f"{one.host.text} names {one.host.host}", listed=True) for one in others[:_TOLD]),
        ),
        help=f"write `dnsPolicy: {_RIGHT}`",
        confidence=None if sure else Confidence.LIKELY,
        fix=Fix(
            f"write `dnsPolicy: {_RIGHT}`",
            (Edit(template.nearest("spec"), ("dnsPolicy",), _RIGHT),),
            Safety.SAFE if sure else Safety.UNSAFE,
        ),
    )
