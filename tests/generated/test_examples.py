"""Tasks other than yes or no, end to end, by the same targets."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

TARGETS = ("setup", "train", "evaluate", "batch", "monitor", "test", "prove", "check")
SENSORS = (
    "shuffle_columns poison_training flood_alerts shift_threshold wreck_answers worse_challenger leak_label"
)
SEGMENTS = "shuffle_columns renumber split_hairs other_rows wreck_answers starve_test worse_challenger"
ADDONS = "shuffle_labels wreck_answers silence_class answer_everything starve_test spoil_slice cut_feed"


def run(project: Path, *command: str) -> None:
    shell = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS"}}
    shell["PYTHONPATH"] = "src:."
    done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}:\n{(done.stdout + done.stderr)[-6000:]}"


def gates_of(project: Path) -> set[str]:
    report = json.loads((project / "reports/evaluation.json").read_bytes())
    return {gate["id"] for gate in report["gates"]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "gates"),
    [
        ("house-prices", {"mae", "interval.coverage", "must_beat"}),
        ("job-runtime", {"f1", "classes.answered", "must_beat"}),
    ],
)
def test_an_example_goes_the_whole_way(example: str, gates: set[str], tmp_path: Path) -> None:
    project = compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path)
    for target in TARGETS:
        run(project, "make", "--no-print-directory", target)
    assert gates <= gates_of(project)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("example", "gates", "tests", "drills"),
    [
        (
            "sensor-anomalies",
            {"pr_auc", "alerts.budget", "alerts.alive", "must_beat"},
            (
                "unit/test_answers.py",
                "unit/test_metrics.py",
                "unit/test_readiness.py",
                "integration/test_detectors.py",
            ),
            SENSORS.split(),
        ),
        (
            "customer-segments",
            {"silhouette", "structure.silhouette", "structure.stability", "segments.kept", "must_beat"},
            (
                "unit/test_answers.py",
                "unit/test_metrics.py",
                "unit/test_readiness.py",
                "integration/test_clusters.py",
                "integration/test_service.py",
            ),
            SEGMENTS.split(),
        ),
        (
            "addon-offers",
            {"f1_macro", "lrap", "labels.answered", "labels.number", "must_beat"},
            (
                "unit/test_answers.py",
                "unit/test_decision.py",
                "unit/test_metrics.py",
                "unit/test_readiness.py",
                "unit/test_target.py",
                "integration/test_batch.py",
            ),
            ADDONS.split(),
        ),
    ],
)
def test_an_example_passes_by_what_is_its_own(
    example: str, gates: set[str], tests: tuple[str, ...], drills: list[str], tmp_path: Path
) -> None:
    """What it shares with the others is run there."""
    project = compile_to(EXAMPLES / example / "mlsystem.yaml", tmp_path)
    for target in ("setup", "train", "evaluate", "batch", "monitor", "check"):
        run(project, "make", "--no-print-directory", target)
    assert gates <= gates_of(project)
    python = str(project / ".venv" / "bin" / "python")
    run(project, python, "-m", "pytest", "-q", *(f"tests/{part}" for part in tests))
    run(project, python, "-m", "tests.fault_injection", *drills)
