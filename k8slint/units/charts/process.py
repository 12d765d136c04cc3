"""The process that renders charts: archives come in, texts go out, a line of JSON each.

It is a program of its own that imports nothing of ours: `python process.py MEMORY [HELM]`. What Helm's library writes to
the standard outputs goes nowhere near the answers. A chart can keep it busy or make it large, and then it is killed.
"""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

_RAW = "templates/k8slint-raw.yaml"  # as in packing.py
_HEAD = re.compile(r"(?m)^---\n# Source: ([^\n]+)\n")
_TRACE = re.compile(r"\n(?:\s*\n|helm\.go:|\w+\.go:\d+:|level=|Use --debug flag)")
_OUT_OF_MEMORY = ("out of memory", "cannot allocate memory", "MemoryError")
_PATIENCE = 2  # times the time that the other side waits

Answer = dict[str, Any]
Render = Callable[[bytes, dict[str, Any]], Answer]


def main(arguments: list[str]) -> int:
    """Answer requests until there are no more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    _limit_memory(int(arguments[0]))
    try:
        render = _renders(arguments[1:])
    except Exception as error:  # noqa: BLE001  # whatever it is, it is said
        _say(answers, {"error": "crash", "message": f"{type(error).__name__}: {error}"})
        return 1
    _say(answers, {"ready": True})
    for line in sys.stdin.buffer:
        request = json.loads(line)
        _alarm(request["seconds"] * _PATIENCE)
        try:
            answer = render(base64.b64decode(request["archive"]), request)
        except MemoryError:
            answer = {"error": "memory", "message": "out of memory"}
        except Exception as error:  # noqa: BLE001  # whatever it is, it is said
            answer = {"error": "crash", "message": f"{type(error).__name__}: {error}"}
        _alarm(0)
        if sum(map(len, answer.get("texts", {}).values())) > request["output"]:
            answer = {"error": "size", "message": "too much output"}
        _say(answers, {"id": request["id"], **answer})
    return 0


def _renders(helm: list[str]) -> Render:
    """A helm that can be spoken with, else the library."""
    if not helm:
        return _by_library()
    try:
        return _by_binary(helm[0])
    except (OSError, RuntimeError):
        if importlib.util.find_spec("helm_python") is None:
            raise
        return _by_library()


def _say(answers: Any, answer: Answer) -> None:
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


def _limit_memory(size: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _alarm(seconds: float) -> None:
    """Let the kernel end this process if the one that waits for it is no more."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _by_library() -> Render:
    helm_python = importlib.import_module("helm_python")
    native = importlib.import_module("helm_python._native")
    kinds = {helm_python.HelmValuesError: "values", helm_python.HelmChartLoadError: "load"}

    def render(archive: bytes, request: dict[str, Any]) -> Answer:
        options: dict[str, Any] = {"name": request["release"], "namespace": request["namespace"]}
        if request["kube_version"]:
            options["kube_version"] = request["kube_version"]
        if request["api_versions"]:
            options["api_versions"] = request["api_versions"]
        try:
            with helm_python.Chart.load_archive(archive) as chart:
                handle = chart._raw()  # noqa: SLF001  # its own render() takes no version of Kubernetes
                texts = json.loads(native.call_string("helm_render", handle, request["values"], json.dumps(options)))
        except helm_python.HelmError as error:
            return {"error": kinds.get(type(error), "render"), "message": str(error)}
        return {"texts": {name: text for name, text in texts.items() if not name.endswith(_RAW)}}

    return render


def _by_binary(helm: str) -> Render:
    version = subprocess.run([helm, "version", "--template", "{{.Version}}"], capture_output=True, text=True, check=False)  # noqa: S603  # the helm on PATH
    if not re.match(r"v[34]\.", version.stdout):
        raise RuntimeError("helm is neither version 3 nor 4")

    def render(archive: bytes, request: dict[str, Any]) -> Answer:
        for name, data in (("chart.tgz", archive), ("values.json", request["values"].encode())):
            with open(name, "wb") as file:
                file.write(data)
        command = [helm, "template", request["release"], "chart.tgz", "--debug"]
        command += ["--namespace", request["namespace"], "--values", "values.json"]
        if request["kube_version"]:
            command += ["--kube-version", request["kube_version"]]
        for version in request["api_versions"]:
            command += ["--api-versions", version]
        done = subprocess.run(  # noqa: S603  # the helm on PATH
            command, capture_output=True, check=False, stdin=subprocess.DEVNULL, timeout=request["seconds"] * _PATIENCE
        )
        texts = _texts(done.stdout.decode("utf-8", "replace"))
        if any(name.endswith(_RAW) for name in texts):
            return {"texts": {name: text for name, text in texts.items() if not name.endswith(_RAW)}}
        return error_of(done.stderr.decode("utf-8", "replace"))

    return render


def _texts(output: str) -> dict[str, str]:
    """What each template made, of what helm prints when it cannot read one of them."""
    heads = list(_HEAD.finditer(output))
    ends = [head.start() for head in heads[1:]] + [len(output)] * bool(heads)
    found: dict[str, str] = {}
    for head, end in zip(heads, ends, strict=True):
        found.setdefault(head[1], output[head.end() : end].removesuffix("\n"))  # hooks come once more, one by one
    return found


def error_of(output: str) -> Answer:
    """What helm prints when it fails, as an answer."""
    _, error, message = output.rpartition("\nError: ") if "\nError: " in output else output.partition("Error: ")
    if not error:
        if any(word in output for word in _OUT_OF_MEMORY):
            return {"error": "memory", "message": "out of memory"}
        return {"error": "crash", "message": output[-200:].strip()}
    end = _TRACE.search(message)
    message = message[: end.start()] if end else message
    if "don't meet the specifications of the schema" in message:
        return {"error": "values", "message": message}
    return {"error": "load" if message.startswith(("cannot load", "validation:")) else "render", "message": message.strip()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
