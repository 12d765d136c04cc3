"""The renderer of charts: Helm in a process of its own, which takes so much time and memory and no more."""

from __future__ import annotations

import base64
import contextlib
import importlib.util
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from typing import IO, Any, Literal, NamedTuple, Protocol, Self

from k8slint.units.charts.values import ValueSet, merged

#: What is said of charts where nothing renders them.
MISSING = "install k8slint[helm]"

FaultKind = Literal["timeout", "memory", "size", "crash", "values", "load", "render"]
_FAULTS = frozenset({"memory", "size", "crash", "values", "load", "render"})
_OUT_OF_MEMORY = (b"out of memory", b"cannot allocate memory", b"MemoryError", b"cannot map pages")
_PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "process.py")
_GROUPS = os.name == "posix"
_TOLD = 65536  # bytes of what a process that died had to say
_KEPT = frozenset({"PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "PYTHONPATH", "HELM_C_LIB"})


class RenderLimits(NamedTuple):
    """What one render may take: seconds, bytes of memory where the platform can say so, characters that come out.

    `start` are the seconds in which the process must be ready.
    """

    seconds: float = 10
    memory: int = 3 << 30
    output: int = 64 << 20
    start: float = 60


class Fault(NamedTuple):
    """Why there is no render: what Helm says (`values`, `load`, `render`), or what became of the process."""

    kind: FaultKind
    message: str


class Renders(Protocol):
    """What renders charts."""

    def render(self, archive: bytes, values: ValueSet) -> Mapping[str, str] | Fault:
        """What the templates of a chart make, by the names that Helm gives them; a Fault if there is nothing."""


class Renderer:
    """Helm in a process that renders one archive after the other; a new one is started when one had to be killed."""

    def __init__(self, command: Sequence[str], limits: RenderLimits = RenderLimits()) -> None:  # noqa: B008  # it is immutable
        self.limits = limits
        self.command = tuple(command)
        self._process: subprocess.Popen[bytes] | None = None
        self._said: IO[bytes] | None = None
        self._home: tempfile.TemporaryDirectory[str] | None = None
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def render(self, archive: bytes, values: ValueSet) -> Mapping[str, str] | Fault:
        """What the templates of a chart make, by the names that Helm gives them; a Fault if there is nothing."""
        if self._process is None:
            fault = self._start()
            if fault is not None:
                return fault
        self._count += 1
        request = {
            "id": self._count,
            "archive": base64.b64encode(archive).decode(),
            "values": merged(values),
            "release": values.release,
            "namespace": values.namespace,
            "kube_version": values.kube_version,
            "api_versions": values.api_versions,
            "seconds": self.limits.seconds,
            "output": self.limits.output,
        }
        answer = self._exchange(json.dumps(request).encode() + b"\n", self.limits.seconds)
        if isinstance(answer, Fault):
            return answer
        texts = answer.get("texts")
        if answer.get("id") == self._count and type(texts) is dict:
            if all(type(text) is str for text in texts.values()):
                return texts
        elif answer.get("id") == self._count and answer.get("error") in _FAULTS:
            return Fault(answer["error"], str(answer.get("message")))
        return self._stop(Fault("crash", "it answered something else"))

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._stop(Fault("crash", "closed"))
        if self._home is not None:
            self._home.cleanup()
            self._home = None

    def _start(self) -> Fault | None:
        if self._home is None:
            self._home = tempfile.TemporaryDirectory(prefix="k8slint-", ignore_cleanup_errors=True)
        home = self._home.name
        environment = {name: value for name, value in os.environ.items() if name.upper() in _KEPT}
        homes = ("HOME", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME", "HELM_PLUGINS")
        environment |= dict.fromkeys(homes, home)
        environment |= {"HELM_NO_PLUGINS": "1", "KUBECONFIG": os.devnull}
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  # closed with the process
        try:
            self._process = subprocess.Popen(  # noqa: S603  # our own program
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._said,
                cwd=home,
                env=environment,
                start_new_session=_GROUPS,
            )
        except OSError as error:
            self._said.close()
            return Fault("crash", f"it does not start: {error.strerror}")
        answer = self._exchange(b"", self.limits.start)
        if isinstance(answer, Fault):
            return answer
        return None if answer.get("ready") is True else self._stop(Fault("crash", str(answer.get("message", "it is not ready"))))

    def _exchange(self, request: bytes, seconds: float) -> dict[str, Any] | Fault:
        """Send a line and wait for the one that answers it."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return Fault("crash", "it does not run")
        answers: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        arguments = (process.stdin, process.stdout, request, 2 * self.limits.output + _TOLD, answers)
        threading.Thread(target=_talk, args=arguments, daemon=True).start()
        try:
            line = answers.get(timeout=seconds)
        except queue.Empty:
            return self._stop(Fault("timeout", f"not done in {seconds:g} s"))
        if not line.endswith(b"\n"):
            return self._stop(None)
        try:
            answer = json.loads(line)
        except ValueError:
            answer = None
        return answer if type(answer) is dict else self._stop(Fault("crash", "it answered something else"))

    def _stop(self, fault: Fault | None) -> Fault:
        """End the process and all that it started; without a fault it ended by itself, and left word why."""
        process, said = self._process, self._said
        self._process = self._said = None
        if process is not None:
            if fault is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(1)
            _kill(process)
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError, ValueError):
                        pipe.close()
        if said is not None:
            if fault is None:
                said.seek(0)
                words = said.read(_TOLD)
                dead = any(word in words for word in _OUT_OF_MEMORY)
                fault = Fault("memory", "out of memory") if dead else None
            said.close()
        return fault or Fault("crash", f"it ended with code {process.returncode if process else None}")


def _talk(stdin: IO[bytes], stdout: IO[bytes], request: bytes, limit: int, answers: queue.SimpleQueue[bytes]) -> None:
    try:
        if request:
            stdin.write(request)
            stdin.flush()
        answers.put(stdout.readline(limit))
    except (OSError, ValueError):
        answers.put(b"")


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it started."""
    with contextlib.suppress(OSError):
        if _GROUPS:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            taskkill = shutil.which("taskkill")
            if taskkill is not None:
                subprocess.run([taskkill, "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False)  # noqa: S603
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()


def find_renderer(limits: RenderLimits = RenderLimits()) -> Renderer | None:  # noqa: B008  # it is immutable
    """What renders charts here: a `helm` on PATH, else the library of the extra; None if there is neither."""
    helm = shutil.which("helm")
    command = [sys.executable, "-P", _PROGRAM, str(limits.memory)]
    if helm is not None:
        return Renderer([*command, os.path.abspath(helm)], limits)
    return Renderer(command, limits) if importlib.util.find_spec("helm_python") else None
