"""What the commit hook costs in a repository of 1,000 manifests, beside a check of nothing but the unit of the commit.

`python benchmarks/staged.py [--runs 15] [--layout plain …]`: for each layout three files of one application are staged, and
median CPU times (of the process and what it starts, in milliseconds) are printed: of `check UNIT`, of the first
`check --staged` (nothing is known), of the next ones, and of one where nothing relevant is staged.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
_GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  namespace: {namespace}
  labels: {{app: {name}, app.kubernetes.io/part-of: shop}}
spec:
  replicas: 2
  selector:
    matchLabels: {{app: {name}}}
  template:
    metadata:
      labels: {{app: {name}, app.kubernetes.io/part-of: shop}}
    spec:
      automountServiceAccountToken: false
      containers:
        - name: app
          image: registry.example.com/{name}:1.4.2
          ports:
            - name: http
              containerPort: 8080
          envFrom:
            - configMapRef:
                name: {name}-config
          resources:
            requests: {{cpu: 100m, memory: 128Mi}}
            limits: {{memory: 128Mi}}
          readinessProbe:
            httpGet: {{path: /ready, port: http}}
          livenessProbe:
            httpGet: {{path: /live, port: http}}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: {name}
  namespace: {namespace}
spec:
  selector: {{app: {name}}}
  ports:
    - name: http
      port: 80
      targetPort: http
"""
SETTINGS = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: {name}-config
  namespace: {namespace}
data:
  LOG_LEVEL: info
  SELF: http://{name}.{namespace}.svc:80
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: {name}
  namespace: {namespace}
spec:
  ingressClassName: nginx
  rules:
    - host: {name}.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: {name}
                port: {{name: http}}
"""
_FOUR = {"deployment.yaml": DEPLOYMENT, "service.yaml": SERVICE, "settings.yaml": SETTINGS, "ingress.yaml": INGRESS}
_KUSTOMIZED = {
    "base/deployment.yaml": DEPLOYMENT,
    "base/service.yaml": SERVICE,
    "base/settings.yaml": SETTINGS,
    "base/kustomization.yaml": "resources: [deployment.yaml, service.yaml, settings.yaml]\n",
    "overlays/staging/kustomization.yaml": "resources: [../../base]\nnamespace: {namespace}-staging\n",
    "overlays/production/kustomization.yaml": (
        "resources: [../../base]\nnamespace: {namespace}\npatches: [{{path: replicas.yaml}}]\n"
    ),
    "overlays/production/replicas.yaml": (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: {name}, namespace: {namespace}}}\nspec: {{replicas: 5}}\n"
    ),
}
_CHART = {
    "Chart.yaml": "apiVersion: v2\nname: {name}\nversion: 1.0.0\n",
    "values.yaml": "replicas: 2\nlevel: info\n",
    "templates/deployment.yaml": DEPLOYMENT.replace("replicas: 2", "replicas: {{{{ .Values.replicas }}}}"),
    "templates/service.yaml": SERVICE,
    "templates/settings.yaml": SETTINGS.replace("LOG_LEVEL: info", "LOG_LEVEL: {{{{ .Values.level }}}}"),
}


class Layout(NamedTuple):
    """How a repository is laid out: the files of an application, how many there are, and which files a commit changes."""

    files: Mapping[str, str]
    applications: int
    staged: tuple[str, ...]
    namespace: Callable[[int], str]


LAYOUTS = {
    "plain": Layout(_FOUR, 250, ("deployment.yaml", "service.yaml", "settings.yaml"), lambda number: f"team-{number // 10}"),
    "one-namespace": Layout(_FOUR, 250, ("deployment.yaml", "service.yaml", "settings.yaml"), lambda _: "shop"),
    "kustomize": Layout(
        _KUSTOMIZED,
        143,
        ("base/deployment.yaml", "base/service.yaml", "overlays/production/replicas.yaml"),
        lambda number: f"team-{number // 10}",
    ),
    "charts": Layout(
        _CHART, 200, ("templates/deployment.yaml", "templates/service.yaml", "values.yaml"), lambda number: f"team-{number}"
    ),
}


def build(folder: Path, layout: Layout) -> Path:
    """Write and commit the repository, stage three files of an application in the middle; give that one."""
    for number in range(layout.applications):
        name = f"app-{number:03}"
        for path, text in layout.files.items():
            file = folder / "apps" / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.format(name=name, namespace=layout.namespace(number)), encoding="utf-8")
    (folder / "README.md").write_text("hello\n", encoding="utf-8")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")
    unit = folder / "apps" / f"app-{layout.applications // 2:03}"
    for path in layout.staged:
        with (unit / path).open("a", encoding="utf-8") as changed:
            changed.write("# changed\n")
    git(folder, "add", "-A")
    return unit


def git(folder: Path, *words: str) -> None:
    """Run git in a directory."""
    subprocess.run(["git", *words], cwd=folder, env={**os.environ, **_GIT}, check=True)  # noqa: S607  # the git of the PATH


def cost(folder: Path, words: list[str], cache: Path) -> float:
    """The CPU time of a run of k8slint, and of all that it starts, in milliseconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {**os.environ, **_GIT, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run([sys.executable, "-m", "k8slint", *words], cwd=folder, env=env, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return 1000 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure(name: str, layout: Layout, runs: int) -> str:
    """A line of the table."""
    with tempfile.TemporaryDirectory() as at:
        folder, warm = Path(at) / "repository", Path(at) / "warm"
        folder.mkdir()
        unit = str(build(folder, layout).relative_to(folder))
        cost(folder, ["check", "--allow-empty", unit], warm)  # the index of the rules is made
        cost(folder, ["check", "--staged"], warm)
        times: dict[str, list[float]] = {"unit": [], "cold": [], "warm": [], "idle": []}
        for _ in range(runs):  # in turns, as the machine is not always equally fast
            times["unit"].append(cost(folder, ["check", "--allow-empty", unit], warm))
            times["cold"].append(cost(folder, ["check", "--staged", "--no-cache"], warm))
            times["warm"].append(cost(folder, ["check", "--staged"], warm))
        git(folder, "reset", "-q", "--hard")
        (folder / "README.md").write_text("changed\n", encoding="utf-8")
        git(folder, "add", "-A")
        times["idle"] = [cost(folder, ["check", "--staged"], warm) for _ in range(runs)]
    one, cold, again, idle = (statistics.median(times[key]) for key in ("unit", "cold", "warm", "idle"))
    return f"{name:<14}{one:8.0f}{cold:8.0f}{again:8.0f}{idle:8.0f}{cold / one:10.2f}{again / one:10.2f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Measure the commit hook.")
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--layout", choices=sorted(LAYOUTS), action="append")
    given = parser.parse_args()
    print(f"{'CPU ms':<14}{'unit':>8}{'cold':>8}{'warm':>8}{'idle':>8}{'cold/unit':>10}{'warm/unit':>10}")
    for name in given.layout or LAYOUTS:
        print(measure(name, LAYOUTS[name], given.runs), flush=True)


if __name__ == "__main__":
    main()
