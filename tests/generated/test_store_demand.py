"""Store demand, end to end: forecasts by schedule, without a service."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

SPEC = EXAMPLES / "store-demand" / "mlsystem.yaml"
TARGETS = ("setup", "train", "evaluate", "batch", "monitor", "test", "prove", "check")


def make(project: Path, *arguments: str, good: bool = True) -> str:
    shell = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS"}}
    command = ["make", "--no-print-directory", *arguments]
    done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
    assert (done.returncode == 0) is good, f"make {arguments}:\n{(done.stdout + done.stderr)[-6000:]}"
    return done.stdout + done.stderr


def test_no_service_is_generated_where_a_job_writes_the_forecasts(tmp_path: Path) -> None:
    project = compile_to(SPEC, tmp_path)
    package = project / "src" / "store_demand"
    assert not (package / "serving").exists()
    assert {"train", "evaluate", "batch", "monitor", "retrain", "rollback", "prove"} <= {
        line.split(":")[0] for line in (project / "Makefile").read_text("utf-8").splitlines()
    }
    rules = "".join(path.read_text("utf-8") for path in (project / "monitoring").glob("*_rules.yml"))
    for alert in ("BatchInputStale", "ForecastBias", "ForecastCoverageOff", "SeriesSilent", "JobOverdue"):
        assert f"alert: {alert}\n" in rules
        assert (project / "docs" / "runbooks" / f"{alert}.md").is_file()
    assert "mlservice_" not in rules


def test_the_design_stands_in_steps(tmp_path: Path) -> None:
    project = compile_to(SPEC, tmp_path)
    design = (project / "src" / "store_demand" / "config" / "design.py").read_text("utf-8")
    for line in (
        'SERIES: Final[tuple[str, ...]] = ("category", "pizza")',
        "HORIZON: Final = 14  # steps",
        "SEASON: Final = 7  # steps",
        'Feature("open", "boolean", known_ahead=True)',
    ):
        assert line in design


@pytest.mark.slow
def test_a_forecast_goes_the_whole_way(tmp_path: Path) -> None:
    project = compile_to(SPEC, tmp_path)
    for target in TARGETS:
        make(project, target)
    evaluation = json.loads((project / "reports/evaluation.json").read_bytes())
    gates = {gate["id"]: gate for gate in evaluation["gates"]}
    assert {"must_beat", "bias.total", "interval.0.8", "no_peeking", "adds_up", "complete"} <= gates.keys()
    assert len(evaluation["data"]["origins"]) >= 8
    assert "mean" in gates["must_beat"]["detail"]

    first = json.loads((project / "models/champion.json").read_bytes())["version"]
    make(project, "retrain")
    assert json.loads((project / "models/champion.json").read_bytes())["version"] != first
    make(project, "rollback")
    assert json.loads((project / "models/champion.json").read_bytes())["version"] == first
    assert "waits" in make(project, "retrain")
    make(project, "release", "batch")
