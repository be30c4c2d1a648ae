"""House prices, end to end: a number with an interval, by the same targets as every other task."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

TARGETS = ("setup", "train", "evaluate", "batch", "monitor", "test", "check")


@pytest.mark.slow
def test_a_number_goes_the_whole_way(tmp_path: Path) -> None:
    project = compile_to(EXAMPLES / "house-prices" / "mlsystem.yaml", tmp_path)
    shell = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS"}}
    for target in TARGETS:
        command = ["make", "--no-print-directory", target]
        done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"make {target}:\n{(done.stdout + done.stderr)[-6000:]}"
    gates = {gate["id"] for gate in json.loads((project / "reports/evaluation.json").read_bytes())["gates"]}
    assert {"mae", "interval.coverage", "must_beat"} <= gates
