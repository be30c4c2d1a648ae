"""``python judge.py PACKAGE DATA TASK METRIC SECONDS``: the model of a project beside its rivals, as JSON.

Runs in the folder of a trained project, by an interpreter that has its packages and the rivals'. Rivals are
fitted on the rows that the project had to fit and choose on, and all are judged on its test rows.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl

sys.path.insert(0, str(Path(__file__).parent))
from rivals import RIVALS, Rival
from scores import Array, Rows, compared, value


class Project:
    """The rows of a trained project, read and divided by its own code, and what its model says of them."""

    def __init__(self, package: str, data: Path) -> None:
        def module(name: str) -> Any:
            return importlib.import_module(f"{package}.{name}")

        self._input = module("features.preprocessing").model_input
        self._scorer = module("inference.predictor").Scorer(_trained())
        self.family = self._scorer.manifest.family
        parts = module("data.split").split(module("data.load").load(data))
        labels = module("task.target").labels
        query = getattr(module("data.contract"), "QUERY", None)
        self._fitted, self._test = pl.concat([parts.train, parts.validation]), parts.test
        self.fitted, self.judged = (
            Rows(labels(rows).to_numpy(), rows[query].cast(pl.String).to_numpy() if query else None)
            for rows in (self._fitted, self._test)
        )
        self.train, self.test = self._frames()

    def _frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """The features that the project's own models see; levels as categories."""
        first, second = (
            pd.DataFrame(self._input(rows).to_dict(as_series=False)) for rows in (self._fitted, self._test)
        )
        for name in first.columns:
            if not pd.api.types.is_numeric_dtype(first[name]):
                kind = pd.CategoricalDtype(sorted({*first[name].astype(str), *second[name].astype(str)}))
                first[name], second[name] = (
                    first[name].astype(str).astype(kind),
                    second[name].astype(str).astype(kind),
                )
        return first, second

    def model(self, task: str) -> Array:
        """What the model answers for the test rows; of a value with its interval the value."""
        answers = np.asarray(self._scorer.score_frame(self._test), float)
        return answers[:, 0] if task == "regression" and answers.ndim == 2 else answers

    def rival(self, rival: Rival, task: str, seconds: float) -> Array:
        """What a rival answers for them; of several labels each by a model of its own, where it is known."""
        if task != "multilabel":
            return rival(task, self.train, self.fitted.target, self.test, self.fitted.groups, seconds)
        share = seconds / self.fitted.target.shape[1]
        answers = [
            rival("binary", self.train[label >= 0], label[label >= 0], self.test, None, share)
            for label in self.fitted.target.T
        ]
        return np.column_stack(answers)


def _trained() -> Path:
    """The folder of the model that `make train` left; whether it passes its gates is not asked."""
    (manifest,) = Path("models").glob("*/manifest.json")
    return manifest.parent


def main(package: str, data: str, task: str, metric: str, seconds: str) -> dict[str, Any]:
    """Return the figures of the model and of each rival."""
    project = Project(package, Path(data))
    ours, found = project.model(task), {}
    for name, rival in RIVALS.items():
        started = time.monotonic()
        theirs = project.rival(rival, task, float(seconds))
        took = time.monotonic() - started
        found[name] = compared(metric, project.judged, ours, theirs) | {"seconds": round(took, 1)}
        print(f"  {name}: {found[name]['value']:.4g}, {took:.0f} s", file=sys.stderr, flush=True)
    return {
        "family": project.family,
        "fitted": len(project.train),
        "judged": len(project.test),
        "value": value(metric, project.judged, ours),
        "rivals": found,
    }


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    print(json.dumps(main(*sys.argv[1:])))
