"""The number of models contradicts what they are for.

## What it finds
Separate models for each tenant, region or store of which there is only one, and more models in memory than
exist.

## Why it matters
Memory, training time and cost are computed from these numbers.

## What to do
Write how many models there are.

## Source
Huyen, machine-learning systems design: model count, from one to thousands.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.scalability import Models

_ROUTE: Route = ("requirements", "scalability", "models")
_FEWEST = 20


def _check(system: System) -> Iterator[Finding]:
    models = system.spec.requirements.scalability.models
    if models is None:
        return
    apart = models.sharing != "global"
    if apart and models.per is not None and models.count == 1:
        yield Finding(
            route=(*_ROUTE, "count"),
            message=f"1 model, {models.sharing} for each {models.per}",
            help="write how many there are, or `sharing: global`",
            related=(Related((*_ROUTE, "per"), f"for each {models.per}"),),
        )
    if models.resident is not None and models.resident > models.count:
        yield Finding(
            route=(*_ROUTE, "resident"),
            message=f"{models.resident:,} models in memory of {models.count:,}",
            help=f"write at most {models.count:,}",
            related=(Related((*_ROUTE, "count"), f"{models.count:,} models"),),
        )
    yield from _fewest(system, models, apart)
    if models.gate_quantile is not None and models.gate_quantile >= 1:
        yield Finding(
            (*_ROUTE, "gate_quantile"), "all models may miss the gates", help="write a share such as 5%"
        )
    for name in ("gate_quantile", "min_rows", "fallback"):
        if getattr(models, name) is not None and not apart:
            yield Finding(
                route=(*_ROUTE, name),
                message=f"`{name}` of models of their own, and there is one for all",
                help="write `sharing: separate` and how many there are, or leave it out",
            )


def _fewest(system: System, models: Models, apart: bool) -> Iterator[Finding]:
    rows = system.spec.data.rows
    if models.min_rows is not None and rows is not None and models.min_rows > rows:
        yield Finding(
            route=(*_ROUTE, "min_rows"),
            message=f"no model has {models.min_rows:,} rows of {rows:,} in all",
            help=f"write fewer than {rows:,}",
            related=(Related(("data", "rows"), f"{rows:,} rows"),),
        )
    if models.min_rows is not None and models.min_rows < _FEWEST and apart:
        yield Finding((*_ROUTE, "min_rows"), f"a model of its own learns nothing from {models.min_rows} rows",
                      help="write some hundred")  # fmt: skip


RULE = Rule(
    code="MLS623",
    name="models-do-not-count",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "{data: {keys: {tenant: bank}}, requirements: {scalability: {model_memory: 1MiB, "
        "models: {count: 10, per: tenant, sharing: separate, loading: lazy, resident: 10}}}}",
        "requirements: {scalability: {models: {count: 1, per: region, sharing: global}}}",
        "{data: {keys: {tenant: bank}}, requirements: {scalability: {model_memory: 1MiB, models: {count: 10, "
        "per: tenant, sharing: separate, gate_quantile: 99.9%, min_rows: 200000, fallback: global}}}}",
        "{data: {keys: {tenant: bank}}, requirements: {scalability: {model_memory: 1MiB, models: {count: 10, "
        "per: tenant, sharing: separate, min_rows: 20}}}}",
    ),
    bad=examples(
        "requirements: {scalability: {models: {count: 1, per: region, sharing: separate}}}",
        "requirements: {scalability: {models: {count: 1, loading: lazy, resident: 2}}}",
        "requirements: {scalability: {models: {min_rows: 1000}}}",
        "{data: {keys: {tenant: bank}}, requirements: {scalability: {model_memory: 1MiB, models: {count: 10, "
        "per: tenant, sharing: separate, min_rows: 200001}}}}",
        "{data: {keys: {tenant: bank}}, requirements: {scalability: {model_memory: 1MiB, models: {count: 10, "
        "per: tenant, sharing: separate, gate_quantile: 100%}}}}",
        "{data: {keys: {tenant: bank}}, requirements: {scalability: {model_memory: 1MiB, models: {count: 10, "
        "per: tenant, sharing: separate, min_rows: 19}}}}",
    ),
)
