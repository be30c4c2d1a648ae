"""News bandit: what the log says that a policy brings is what it brings in the world that drew the log."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from generated_support import EXAMPLES, compile_to

TRUTH = """
import json, random, sys
from datetime import timedelta
sys.path[:0] = ["src", DATA]
import generate
import numpy as np
import polars as pl
from news_bandit.artifacts.model_store import folder_of
from news_bandit.inference.predictor import Scorer

draw, scorer = random.Random(7), Scorer(folder_of("challenger"))
times = [generate.START + timedelta(minutes=draw.uniform(0, 80640)) for _ in range(20_000)]
people = [generate.visitor(at, draw) for at in times]
clicks = np.array([generate.click(who) for who in people])
head = scorer.manifest.head
policies = {
    "policy": head.chances(scorer.score_frame(pl.DataFrame(people, infer_schema_length=None))),
    "today": np.array([generate.today(who) for who in people]),
}
assert not (policies["policy"] * ~np.array([generate.eligible(who) for who in people])).any()
print(json.dumps({name: float((chances * clicks).sum(axis=1).mean()) for name, chances in policies.items()}))
"""


@pytest.mark.slow
def test_the_estimate_from_the_log_is_the_truth(tmp_path: Path, equip: Callable[[Path], Path]) -> None:
    example = EXAMPLES / "news-bandit"
    project = equip(compile_to(example / "mlsystem.yaml", tmp_path))
    shell = {key: value for key, value in os.environ.items() if key not in {"PYTHONPATH", "MAKEFLAGS"}}

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
        return done.stdout

    run("make", "--no-print-directory", "train", "evaluate")
    script = TRUTH.replace("DATA", repr(str(example / "data")))
    truth = json.loads(run(str(project / ".venv" / "bin" / "python"), "-c", script))
    report = json.loads((project / "reports" / "evaluation.json").read_bytes())
    for name in ("ope_value", "ope_ips", "ope_snips"):
        low, high = report["metrics"][name]["ci"]
        assert low <= truth["policy"] <= high, name
    # The policy of today has 4,706 decisions in the test part, and a standard error of .005.
    assert report["baselines"]["today"]["ope_value"] == pytest.approx(truth["today"], abs=0.015)
    assert truth["policy"] > truth["today"] + 0.05
