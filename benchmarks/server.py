"""The servers that are compared: started on a core of their own, stopped at the end."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.project import PROGRAMS, Project
from benchmarks.wrk import KEY, cores

START_SECONDS = 180


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    pid: int

    def get_json(self, path: str) -> Any:
        """Fetch a document."""
        with urlopen(self.url + path) as answer:
            return json.load(answer)

    def memory(self) -> float:
        """Resident memory of the process and its children, in MiB."""
        return sum(_resident(pid) for pid in _family(self.pid))


@contextmanager
def project_server(project: Project, scratch: Path) -> Iterator[Server]:
    """The project's service, with routes beside it that do nothing."""
    port = free_port()
    program = [str(project.python), str(PROGRAMS / "noop_server.py"), project.package]
    with started(
        [*program, str(port), str(project.models), str(scratch / "log"), KEY], project, scratch
    ) as process:
        yield ready(port, "/readyz", process)


@contextmanager
def mlflow_server(project: Project, scratch: Path) -> Iterator[tuple[Server, str]]:
    """``mlflow models serve`` on the champion's pipeline, and the body of a request to it."""
    python = mlflow_environment(project, scratch)
    body = project.run("mlflow_model.py", project.models, project.data, scratch / "model", python=python)
    port = free_port()
    program = [
        str(python.parent / "mlflow"),
        "models",
        "serve",
        "-m",
        str(scratch / "model"),
        "-p",
        str(port),
    ]
    with started([*program, "--env-manager", "local", "-w", "1"], project, scratch) as process:
        yield ready(port, "/ping", process), body.strip().splitlines()[-1]


def mlflow_environment(project: Project, scratch: Path) -> Path:
    """Make an environment with the project's locked libraries and the whole of MLflow; its interpreter."""
    lock = project.root / "requirements.lock"
    found = re.search(r"^mlflow-skinny==([\d.]+)", lock.read_text("utf-8"), re.MULTILINE)
    python = scratch / "venv/bin/python"
    plain = scratch / "requirements.txt"
    plain.write_text("\n".join(re.findall(r"^[\w.-]+==[^\\\n]+", lock.read_text("utf-8"), re.MULTILINE)))
    packages = [f"mlflow=={found[1] if found else ''}".rstrip("="), "pyarrow", "-r", str(plain)]
    if shutil.which("uv"):
        subprocess.run(
            ["uv", "venv", "--quiet", "--python", sys.executable, str(scratch / "venv")], check=True
        )
        install = ["uv", "pip", "install", "--quiet", "--python", str(python)]
    else:
        subprocess.run([sys.executable, "-m", "venv", str(scratch / "venv")], check=True)
        install = [str(python), "-m", "pip", "install", "--quiet"]
    subprocess.run([*install, *packages], check=True)
    return python


@contextmanager
def started(command: list[str], project: Project, scratch: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The command on the server's core, in a session of its own, until the end of the block."""
    with (scratch / "server.log").open("wb") as log:
        process = subprocess.Popen(
            ["taskset", "-c", cores()[0], *command],
            cwd=scratch,
            env={**project.environment, "PATH": f"{Path(command[0]).parent}:/usr/bin:/bin"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            yield process
        finally:
            for pid in reversed(_family(process.pid)):
                subprocess.run(["kill", str(pid)], check=False, stderr=subprocess.DEVNULL)
            process.wait()


def ready(port: int, path: str, process: subprocess.Popen[bytes]) -> Server:
    """The server, once it answers.

    Raises:
        TimeoutError: if it does not.
    """
    url, limit = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urlopen(url + path):
                return Server(url, process.pid)
        except (URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(f"{process.args!r} does not answer {path}")


def free_port() -> int:
    """A port of the loopback interface that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    direct = [int(child) for child in children.read_text().split()] if children.exists() else []
    return [pid, *(member for child in direct for member in _family(child))]


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
