"""Documents unlike the examples: their projects pass their own checks too, in the example's environment."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from generated_support import EXAMPLES, ROOT, compile_to

pytestmark = pytest.mark.slow

CASES = [
    "data-tabular/group_split",
    "data-tabular/open_levels",
    "task-binary/every_family",
    "task-binary/precision_held",
    "training-tabular/mcnemar",
]
TESTS = ("batch", "checks", "evaluation", "ladder", "model_behaviour", "scoring", "split", "threshold")


@pytest.fixture(scope="module")
def python(churn: Path) -> Path:
    """The interpreter of the example's environment, which every project of this kind can use."""
    subprocess.run(["make", "--no-print-directory", "setup"], cwd=churn, check=True, capture_output=True)
    return churn / ".venv" / "bin" / "python"


@pytest.mark.parametrize("case", CASES)
def test_a_project_passes_its_own_checks(case: str, python: Path, tmp_path: Path) -> None:
    blueprint, name = case.split("/")
    spec = tmp_path / "mlsystem.yaml"
    spec.write_bytes((ROOT / "blueprints" / blueprint / "tests" / "cases" / f"{name}.yaml").read_bytes())
    (tmp_path / "data").symlink_to(EXAMPLES / "telco-churn" / "data")
    project = compile_to(spec, tmp_path / "project")
    for command in (
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["pytest", "-q", *(f"tests/test_{test}.py" for test in TESTS)],
        ["drills", "interrupt_batch", "corrupt_values", "leak_label"],
    ):
        done = subprocess.run(
            [python, "-m", *command],
            cwd=project,
            env={**os.environ, "PYTHONPATH": "src:.", "MLFLOW_DISABLE_TELEMETRY": "true"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}:\n{done.stdout[-4000:]}"
