"""One fact is declared twice, and differently.

## What it finds
A unit or range of the label that is not that of the task, a way of versioning the data that is not that of
`requirements.maintainability.versioning`, a time column of the split or of the forecast that is not
`data.keys.time`, a prevalence that is not the prior of the positive class or the contamination, a staleness
that is promised beyond the greatest, a method that is no family of the model, a format of the data that is
not the ending of their file, production as a prototype, a budget for computing below the limit of the
infrastructure's cost.

## Why it matters
Both are read, by different parts of the project: predictions in one unit are compared with labels in
another, or the data are looked for where they are not.

## What to do
Write it once, or make both agree.

## Source
Hunt and Thomas, The Pragmatic Programmer (1999): every piece of knowledge has one representation.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing, percent
from mlsys.route import Route, format_route
from mlsys.rules.base import Finding, Rule, always, examples

_FORMATS = {".csv": "csv", ".parquet": "parquet", ".jsonl": "jsonl"}
_CLOSE = 0.005
_FACTOR = 2.0


def _check(system: System) -> Iterator[Finding]:
    spec, task = system.spec, system.spec.task
    label, split, keys = spec.data.label, spec.data.split, spec.data.keys
    versioning = spec.requirements.maintainability.versioning
    pairs: list[tuple[Route, object, Route, object]] = [
        (("requirements", "maintainability", "versioning", "data"), versioning.data,
         ("data", "versioning"), spec.data.versioning),
        (("data", "split", "time"), split.time, ("data", "keys", "time"), keys.time),
        (("task", "time"), getattr(task, "time", None), ("data", "keys", "time"), keys.time),
    ]  # fmt: skip
    if label is not None:
        for name in ("unit", "range"):
            one, other = getattr(label, name), getattr(task, name, None)
            pairs.append((("data", "label", name), one, ("task", name), other))
    method: str | None = getattr(task, "method", None)
    families = spec.model.family
    if method in system.families and families and method not in families:
        yield _finding(("task", "method"), f"`{method}`", ("model", "family"), listing(families))
    source = spec.data.source
    ending = PurePosixPath(source.path).suffix if source is not None and source.path else ""
    if source is not None and ending in _FORMATS:
        pairs.append(
            (("data", "source", "format"), source.format, ("data", "source", "path"), _FORMATS[ending])
        )
    for here, one, there, other in pairs:
        if one is not None and other is not None and one != other:
            yield _finding(here, f"`{one}`", there, f"`{other}`")
    for name in ("production", "prod"):
        place = spec.environments.get(name)
        if place is not None and place.stage == "prototype" and spec.metadata.stage == "production":
            yield _finding(
                ("environments", name, "stage"), "`prototype`", ("metadata", "stage"), "`production`"
            )
    yield from _shares(system)


def _shares(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    positive: str | None = getattr(system.spec.task, "positive_class", None)
    prior = label.priors.get(positive) if label is not None and positive is not None else None
    share = label.prevalence if label is not None else None
    if share is not None and prior is not None and abs(share - prior) > _CLOSE:
        there: Route = ("data", "label", "priors", str(positive))
        yield _finding(("data", "label", "prevalence"), percent(share), there, percent(prior))
    rare: float | None = getattr(system.spec.task, "contamination", None)
    if share and rare and not 1 / _FACTOR <= share / rare <= _FACTOR:
        there = ("task", "contamination")
        yield _finding(("data", "label", "prevalence"), percent(share), there, percent(rare))
    most = system.spec.requirements.adaptability.max_staleness
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli == "staleness" and most is not None and slo.threshold.seconds > most.seconds:
            there = ("requirements", "adaptability", "max_staleness")
            here: Route = ("requirements", "reliability", "slos", name, "threshold")
            yield _finding(here, str(slo.threshold), there, str(most))
    budget, limit = system.spec.resources.compute_budget, system.spec.infra.cost.max
    same = budget is not None and limit is not None and budget.currency == limit.currency
    if budget is not None and limit is not None and same and limit.per("month") > budget.per("month"):
        yield _finding(("infra", "cost", "max"), str(limit), ("resources", "compute_budget"), str(budget))


def _finding(here: Route, one: str, there: Route, other: str) -> Finding:
    return Finding(
        route=here,
        message=f"{one} here, but {other} in `{format_route(there)}`",
        help="write it once, or make both agree",
        related=(Related(there, other),),
    )


RULE = Rule(
    code="MLS027",
    name="two-sources-disagree",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "{task: {contamination: 0.001%}, data: {label: {prevalence: 0.002%}}}",
            "{task: {contamination: 0.001%}, data: {label: {prevalence: 0.0005%}}}",
            base="anomaly",
        ),
        *examples(
            "requirements: {maintainability: {versioning: {data: content_hash}}}",
            "infra: {cost: {max: 2k USD/month}}",
            "data: {source: {path: data/churn.csv.gz, format: csv}}",
            "infra: {cost: {max: 2k EUR/month}}",
            "data: {label: {priors: {'Yes': 20.5%, 'No': 79.5%}}}",
        ),
        *examples(
            "{task: {unit: USD, range: 0..900}, data: {label: {unit: USD, range: 0..900}}}", base="regression"
        ),
    ),
    bad=(
        *examples("requirements: {reliability: {slos: {staleness: {threshold: 61d}}}}"),
        *examples(
            "{task: {contamination: 0.001%}, metrics: {pr_auc: {gate: ~}}, data: {label: "
            "{prevalence: 0.0021%}}}",
            "{task: {contamination: 0.001%}, metrics: {pr_auc: {gate: ~}}, data: {label: "
            "{prevalence: 0.00045%}}}",
            "task: {method: copod}",
            base="anomaly",
        ),
        *examples(
            "requirements: {maintainability: {versioning: {data: dvc}}}",
            "infra: {cost: {max: 2100 USD/month}}",
            "data: {label: {priors: {'Yes': 20.6%, 'No': 79.4%}}}",
            "data: {source: {path: data/churn.parquet, format: csv}}",
            "environments: {production: {stage: prototype}}",
        ),
        *examples(
            "data: {label: {unit: EUR}}",
            "{task: {range: 0..900}, data: {label: {range: 0..800}}}",
            base="regression",
        ),
        *examples("data: {split: {time: month}}", "task: {time: month}", base="forecasting"),
    ),
)
