"""The experiment cannot be run with this system.

## What it finds
More units a day than the system predicts for, an interleaving where nothing is ranked, a shadow that is to
decide by a business metric, and an absolute effect larger than the rate that it starts from.

## Why it matters
The plan shows a duration and a power that no experiment will have.

## What to do
Correct the traffic, the kind or the effect.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020); Chapelle et al., Large-Scale Validation
of Interleaved Search Evaluation (2012).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import count, percent
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.experiment import Experiment


def _check(system: System) -> Iterator[Finding]:
    experiment, traffic = system.spec.experiment, system.spec.requirements.scalability.traffic
    if experiment is None or experiment.type == "none":
        return
    rates = [rate for rate in (traffic.now, traffic.expected.high if traffic.expected else None) if rate]
    most = max((rate.per_day for rate in rates), default=None)
    most = None if most is None else most * (traffic.records_per_request or 1)
    unit = system.spec.task.granularity.predict_per
    same = unit is None or experiment.unit is None or unit == experiment.unit
    if experiment.traffic is not None and same and most and experiment.traffic.per_day > most:
        yield Finding(
            route=("experiment", "traffic"),
            message=f"{count(experiment.traffic.per_day)} units a day, and {count(most)} predictions are "
            "made",
            help=f"write at most {count(most)} a day",
            related=(Related(("requirements", "scalability", "traffic"), "the traffic"),),
        )
    if experiment.type == "interleaving" and not system.task_kind.ranked:
        yield Finding(
            route=("experiment", "type"),
            message=f"two rankings are interleaved, and a {system.spec.task.type} task ranks nothing",
            help="write `type: ab`",
            related=(Related(("task", "type"), "the type of the task"),),
        )
    if experiment.type == "shadow" and experiment.mde is not None:
        yield Finding(
            route=("experiment", "type"),
            message="a shadow changes nothing, so it shows no effect on the business",
            help="write `type: ab`, or leave `mde` out",
            related=(Related(("experiment", "mde"), "the effect to show"),),
        )
    yield from _effect(system, experiment)


def _effect(system: System, experiment: Experiment) -> Iterator[Finding]:
    effect = experiment.mde.absolute if experiment.mde is not None else None
    rate = experiment.baseline_rate
    goal = system.spec.objectives.business.get(experiment.metric or "")
    falls = goal is not None and goal.direction == "decrease"
    room = None if rate is None else rate if falls else 1 - rate
    if effect is not None and rate is not None and room is not None and effect >= room:
        yield Finding(
            route=("experiment", "mde", "absolute"),
            message=f"an effect of {percent(effect)} on a rate of {percent(rate)}: there is no such room",
            help=f"write less than {percent(room)}",
            related=(Related(("experiment", "baseline_rate"), "the rate"),),
        )


RULE = Rule(
    code="MLS910",
    name="experiment-of-another-system",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("experiment: {unit: branch, analysis_unit: branch, traffic: 9M/d}"),
        *examples(
            "experiment: {traffic: 3M/d}",
            "experiment: {mde: {relative: ~, absolute: 3.9%}}",
            "experiment: {type: shadow, mde: ~}",
        ),
        *examples("experiment: {type: interleaving}", base="ranking"),
    ),
    bad=examples(
        "experiment: {traffic: 3000001/d}",
        "experiment: {type: interleaving}",
        "experiment: {type: shadow}",
        "experiment: {mde: {relative: ~, absolute: 4%}}",
        "{objectives: {business: {churn_rate: {metric: share who stay, direction: increase}}, "
        "links: [{ml: pr_auc, business: churn_rate, elasticity: 0.4, evidence: historical}]}, "
        "experiment: {mde: {relative: ~, absolute: 96%}}}",
    ),
)
