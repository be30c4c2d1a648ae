"""The report's charts, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import numpy as np

from ...config.types import Costs
from ...task.decision import cost_per_row
from ...task.metrics import Confusion, Curve
from ..predictions import Subject
from .svg import Axes, picture

TENTHS: Final = 10
HISTOGRAM_BINS: Final = 40


def figure(title: str, body: str, caption: str) -> str:
    """A titled figure."""
    return f"<figure><h3>{escape(title)}</h3>{body}<figcaption>{escape(caption)}</figcaption></figure>"


def precision_recall(model: Subject, baselines: Mapping[str, Subject]) -> str:
    """Precision against recall, with the decision and the baselines as points."""
    curve, decision = Curve.of(model.labels, model.probabilities), _confusion(model)
    axes = Axes("recall", "precision")
    prevalence = float(model.labels.mean())
    marks = [
        axes.grid(),
        axes.line([0, 1], [prevalence, prevalence], "chance"),
        axes.line(curve.recall, curve.precision, "model"),
    ]
    for name, baseline in baselines.items():
        c = _confusion(baseline)
        if c.tp + c.fp:
            marks.append(axes.dot(_recall(c), c.tp / (c.tp + c.fp), "baseline", name))
    precision = decision.tp / max(decision.tp + decision.fp, 1)
    marks.append(axes.dot(_recall(decision), precision, "decision", "decision"))
    caption = (
        f"At the threshold {model.threshold:.3f}, {precision:.0%} of those acted on are positive and "
        f"{_recall(decision):.0%} of the positives are found. Dashed: acting at random."
    )
    return figure("Precision and recall", picture("Precision-recall curve", marks), caption)


def roc(model: Subject, baselines: Mapping[str, Subject]) -> str:
    """True against false positive rate."""
    curve, decision = Curve.of(model.labels, model.probabilities), _confusion(model)
    axes = Axes("false positive rate", "true positive rate (recall)")
    marks = [
        axes.grid(),
        axes.line([0, 1], [0, 1], "chance"),
        axes.line(np.insert(curve.false_positive_rate, 0, 0.0), np.insert(curve.recall, 0, 0.0), "model"),
    ]
    for name, baseline in baselines.items():
        c = _confusion(baseline)
        if c.tp + c.fp:
            marks.append(axes.dot(_false_positive_rate(c), _recall(c), "baseline", name))
    marks.append(axes.dot(_false_positive_rate(decision), _recall(decision), "decision", "decision"))
    caption = "How well positives are ranked above negatives, whatever the threshold. Dashed: by chance."
    return figure("Ranking (ROC)", picture("ROC curve", marks), caption)


def calibration(model: Subject) -> str:
    """Observed frequency against predicted probability, over a histogram of the predictions."""
    tenths = np.array_split(np.argsort(model.probabilities, kind="stable"), TENTHS)
    predicted = [float(model.probabilities[rows].mean()) for rows in tenths]
    observed = [float(model.labels[rows].mean()) for rows in tenths]
    counts, edges = np.histogram(model.probabilities, HISTOGRAM_BINS, (0.0, 1.0))
    axes = Axes("predicted probability", "observed frequency")
    marks = [
        axes.grid(),
        axes.area(edges[:-1], counts / counts.max() / 4, 1 / HISTOGRAM_BINS, "histogram"),
        axes.line([0, 1], [0, 1], "chance"),
        axes.line(predicted, observed, "model"),
        *(axes.dot(x, y, "model-dot") for x, y in zip(predicted, observed, strict=True)),
    ]
    caption = (
        "A dot is a tenth of the rows; on the diagonal a probability means what it says. "
        "Bars: where the predictions lie."
    )
    return figure("Calibration", picture("Calibration curve", marks), caption)


def threshold_cost(model: Subject, costs: Costs) -> str:
    """Mean cost of the decisions at each threshold, beside acting on nobody and on everybody."""
    thresholds = np.linspace(0, 1, 201)
    cost = cost_per_row(model.labels, model.probabilities, thresholds, costs)
    chosen = float(cost_per_row(model.labels, model.probabilities, np.array([model.threshold]), costs)[0])
    axes = Axes("threshold", f"cost per row ({costs.currency})", y=(0.0, float(cost.max()) * 1.08))
    marks = [
        axes.grid(),
        axes.line([model.threshold, model.threshold], axes.y, "chance"),
        axes.line(thresholds, cost, "model"),
        axes.dot(model.threshold, chosen, "decision", f"{chosen:.2f} {costs.currency}"),
    ]
    caption = (
        f"{chosen:.2f} {costs.currency} a row at the chosen threshold; {cost[-1]:.2f} when nobody is "
        f"acted on, {cost[0]:.2f} when everybody is."
    )
    return figure("Threshold and cost", picture("Cost at each threshold", marks), caption)


def _confusion(subject: Subject) -> Confusion:
    return Confusion.of(subject.labels, subject.probabilities, subject.threshold)


def _recall(counts: Confusion) -> float:
    return counts.tp / (counts.tp + counts.fn)


def _false_positive_rate(counts: Confusion) -> float:
    return counts.fp / (counts.fp + counts.tn)
