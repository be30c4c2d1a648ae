"""A limit of decisions never acts, or contradicts another.

## What it finds
A band of review that is empty or holds every score, a threshold outside of it, a band beside a policy that
looks at no threshold; a capacity above the traffic; a cost that is fixed and differs by row, or stands in a
column that holds no numbers; a capacity of nearly nothing.

## Why it matters
Approve, review and decline are three answers only while the band lies between two of them. A limit that never
acts looks like a safeguard and is none.

## What to do
Write what people can really decide, and each number once.

## Source
Chow, On Optimum Recognition Error and Reject Tradeoff (1970); Elkan, The Foundations of Cost-Sensitive
Learning (2001); Bahnsen et al., Example-Dependent Cost-Sensitive Decision Trees (2015).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.capacity import load_of
from mlsys.ir.system import System
from mlsys.ir.wording import count, percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_POLICY: Route = ("task", "decision_policy")
_REVIEW: Route = (*_POLICY, "review")
_ACTS = 0.01
"""Once in a hundred days."""
_NUMBERS = ("number", "integer")


def _check(system: System) -> Iterator[Finding]:
    yield from _reviewed(system)
    yield from _limited(system)
    yield from _priced(system)


def _reviewed(system: System) -> Iterator[Finding]:
    policy = system.spec.task.decision_policy
    if policy.review is None:
        return
    low, high = policy.review.from_, policy.review.to
    if low >= high:
        yield Finding(_REVIEW, f"no score is from {percent(low)} up and below {percent(high)}",
                      help="write `from` below `to`")  # fmt: skip
    elif low <= 0 and high >= 1:
        yield Finding(_REVIEW, "a person decides every score", help="narrow the band")
    elif isinstance(policy.threshold, int | float) and not low <= policy.threshold <= high:
        yield Finding(
            route=(*_POLICY, "threshold"),
            message=f"a threshold of {percent(policy.threshold)} lies outside of the reviewed scores",
            help=f"leave it out: scores from {percent(high)} on are answered with yes",
            related=(Related(_REVIEW, f"{percent(low)} to {percent(high)}"),),
        )
    if policy.policy not in (None, "threshold"):
        yield Finding(
            route=_REVIEW,
            anchor=Anchor.KEY,
            message=f"`policy: {policy.policy}` looks at no border",
            help="write `policy: threshold`, or leave the review out",
            related=(Related((*_POLICY, "policy"), "the policy"),),
        )


def _limited(system: System) -> Iterator[Finding]:
    capacity = system.spec.task.decision_policy.capacity
    traffic = system.spec.requirements.scalability.traffic
    rate = (traffic.expected.high if traffic.expected else traffic.now) if load_of(system.spec) else None
    if capacity is not None and capacity.per_day < _ACTS:
        yield Finding((*_POLICY, "capacity"), "nobody can act on anything", help="write what people act on")
    if capacity is None or traffic is None or rate is None:
        return
    if capacity.per_day >= rate.per_day:
        yield Finding(
            route=(*_POLICY, "capacity"),
            message=f"{count(capacity.per_day)} a day can be acted on, and {count(rate.per_day)} predictions "
            "are made",
            help="write what people really act on, or leave it out",
            related=(Related(("requirements", "scalability", "traffic"), "the traffic"),),
        )


def _priced(system: System) -> Iterator[Finding]:
    policy, features = system.spec.task.decision_policy, system.spec.data.features
    if policy.row_costs is None:
        return
    for name in ("false_positive", "false_negative", "true_positive"):
        column = getattr(policy.row_costs, name)
        if column is None:
            continue
        route: Route = (*_POLICY, "row_costs", name)
        if getattr(policy.costs, name, None) is not None:
            yield Finding(route, f"`{name}` costs the same for each row, and differs by row",
                          help="keep one of the two",
                          related=(Related((*_POLICY, "costs", name), "the same for all"),))  # fmt: skip
        feature = features.get(column)
        if feature is not None and feature.type not in _NUMBERS:
            yield Finding(route, f"`{column}` is {feature.type} and no cost", help="name a column of numbers",
                          related=(Related(("data", "features", column), feature.type),))  # fmt: skip


RULE = Rule(
    code="MLS248",
    name="decision-limit-without-effect",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "task: {decision_policy: {review: {from: 20%, to: 70%, route: desk}}}",
        "task: {decision_policy: {policy: ~, review: {from: 20%, to: 21%}}}",
        "task: {decision_policy: {review: {from: 0%, to: 99%}}}",
        "task: {decision_policy: {review: {from: 1%, to: 100%}}}",
        "task: {decision_policy: {costs: ~, threshold: 0.2, review: {from: 20%, to: 70%}}}",
        "task: {decision_policy: {costs: ~, threshold: 0.7, review: {from: 20%, to: 70%}}}",
        "task: {decision_policy: {capacity: 200/d}}",
        "task: {decision_policy: {capacity: 0.01/d}}",
        "task: {decision_policy: {capacity: 2999999/d}}",
        "task: {decision_policy: {costs: {false_negative: ~}, row_costs: {false_negative: spend}}}",
    ),
    bad=examples(
        "task: {decision_policy: {review: {from: 70%, to: 20%}}}",
        "task: {decision_policy: {review: {from: 70%, to: 70%}}}",
        "task: {decision_policy: {review: {from: 0%, to: 100%}}}",
        "task: {decision_policy: {costs: ~, threshold: 0.19, review: {from: 20%, to: 70%}}}",
        "task: {decision_policy: {costs: ~, threshold: 0.71, review: {from: 20%, to: 70%}}}",
        "task: {decision_policy: {policy: expected_value, threshold: ~, review: {from: 20%, to: 70%}}}",
        "task: {decision_policy: {capacity: 3M/d}}",
        "task: {decision_policy: {capacity: 0/d}}",
        "task: {decision_policy: {capacity: 0.009/d}}",
        "task: {decision_policy: {row_costs: {false_negative: spend}}}",
        "task: {decision_policy: {costs: {false_negative: ~}, row_costs: {false_negative: region}}}",
    ),
)
