"""Each model adds time series beyond the budget.

## What it finds
The number of models times the series of one exceeds `monitoring.series_budget`.

## Why it matters
Prometheus keeps every series in memory; a label by tenant is how monitoring goes down first.

## What to do
Aggregate over tenants and keep the series of the largest ones only.

## Source
Prometheus documentation, Metric and label naming (cardinality).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import count, plural
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    models, monitoring = system.spec.requirements.scalability.models, system.spec.monitoring
    if monitoring.series_budget is None or monitoring.series_per_model is None:
        return
    count_of = 1 if models.sharing == "global" else models.count
    total = count_of * monitoring.series_per_model
    if total > monitoring.series_budget:
        most = monitoring.series_budget // monitoring.series_per_model
        yield Finding(
            route=("monitoring", "series_budget"),
            message=f"{plural(count_of, 'model')} × {monitoring.series_per_model} series = {count(total)}, "
            f"budget {count(monitoring.series_budget)}",
            help=f"aggregate, and keep single series of the {most:,} largest at most",
            related=(
                Related(("requirements", "scalability", "models", "count"), f"{models.count:,} models"),
            ),
        )


RULE = Rule(
    code="MLS516",
    name="too-many-series",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=("monitoring.series_budget", "monitoring.series_per_model"),
    check=_check,
    good=(
        *examples("monitoring: {series_budget: 40, series_per_model: 40}"),
        *examples("monitoring: {series_budget: 100k, series_per_model: 40}"),
        *examples(
            "{monitoring: {series_budget: 100k, series_per_model: 40}, "
            "requirements: {scalability: {models: {count: 2500, per: tenant, "
            "sharing: adapter, loading: lazy}}}}"
        ),
    ),
    bad=(
        *examples(
            "{monitoring: {series_budget: 100k, series_per_model: 40}, requirements: {scalability: {models:"
            " {count: 8000, per: tenant, sharing: adapter, loading: lazy}}}}"
        ),
        *examples("monitoring: {series_budget: 39, series_per_model: 40}"),
    ),
)
