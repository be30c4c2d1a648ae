"""How many test rows there are, and how fine a difference they can show."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mlsys.ir.derivation import Derivation
from mlsys.ir.distributions import normal_quantile
from mlsys.ir.sample_size import RESOLUTION_SOURCE, standard_error_proportion, standard_error_roc_auc
from mlsys.ir.wording import count, number, percent

if TYPE_CHECKING:
    from mlsys.ir.system import System
    from mlsys.spec.root import MLSystem

OF_ALL_ROWS = ("accuracy", "balanced_accuracy")
"""Metrics that are a share of all rows."""
OF_POSITIVES = ("recall", "recall_at_precision", "pr_auc", "f1")
"""Metrics whose uncertainty comes from the positive rows."""


def rows_of(spec: MLSystem) -> float | None:
    """Return the declared or implied number of test rows, or ``None``."""
    if spec.evaluation.test_rows is not None:
        return float(spec.evaluation.test_rows)
    if spec.data.rows is None or spec.data.split.strategy == "predefined":
        return None
    return spec.data.rows * spec.data.split.test


def standard_error(metric: str, value: float, rows: float, prevalence: float | None) -> float | None:
    """Return the standard error of a metric near ``value``; ``None`` where no simple form is known.

    Args:
        metric: name in the registry.
        value: the level at which it is judged, in [0, 1].
        rows: test rows.
        prevalence: share of positives; needed by metrics of the positives.

    """
    if not 0 <= value <= 1:
        return None
    if metric in OF_ALL_ROWS:
        return standard_error_proportion(value, rows)
    if prevalence is None:
        return None
    if metric in OF_POSITIVES:
        return standard_error_proportion(value, rows * prevalence)
    if metric == "roc_auc":
        return standard_error_roc_auc(value, rows * prevalence, rows * (1 - prevalence))
    return None


def half_width(error: float, confidence: float = 0.95) -> float:
    """Return the half-width of the interval of a metric with this standard error."""
    return normal_quantile((1 + confidence) / 2) * error


def derive(system: System) -> Iterator[Derivation]:
    """Yield the test rows and the interval of the optimised metric at its gate."""
    spec, metric = system.spec, system.primary_metric()
    rows = rows_of(spec)
    if rows is None:
        return
    yield Derivation("evaluation.test_rows", round(rows), "rows", "Rows by which a model is judged.",
                     f"{count(rows)} test rows", (("data", "rows"), ("data", "split", "test")),
                     "rows times share of the test split")  # fmt: skip
    gate = metric.spec.gate.min if metric and metric.spec.gate else None
    if metric is None or gate is None:
        return
    share = spec.data.label.prevalence if spec.data.label else None
    error = standard_error(metric.name, gate, rows, share)
    if error is None or not math.isfinite(error):
        return
    width = half_width(error)
    positives = f", {percent(share)} positive" if share is not None else ""
    yield Derivation(
        id="evaluation.resolution",
        value=width,
        unit=metric.name,
        summary="Half-width of the 95 % interval of the optimised metric at its gate.",
        working=f"{metric.id} {number(gate)} ± {number(width)} on {count(rows)} test rows{positives}",
        inputs=(("data", "rows"), ("data", "label", "prevalence"), metric.route),
        source=RESOLUTION_SOURCE,
    )
