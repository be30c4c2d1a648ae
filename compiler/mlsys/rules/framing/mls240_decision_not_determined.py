"""A decision lacks what it is computed from, or has what it never uses.

## What it finds
A threshold from costs without costs, `expected_value` without costs, `top_k` without `k`, a threshold from
precision or recall without `at_least`, one from an alert budget outside of anomaly tasks, a precision to hold
that every row already has, and a threshold beside a policy that looks at none.

## Why it matters
Scores become decisions by a rule that nobody has stated: the project falls back to a default, and the number
that somebody wrote down is never applied.

## What to do
Complete the policy, or leave out what it does not use.

## Source
Elkan, The Foundations of Cost-Sensitive Learning (IJCAI 2001); scikit-learn user guide, tuning the decision
threshold.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.priors import prevalence
from mlsys.spec.framing import ThresholdFrom

_POLICY: Route = ("task", "decision_policy")
_WITHOUT_THRESHOLD = ("argmax", "expected_value")


def _check(system: System) -> Iterator[Finding]:
    policy = system.spec.task.decision_policy
    # with two classes the value may come with the request, as a bid does
    several = not system.task_kind.two_classes
    if policy.policy == "expected_value" and policy.costs is None and several:
        yield Finding(
            (*_POLICY, "policy"), "`expected_value` without costs", help="add `costs`, or decide by `argmax`"
        )
    if policy.policy == "top_k" and policy.k is None:
        yield Finding((*_POLICY, "policy"), "`top_k` without `k`", help="add `k`: how many are chosen")
    if isinstance(policy.threshold, ThresholdFrom):
        yield from _computed(system, policy.threshold)
    for name in ("threshold", "thresholds"):
        if getattr(policy, name) and policy.policy in _WITHOUT_THRESHOLD:
            yield Finding(
                route=(*_POLICY, name),
                anchor=Anchor.KEY,
                message=f"`policy: {policy.policy}` looks at no `{name}`",
                help=f"write `policy: threshold`, or leave `{name}` out",
                related=(Related((*_POLICY, "policy"), "the policy"),),
            )


def _computed(system: System, wanted: ThresholdFrom) -> Iterator[Finding]:
    source: str = wanted.from_
    route: Route = (*_POLICY, "threshold")
    if source == "cost" and system.spec.task.decision_policy.costs is None:
        yield Finding(route, "a threshold from costs, and there are none", help="add `costs`")
    elif source == "alert_budget" and getattr(system.spec.task, "alert_budget", None) is None:
        yield Finding(
            route,
            "a threshold from `alert_budget`, and there is none",
            help="choose `cost`, `f1` or `precision`",
        )
    elif source in ("precision", "recall") and wanted.at_least is None:
        yield Finding(route, f"a threshold from {source}, and no `at_least` says how much",
                      help=f"write `{{from: {source}, at_least: 80%}}`")  # fmt: skip
    share = prevalence(system)
    if source == "precision" and wanted.at_least is not None and share and wanted.at_least <= share:
        yield Finding(
            route=(*route, "at_least"),
            message=f"a precision of {percent(wanted.at_least)} holds for all rows: {percent(share)} are "
            "positive",
            help=f"ask for more than {percent(share)}",
            related=(Related(("data", "label", "prevalence"), "the share of positives"),),
        )


RULE = Rule(
    code="MLS240",
    name="decision-not-determined",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples(
            "task: {decision_policy: {threshold: {from: precision, at_least: 20.1%}, costs: ~}}",
            "task: {decision_policy: {threshold: {from: recall, at_least: 10%}, costs: ~}}",
            "task: {decision_policy: {policy: expected_value, threshold: ~, costs: ~}}",
        ),
        *examples("task: {decision_policy: {policy: top_k, k: 1}}", base="multilabel"),
        *examples(
            "task: {decision_policy: {policy: threshold, threshold: {from: alert_budget}}}", base="anomaly"
        ),
    ),
    bad=(
        *examples(
            "task: {decision_policy: {threshold: {from: cost}, costs: ~}}",
            "task: {decision_policy: {threshold: {from: alert_budget}, costs: ~}}",
            "task: {decision_policy: {threshold: {from: precision}, costs: ~}}",
            "task: {decision_policy: {threshold: {from: precision, at_least: 20%}, costs: ~}}",
            "task: {decision_policy: {policy: argmax, threshold: 0.4, costs: ~}}",
        ),
        *examples("task: {decision_policy: {policy: top_k}}", base="multilabel"),
        *examples(
            "{metrics: {ece: {role: satisfy, gate: {max: 0.05}}}, "
            "task: {decision_policy: {policy: expected_value}}}",
            base="multiclass",
        ),
    ),
)
