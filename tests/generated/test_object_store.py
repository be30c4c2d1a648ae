"""Models in an object store that speaks S3 over HTTP: machines share nothing but it."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SERVER = "moto[server]==5.2.5"
RECORD = {"tenure": 3, "contract": "Month-to-month", "monthly_charges": 80.5}
"""A customer of the quickstart."""


@dataclass(frozen=True)
class Machine:
    """A folder of models of its own, and the commands that work on it."""

    project: Path
    models: Path
    environment: dict[str, str]

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.project / ".venv/bin/python", "-m", "quick_churn.cli", *command],
            cwd=self.project,
            env={**os.environ, **self.environment, "PYTHONPATH": "src:.", "MODELS_DIR": str(self.models)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command: str, code: int = 0) -> str:
        """What a command prints; it has to end with the exit code."""
        process = self.start(*command)
        told, _ = process.communicate(timeout=300)
        assert process.returncode == code, told
        return told


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ask(url: str, body: object = None) -> dict[str, object]:
    """The answer of a service; nothing while there is none."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            found: dict[str, object] = json.loads(answer.read())
            return found
    except (urllib.error.URLError, ConnectionError):
        return {}


def answers(request: urllib.request.Request) -> bool:
    try:
        with urllib.request.urlopen(request, timeout=10):
            return True
    except (urllib.error.URLError, ConnectionError):
        return False


def failures(url: str) -> float:
    """How often the service did not reach the store."""
    with urllib.request.urlopen(f"{url}/metrics", timeout=10) as answer:
        text = answer.read().decode()
    found = re.search(r"^mlservice_model_store_failures_total (.+)$", text, re.MULTILINE)
    assert found, text
    return float(found[1])


def champion(machine: Machine) -> str:
    version: str = json.loads((machine.models / "champion.json").read_text())["version"]
    return version


def again(folder: Path) -> str:
    """The version of a folder as another version."""
    version = f"{folder.name}-again"
    other = shutil.copytree(folder, folder.with_name(version))
    manifest = json.loads((other / "manifest.json").read_text())
    (other / "manifest.json").write_text(json.dumps({**manifest, "version": version}))
    return version


def wait_for(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.5)


@contextmanager
def ending(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> Iterator[None]:
    """End the process with the block."""
    try:
        yield
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], dict[str, str]]]:
    """A server of the S3 protocol with a bucket, and the environment that names both."""
    python = tmp_path / "moto" / "bin" / "python"
    subprocess.run(["uv", "venv", "--quiet", tmp_path / "moto", "--python", sys.executable], check=True)
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", python, SERVER], check=True)
    port = free_port()
    command = [str(tmp_path / "moto" / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    with ending(process):
        wait_for(lambda: answers(urllib.request.Request(f"{url}/models", method="PUT")))
        yield (
            process,
            {
                "AWS_ENDPOINT_URL": url,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DEFAULT_REGION": "us-east-1",
                "MODELS_URI": "s3://models/quick-churn",
            },
        )


def test_machines_share_models_through_a_server(
    server: tuple[subprocess.Popen[bytes], dict[str, str]], equip: Callable[[Path], Path], tmp_path: Path
) -> None:
    """Trained here, served there; with the server gone the service goes on, and a job says why not."""
    process, environment = server
    project = equip(compile_to(EXAMPLES / "quickstart" / "mlsystem.yaml", tmp_path / "project"))
    shutil.copytree(EXAMPLES / "quickstart" / "data", project / "data", dirs_exist_ok=True)
    install = ["uv", "pip", "install", "--quiet", "--python", str(project / ".venv/bin/python")]
    subprocess.run([*install, "--require-hashes", "-r", str(project / "requirements-store.lock")], check=True)
    trainer = Machine(project, tmp_path / "trainer", environment)
    person = Machine(project, tmp_path / "person", environment)
    trainer.run("train")
    trainer.run("promote")
    first = champion(trainer)

    port = free_port()
    url = f"http://127.0.0.1:{port}"
    replica = Machine(project, tmp_path / "replica", {**environment, "SERVING_PORT": str(port)})
    with ending(replica.start("serve")):
        wait_for(lambda: ask(f"{url}/readyz").get("model_version") == first)
        second = again(trainer.models / first)
        trainer.run("promote", second)
        wait_for(lambda: ask(f"{url}/readyz").get("model_version") == second)
        assert first in person.run("rollback")
        wait_for(lambda: ask(f"{url}/readyz").get("model_version") == first)

        process.kill()
        process.wait()
        assert "the store of models s3://models/quick-churn" in person.run("promote", second, code=1)
        wait_for(lambda: failures(url) > 0)
        assert ask(f"{url}/readyz")["status"] == "ready"
        assert ask(f"{url}/predict", RECORD)
    assert champion(person) == first
