"""Measures `k8slint check` over manifests that are hostile or merely large: how much grows with the square of something.

`python benchmarks/hostile.py`: seconds of CPU, megabytes and findings of each case, every rule running. Name cases to
run only those; `--tree` measures another checkout; a case that takes longer than `--limit` seconds is stopped.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.hostile_crowds import CROWDS  # noqa: E402  # a script of a checkout
from benchmarks.hostile_parts import Files, container, deployment, service, stream  # noqa: E402

CHECK = ["check", "--profile", "strict", "--min-severity", "info", "--output-format", "json", "--fail-on", "never", "."]
#: What each case has to stay under, in seconds of CPU.
MOST = 3.0


def _configmap(name: str, keys: Iterable[str]) -> str:
    data = "".join(f"  {key}: x\n" for key in keys)
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: shop}}\ndata:\n{data}"


def _custom(number: int) -> str:
    return (
        f"apiVersion: group{number}.example.com/v1\nkind: Thing\nmetadata: {{name: thing-{number}, namespace: shop}}\n"
        f"spec:\n  volumes: [{{name: added-{number}}}]\n"
    )


def fleet(count: int) -> Files:
    """One selector in many namespaces, each with its own Service and Deployment."""
    spaces = [f"tenant-{number}" for number in range(count)]
    return stream(text for one in spaces for text in (service("web", "web", "http", one), deployment("web", "web", "", one)))


def fleet_apart(count: int) -> Files:
    """One selector in many namespaces, Services and Deployments in different ones: every Service selects nothing."""
    services = (service("web", "web", "http", f"front-{number}") for number in range(count))
    return stream([*services, *(deployment("web", "web", "", f"back-{number}") for number in range(count))])


def fleet_folders(count: int) -> Files:
    """The same selector in many folders, each a unit; only every other one holds the Deployment."""
    files = {}
    for number in range(count):
        front, back = service("web", "web"), deployment("web", "web")
        files[f"app-{number}/all.yaml"] = f"{front}---\n{back}" if number % 2 else front
    return files


def many_containers(count: int) -> Files:
    """One pod of many containers, each with a port, a mount, a probe and a log file that it follows."""
    more = (
        "        command: [sh, -c, tail -F /var/log/app/app.log]\n        ports: [{name: p%(n)d, containerPort: %(port)d}]\n"
        "        volumeMounts: [{name: logs-%(n)d, mountPath: /var/log/app}]\n"
        "        readinessProbe: {httpGet: {path: /, port: q%(n)d}}\n"
    )
    containers = "".join(container(f"c{n}", more % {"n": n, "port": 1000 + n}) for n in range(count))
    volumes = "      volumes:\n" + "".join(f"      - {{name: logs-{n}, emptyDir: {{}}}}\n" for n in range(count))
    return stream([deployment("web", "web", containers=containers, volumes=volumes)])


def many_readers(count: int) -> Files:
    """One pod of many containers that read a directory where every other one has a volume, and one that has none."""
    more = (
        "        command: [sh, -c, tail -F /var/log/app-%(n)d/app.log]\n"
        "        volumeMounts: [{name: logs, mountPath: /var/log/app}]\n"
    )
    containers = "".join(container(f"c{n}", more % {"n": n % 2}) for n in range(count))
    return stream([deployment("web", "web", containers=containers, volumes="      volumes: [{name: logs, emptyDir: {}}]\n")])


def ports_missing(count: int) -> Files:
    """Many Services with one selector and a target port that none of very many Deployments declares."""
    services = (service(f"web-{number}", "web", "metrics") for number in range(count))
    return stream([*services, *(deployment(f"web-{number}", "web") for number in range(count * 16))])


def ports_partial(count: int) -> Files:
    """Many Services with one selector and a target port that one of very many Deployments declares."""
    services = (service(f"web-{number}", "web", "http") for number in range(count))
    bare = container("web")
    rest = (deployment(f"web-{number}", "web", containers=bare) for number in range(1, count * 16))
    return stream([*services, deployment("web-0", "web"), *rest])


def mounts_missing(count: int) -> Files:
    """One pod of many mounts, none of whose volumes is defined, and as many volumes."""
    mounts = "        volumeMounts:\n" + "".join(f"        - {{name: data-{n}, mountPath: /data/{n}}}\n" for n in range(count))
    volumes = "      volumes:\n" + "".join(f"      - {{name: date-{n}, emptyDir: {{}}}}\n" for n in range(count))
    return stream([deployment("web", "web", mounts, volumes=volumes)])


def mounts_unlike(count: int) -> Files:
    """The same, where no name is near another."""
    mounts = "        volumeMounts:\n" + "".join(f"        - {{name: data-{n}, mountPath: /data/{n}}}\n" for n in range(count))
    volumes = "      volumes:\n" + "".join(f"      - {{name: something-else-{n}, emptyDir: {{}}}}\n" for n in range(count))
    return stream([deployment("web", "web", mounts, volumes=volumes)])


def custom_resources(count: int) -> Files:
    """Many custom resources, mounts of volumes that none of them adds, and Services whose pods an operator may make."""
    mounts = "        volumeMounts:\n" + "".join(f"        - {{name: data-{n}, mountPath: /data/{n}}}\n" for n in range(count))
    services = (service(f"web-{number}", f"web-{number}") for number in range(count))
    return stream([*map(_custom, range(count)), deployment("web", "web", mounts), *services])


def addresses(count: int) -> Files:
    """Many URLs that name Services which are not there, and as many Services."""
    urls = "        env:\n" + "".join(f"        - {{name: U{n}, value: 'http://front-{n}.shop.svc:81/'}}\n" for n in range(count))
    services = (service(f"fromt-{number}", "web") for number in range(count))
    return stream([*services, deployment("web", "web", urls)])


def keys(count: int) -> Files:
    """One pod that takes many keys from one ConfigMap of as many keys, all of which are there."""
    return _keys(count, "key")


def keys_missing(count: int) -> Files:
    """The same, where none of the keys is there."""
    return _keys(count, "kay")


def _keys(count: int, written: str) -> Files:
    entry = "        - {name: V%d, valueFrom: {configMapKeyRef: {name: settings, key: key-%d}}}\n"
    env = "        env:\n" + "".join(entry % (n, n) for n in range(count))
    return stream([_configmap("settings", (f"{written}-{n}" for n in range(count))), deployment("web", "web", env)])


def containers_keys(count: int) -> Files:
    """Many containers, each of which takes a key from one ConfigMap of as many keys, and a file of another."""
    more = (
        "        env: [{name: V, valueFrom: {configMapKeyRef: {name: settings, key: key-%(n)d}}}]\n"
        "        volumeMounts: [{name: files, mountPath: /f/%(n)d, subPath: kay-%(n)d}]\n"
    )
    containers = "".join(container(f"c{n}", more % {"n": n}) for n in range(count))
    volumes = "      volumes: [{name: files, configMap: {name: settings}}]\n"
    settings = _configmap("settings", (f"key-{n}" for n in range(count)))
    return stream([settings, deployment("web", "web", containers=containers, volumes=volumes)])


def configmap_volumes(count: int) -> Files:
    """Many volumes of ConfigMaps in one pod, each mounted once by one container."""
    mounts = "        volumeMounts:\n" + "".join(
        f"        - {{name: v{n}, mountPath: /data/{n}, subPath: a}}\n" for n in range(count)
    )
    volumes = "      volumes:\n" + "".join(f"      - {{name: v{n}, configMap: {{name: cm-{n}}}}}\n" for n in range(count))
    return stream([*(_configmap(f"cm-{n}", "a") for n in range(count)), deployment("web", "web", mounts, volumes=volumes)])


def same_object(count: int) -> Files:
    """Many files of one folder, all of which define the same object."""
    return {f"file-{number}.yaml": deployment("web", "web") for number in range(count)}


def one_folder(count: int) -> Files:
    """Many files of one folder, each with objects of its own."""
    return {
        f"file-{number}.yaml": f"{service(f'web-{number}', f'web-{number}')}---\n{deployment(f'web-{number}', f'web-{number}')}"
        for number in range(count)
    }


def same_ports(count: int) -> Files:
    """One pod of many containers that all declare the same port, twice, and take it of the node."""
    more = "        ports: [{containerPort: 80}, {containerPort: 80, hostPort: 80}]\n"
    return stream([deployment("web", "web", containers="".join(container(f"c{n}", more) for n in range(count)))])


def near_labels(count: int) -> Files:
    """Many Services, each of which selects nothing because of a slip of the pen in a label of a Deployment."""
    pairs = ((service(f"web-{n}", f"web-{n}"), deployment(f"wob-{n}", f"wob-{n}")) for n in range(count))
    return stream(text for pair in pairs for text in pair)


#: The cases and their sizes.
CASES: tuple[tuple[Callable[[int], Files], int], ...] = (
    (fleet, 3000),
    (fleet_apart, 3000),
    (fleet_folders, 3000),
    (many_containers, 3000),
    (many_readers, 3000),
    (ports_missing, 300),
    (ports_partial, 300),
    (mounts_missing, 5000),
    (mounts_unlike, 5000),
    (custom_resources, 3000),
    (addresses, 3000),
    (keys, 5000),
    (keys_missing, 5000),
    (containers_keys, 3000),
    (configmap_volumes, 3000),
    (same_object, 5000),
    (one_folder, 5000),
    (same_ports, 3000),
    (near_labels, 2500),
    *CROWDS,
)


def write(files: Files, folder: Path) -> None:
    """Put the files of a case into a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def run(folder: Path, tree: Path, limit: float, out: Path) -> tuple[float, float] | None:
    """Seconds of CPU and megabytes of a check of a folder; None where it takes longer than the limit."""
    environment = {**os.environ, "PYTHONPATH": str(tree), "NO_COLOR": "1"}
    command = ["timeout", str(limit), sys.executable, "-m", "k8slint", *CHECK]
    with out.open("wb") as written:
        process = subprocess.Popen(command, cwd=folder, stdout=written, stderr=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 124}:
        raise RuntimeError(f"{' '.join(command)} in {folder}: exit code {process.returncode}")
    return None if process.returncode else (usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def main() -> int:
    """Measure and print; 1 where a case takes too long."""
    parser = argparse.ArgumentParser(description="Measure k8slint over hostile manifests.")
    parser.add_argument("cases", nargs="*", metavar="CASE", help=f"of {', '.join(case.__name__ for case, _ in CASES)}")
    parser.add_argument("--tree", type=Path, default=ROOT, help="the checkout to measure")
    parser.add_argument("--limit", type=float, default=60, help="seconds after which a case is stopped")
    parser.add_argument("--keep", type=Path, help="a folder for the reports")
    given = parser.parse_args()
    slow = 0
    for case, size in CASES:
        if given.cases and case.__name__ not in given.cases:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "case"
            write(case(size), folder)
            out = (given.keep or Path(scratch)) / f"{case.__name__}.json"
            out.parent.mkdir(parents=True, exist_ok=True)
            cost = run(folder, given.tree.resolve(), given.limit, out)
            if cost is None:
                says = f"more than {given.limit:.0f} s"
            else:
                says = f"{cost[0]:6.2f} s CPU {cost[1]:6.0f} MB {out.stat().st_size / 1e6:7.1f} MB of report"
            slow += cost is None or cost[0] > MOST
        print(f"{case.__name__:18} {size:5}  {says}", flush=True)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
