"""The costs say that acting is never worth it, or always.

## What it finds
A miss that costs nothing, acting on a positive that costs as much as missing it, costs in two currencies, or
costs by which acting pays only for rows ten times as likely to be positive as the mean row, from a
probability above 0.5.

## Why it matters
The threshold is computed from the costs. From such costs it says yes to nobody or to everybody, and the model
is for nothing.

## What to do
Count what a miss loses, such as the value of the customer, and only what acting adds.

## Source
Elkan, The Foundations of Cost-Sensitive Learning (IJCAI 2001).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, listing, number, percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.priors import prevalence

_LIFT = 10
_NEARLY_SURE = 0.99


def _check(system: System) -> Iterator[Finding]:
    costs = system.spec.task.decision_policy.costs
    route: Route = ("task", "decision_policy", "costs")
    if costs is None:
        return
    named = {name: getattr(costs, name) for name in ("false_positive", "false_negative", "true_positive")}
    given = {name: cost for name, cost in named.items() if cost is not None}
    currencies = {cost.currency or "no currency" for cost in given.values() if cost.amount}
    missed, acted, alarm = (given.get(name) for name in ("false_negative", "true_positive", "false_positive"))
    if len(currencies) > 1:
        message = f"the costs are in {listing(sorted(currencies))}"
        yield Finding(route, message, help="write them in one currency")
    elif alarm is not None and not alarm.amount:
        yield Finding(
            route=(*route, "false_positive"),
            message="a false alarm costs 0: saying yes to everybody is cheapest",
            help="write what acting on a negative costs, be it a minute of somebody",
        )
    elif missed is not None and not missed.amount:
        yield Finding(
            route=(*route, "false_negative"),
            message="a missed positive costs 0: saying no to everybody is cheapest",
            help="write what a miss loses",
        )
    elif missed is not None and acted is not None and acted.amount >= missed.amount:
        yield Finding(
            route=(*route, "true_positive"),
            message=f"acting on a positive costs {acted}, missing it {missed}: acting is never worth it",
            help="write what acting adds to the cost, and what a miss loses",
        )
    elif missed is not None and alarm is not None:
        yield from _out_of_reach(system, alarm.amount, missed.amount - (acted.amount if acted else 0))


def _out_of_reach(system: System, alarm: float, saved: float) -> Iterator[Finding]:
    share, pays_from = prevalence(system), alarm / (alarm + saved)
    if share and pays_from > min(_NEARLY_SURE, max(0.5, _LIFT * share)):
        yield Finding(
            route=("task", "decision_policy", "costs", "false_positive"),
            message=f"acting pays from a probability of {about_percent(pays_from)}, "
            f"{number(pays_from / share, 2)} times the mean of {percent(share)}",
            note=f"{number(alarm)} / ({number(alarm)} + {number(saved)}) = {number(pays_from)}",
            help="choose a cheaper action, or count what a miss loses",
            related=(Related(("data", "label", "prevalence"), "the mean"),),
        )


RULE = Rule(
    code="MLS227",
    name="costs-against-acting",
    severity=always(Severity.WARNING),
    about=lambda task: task.has_positives,
    check=_check,
    good=(
        *examples(
            "task: {decision_policy: {costs: {false_positive: 20 USD, false_negative: 200 USD, "
            "true_positive: 199 USD}}}",
            "task: {decision_policy: {costs: {false_positive: 1, false_negative: 1}}}",
            "task: {decision_policy: {costs: {false_positive: 99, false_negative: 1}}}",
            "{data: {label: {prevalence: 9.1%}}, metrics: {brier: {gate: {max: 0.06}}}, "
            "task: {decision_policy: {costs: {false_positive: 100, false_negative: 10}}}}",
            "{data: {label: {prevalence: 4%}}, metrics: {brier: {gate: {max: 0.03}}}, "
            "task: {decision_policy: {costs: {false_positive: 1, false_negative: 1}}}}",
        ),
        *examples(
            "{data: {label: {prevalence: 6%}}, metrics: {brier: {gate: {max: 0.05}}}, "
            "task: {decision_policy: {costs: {false_positive: 3, false_negative: 2}}}}"
        ),
    ),
    bad=(
        *examples(
            "task: {decision_policy: {costs: {false_negative: 0 USD}}}",
            "task: {decision_policy: {costs: {true_positive: 200 USD}}}",
            "task: {decision_policy: {costs: {false_positive: 991, false_negative: 9}}}",
            "task: {decision_policy: {costs: {false_positive: 20 EUR}}}",
            "{data: {label: {prevalence: 4%}}, metrics: {brier: {gate: {max: 0.03}}}, "
            "task: {decision_policy: {costs: {false_positive: 1000 USD, false_negative: 80 USD}}}}",
            "{data: {label: {prevalence: 4.9%}}, metrics: {brier: {gate: {max: 0.03}}}, "
            "task: {decision_policy: {costs: {false_positive: 51, false_negative: 49}}}}",
        ),
        *examples(
            "task: {decision_policy: {costs: {false_positive: 5, false_negative: 100 EUR}}}",
            "task: {decision_policy: {costs: {false_positive: 0 USD}}}",
        ),
    ),
)
