"""The experiment cannot show the effect in its time.

## What it finds
The units that the declared effect, power and alpha need do not arrive, or their outcomes are not known,
before the experiment ends.

## Why it matters
An experiment without power ends as it began: nobody knows. Most likely a good model is thrown away.

## What to do
Look for a larger effect, take in more traffic, reduce the variance (CUPED), or run longer.

## Source
statsmodels NormalIndPower; Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter
17.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.experiment import plan_of
from mlsys.ir.sample_size import detectable_effect
from mlsys.ir.system import System
from mlsys.ir.wording import count, number, percent
from mlsys.rules.base import Example, Finding, Needs, Rule, always

_DAY = 86_400


def _check(system: System) -> Iterator[Finding]:
    plan, experiment = plan_of(system.spec), system.spec.experiment
    if plan is None or experiment is None or experiment.max_duration is None or experiment.traffic is None:
        return
    if plan.days <= experiment.max_duration.days:
        return
    units = max(experiment.max_duration.days - plan.outcome_days, 0.0) * experiment.traffic.per_day
    ways = [f"run {-(-plan.days // 7):.0f}w"]
    if units > 0:
        effect = detectable_effect(
            plan.baseline,
            units / (1 - experiment.variance_reduction),
            direction=1 if plan.effect > 0 else -1,
            alpha=experiment.alpha,
            power=experiment.power,
        )
        ways.insert(0, f"look for {effect * 100:+.3g}%")
    wait = f" + {number(plan.outcome_days)}d until the last outcome" if plan.outcome_days else ""
    yield Finding(
        route=("experiment", "max_duration"),
        message=f"an effect of {plan.effect * 100:+.3g}% on {percent(plan.baseline)} takes "
        f"{number(plan.days)} days, {experiment.max_duration} are allowed",
        note=f"{count(plan.units)} units / {count(experiment.traffic.per_day)} a day = "
        f"{plan.enrolment_days:,}d{wait}; power {percent(experiment.power)}, alpha "
        f"{percent(experiment.alpha)}",
        help=f"{' or '.join(ways)}; or take in more traffic or reduce the variance",
        related=(
            Related(("experiment", "mde"), "the effect"),
            Related(("experiment", "traffic"), "the traffic"),
        ),
    )


RULE = Rule(
    code="MLS901",
    name="experiment-without-power",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("experiment.baseline_rate", "experiment.mde", "experiment.traffic", "experiment.max_duration"),
    check=_check,
    good=Example("experiment: {mde: {relative: 10%}, traffic: 5k/day, max_duration: 8w}"),
    bad=Example("experiment: {mde: {relative: 1%}, traffic: 5k/day, max_duration: 8w}"),
)
