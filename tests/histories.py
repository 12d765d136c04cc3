"""Repositories with a commit and a change after it, and what the command line says of them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

#: Nothing of the user's settings, and always the same author.
GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "a@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: api
  namespace: shop
spec:
  selector:
    app: api
  ports:
    - name: http
      port: 80
      targetPort: 8080
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: shop
spec:
  selector:
    matchLabels:
      app: api
  template:
    metadata:
      labels:
        app: api
    spec:
      containers:
        - name: api
          image: example.com/api:1
          ports:
            - name: http
              containerPort: 8080
          envFrom:
            - configMapRef:
                name: flags
            - configMapRef:
                name: never-was
"""
FLAGS = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: flags
  namespace: shop
data:
  DARK: "true"
"""
INGRESS = """\
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
  namespace: shop
spec:
  ingressClassName: nginx
  rules:
    - host: shop.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: api
                port:
                  number: 80
"""
#: With one old fault: ConfigMap never-was.
SHOP = {"shop/api.yaml": SERVICE, "shop/pods.yaml": DEPLOYMENT, "shop/flags.yaml": FLAGS, "shop/web.yaml": INGRESS}


def git(root: Path, *words: str, **env: str) -> str:
    """Run git in a directory; give what it says."""
    done = subprocess.run(
        ["git", *words],  # noqa: S607  # the git of the PATH, as we ask it
        cwd=root,
        env={**os.environ, **GIT, **env},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def write(root: Path, files: Mapping[str, str | None]) -> None:
    """Write files; None takes one away."""
    for path, text in files.items():
        file = root / path
        if text is None:
            file.unlink()
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def commit(root: Path, files: Mapping[str, str | None]) -> None:
    """Write files and commit everything."""
    root.mkdir(exist_ok=True)
    if not (root / ".git").exists():
        git(root, "init", "-q", "-b", "main")
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")


def k8slint(root: Path, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a directory."""
    here = str(Path(__file__).parents[1])
    return subprocess.run(
        [sys.executable, "-m", "k8slint", *words],
        cwd=root,
        env={**os.environ, **GIT, "PYTHONPATH": here, **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
