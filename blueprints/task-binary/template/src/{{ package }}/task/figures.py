"""The report's charts, each a figure with a caption that says what to see in it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np

from ..config import design
from ..config.types import Costs
from ..data.contract import CLASSES, POSITIVE
from ..evaluation.report.calibration import reliability
from ..evaluation.report.svg import Axes, figure, picture
from .decision import cost_per_row
from .metrics import Confusion, Curve
from .predictions import Predictions


def figures(model: Predictions, baselines: Mapping[str, Predictions]) -> list[str]:
    """All of them, in the order in which they are read."""
    costs = [] if design.COSTS is None else [threshold_cost(model, design.COSTS)]
    curves = [precision_recall(model, baselines), roc(model, baselines), calibration(model)]
    return [*curves, *costs, confusion(model)]


def precision_recall(model: Predictions, baselines: Mapping[str, Predictions]) -> str:
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


def roc(model: Predictions, baselines: Mapping[str, Predictions]) -> str:
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


def calibration(model: Predictions) -> str:
    """Observed frequency against predicted probability, over a histogram of the predictions."""
    axes = Axes("predicted probability", "observed frequency")
    caption = (
        "A dot is a tenth of the rows; on the diagonal a probability means what it says. "
        "Bars: where the predictions lie."
    )
    return reliability(model.probabilities, model.labels, axes, caption)


def threshold_cost(model: Predictions, costs: Costs) -> str:
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


def confusion(model: Predictions) -> str:
    """The decisions against the labels, as a table."""
    counts = Confusion.of(model.labels, model.probabilities, model.threshold)
    negative = next(name for name in CLASSES if name != POSITIVE)
    rows = [(POSITIVE, (counts.tp, counts.fn)), (negative, (counts.fp, counts.tn))]
    cells = "".join(
        f'<tr><th scope="row">is {escape(name)}</th>{_cell(row[0], row)}{_cell(row[1], row)}</tr>'
        for name, row in rows
    )
    table = (
        '<table class="confusion"><thead><tr><td></td><th scope="col">acted on</th>'
        f'<th scope="col">left alone</th></tr></thead><tbody>{cells}</tbody></table>'
    )
    caption = f"Decisions at the threshold {model.threshold:.3f}; shares are of the row."
    return figure("Decisions", table, caption)


def _cell(number: int, row: tuple[int, int]) -> str:
    share = number / sum(row)
    return f'<td style="--share: {share:.2f}">{number:,}<small>{share:.0%}</small></td>'


def _confusion(subject: Predictions) -> Confusion:
    return Confusion.of(subject.labels, subject.probabilities, subject.threshold)


def _recall(counts: Confusion) -> float:
    return counts.tp / (counts.tp + counts.fn)


def _false_positive_rate(counts: Confusion) -> float:
    return counts.fp / (counts.fp + counts.tn)
