"""A metric lacks a parameter without which it means nothing.

## What it finds
A metric of several classes without `average`, a list metric without `k`, an F-beta without `beta`.

## Why it matters
Two readers take two defaults and compare two numbers.

## What to do
Add the parameter, or write `k` into the name: `ndcg@10`.

## Source
scikit-learn user guide, multiclass averaging.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for metric in system.metrics.values():
        if metric.entry is None:
            continue
        for missing in metric.entry.missing_params(system.spec.task.type, metric.params):
            choices = f", one of {', '.join(missing.choices)}" if missing.choices else ""
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.id}` needs `{missing.name}` in a {system.spec.task.type} task",
                help=f"name it `{metric.name}@10`, or add `params: {{k: 10}}`"
                if missing.name == "k"
                else f"add `params: {{{missing.name}: …}}`{choices}",
                note=missing.doc,
            )


RULE = Rule(
    code="MLS409",
    name="metric-parameter-missing",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("metrics: {f_beta: {role: report, params: {beta: 2}}}"),
    bad=examples("metrics: {f_beta: {role: report}}"),
)
