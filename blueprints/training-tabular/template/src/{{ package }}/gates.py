"""Gates on the model as a whole: the bounds of its metrics, the baseline to beat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from . import design
from .bootstrap import Rows, lower_bound
from .evaluation import Gate, Measured, at_least, at_most, describe
from .metrics import declared as declared_metric
from .subject import Subject
from .terms import MustBeat


def metric_gates(measured: Mapping[str, Measured]) -> Iterator[Gate]:
    """The declared bounds of the metrics."""
    for metric in design.METRICS:
        result = measured[metric.name]
        claim = f"metrics.{metric.name}.gate"
        if metric.minimum is not None:
            yield at_least(metric.name, f"{claim}.min", result.value, metric.minimum, describe(result))
        if metric.maximum is not None:
            yield at_most(metric.name, f"{claim}.max", result.value, metric.maximum, describe(result))


def must_beat(model: Subject, baseline: Subject, declared: MustBeat) -> Gate:
    """The paired advantage over the baseline, of which the lower bound must reach the margin."""
    metric = declared_metric(declared.metric)

    def advantage(rows: Rows | slice) -> float:
        return metric.sign * (model.value(metric, rows) - baseline.value(metric, rows))

    bound = lower_bound(advantage, len(model.labels), declared.confidence)
    detail = (
        f"{metric.name} is {advantage(slice(None)):+.3f} against {declared.baseline}, "
        f"at least {bound:+.3f} with {declared.confidence:.0%} confidence"
    )
    return at_least("must_beat", "evaluation.must_beat", bound, declared.margin, detail)
