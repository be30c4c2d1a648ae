"""A prediction, decision or form belongs to another type of task.

## What it finds
`prediction.output` that this type of task does not give, a formulation of another one, a loss of quantiles
without quantiles, a decision by threshold, argmax or expected cost where nothing is classified.

## Why it matters
The contract with the consumer promises what no model of this task can answer.

## What to do
Choose an output of this type, or the type that gives this output.

## Source
Huyen, Designing Machine Learning Systems, chapter 2 (framing).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing, number, percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.framing import TaskBase
from mlsys.spec.task_kinds import TaskKind


def _check(system: System) -> Iterator[Finding]:
    task, kind = system.spec.task, system.task_kind
    output = task.prediction.output
    if output is not None and output not in kind.outputs:
        yield _odd(("task", "prediction", "output"), output, task.type, kind.outputs)
    forms = _forms(system)
    if task.formulation is not None and task.formulation not in forms:
        yield _odd(("task", "formulation"), task.formulation, task.type, forms)
    policies = _policies(system)
    policy = task.decision_policy.policy
    if policy is not None and policy not in policies:
        yield _odd(("task", "decision_policy", "policy"), policy, task.type, policies)
    label = system.spec.data.label
    strategy = label.imbalance.strategy if label is not None and label.imbalance is not None else "none"
    if kind.numeric and strategy != "none" and getattr(task, "as_buckets", None) is None:
        yield _odd(("data", "label", "imbalance", "strategy"), strategy, task.type, ())
    yield from _ends(task, kind)


def _ends(task: TaskBase, kind: TaskKind) -> Iterator[Finding]:
    quantiles: tuple[float, ...] = getattr(task, "quantiles", ())
    if getattr(task, "loss", None) == "quantile" and not quantiles:
        yield Finding(
            ("task", "loss"), "a `quantile` loss without quantiles", help="add `quantiles: [0.1, 0.9]`"
        )
    if any(low >= high for low, high in pairwise(quantiles)):
        yield Finding(
            route=("task", "quantiles"),
            message=f"the quantiles {listing([number(each) for each in quantiles])} do not increase",
            help="write them lowest first, each once",
        )
    for index, each in enumerate(quantiles):
        if not 0 < each < 1:
            message = f"the {number(each)} quantile is the end of the range"
            yield Finding(("task", "quantiles", index), message, help="write one between 0 and 1")
    for index, each in enumerate(() if kind.temporal else getattr(task, "intervals", ())):
        if not 0 < each < 1:
            message = f"an interval of {percent(each)} holds {'everything' if each else 'nothing'}"
            yield Finding(("task", "intervals", index), message, help="write a coverage such as 80%")


def _forms(system: System) -> tuple[str, ...]:
    kind = system.task_kind
    if kind.acts:
        return ("max_return", "custom")
    if kind.partitions:
        return ("min_within_variance", "custom")
    return ("erm", "custom")


def _policies(system: System) -> tuple[str, ...]:
    kind, bucketed = system.task_kind, getattr(system.spec.task, "as_buckets", None) is not None
    if kind.of_classes or bucketed:
        return ("argmax", "threshold", "top_k", "expected_value")
    if kind.rare_positives:
        return ("threshold", "top_k", "expected_value")
    if kind.acts or kind.partitions:
        return ("argmax", "top_k", "expected_value")
    return ("top_k", "threshold") if kind.numeric or kind.ranked else ()


def _odd(route: Route, found: str, task: str, usual: tuple[str, ...]) -> Finding:
    return Finding(
        route=route,
        message=f"`{route[-1]}: {found}` does not fit `type: {task}`",
        help=f"write {listing(usual, 'or')}" if usual else f"leave `{route[-1]}` out",
        related=(Related(("task", "type"), "the type of the task"),),
    )


RULE = Rule(
    code="MLS239",
    name="output-of-another-task",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples("task: {intervals: [0.1%, 99.9%]}", base="regression"),
        *examples("task: {prediction: {output: probability}, formulation: erm}"),
        *examples(
            "task: {prediction: {output: interval}, quantiles: [0.1, 0.9], loss: quantile}", base="regression"
        ),
        *examples("task: {formulation: min_within_variance, prediction: {output: class}}", base="clustering"),
        *examples("task: {formulation: max_return}", base="policy"),
        *examples("task: {decision_policy: {policy: argmax}}", base="multiclass"),
        *examples("task: {decision_policy: {policy: top_k, k: 2}}", base="multilabel"),
        *examples("task: {decision_policy: {policy: argmax}}", base="policy"),
        *examples("task: {decision_policy: {policy: top_k, k: 5}}", base="ranking"),
    ),
    bad=(
        *examples("task: {prediction: {output: ranking}}"),
        *examples("task: {prediction: {output: class}}", base="ranking"),
        *examples("task: {formulation: max_return}", base="clustering"),
        *examples("task: {formulation: min_within_variance}", base="regression"),
        *examples("task: {formulation: erm}", base="policy"),
        *examples(
            "task: {loss: quantile}",
            "task: {quantiles: [0.9, 0.1]}",
            "task: {intervals: [0%]}",
            "task: {intervals: [100%]}",
            "task: {quantiles: [0.5, 0.5]}",
            "task: {quantiles: [0, 0.5]}",
            "task: {quantiles: [0.5, 1]}",
            base="regression",
        ),
        *examples("task: {decision_policy: {policy: argmax}}", base="ranking"),
        *examples("data: {label: {imbalance: {strategy: oversample}}}", base="regression"),
        *examples("task: {decision_policy: {policy: threshold}}", base="clustering"),
        *examples("task: {decision_policy: {policy: argmax}}", base="anomaly"),
    ),
)
