"""The costs of several classes cannot be compared.

## What it finds
A cost matrix in two currencies, or with bare numbers beside money; a class without a row, or a row without a
class; a right answer that costs as much as a wrong one; costs of false positives and negatives where there
are more than two classes.

## Why it matters
The decision is the class of least expected cost. A cell that is missing counts as free, and a cheap wrong
answer is then chosen over a right one.

## What to do
Write one cost for each pair of true and predicted class, in one currency; nothing on the diagonal is free.

## Source
Elkan, The Foundations of Cost-Sensitive Learning (IJCAI 2001), reasonableness conditions.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.framing import Costs

_ROUTE: Route = ("task", "decision_policy", "costs")
_OF_TWO = ("false_positive", "false_negative", "true_positive")


def _check(system: System) -> Iterator[Finding]:
    costs = system.spec.task.decision_policy.costs
    if costs is None:
        return
    named = [name for name in _OF_TWO if getattr(costs, name) is not None]
    if named:
        yield Finding(
            route=(*_ROUTE, named[0]),
            anchor=Anchor.KEY,
            message=f"{listing(named)} among several classes: which one is positive?",
            help="write `matrix: {<true class>: {<predicted class>: <cost>}}`",
        )
    currencies = {cost.currency or "" for row in costs.matrix.values() for cost in row.values()}
    if len(currencies) > 1:
        told = [currency or "no currency" for currency in sorted(currencies)]
        yield Finding(
            (*_ROUTE, "matrix"), f"the costs are in {listing(told)}", help="write them in one currency"
        )
    if costs.matrix:
        yield from _cells(getattr(system.spec.task, "classes", None) or (), costs)


def _cells(classes: tuple[str, ...], costs: Costs) -> Iterator[Finding]:
    if set(costs.matrix).union(*costs.matrix.values()) - set(classes):
        return  # MLS233 tells of names that are no class
    for true in classes:
        row, route = costs.matrix.get(true, {}), (*_ROUTE, "matrix")
        open_cells = [name for name in classes if name not in row and name != true]
        if open_cells:
            yield Finding(
                route=(*route, true) if row else route,
                message=f"no cost says what {listing(open_cells, 'or')} for `{true}` costs",
                help="write a cost for each other class",
            )
        right, least = (
            row.get(true),
            min((cost.amount for name, cost in row.items() if name != true), default=None),
        )
        if right is not None and least is not None and right.amount >= least:
            yield Finding(
                route=(*route, true, true),
                message=f"the right answer `{true}` costs {right}, a wrong one {least:g}",
                help="write 0 for right answers",
            )


RULE = Rule(
    code="MLS241",
    name="cost-matrix-does-not-compare",
    severity=always(Severity.DANGER),
    about=lambda task: task.several_classes,
    check=_check,
    good=examples(
        "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, task: {decision_policy: {costs: {matrix: "
        "{churn: {upgrade: 9 USD, stay: 90 USD, churn: 8 USD}, upgrade: {churn: 9 USD, stay: 1 USD}, "
        "stay: {churn: 5 USD, upgrade: 1 USD}}}}}}",
        base="multiclass",
    ),
    bad=examples(
        "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, task: {decision_policy: {costs: {matrix: "
        "{churn: {upgrade: 9 USD, stay: 90 USD, churn: 9 USD}, upgrade: {churn: 9 USD, stay: 1 USD}, "
        "stay: {churn: 5 USD, upgrade: 1 USD}}}}}}",
        "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, task: {decision_policy: {costs: {matrix: "
        "{churn: {upgrade: 9, stay: 90 USD}, upgrade: {churn: 9 USD, stay: 1 USD}, "
        "stay: {churn: 5 USD, upgrade: 1 USD}}}}}}",
        "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, task: {decision_policy: {costs: {matrix: "
        "{churn: {stay: 90}, stay: {churn: 5}}}}}}",
        "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, "
        "task: {decision_policy: {costs: {false_positive: 5, false_negative: 50}}}}",
        base="multiclass",
    ),
)
