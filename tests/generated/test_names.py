"""Columns of any name: training, batch and service take them, and they collide with none of ours."""

from __future__ import annotations

import csv
import json
import os
import subprocess
from pathlib import Path

import pytest
import yaml

from generated_support import EXAMPLES, compile_to

pytestmark = pytest.mark.slow

NAMES = (
    *("is active", "a-b", "a.b", "1st", "größe", 'with "quotes"', "$cost", "x;y"),
    *("class", "self", "json", "features", "records", "entity", "fallback"),
    *("score", "decision", "at", "model_version", "prediction_score"),
)
TESTS = ("conformance", "batch", "service", "logged_predictions", "monitoring")


def document(folder: Path) -> Path:
    """The quickstart with a column of each name more, numbers and flags by turns."""
    document = yaml.safe_load((EXAMPLES / "quickstart" / "mlsystem.yaml").read_text("utf-8"))
    for index, name in enumerate(NAMES):
        feature = {"type": "boolean"} if index % 2 else {"type": "number", "range": "0..1"}
        document["data"]["features"][name] = feature
    (folder / "mlsystem.yaml").write_text(json.dumps(document), encoding="utf-8")
    path = folder / "data" / "telco_churn.csv"
    path.parent.mkdir()
    with (
        (EXAMPLES / "quickstart" / "data" / "telco_churn.csv").open(encoding="utf-8", newline="") as source,
        path.open("w", encoding="utf-8", newline="") as target,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, [*(rows.fieldnames or ()), *NAMES])
        writer.writeheader()
        for number, row in enumerate(rows):
            extra = {
                name: (number * (index + 3)) % 2 if index % 2 else (number * (index + 3)) % 100 / 100
                for index, name in enumerate(NAMES)
            }
            writer.writerow({**row, **extra})
    return folder / "mlsystem.yaml"


def test_columns_of_any_name_are_trained_on_and_served(churn: Path, tmp_path: Path) -> None:
    subprocess.run(["make", "--no-print-directory", "setup"], cwd=churn, check=True, capture_output=True)
    python = churn / ".venv" / "bin" / "python"
    project = compile_to(document(tmp_path), tmp_path / "project")
    for command in (
        ["ruff", "check", "."],
        ["mypy"],
        ["quick_churn.cli", "train"],
        ["quick_churn.cli", "evaluate"],
        ["quick_churn.cli", "batch"],
        ["pytest", "-q", *(f"tests/integration/test_{name}.py" for name in TESTS)],
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
