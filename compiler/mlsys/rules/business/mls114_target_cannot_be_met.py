"""A target lies behind, or on the wrong side of today's value.

## What it finds
A target whose day has passed, that is to be reached before the first release serves, whose value is not
better than the current one, or that asks for no change or for a fall of all or more. The deadline of the
project itself is looked at as well.

## Why it matters
Whoever wrote it meant something else, and the experiment and the report are built on it.

## What to do
Correct the value, the direction or the day.

## Source
Doran, There's a S.M.A.R.T. way to write management's goals and objectives (Management Review, 1981).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.objectives import BusinessObjective, Target

_YEARS = 10
_ROUNDED = 0.1
"""By what share two ways to write a target may differ."""


def _check(system: System) -> Iterator[Finding]:
    deadline = system.spec.resources.deadline
    if deadline is not None and deadline < system.today:
        yield _passed(("resources", "deadline"), "the first release was to serve", deadline)
    yield from _guardrails(system)
    for name, objective in system.spec.objectives.business.items():
        target, route = objective.target, ("objectives", "business", name, "target")
        if target is None:
            continue
        if target.by is not None and target.by < system.today:
            yield _passed((*route, "by"), f"the target of `{name}` was to be reached", target.by)
        elif target.by is not None and deadline is not None and target.by < deadline:
            yield Finding(
                route=(*route, "by"),
                message=f"the target of `{name}` is due on {target.by}, "
                f"before the first release on {deadline}",
                help="give the system time to have an effect",
                related=(Related(("resources", "deadline"), "the first release"),),
            )
        if target.by is not None and target.by.year - system.today.year > _YEARS:
            yield Finding(
                route=(*route, "by"),
                message=f"the target of `{name}` is due on {target.by}, when nobody will remember it",
                help="name a day within the next years",
            )
        if target.relative is not None and objective.current is not None and not objective.current.value:
            yield Finding(
                route=("objectives", "business", name, "current"),
                message=f"`{name}` is 0 today, and {percent(target.relative)} of 0 is nothing",
                help="write today's value, or an absolute target",
                related=(Related((*route, "relative"), "the target"),),
            )
        yield from _wrong_side(name, objective, target)
        yield from _two_targets(name, objective, target)


def _guardrails(system: System) -> Iterator[Finding]:
    for name, guardrail in system.spec.objectives.guardrails.items():
        now, most = guardrail.current, guardrail.max_regression
        if most and now is not None and not now.value:
            yield Finding(
                route=("objectives", "guardrails", name, "current"),
                message=f"`{name}` is 0 today, and {percent(most)} of 0 is nothing",
                help="write today's value, or `max_regression: 0%`",
                related=(Related(("objectives", "guardrails", name, "max_regression"), "what is accepted"),),
            )


def _passed(route: Route, what: str, day: datetime.date) -> Finding:
    return Finding(route, f"{what} by {day}, which has passed", help="name a day to come")


def _two_targets(name: str, objective: BusinessObjective, target: Target) -> Iterator[Finding]:
    if target.absolute is None or target.relative is None or objective.current is None:
        return
    aim, now = target.absolute.value, objective.current.value
    change = abs(aim - now) / abs(now) if now else None
    if change is not None and abs(change - target.relative) > _ROUNDED * target.relative:
        yield Finding(
            route=("objectives", "business", name, "target", "relative"),
            message=f"{percent(target.relative)} here, and from {number(now)} to {number(aim)} "
            f"it is {percent(round(change, 3))}",
            help="keep one of the two",
            related=(Related(("objectives", "business", name, "target", "absolute"), number(aim)),),
        )


def _wrong_side(name: str, objective: BusinessObjective, target: Target) -> Iterator[Finding]:
    route: Route = ("objectives", "business", name, "target")
    current, rises = objective.current, objective.direction == "increase"
    if target.absolute is not None and current is not None and objective.direction is not None:
        aim, now = target.absolute.value, current.value
        if target.absolute.unit == current.unit and (aim <= now if rises else aim >= now):
            yield Finding(
                route=(*route, "absolute"),
                message=f"`{name}` is to {objective.direction}, but its target {number(aim)} is no better "
                f"than {number(now)} today",
                help="correct the target, the current value or the direction",
                related=(Related(("objectives", "business", name, "current"), "today"),),
            )
    if target.relative is not None and (not target.relative or (not rises and target.relative >= 1)):
        change = "no change" if not target.relative else f"a fall by {percent(target.relative)}"
        message = f"the target of `{name}` is {change}"
        yield Finding((*route, "relative"), message, help="name the change to reach")


RULE = Rule(
    code="MLS114",
    name="target-cannot-be-met",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "objectives: {business: {churn_rate: {target: {absolute: 3.9%, relative: ~, by: 2027-03-31}}}}",
            "{resources: {deadline: 2026-06-01}, "
            "objectives: {business: {churn_rate: {target: {relative: 8%, by: 2026-06-01}}}}}",
            "objectives: {business: {churn_rate: {metric: share who stay, direction: increase, "
            "target: {relative: 100%}}}, links: [{ml: pr_auc, business: churn_rate, "
            "evidence: historical}]}",
        ),
        *examples(
            "objectives: {business: {churn_rate: {target: {by: 2036-12-31}}}}",
            "objectives: {business: {churn_rate: {target: {absolute: 3.65%}}}}",
            "objectives: {business: {churn_rate: {target: {absolute: 3.71%}}}}",
        ),
    ),
    bad=(
        *examples(
            "objectives: {business: {churn_rate: {target: {absolute: 3.64%}}}}",
            "objectives: {business: {churn_rate: {target: {absolute: 3.715%}}}}",
            "objectives: {business: {churn_rate: {target: {absolute: 4.5%, relative: ~}}}}",
            "objectives: {business: {churn_rate: {target: {absolute: 4%, relative: ~}}}}",
            "objectives: {business: {churn_rate: {metric: share who stay, direction: increase, "
            "target: {absolute: 4%, relative: ~}}}, links: [{ml: pr_auc, business: churn_rate, "
            "evidence: historical}]}",
            "{resources: {deadline: ~}, objectives: {business: {churn_rate: {target: {by: 2026-05-31}}}}}",
            "resources: {deadline: 2026-05-31}",
            "resources: {deadline: 2027-07-01}",
            "objectives: {business: {churn_rate: {target: {relative: 0%}}}}",
            "objectives: {business: {churn_rate: {target: {relative: 100%}}}, links: [{ml: pr_auc, "
            "business: churn_rate, evidence: experiment, ref: a.md}]}",
        ),
        *examples(
            "objectives: {business: {churn_rate: {target: {by: 2037-01-01}}}}",
            "objectives: {business: {churn_rate: {current: 0%}}}",
            "objectives: {guardrails: {discount_spend: {current: 0}}}",
        ),
    ),
)
