"""Store demand, end to end: forecasts by schedule, without a service."""

from __future__ import annotations

import datetime
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

SPEC = EXAMPLES / "store-demand" / "mlsystem.yaml"
TARGETS = ("train", "evaluate", "batch", "monitor")


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
@pytest.mark.parametrize(
    "more", [pytest.param((), id="some"), pytest.param(("test", "prove"), id="all", marks=pytest.mark.long)]
)
def test_a_forecast_goes_the_whole_way(
    more: tuple[str, ...], tmp_path: Path, equip: Callable[[Path], Path]
) -> None:
    project = equip(compile_to(SPEC, tmp_path))
    for target in (*TARGETS, *more, "check"):
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


@pytest.mark.slow
def test_a_table_with_a_time_leads_to_forecasts(tmp_path: Path, equip: Callable[[Path], Path]) -> None:
    table = tmp_path / "visits.csv"
    months = [datetime.date(2014 + n // 12, 1 + n % 12, 1) for n in range(120)]
    visits = [round(200 + 1.5 * n + 40 * math.sin(n * math.pi / 6) + n * 7919 % 17) for n in range(120)]
    lines = (f"{month},{number}" for month, number in zip(months, visits, strict=True))
    table.write_text("\n".join(["month,visits", *lines]) + "\n", encoding="utf-8")
    init = [sys.executable, "-m", "mlsys", "init", "--data", table.name, "--target", "visits", "--no-input"]
    subprocess.run(init, cwd=tmp_path, capture_output=True, check=True)
    project = equip(compile_to(tmp_path / "mlsystem.yaml", tmp_path / "project"))
    for target in (*TARGETS, "test", "check"):
        make(project, target)
    assert json.loads((project / "predictions" / "latest.json").read_bytes())["rows"] == 12
