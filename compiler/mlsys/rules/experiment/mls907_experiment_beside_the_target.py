"""The experiment looks for another effect than the target, or from another start.

## What it finds
A smallest effect that is twice the target or more, a smallest effect worth shipping that is beyond the
target, or a rate or mean without the model that is half or twice the current value of the objective.

## Why it matters
The target may be met, and the experiment calls it nothing. From another start its sample size is wrong.

## What to do
Look for the effect that is promised, from the value of today.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 17.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, percent
from mlsys.rules.base import Finding, Rule, always, examples

_APART = 2.0


def _check(system: System) -> Iterator[Finding]:
    for name, goal in system.spec.objectives.business.items():
        wanted = goal.target.relative if goal.target is not None else None
        if wanted and goal.minimum_effect is not None and goal.minimum_effect > wanted:
            yield Finding(
                route=("objectives", "business", name, "minimum_effect"),
                message=f"an effect below {percent(goal.minimum_effect)} is not worth shipping, and the "
                f"target is {percent(wanted)}",
                help="raise the target, or ship for less",
                related=(Related(("objectives", "business", name, "target"), "the target"),),
            )
    experiment = system.spec.experiment
    goal_ = system.spec.objectives.business.get(experiment.metric or "") if experiment is not None else None
    if experiment is None or goal_ is None:
        return
    target = goal_.target.relative if goal_.target is not None else None
    smallest = experiment.mde.relative if experiment.mde is not None else None
    if target and smallest is not None and smallest >= _APART * target:
        yield Finding(
            route=("experiment", "mde", "relative"),
            message=f"effects below {percent(smallest)} are not seen, and the target is {percent(target)}",
            help=f"look for {percent(target)}, with more traffic or time",
            related=(Related(("objectives", "business", str(experiment.metric), "target"), "the target"),),
        )
    current = goal_.current.value if goal_.current is not None else None
    for field in ("baseline_rate", "baseline_mean"):
        start: float | None = getattr(experiment, field)
        if start and current and not 1 / _APART < start / current < _APART:
            yield Finding(
                route=("experiment", field),
                message=f"the experiment starts from {number(start)}, the objective from {number(current)}",
                help="write the value of today in both",
                related=(Related(("objectives", "business", str(experiment.metric), "current"), "today"),),
            )


RULE = Rule(
    code="MLS907",
    name="experiment-beside-the-target",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "{objectives: {business: {churn_rate: {minimum_effect: 8%}}}, experiment: {mde: {relative: 15%}}}",
        "experiment: {baseline_rate: 7.9%}",
        "experiment: {baseline_rate: 2.1%, traffic: 50k/d}",
    ),
    bad=examples(
        "objectives: {business: {churn_rate: {minimum_effect: 8.1%}}}",
        "experiment: {mde: {relative: 16%}}",
        "experiment: {baseline_rate: 8%}",
        "experiment: {baseline_rate: 2%, traffic: 50k/d}",
    ),
)
