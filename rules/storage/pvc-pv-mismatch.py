"""The check of pvc-pv-mismatch.md."""

from collections.abc import Iterator

from k8slint.api import (
    PVC,
    Context,
    Node,
    Problem,
    Related,
    Resource,
    access_modes,
    known_text,
    listed,
    size,
    storage_class,
    volume_mode,
)

#: The volume controller writes it once a claim is bound; what comes from a cluster carries it.
_BOUND = "pv.kubernetes.io/bind-completed"
_CLASS = ("spec", "storageClassName")
_MODES = ("spec", "accessModes")
_MODE = ("spec", "volumeMode")
_OWNER = ("spec", "claimRef")


def check(claim: PVC, ctx: Context) -> Iterator[Problem]:
    for reference in ctx.graph.references(claim, "PersistentVolume"):
        volume = reference.found.target
        if volume is None or claim.name is None or _BOUND in claim.annotations:
            continue
        # A volume that is kept for this claim is bound whatever it is [pv_controller.go syncUnboundClaim].
        if volume.get(*_OWNER) is None:
            yield from differences(claim, volume)
        else:
            yield from other_owner(claim, volume)


def differences(claim: Resource, volume: Resource) -> Iterator[Problem]:
    """What the volume controller checks before it binds a claim to the volume that it names [checkVolumeSatisfyClaim]."""
    asked, has = size(claim), size(volume)
    if asked is not None and has is not None and has < asked:
        here, there = ("spec", "resources", "requests", "storage"), ("spec", "capacity", "storage")
        less = str(volume.get(*there))
        text = f"asks for {claim.get(*here)} of {volume}, which has {less}"
        yield problem(claim.nearest(*here), f"{claim} {text}", volume, there, less)
    wanted, offered = storage_class(claim), storage_class(volume)
    if wanted is not None and offered is not None and wanted != offered:
        text = f"{claim} {of_class(wanted)} names {volume}, {of_class(offered)}"
        yield problem(claim.nearest(*_CLASS), text, volume, _CLASS, of_class(offered))
    modes, given = access_modes(claim), access_modes(volume)
    if modes is not None and given is not None and not set(modes) <= set(given):
        missing = next(index for index, mode in enumerate(modes) if mode not in given)
        text = f"{claim} asks for {modes[missing]} of {volume}, which offers {listed(given)}"
        yield problem(claim.nearest(*_MODES, missing), text, volume, _MODES, listed(given))
    mode, other = volume_mode(claim), volume_mode(volume)
    if mode is not None and other is not None and mode != other:
        text = f"{claim} asks for a {mode} volume and names {volume}, a {other} volume"
        yield problem(claim.nearest(*_MODE), text, volume, _MODE, other)


def of_class(name: str) -> str:
    return f'of class "{name}"' if name else "of no class"


def other_owner(claim: Resource, volume: Resource) -> Iterator[Problem]:
    """Tell whose a volume is that is kept for another claim; a namespace that is not known may be the same."""
    name, namespace = (known_text(volume.get(*_OWNER, field)) for field in ("name", "namespace"))
    elsewhere = None not in {namespace, claim.namespace} and namespace != claim.namespace
    if name is None or (name == claim.name and not elsewhere):
        return
    owner = f"{claim.kind} {name}{f' in namespace {namespace}' if elsewhere else ''}"
    field = "name" if name != claim.name else "namespace"
    text = f"{claim} names {volume}, which is kept for {owner}"
    yield problem(claim.nearest("spec", "volumeName"), text, volume, (*_OWNER, field), f"kept for {owner}")


def problem(node: Node, message: str, volume: Resource, there: tuple[str, ...], what: str) -> Problem:
    return Problem(
        node=node,
        message=message,
        label="never bound",
        related=(Related(volume.nearest(*there), f"{volume}: {what}"),),
        effect="the claim stays Pending, and so do the pods that mount it",
    )
