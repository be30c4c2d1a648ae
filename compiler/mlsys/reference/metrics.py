"""The page of the metrics."""

from __future__ import annotations

from mlsys.reference.markdown import code, codes, page, table
from mlsys.spec.registry import MetricEntry, fairness_metrics, metrics

_INTRO = """A metric with a name of its own in the document names its kind:
`metrics: {top10: {metric: precision@10}}`. `@k` stands for a number. A package
adds metrics by the entry point group `mlsys.metrics`, where it is trusted (`mlsys trust package:NAME`)."""


def render() -> str:
    """Return the page."""
    quality = [_row(entry) for entry in sorted(metrics().values(), key=lambda entry: entry.name)]
    fairness = [
        (
            code(entry.name),
            entry.doc,
            better(entry),
            range_of(entry),
        )
        for entry in fairness_metrics().values()
    ]
    header = ("metric", "is", "better", "range", "tasks", "needs", "parameters")
    return page(
        "Metrics", _INTRO, table(header, quality), "## Fairness",
        "They compare groups in `requirements.constraints.fairness`.",
        table(("metric", "is", "better", "range"), fairness),
    )  # fmt: skip


def _row(entry: MetricEntry) -> tuple[str, ...]:
    return (
        code(entry.name),
        f"**{entry.title}**. {entry.doc}",
        better(entry),
        range_of(entry),
        ", ".join(sorted(entry.tasks)),
        needs_of(entry),
        codes(entry.params),
    )


def better(entry: MetricEntry) -> str:
    """Return which values are better."""
    return "larger" if entry.direction == "maximize" else "smaller"


def range_of(entry: MetricEntry) -> str:
    """Return the possible values: ``0 … 1``, with the unit where it is not a share."""
    low = "-∞" if entry.low is None else f"{entry.low:g}"
    high = "∞" if entry.high is None else f"{entry.high:g}"
    unit = "" if entry.unit == "share" else f" {entry.unit}"
    return f"{low} … {high}{unit}"


def needs_of(entry: MetricEntry) -> str:
    """Return what has to be there to compute the metric."""
    needs = (("labels", entry.needs_labels), ("scores", entry.needs_probability))
    return ", ".join(name for name, wanted in needs if wanted) or "predictions only"
