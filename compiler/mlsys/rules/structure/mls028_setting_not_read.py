"""A setting stands beside a choice that does not read it.

## What it finds
A setting that only some values of another one read, beside one that does not: `k` without `policy: top_k`, a
tolerance at `level: bitwise`, an answer for a fallback that computes its own, files of a batch that one
process scores. And two settings of which one replaces the other: a rate beside a mean, a table beside a file.

## Why it matters
Somebody wrote the number down and believes that it holds. Nothing is computed from it.

## What to do
Leave the setting out, or make the choice that reads it.

## Source
The meaning of the fields; Nielsen's heuristic of error prevention (1994): contradictory settings are told.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.places import at, one_at

_MODELS = "requirements.scalability.models"


class _Unread(NamedTuple):
    """A setting, and the values of a choice beside which nothing reads it."""

    setting: str
    choice: str
    beside: tuple[object, ...]


_UNREAD = (
    _Unread(
        "task.decision_policy.k",
        "task.decision_policy.policy",
        (None, "argmax", "threshold", "expected_value"),
    ),
    _Unread(
        "task.decision_policy.threshold.at_least",
        "task.decision_policy.threshold.from",
        ("cost", "f1", "alert_budget"),
    ),
    _Unread("task.pseudo_label.rounds", "task.pseudo_label.method", ("label_propagation", "label_spreading")),
    _Unread("data.source.separator", "data.source.format", ("parquet", "jsonl", "sql")),
    _Unread("data.source.decimal", "data.source.format", ("parquet", "jsonl", "sql")),
    _Unread("data.source.query", "data.source.format", ("csv", "parquet", "jsonl")),
    _Unread("data.label.exploration_holdout", "data.label.selective", (False,)),
    _Unread(f"{_MODELS}.resident", f"{_MODELS}.loading", ("resident",)),
    _Unread("requirements.maintainability.reproducibility.tolerance",
            "requirements.maintainability.reproducibility.level", ("statistical", "bitwise")),
    _Unread("requirements.constraints.interpretability.audience",
            "requirements.constraints.interpretability.scope", ("none",)),
    _Unread("experiment.arms", "experiment.type", ("none",)),
    _Unread("infra.batch.files", "infra.compute.engine", ("local", "spark")),
    _Unread("infra.serving.batching", "task.prediction.mode", ("batch",)),
)  # fmt: skip
_REPLACED = (
    ("data.source.table", "data.source.path"),
    ("data.source.query", "data.source.path"),
    ("data.source.uri", "data.source.path"),
    ("data.label.column", "data.label.columns"),
    ("experiment.baseline_rate", "experiment.baseline_mean"),
)
"""Settings of which the second replaces the first."""


def _check(system: System) -> Iterator[Finding]:
    for unread in _UNREAD:
        chosen = one_at(system.spec, unread.choice)
        if chosen in unread.beside:
            choice: Route = tuple(unread.choice.split("."))
            beside = f"`{choice[-1]}: {chosen}`" if chosen is not None else f"an open `{choice[-1]}`"
            for route, _ in at(system.spec, unread.setting):
                if system.declared(route):
                    yield _finding(route, f"`{route[-1]}` is not read beside {beside}", choice)
    yield from _others(system)
    for replaced, by in _REPLACED:
        first, second = tuple(replaced.split(".")), tuple(by.split("."))
        if system.declared(first) and system.declared(second):
            yield _finding(first, f"`{first[-1]}` is not read beside `{second[-1]}`", second)


def _others(system: System) -> Iterator[Finding]:
    """Yield settings that are read beside one name, or beside any number."""
    fallback, tuning = system.spec.requirements.reliability.fallback, system.spec.model.tuning
    route: Route = ("requirements", "reliability", "fallback")
    if fallback is not None and fallback.value is not None and fallback.use != "default":
        yield _finding(
            (*route, "value"), f"`value` is not read beside `use: {fallback.use}`", (*route, "use")
        )
    trials: Route = ("model", "tuning", "trials")
    if tuning is not None and not tuning.trials and tuning.timeout is not None and system.declared(trials):
        yield _finding(
            ("model", "tuning", "timeout"), f"`timeout` is not read beside `trials: {tuning.trials}`", trials
        )


def _finding(setting: Route, message: str, choice: Route) -> Finding:
    return Finding(
        route=setting,
        anchor=Anchor.KEY,
        message=message,
        help=f"leave it out, or change `{choice[-1]}`",
        related=(Related(choice, "the choice"),),
    )


RULE = Rule(
    code="MLS028",
    name="setting-not-read",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "task: {decision_policy: {policy: top_k, k: 100, threshold: ~, costs: ~}}",
            "task: {decision_policy: {threshold: {from: recall, at_least: 80%}, costs: ~}}",
            "data: {source: {separator: ';', decimal: ','}}",
            "model: {tuning: {timeout: 1h}}",
            "requirements: {reliability: {fallback: {use: default, value: 0.2}}}",
            "requirements: {maintainability: {reproducibility: {level: bitwise, tolerance: ~}}}",
            "{data: {keys: {tenant: bank}}, requirements: {scalability: {models: {count: 4, per: tenant, "
            "sharing: separate, loading: lazy, resident: 2}}}}",
        ),
    ),
    bad=(
        *examples(
            "task: {decision_policy: {k: 100}}",
            "task: {decision_policy: {threshold: {from: cost, at_least: 90%}}}",
            "data: {source: {format: parquet, path: data/churn.parquet, decimal: ','}}",
            "data: {source: {table: churn}}",
            "model: {tuning: {trials: 0, timeout: 1h}}",
            "requirements: {reliability: {fallback: {value: 0.2}}}",
            "requirements: {maintainability: {reproducibility: {level: statistical}}}",
            "requirements: {constraints: {interpretability: {scope: none}}}",
        ),
    ),
)
