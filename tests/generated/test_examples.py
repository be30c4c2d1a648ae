"""Tasks other than yes or no, end to end, by the same targets."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

TARGETS = ("setup", "train", "evaluate", "batch", "monitor", "test", "prove", "check")


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
    shell = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS"}}
    for target in TARGETS:
        command = ["make", "--no-print-directory", target]
        done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"make {target}:\n{(done.stdout + done.stderr)[-6000:]}"
    report = json.loads((project / "reports/evaluation.json").read_bytes())
    assert gates <= {gate["id"] for gate in report["gates"]}
