"""The examples beside churn, end to end, by the same targets."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

GATES = {
    "addon-offers": {"f1_macro", "lrap", "labels.answered", "labels.number", "must_beat"},
    "customer-segments": {
        "silhouette",
        "structure.silhouette",
        "structure.stability",
        "segments.kept",
        "must_beat",
    },
    "house-prices": {"mae", "interval.coverage", "must_beat"},
    "job-runtime": {"f1", "classes.answered", "must_beat"},
    "search-ranking": {"ndcg@5", "mrr", "lists.one_column", "lists.whole", "must_beat"},
    "sensor-anomalies": {"pr_auc", "alerts.budget", "alerts.alive", "must_beat"},
}
OWN_TESTS = (
    *(f"unit/test_{name}.py" for name in ("answers", "decision", "metrics", "readiness", "target")),
    *(f"integration/test_{name}.py" for name in ("batch", "clusters", "detectors", "ranking", "service")),
)
LIKE_CHURN = {
    "bad_release",
    "half_sent_calls",
    "inject_latency",
    "invalid_input",
    "kill_model",
    "late_model",
    "overload",
    "poison_log",
    "roll_back",
    "silence",
    "slow_answers",
}
"""Saboteurs of the service: the same for every task, and tripped where churn goes the whole way."""


def run(project: Path, *command: str) -> None:
    shell = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS"}}
    shell["PYTHONPATH"] = "src:."
    done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}:\n{(done.stdout + done.stderr)[-6000:]}"


def make(project: Path, *targets: str) -> None:
    for target in targets:
        run(project, "make", "--no-print-directory", target)


def saboteurs(project: Path) -> list[str]:
    folder = project / "tests/fault_injection"
    return sorted(path.stem for path in folder.glob("*.py") if "\ndef run(" in path.read_text("utf-8"))


def gates_of(project: Path) -> set[str]:
    report = json.loads((project / "reports/evaluation.json").read_bytes())
    return {gate["id"] for gate in report["gates"]}


@pytest.mark.slow
@pytest.mark.parametrize("example", GATES)
def test_an_example_passes_by_what_is_its_own(example: str, tmp_path: Path) -> None:
    project = compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path)
    make(project, "setup", "train", "evaluate", "batch", "monitor", "check")
    assert GATES[example] <= gates_of(project)
    python = str(project / ".venv" / "bin" / "python")
    tests = (f"tests/{test}" for test in OWN_TESTS if (project / "tests" / test).exists())
    run(project, python, "-m", "pytest", "-q", *tests)
    drills = [name for name in saboteurs(project) if name not in LIKE_CHURN]
    assert "wreck_answers" in drills
    run(project, python, "-m", "tests.fault_injection", *drills)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.parametrize("example", GATES)
def test_an_example_goes_the_whole_way(example: str, tmp_path: Path) -> None:
    project = compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path)
    make(project, "setup", "train", "evaluate", "batch", "monitor", "retrain", "test", "prove", "check")
    assert GATES[example] <= gates_of(project)
