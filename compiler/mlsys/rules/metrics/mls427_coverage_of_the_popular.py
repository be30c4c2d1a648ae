"""Candidates are the popular items, and the catalogue is to be covered.

## What it finds
A gate on catalogue coverage, novelty or diversity that only recommending nearly everything passes, or any
such gate where candidates come from popularity alone.

## Why it matters
The most popular items are the same few for everybody, so most of the catalogue never is a candidate. A
coverage of everything is not reached by any recommender that leaves bad items out.

## What to do
Find candidates by similarity or a model, or ask for a share that can be reached.

## Source
Ge, Delgado-Battenfeld and Jannach, Beyond Accuracy: Evaluating Recommender Systems by Coverage and
Serendipity (RecSys 2010).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, percent
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import RecommendationTask

_NEARLY_ALL = 0.95
_BEYOND = ("coverage", "novelty", "diversity")


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if not isinstance(task, RecommendationTask):
        return
    popular = task.candidates is not None and task.candidates.method == "popularity"
    for metric in system.metrics.values():
        least = metric.spec.gate.min if metric.spec.gate is not None else None
        if metric.name not in _BEYOND or not least:
            continue
        if popular:
            yield Finding(
                route=(*metric.route, "gate"),
                message=f"`{metric.id}` is gated at {number(least)}, but only popular items are candidates",
                help="find candidates by `two_tower`, `similarity` or `matrix_factorisation`",
                related=(Related(("task", "candidates", "method"), "popularity"),),
            )
        elif metric.name == "coverage" and least > _NEARLY_ALL:
            yield Finding(
                route=(*metric.route, "gate", "min"),
                message=f"{percent(least)} of the catalogue must be recommended to somebody",
                help=f"ask for a share below {percent(_NEARLY_ALL)} that good lists can reach",
            )


RULE = Rule(
    code="MLS427",
    name="coverage-of-the-popular",
    severity=always(Severity.WARNING),
    about=lambda task: task.personal,
    check=_check,
    good=examples(
        "metrics: {coverage: {role: satisfy, gate: {min: 95%}}}",
        "{task: {candidates: {method: similarity}}, metrics: {novelty: {role: satisfy, gate: {min: 3}}}}",
        base="recommendation",
    ),
    bad=examples(
        "metrics: {coverage: {role: satisfy, gate: {min: 96%}}}",
        "{task: {candidates: {method: popularity}}, metrics: {coverage: {role: satisfy, gate: {min: 30%}}}}",
        base="recommendation",
    ),
)
