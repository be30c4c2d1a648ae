"""A list of ratings: films that are seen much and liked little are what a model of actions would show."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from generated_support import ROOT, compile_to

VIEWERS, FILMS, TASTES, DAYS = 500, 120, 5, 200
GAIN = """
import json
from dataclasses import replace
from pathlib import Path
import numpy as np
from rated_films.config import design
from rated_films.data.actions import load, split
from rated_films.evaluation.bootstrap import limits, resampled
from rated_films.models.item_similarity import fit
from rated_films.task.metrics import PRIMARY, Lists, Situation

parts = split(load(Path(design.DATA_PATH)))
now = Situation.of(parts.known, parts.test)
seen = replace(parts.known, liked=np.ones(len(parts.known)))
liked = Lists.by(fit(parts.known, penalty=100, own=0), now)
taken = Lists.by(fit(seen, penalty=100, own=0), replace(now, histories=seen.counts()[now.users]))
print(json.dumps(limits(resampled(liked, PRIMARY) - resampled(taken, PRIMARY))))
"""


def ratings(path: Path) -> None:
    """Each viewer sees what many see, and likes what is of their taste and good."""
    draw = random.Random(20260901)
    films = [(draw.randrange(TASTES), draw.gauss(0, 0.5), draw.paretovariate(1.2)) for _ in range(FILMS)]
    rows = []
    for viewer in range(VIEWERS):
        taste = [draw.gammavariate(0.3, 1) for _ in range(TASTES)]
        share = [each / sum(taste) for each in taste]
        joined = 0 if draw.random() < 0.6 else draw.randrange(DAYS - 10)
        weights = [min(seen, 9) * (share[kind] + 0.15) for kind, _, seen in films]
        for film in dict.fromkeys(draw.choices(range(FILMS), weights, k=26 * (DAYS - joined) // DAYS + 1)):
            kind, good, _ = films[film]
            stars = round(2.2 + good + 3 * share[kind] + draw.gauss(0, 0.7))
            at = datetime(2026, 1, 1) + timedelta(minutes=draw.uniform(joined, DAYS) * 1_440)
            rows.append((f"{at:%Y-%m-%dT%H:%M:%S}", f"v{viewer:03}", f"f{film:03}", min(5, max(1, stars))))
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("rated_at", "viewer", "film", "stars"), *sorted(rows)])


@pytest.mark.slow
def test_what_is_liked_is_shown_and_what_is_only_seen_is_not(
    equip: Callable[[Path], Path], tmp_path: Path
) -> None:
    spec = tmp_path / "mlsystem.yaml"
    spec.write_bytes((ROOT / "blueprints/task-recommendation/tests/cases/ratings.yaml").read_bytes())
    ratings(tmp_path / "ratings.csv")
    project = equip(compile_to(spec, tmp_path / "project"))
    shell = {key: value for key, value in os.environ.items() if key != "MAKEFLAGS"} | {"PYTHONPATH": "src:."}

    def run(*command: str) -> str:
        done = subprocess.run(command, cwd=project, env=shell, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
        return done.stdout

    python = str(project / ".venv" / "bin" / "python")
    run("make", "--no-print-directory", "train", "evaluate", "batch", "check")
    tests = (
        "tests/unit/test_ratings.py",
        "tests/unit/test_recommender.py",
        "tests/integration/test_lists.py",
    )
    run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests)
    low, _ = json.loads(run(python, "-c", GAIN))
    assert low > 0
