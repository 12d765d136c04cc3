"""The check of ingress-tls-host-mismatch.md."""

from collections.abc import Iterator
from itertools import islice

from k8slint.api import (
    Certified,
    Confidence,
    Context,
    Edit,
    Fix,
    Ingress,
    Problem,
    Related,
    Severity,
    TlsHost,
    TlsHosts,
    listed,
    tls_hosts,
)

_TOLD = 8  # hosts of rules, and TLS entries, that are told of


def check(ingress: Ingress, ctx: Context) -> Iterator[Problem]:
    found = tls_hosts(ctx.graph, ingress)
    if found is None:
        return
    for one, made in found.foreign:
        yield wrong_certificate(one, made)
    covered = coverage(ingress, found) if found.bare else ("", ())
    for host in found.bare:
        yield uncovered(ingress, host, found, covered, ctx.cluster.domain)
    rules = tuple(Related(ingress.nearest(*path), f"a rule for {host}") for host, path in islice(found.served.items(), _TOLD))
    for one in () if found.bare else found.idle:
        yield Problem(
            node=ingress.nearest(*one.path),
            message=f"{ingress} has a TLS entry for {one.host}, but no rule for that host",
            label="no rule is for this host",
            related=rules,
            severity=Severity.INFO,
        )


def wrong_certificate(one: TlsHost, made: Certified) -> Problem:
    """The problem of a Certificate that is for other hosts."""
    ingress, certificate = one.entry.ingress, made.certificate
    field = certificate.nearest("spec", "dnsNames") if certificate is not None else ingress.nearest(*one.path)
    title = f"write `- {quoted(one.host)}` in `dnsNames` of {certificate}"
    fix = Fix(title, (Edit(field, (len(field.value),), one.host),)) if isinstance(field.value, list) else None
    return Problem(
        node=ingress.nearest(*one.path),
        message=f"{ingress} serves {one.host} with Secret {one.entry.secret}, which {certificate} makes for {listed(made.names)}",
        label="not in the certificate",
        related=(Related(field, f"{certificate}: {listed(made.names)}"),),
        effect="clients get a certificate for other hosts, or the default one of the controller, and refuse it",
        help=title,
        fix=fix,
    )


def coverage(ingress: Ingress, found: TlsHosts) -> tuple[str, tuple[Related, ...]]:
    """For which hosts the entries of a TLS section are, and where they say it."""
    entries = zip(ingress.tls(), found.named, strict=True)
    there = (Related(ingress.nearest(*one.path, "hosts"), f"for {listed(hosts)}") for one, hosts in islice(entries, _TOLD))
    return listed([name for hosts in found.named for name in hosts]), tuple(there)


def uncovered(ingress: Ingress, host: str, found: TlsHosts, covered: tuple[str, tuple[Related, ...]], domain: str) -> Problem:
    """The problem of a host that is left out of the TLS section; nobody certifies names of the cluster, or `localhost`."""
    inside = "." not in host or f"{host}.".endswith((".svc.", f".svc.{domain}."))
    fix = None if inside else cure(ingress, host, found)
    return Problem(
        node=ingress.nearest(*found.served[host]),
        message=f"{ingress} serves {host}, but its TLS section is only for {covered[0]}",
        label="no TLS entry is for this host",
        related=covered[1],
        effect="HTTPS requests for the host get the controller's default, self-signed certificate",
        help=None if fix is None else fix.title,
        severity=Severity.INFO if inside else Severity.WARNING,
        confidence=Confidence.LIKELY if None in found.made else None,
        fix=fix,
    )


def cure(ingress: Ingress, host: str, found: TlsHosts) -> Fix | None:
    """Write the host in place of the only one that no rule is for, or beside those of the only entry."""
    if len(ingress.tls()) != 1 or not ingress.tls()[0].hosts_known:
        return None
    (entry,) = ingress.tls()
    if not found.idle:
        place: tuple[str | int, ...] = (len(entry.hosts),)
    elif len(found.idle) == len(found.bare) == 1:
        place = (found.idle[0].path[-1],)
    else:
        return None
    edits = [Edit(ingress.nearest(*entry.path, "hosts"), place, host)]
    (made,) = found.made
    names = None if made is None or made.certificate is None else made.certificate.node("spec", "dnsNames")
    if names is not None and isinstance(names.value, list):
        edits.append(Edit(names, (len(names.value),), host))
    return Fix(f"write `- {quoted(host)}` in `hosts`", tuple(edits))


def quoted(host: str) -> str:
    """A host as it is written in YAML: `*` alone begins an alias."""
    return f'"{host}"' if host.startswith("*") else host
