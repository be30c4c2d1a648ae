"""The report's charts of a detector, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from ..config import design
from ..evaluation.report.svg import Axes, figure, picture
from .metrics import Curve, budgeted, found
from .predictions import Predictions

HISTOGRAM_BINS: Final = 40
# Of the alerts that can be looked at.
FURTHEST: Final = 4


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    return [within_budget(model), precision_recall(model, baselines), distribution(model)]


def within_budget(model: Predictions) -> str:
    """Precision and recall by how many of the highest scores are looked at."""
    curve, rows = Curve.of(model.labels, model.scores[:, 0]), len(model.labels)
    most = min(1.0, FURTHEST * design.ALERT_SHARE)
    shares = curve.alerts / rows
    seen = shares <= most
    axes = Axes("share of rows that are looked at", "precision, recall", x=(0.0, most))
    hits = found(model.labels, model.scores[:, 0])
    marks = [
        axes.grid(),
        axes.line([design.ALERT_SHARE] * 2, [0, 1], "chance"),
        axes.line(shares[seen], curve.precision[seen], "model"),
        axes.line(shares[seen], curve.recall[seen], "bound"),
    ]
    caption = (
        f"Dashed: what can be looked at, {design.ALERT_SHARE:.2%} of the rows. There "
        f"{hits / budgeted(rows):.0%} of the alerts are anomalies (falling line), and "
        f"{hits / max(model.weight, 1):.0%} of the anomalies are found (rising line)."
    )
    return figure(
        "Within the budget", picture("Precision and recall by the number of alerts", marks), caption
    )


def precision_recall(model: Predictions, baselines: Mapping[str, Predictions]) -> str:
    """Precision against recall, with the alerts of the baselines as points."""
    curve = Curve.of(model.labels, model.scores[:, 0])
    axes, rate = Axes("recall", "precision"), float(model.labels.mean())
    marks = [
        axes.grid(),
        axes.line([0, 1], [rate, rate], "chance"),
        axes.line(curve.recall, curve.precision, "model"),
    ]
    for name, other in {"decision": model, **baselines}.items():
        raised = int(other.alerts.sum())
        if raised and other.weight:
            hits = int((other.alerts & (other.labels == 1)).sum())
            kind = "decision" if other is model else "baseline"
            marks.append(axes.dot(hits / other.weight, hits / raised, kind, name))
    caption = "What the ranking gives at every threshold. Dashed: alerts at random."
    return figure("Precision and recall", picture("Precision-recall curve", marks), caption)


def distribution(model: Predictions) -> str:
    """Scores of usual rows and of anomalies."""
    scores = model.scores[:, 0]
    low, high = float(scores.min()), float(scores.max())
    room = max(high - low, 1e-9)
    axes = Axes("score", "share of the most frequent", x=(low, low + room))
    marks = [axes.grid()]
    for kind, label in (("histogram", 0), ("model", 1)):
        counts, edges = np.histogram(scores[model.labels == label], HISTOGRAM_BINS, (low, low + room))
        heights = counts / max(counts.max(), 1)
        if label:
            marks.append(axes.line((edges[:-1] + edges[1:]) / 2, heights, kind))
        else:
            marks.append(axes.area(edges[:-1], heights, room / HISTOGRAM_BINS, kind))
    marks.append(axes.line([model.head.threshold] * 2, [0, 1], "chance"))
    caption = "Bars: usual rows; line: anomalies. Dashed: the threshold, which the budget fixes and no label."
    return figure("Scores", picture("Distribution of the scores", marks), caption)
