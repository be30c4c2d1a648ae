"""Something is declared that nothing uses.

## What it finds
A metric to satisfy without a gate, a column kept for evaluation that no slice, no fairness limit and no
check of deliveries uses (of clusters, profiles tell every column), a guardrail that the experiment does not
watch, an alert route that no alert takes.

## Why it matters
Readers take what is declared for a promise. An unused entry is a promise that nothing keeps.

## What to do
Use it or delete it.

## Source
Compilers warn about unused names for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, examples, omission
from mlsys.spec.expressions import names, parse

_USUAL_ROUTES = ("page", "ticket")


def _check(system: System) -> Iterator[Finding]:
    yield from _metrics(system)
    yield from _columns(system)
    yield from _guardrails(system)
    taken = {alert.route for alert in system.spec.monitoring.alerts.values()}
    for name in system.spec.monitoring.routes:
        if name not in _USUAL_ROUTES and name not in taken:
            yield _unused(("monitoring", "routes", name), f"alert route `{name}` is taken by no alert")


def _metrics(system: System) -> Iterator[Finding]:
    for metric in system.metrics.values():
        gate = metric.spec.gate
        if metric.spec.role == "satisfy" and (gate is None or (gate.min is None and gate.max is None)):
            yield _unused(metric.route, f"metric `{metric.id}` is to be satisfied but has no gate")


def _columns(system: System) -> Iterator[Finding]:
    spec = system.spec
    analysis = spec.requirements.adaptability.error_analysis
    split = spec.data.split
    used = {
        *spec.evaluation.slices,
        *(limit.by for limit in spec.requirements.constraints.fairness),
        *(analysis.slices if analysis else ()),
        *(name for name in (split.group_by, split.time, split.column) if name),
        *_checked(system),
    }
    if system.task_kind.finds_structure:
        return  # profiles of the groups, and the map of the rows, tell such columns
    if used - set(spec.data.features):
        return  # a use of a name that is declared nowhere may be meant for one of these
    for feature in system.features.values():
        if not feature.is_input and feature.name not in used:
            yield _unused(
                feature.route, f"`{feature.name}` is kept for evaluation, but nothing evaluates by it"
            )


def _checked(system: System) -> Iterator[str]:
    for item in system.spec.data.quality:
        if item.column:
            yield item.column
        condition = parse(item.rule).expression if item.rule else None
        if condition:
            yield from (each.name for each in names(condition))


def _guardrails(system: System) -> Iterator[Finding]:
    experiment = system.spec.experiment
    if experiment is None or experiment.type in ("none", "shadow") or not experiment.guardrails:
        return
    declared = system.spec.objectives.guardrails
    if set(experiment.guardrails) - set(declared):
        return
    for name in declared:
        if name not in experiment.guardrails:
            yield _unused(
                ("objectives", "guardrails", name), f"guardrail `{name}` is not watched by the experiment"
            )


def _unused(route: Route, message: str) -> Finding:
    return Finding(route, message, help="use it or delete it", anchor=Anchor.KEY)


RULE = Rule(
    code="MLS014",
    name="declared-but-unused",
    severity=omission(Severity.WARNING),
    check=_check,
    good=(
        *examples("metrics: {recall: {role: satisfy, gate: {min: 0.7}}}"),
        *examples("data: {features: {left: {type: boolean, use: evaluation}}}", base="clustering"),
        *examples(
            "data: {features: {age: {type: integer, range: 0..900, use: evaluation}}, "
            "quality: [{check: expression, rule: age >= 72}]}",
            "data: {features: {age: {type: integer, range: 0..900, use: evaluation}}, "
            "quality: [{check: not_null, column: age}]}",
        ),
    ),
    bad=examples(
        "metrics: {recall: {role: satisfy}}",
        "data: {features: {age: {type: integer, range: 0..900, use: evaluation}}, "
        "quality: [{check: row_count, min: 10}]}",
    ),
)
