"""The job that trains runs much less often, or much more, than the cadence says.

## What it finds
`infra.training.schedule` and `requirements.adaptability.retrain.cadence` that differ by more than a half.

## Why it matters
Staleness, cost and rollback are computed from the cadence; the schedule is what happens.

## What to do
Make both agree, or leave the schedule out: then it follows from the cadence.

## Source
The meaning of the two fields; cron(8) for schedules.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.cron import longest_gap
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.rules.base import Finding, Rule, always, examples

_APART = 1.5
_A_YEAR = 366 * 86_400.0
"""MLS619 tells of schedules that come round less often."""


def _check(system: System) -> Iterator[Finding]:
    schedule, retrain = system.spec.infra.training.schedule, system.spec.requirements.adaptability.retrain
    cadence = retrain.cadence if retrain is not None else None
    if schedule is None or cadence is None:
        return
    gap = longest_gap(schedule)
    if gap <= _A_YEAR and not cadence.seconds / _APART <= gap <= cadence.seconds * _APART:
        yield Finding(
            route=("infra", "training", "schedule"),
            message=f"training runs every {duration(gap)}, and the cadence is {cadence}",
            help="make both agree, or leave the schedule out",
            related=(Related(("requirements", "adaptability", "retrain", "cadence"), f"every {cadence}"),),
        )


RULE = Rule(
    code="MLS813",
    name="schedule-against-the-cadence",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "infra: {training: {schedule: '0 3 1 * *'}}",
        "{infra: {training: {schedule: '0 3 */2 * *'}}, requirements: {adaptability: {retrain: "
        "{cadence: 32h}}}, "
        "data: {label: {delay: {p50: 1h, p95: 2h}}}}",
        "{infra: {training: {schedule: '0 3 * * *'}}, requirements: {adaptability: {retrain: "
        "{cadence: 36h}}}, "
        "data: {label: {delay: {p50: 1h, p95: 2h}}}}",
        "{infra: {training: {schedule: '0 3 * * *'}}, requirements: {adaptability: {retrain: "
        "{cadence: 16h}}}, "
        "data: {label: {delay: {p50: 1h, p95: 2h}}}}",
    ),
    bad=examples(
        "infra: {training: {schedule: '0 3 1 1 *'}}",
        "infra: {training: {schedule: '0 3 * * *'}}",
        "{infra: {training: {schedule: '0 3 * * *'}}, requirements: {adaptability: {retrain: "
        "{cadence: 37h}}}, "
        "data: {label: {delay: {p50: 1h, p95: 2h}}}}",
        "{infra: {training: {schedule: '0 3 * * *'}}, requirements: {adaptability: {retrain: "
        "{cadence: 15h, rollout: 1h}}}, "
        "data: {refresh: 12h, label: {delay: {p50: 1h, p95: 2h}}}}",
    ),
)
