"""What a forecast must keep: its metrics, the bar, no lean, intervals that cover, nothing missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from ..config import design
from ..config.types import Metric, MustBeat
from ..inference.forecaster import Forecast
from ..task import metrics
from ..task.hierarchy import Hierarchy
from ..task.metrics import Bounds, known_mean, samples, value
from ..training.backtest import Cells
from .bootstrap import INTERVAL, lower_bound, resampled
from .results import Gate, Measured, at_least, at_most

MAX_BIAS: Final = 0.1
"""Of the volume of a level; more is stock or loss that adds up day after day."""
COVERAGE_OFF: Final = 0.05
COVERAGE_OFF_AT_A_STEP: Final = 0.1
WORST_SERIES: Final = 1.2
"""Error of the worst tenth of the series to that of the seasonal naive forecast."""
ROUNDING: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Judged:
    """The forecasts from the test origins: the model's with its intervals, and those of the baselines."""

    model: Cells
    bounds: Bounds
    baselines: Mapping[str, Cells]


def metric_gates(found: Mapping[str, Measured]) -> Iterator[Gate]:
    """The declared bounds of the metrics."""
    for metric in design.METRICS:
        result, claim = found[metric.name], f"metrics.{metric.name}.gate"
        detail = f"{INTERVAL} {result.ci[0]:.3f} to {result.ci[1]:.3f}"
        if metric.minimum is not None:
            yield at_least(metric.name, f"{claim}.min", result.value, metric.minimum, detail)
        if metric.maximum is not None:
            yield at_most(metric.name, f"{claim}.max", result.value, metric.maximum, detail)


def must_beat(judged: Judged, beat: MustBeat) -> Gate:
    """The paired advantage over the best simple baseline, of which the lower bound must exceed the margin.

    Which one is the best is read off the same origins: the bar is as high as it can be.
    """
    metric = metric_of(beat.metric)
    scores = {name: value(metric, samples(cells)) for name, cells in judged.baselines.items()}
    order = sorted(scores, key=lambda name: -metrics.sign(metric) * scores[name])
    best = judged.baselines[order[0]]
    drawn = [resampled(cells, (metric,))[metric.name] for cells in (judged.model, best)]
    gain = metrics.sign(metric) * (drawn[0] - drawn[1])
    bound = lower_bound(gain, beat.confidence)
    now = metrics.sign(metric) * (value(metric, samples(judged.model)) - scores[order[0]])
    detail = (
        f"{metric.name} is better by {now:.4f} than that of {order[0]}, the best of {', '.join(order)}; "
        f"by at least {bound:.4f} with {beat.confidence:.0%} confidence, {len(judged.model.origins)} origins"
    )
    gate = at_least("must_beat", "evaluation.must_beat", bound, beat.margin, detail)
    # A margin of 0 is not kept by no gain at all.
    return gate if bound > 0 else Gate(gate.id, gate.claim, False, gate.value, gate.threshold, gate.detail)


def metric_of(name: str) -> Metric:
    """A declared metric, or one by its own name."""
    return next((metric for metric in design.METRICS if metric.name == name), Metric(name, "report"))


def bias_gates(judged: Judged) -> Iterator[Gate]:
    """No level leans by more than a tenth of its volume."""
    for name, part in samples(judged.model).items():
        lean = metrics.bias(part)
        detail = f"{lean:+.1%} of the volume: {'too much' if lean > 0 else 'too little'}"
        yield at_most(f"bias.{name}", "task.type", abs(lean), MAX_BIAS, detail)


def interval_gates(judged: Judged) -> Iterator[Gate]:
    """Intervals cover what they say, over all cells and at no step far from it."""
    truth = judged.model.truth
    for level in design.INTERVALS:
        low, high = judged.bounds[f"{level:g}"]
        inside = np.where(np.isnan(truth), np.nan, (truth >= low) & (truth <= high))
        steps = [known_mean(inside[:, :, step]) for step in range(design.HORIZON)]
        off = abs(known_mean(inside) - level)
        detail = f"{known_mean(inside):.1%} of what came lies inside"
        yield at_most(f"interval.{level:g}", "task.intervals", off, COVERAGE_OFF, detail)
        worst = int(np.argmax([abs(step - level) for step in steps]))
        detail = f"step {worst + 1} has {steps[worst]:.1%}"
        claim, furthest = "task.intervals", abs(steps[worst] - level)
        yield at_most(f"interval.{level:g}.steps", claim, furthest, COVERAGE_OFF_AT_A_STEP, detail)


def worst_series(judged: Judged) -> Gate:
    """The worst tenth of the series is not left much behind the seasonal naive forecast."""
    sizes = [np.abs(cells.errors) for cells in (judged.model, judged.baselines["seasonal_naive"])]
    model, naive = (np.array([known_mean(one[:, row]) for row in range(one.shape[1])]) for one in sizes)
    ratios = model[naive > 0] / naive[naive > 0]
    detail = f"the median is {np.nanmedian(ratios):.2f}"
    return at_most("worst_series", "task.type", float(np.nanquantile(ratios, 0.9)), WORST_SERIES, detail)


def completeness(said: Forecast, levels: Hierarchy) -> Iterator[Gate]:
    """Every series has a finite answer at every step, in range, and the levels add up."""
    whole = float(np.isfinite(said.mean).mean())
    claim = "task.prediction.mode"
    yield at_least("complete", claim, whole, 1.0, f"{said.mean.size:,} forecasts of {len(said.mean)} series")
    if levels.aggregates and design.RECONCILE != "none":
        sums = levels.total(said.mean[levels.aggregates :])
        off = float(np.abs(sums - said.mean[: levels.aggregates]).max() / max(np.abs(sums).max(), 1.0))
        yield at_most("adds_up", "data.keys.series", off, ROUNDING, f"{levels.aggregates} aggregates")
