"""A policy has nothing to choose, or learns from a log without choice.

## What it finds
A policy with fewer than two different actions, a constant baseline whose value is none of them, an entry of
`eligible` that names no action or no flag, a reward that cannot vary, or one that never explores and is
judged by a log, without a simulator.

## Why it matters
With one action there is nothing to learn. Where the logged policy always took the same action in the same
context, the value of the others is not in the log, and no estimator brings it there.

## What to do
List the actions, and let a small, bounded share of decisions explore.

## Source
Dudík, Langford and Li, Doubly Robust Policy Evaluation and Learning (ICML 2011), overlap.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.diagnostics.suggest import did_you_mean
from mlsys.ir.system import System
from mlsys.ir.wording import listing, number
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.policies import Bound, PolicyTask


def _check(system: System) -> Iterator[Finding]:
    task = system.spec.task
    if not isinstance(task, PolicyTask):
        return
    actions = dict.fromkeys(task.actions)
    if task.actions and len(actions) < 2:
        yield Finding(
            route=("task", "actions"),
            message=f"a policy that can only do `{task.actions[0]}` has nothing to choose",
            help="list at least two different actions",
        )
    for name, baseline in system.spec.baseline.items():
        if baseline.value is not None and len(actions) > 1 and str(baseline.value) not in actions:
            yield Finding(
                route=("baseline", name, "value"),
                message=f"`{baseline.value}` is no action of the policy",
                help=did_you_mean(str(baseline.value), tuple(actions))
                or f"choose {listing(tuple(actions), 'or')}",
                related=(Related(("task", "actions"), "the actions"),),
            )
    yield from _eligible(system, task)
    bounds = task.reward.bounds if task.reward is not None else None
    if bounds is not None and bounds.low is not None and bounds.low == bounds.high:
        yield Finding(
            route=("task", "reward", "bounds"),
            message=f"the reward is always {number(bounds.low)}: every action is as good",
            help="write the smallest and the largest possible reward",
        )
    explores = task.exploration
    idle = explores is not None and (explores.strategy == "none" or explores.max_share == 0)
    if explores is not None and idle and task.simulator is None:
        yield Finding(
            route=("task", "exploration", "strategy" if explores.strategy == "none" else "max_share"),
            message="the policy never explores: its log holds one action for each context",
            help="let it explore: `{strategy: epsilon_greedy, max_share: 5%, guardrails: […]}`",
        )


def _eligible(system: System, task: PolicyTask) -> Iterator[Finding]:
    inputs = {
        name: feature.spec.type
        for name, feature in system.features.items()
        if feature.spec.use == "model" and feature.spec.type in ("boolean", "integer", "number")
    }
    for action, text in task.eligible.items():
        if action not in task.actions:
            yield Finding(
                route=("task", "eligible", action),
                message=f"`{action}` is no action of the policy",
                help=did_you_mean(action, task.actions) or f"choose {listing(task.actions, 'or')}",
                related=(Related(("task", "actions"), "the actions"),),
            )
        bound = Bound.read(text)
        flags = [
            name for name, kind in inputs.items() if (kind == "boolean") == (bound is None or bound.is_flag)
        ]
        if bound is None or bound.feature not in flags:
            wanted = "boolean input" if bound is None or bound.is_flag else "number among the inputs"
            name = text if bound is None else bound.feature
            yield Finding(
                route=("task", "eligible", action),
                message=f"`{name}` is no {wanted}: it cannot say whether `{action}` may be taken",
                help=did_you_mean(name, flags)
                or "write a boolean input, or a number with its bound: `room >= 5`",
            )
    if task.actions and set(task.actions) <= set(task.eligible):
        yield Finding(
            route=("task", "eligible"),
            message="every action may be forbidden: nothing is left where no flag holds",
            help="leave out the action that is always safe",
        )


RULE = Rule(
    code="MLS228",
    name="policy-without-choice",
    severity=always(Severity.DANGER),
    about=lambda task: task.acts,
    check=_check,
    good=examples(
        "task: {actions: [call, mail]}",
        "baseline: {prior: {kind: constant, value: mail}}",
        "task: {reward: {column: revenue, bounds: 0..1}}",
        "task: {exploration: {strategy: none}, simulator: {entry: CartPole-v1}}",
        "{task: {eligible: {call: reachable}}, data: {features: {reachable: {type: boolean}}}}",
        "{task: {eligible: {call: 'calls >= 1'}}, data: {features: {calls: {type: integer, range: 0..9}}}}",
        "{task: {eligible: {call: 'calls <= 0.5'}}, data: {features: {calls: {type: number, range: 0..9}}}}",
        base="policy",
    ),
    bad=(
        *examples(
            "task: {actions: [call]}",
            "baseline: {prior: {kind: constant, value: fax}}",
            "task: {reward: {column: revenue, bounds: 3..3}}",
            "{task: {eligible: {fax: reachable}}, data: {features: {reachable: {type: boolean}}}}",
            "task: {eligible: {call: nowhere}}",
            "task: {eligible: {call: reachable or not}}",
            "{task: {eligible: {call: 'reachable >= 1'}}, data: {features: {reachable: {type: boolean}}}}",
            "{task: {eligible: {call: calls}}, data: {features: {calls: {type: integer, range: 0..9}}}}",
            "{task: {eligible: {call: known}}, data: {features: {known: {type: boolean, use: evaluation}}}, "
            "evaluation: {slices: {known: {metric: ope_value}}}}",
            "{task: {eligible: {call: reachable, mail: reachable, wait: reachable}}, "
            "data: {features: {reachable: {type: boolean}}}}",
            "task: {exploration: {strategy: none}}",
            "task: {exploration: {strategy: ucb, max_share: 0%, guardrails: [discount_spend]}}",
            base="policy",
        ),
        *examples(
            "{task: {actions: [call]}, baseline: {prior: {kind: constant, value: fax}}}",
            "{task: {actions: [call, mail]}, baseline: {prior: {kind: constant, value: fax}}}",
            base="policy",
        ),
    ),
)
