"""The check of endpoints-service-not-found.md."""

from collections.abc import Iterator

from k8slint.api import Context, Endpoints, Graph, Problem, Related, Resource, is_missing, known_text, lost_services, not_found

_SERVICE_NAME = "kubernetes.io/service-name"
#: Services without endpoints that are told of.
_TOLD = 3
#: On an Endpoints object that is only a lock [client-go/tools/leaderelection/resourcelock].
_LEADER = "control-plane.alpha.kubernetes.io/leader"


def check(resource: Endpoints, ctx: Context) -> Iterator[Problem]:
    if resource.kind == "Endpoints" and (_LEADER in resource.annotations or is_mounted(resource, ctx)):
        return
    for reference in ctx.graph.references(resource, "Service"):
        if is_missing(reference):
            says = f"{resource} belongs to Service {reference.want.name}"
            bare = () if reference.found.near else lost_services(ctx.graph, resource.namespace)[:_TOLD]
            also = [Related(one.nearest("metadata", "name"), f"{one} has no endpoints") for one in bare]
            yield not_found(reference, ctx.unit, says, effect="nothing uses its addresses", also=also, fixable=False)
    labels = resource.metadata.get("labels")
    if resource.kind == "EndpointSlice" and (labels is None or isinstance(labels, dict)) and not is_labelled(resource):
        yield Problem(
            node=resource.nearest("metadata", "labels"),
            message=f"{resource} belongs to no Service: it has no label {_SERVICE_NAME}",
            label="no Service",
            effect="nothing uses its addresses",
            help=f"write `{_SERVICE_NAME}: NAME` with the name of its Service",
            key=True,
        )


def is_labelled(resource: Resource) -> bool:
    """Whether a slice names its Service: perhaps in a way that cannot be read, or for other clusters in a label of its own."""
    return any(key.rpartition("/")[2] == "service-name" or known_text(key) is None for key in resource.labels)


def is_mounted(resource: Resource, ctx: Context) -> bool:
    """Whether GlusterFS volumes take their servers from it: these need no Service."""
    return resource.name in ctx.graph.once(gluster_servers)


def gluster_servers(graph: Graph) -> frozenset[object]:
    """The names of the Endpoints that volumes of GlusterFS name."""
    volumes = [volume.value for group in graph.index.templates().values() for one in group for volume in one.volumes]
    volumes += [volume.value.get("spec") or {} for volume in graph.index.of_kind("PersistentVolume")]
    found = (volume.get("glusterfs") for volume in volumes if isinstance(volume, dict))
    return frozenset(one["endpoints"] for one in found if isinstance(one, dict) and isinstance(one.get("endpoints"), str))
