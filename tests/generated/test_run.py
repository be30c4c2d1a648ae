"""The generated projects are installed, trained, judged, served, sabotaged: nothing is simulated."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.alone]

OPENED_BY_MLFLOW = """
import sys, mlflow
model = mlflow.pyfunc.load_model(sys.argv[1])
print(model.predict(model.input_example).to_json(orient="records"))
"""
MAX_INSTALLED_BYTES = 700_000_000
# What belongs to this run and not to a user's shell.
OURS = ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "PYTEST_ADDOPTS")


def make(project: Path, *targets: str) -> str:
    """Run targets as a user would; the log is the evidence when one fails."""
    environment = {
        key: value
        for key, value in os.environ.items()
        if key
        not in (
            "PYTHONPATH",
            "VIRTUAL_ENV",
            "MAKEFLAGS",
            "MAKELEVEL",
            "PYTEST_ADDOPTS",
            "COVERAGE_PROCESS_START",
        )
    }
    done = subprocess.run(
        ["make", "--no-print-directory", *targets],
        cwd=project,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1500,
        check=False,
    )
    assert done.returncode == 0, (
        f"make {' '.join(targets)} exited with {done.returncode}:\n{done.stdout[-6000:]}"
    )
    return done.stdout


@pytest.fixture(scope="module", params=["churn", pytest.param("quickstart", marks=pytest.mark.long)])
def project(request: pytest.FixtureRequest) -> Path:
    """A project with a model that was trained and judged."""
    root: Path = request.getfixturevalue(request.param)
    make(root, "setup")
    make(root, "train", "evaluate")
    return root


def installed_bytes(project: Path) -> int:
    """Size of what was installed; byte code that Python adds when it runs is not counted."""
    files = (path for path in (project / ".venv").rglob("*") if "__pycache__" not in path.parts)
    return sum(path.lstat().st_size for path in files if path.is_file())


def saboteurs(project: Path) -> set[str]:
    """The saboteurs of the project: its modules that define `run`."""
    return {
        f"tests/fault_injection/{path.name}"
        for path in (project / "tests/fault_injection").glob("*.py")
        if re.search(r"^def run\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }


def test_every_gate_passes_and_the_report_shows_it(project: Path) -> None:
    report = json.loads((project / "reports" / "evaluation.json").read_bytes())
    assert report["gates"], "nothing was judged"
    assert [gate["id"] for gate in report["gates"] if not gate["passed"]] == []
    low, high = report["primary"]["ci"]
    assert low <= report["primary"]["value"] <= high
    assert all(report["primary"]["value"] > baseline["pr_auc"] for baseline in report["baselines"].values())
    page = (project / "reports" / "evaluation.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_the_environment_is_small(project: Path) -> None:
    assert installed_bytes(project) < MAX_INSTALLED_BYTES


def test_static_checks_are_clean(project: Path) -> None:
    make(project, "check")


def test_batch_scores_every_row_and_monitoring_reads_them(project: Path) -> None:
    assert "7,043 scored, 0 rejected" in make(project, "batch")
    make(project, "monitor")


def test_own_tests_pass(project: Path) -> None:
    assert " passed" in make(project, "test")


def test_mlflow_opens_the_model_in_a_clean_environment(project: Path, tmp_path: Path) -> None:
    """Nothing of the project is installed there: the version brings its code and its requirements."""
    python = tmp_path / "bin" / "python"
    subprocess.run(["uv", "venv", "--quiet", str(tmp_path), "--python", sys.executable], check=True)
    version = next((project / "mlruns").glob("*/*/artifacts/model"))
    requirements = ["--requirement", str(version / "requirements.txt")]
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", str(python), *requirements], check=True)
    done = subprocess.run(
        [python, "-W", "ignore", "-c", OPENED_BY_MLFLOW, str(version)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "MLFLOW_DISABLE_TELEMETRY": "true"},
        capture_output=True,
        text=True,
        check=True,
    )
    answers = json.loads(done.stdout.splitlines()[-1])
    assert len(answers) == 5
    assert all(0 <= answer["score"] <= 1 and answer["decision"] in ("Yes", "No") for answer in answers)


def test_every_saboteur_trips_its_enforcement(project: Path) -> None:
    make(project, "prove")
    proofs = json.loads((project / "reports" / "proof.json").read_bytes())
    assert {proof["saboteur"] for proof in proofs} == saboteurs(project)
    assert [proof for proof in proofs if not proof["tripped"]] == []


def test_the_service_answers_refuses_and_ends_in_peace(project: Path) -> None:
    key = api_key(project)
    with service(project) as (base, process):
        record = example_record(project)
        status, answer = post(f"{base}/predict", record, key)
        assert status == 200
        assert not json.loads(answer)["fallback"]
        status, answer = post(f"{base}/predict", [record, record], key)
        assert (status, len(json.loads(answer))) == (200, 2)
        status, answer = post(f"{base}/predict", {**record, "tenure": -1}, key)
        assert status == 422
        assert json.loads(answer)["detail"][0]["field"] == "tenure"
        metrics = get(f"{base}/metrics").decode()
        assert re.search(r'invalid_input_total\{[^}]*field="tenure"', metrics)
        process.send_signal(signal.SIGTERM)
        # uvicorn drains, then lets the signal end the process, so that a supervisor sees why it ended.
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)
    assert "Application shutdown complete" in log_of(project).read_text(encoding="utf-8")


def api_key(project: Path) -> str:
    """A key of the service; nothing where it asks for none."""
    asked = any(project.glob("src/*/serving/api_keys.py"))
    return make(project, "add-caller", "NAME=tests").split()[-1] if asked else ""


def example_record(project: Path) -> dict[str, object]:
    """The record that the service shows in its documentation."""
    code = "from {0}.serving.openapi import example; import json; print(json.dumps(example()))"
    package = next((project / "src").iterdir()).name
    answer = subprocess.run(
        [project / ".venv/bin/python", "-c", code.format(package)],
        cwd=project, env={**os.environ, "PYTHONPATH": "src:."}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    record: dict[str, object] = json.loads(answer.stdout)
    return record


def log_of(project: Path) -> Path:
    return project / "reports" / "service.log"


@contextmanager
def service(project: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The service of a project on a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    package = next((project / "src").iterdir()).name
    with log_of(project).open("wb") as log:
        process = subprocess.Popen(
            [project / ".venv/bin/python", "-m", f"{package}.cli", "serve"],
            cwd=project, env={**os.environ, "PYTHONPATH": "src:.", "SERVING_PORT": str(port)}, stderr=log,
        )  # fmt: skip
    base = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while not ready(base):
            assert process.poll() is None, "the service ended"
            assert time.monotonic() < deadline, "the service was not ready in a minute"
            time.sleep(0.2)
        yield base, process
    finally:
        process.kill()
        process.wait()


def ready(base: str) -> bool:
    try:
        get(f"{base}/readyz")
    except OSError:
        return False
    return True


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: bytes = answer.read()
        return content


def post(url: str, body: object, key: str) -> tuple[int, bytes]:
    headers = {"Content-Type": "application/json", **({"X-API-Key": key} if key else {})}
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
