"""The check of duplicate-service-port.md."""

from collections.abc import Callable, Iterator

from k8slint.api import Context, Problem, Related, Service, ServicePort

_Key = Callable[[ServicePort], str | None]


def check(service: Service, _ctx: Context) -> Iterator[Problem]:
    if len(service.ports) < 2:  # noqa: PLR2004  # one port alone clashes with none
        return
    told: set[tuple[int, int]] = set()
    for field, key, says in _CLASHES:
        if field == "nodePort" and service.type not in {"NodePort", "LoadBalancer"}:
            continue  # it may not be set at all
        first: dict[str, ServicePort] = {}
        for port in service.ports:
            shared = key(port)
            other = port if shared is None else first.setdefault(shared, port)
            if other is port or (other.index, port.index) in told:
                continue
            told.add((other.index, port.index))  # a port that was copied whole is told once
            yield Problem(
                node=port.nearest(field),
                message=f"{service} has {says.format(shared)}",
                label="again",
                related=(Related(other.nearest(field), "first here"),),
            )


def _pair(number: int | None, protocol: str | None) -> str | None:
    return None if number is None or protocol is None else f"{number}/{protocol}"


_CLASHES: tuple[tuple[str, _Key, str], ...] = (
    ("port", lambda port: _pair(port.port, port.protocol), "port {} twice"),
    ("name", lambda port: port.name, 'two ports named "{}"'),
    ("nodePort", lambda port: _pair(port.node_port, port.protocol), "nodePort {} twice"),
)
