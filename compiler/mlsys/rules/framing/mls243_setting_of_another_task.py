"""A setting has no meaning for this type of task.

## What it finds
Calibration of what is no probability, costs of classes where none are predicted, a downstream task of
something that is no representation, a discount of later rewards in a bandit, a share of labelled rows in a
supervised task, McNemar's test of what is not right or wrong, a separator beside one column for each class,
and a hinge loss for a probability.

## Why it matters
The setting is silently without effect, or a step fails long after the document was written.

## What to do
Leave it out, or correct the type of the task.

## Source
scikit-learn user guide: probability calibration, semi-supervised learning; Dietterich, Approximate
Statistical Tests (1998), on McNemar's test.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_TYPE: Route = ("task", "type")


class _Odd(NamedTuple):
    """A setting that says nothing here."""

    route: Route
    message: str
    instead: str
    because: Route = _TYPE


def _check(system: System) -> Iterator[Finding]:
    for odd in (*_of_the_task(system), *_of_separators(system), *_of_judging(system)):
        yield Finding(
            route=odd.route,
            anchor=Anchor.KEY,
            message=odd.message,
            help=odd.instead,
            related=(Related(odd.because, "does not go with it"),),
        )


def _of_the_task(system: System) -> Iterator[_Odd]:
    task, kind = system.spec.task, system.task_kind
    bucketed = getattr(task, "as_buckets", None) is not None
    chosen = kind.of_classes or kind.rare_positives or bucketed
    if task.decision_policy.costs is not None and not chosen:
        yield _Odd(
            ("task", "decision_policy", "costs"), f"costs of classes in a {task.type} task", "leave them out"
        )
    if task.downstream is not None and not kind.compresses:
        yield _Odd(("task", "downstream"), f"a downstream task of a {task.type} task", "leave it out")
    if task.paradigm == "supervised" and task.labelled_fraction is not None and task.labelled_fraction < 1:
        yield _Odd(
            ("task", "labelled_fraction"),
            "a supervised task learns from labelled rows alone",
            "write `paradigm: semi_supervised`, or leave it out",
            ("task", "paradigm"),
        )
    gamma: float = getattr(task, "gamma", 1.0)
    if getattr(task, "setting", None) == "bandit" and gamma < 1:
        yield _Odd(
            ("task", "gamma"),
            f"a bandit discounts nothing by {gamma:g}: no reward comes later",
            "leave it out, or write `setting: episodic`",
        )
    if getattr(task, "loss", None) == "hinge" and task.prediction.output == "probability":
        yield _Odd(
            ("task", "loss"),
            "`loss: hinge` gives scores, and `probability` is promised",
            "write `loss: log_loss`, or `output: score`",
            ("task", "prediction", "output"),
        )


def _of_separators(system: System) -> Iterator[_Odd]:
    task, label = system.spec.task, system.spec.data.label
    if getattr(task, "separator", None) is not None and label is not None and label.columns:
        yield _Odd(
            ("task", "separator"),
            "a separator, and one column for each class",
            "keep one of the two",
            ("data", "label", "columns"),
        )
    separator: str = getattr(task, "separator", None) or ""
    torn = next(
        (name for name in getattr(task, "classes", None) or () if separator and separator in name), None
    )
    if torn is not None:
        yield _Odd(
            ("task", "separator"),
            f"`{separator}` separates classes, and stands inside `{torn}`",
            "name a sign that no class has",
            ("task", "classes"),
        )


def _of_judging(system: System) -> Iterator[_Odd]:
    kind, model, beat = system.task_kind, system.spec.model, system.spec.evaluation.must_beat
    bucketed = getattr(system.spec.task, "as_buckets", None) is not None
    scored = kind.of_classes or kind.rare_positives or bucketed
    if model.calibration in ("platt", "isotonic") and not scored:
        yield _Odd(
            ("model", "calibration"),
            f"`{model.calibration}` calibrates probabilities, and none are predicted",
            "leave it out",
        )
    if beat is not None and beat.test == "mcnemar" and not (kind.exclusive or bucketed):
        yield _Odd(
            ("evaluation", "must_beat", "test"),
            "`mcnemar` compares right and wrong answers",
            "write `paired_bootstrap`",
        )


RULE = Rule(
    code="MLS243",
    name="setting-of-another-task",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples("{task: {separator: ';'}, data: {label: {columns: ~, column: tags}}}", base="multilabel"),
        *examples(
            "task: {labelled_fraction: 100%}",
            "{model: {calibration: platt}, evaluation: {must_beat: {test: mcnemar}}}",
            "{metrics: {brier: ~, ece: ~}, task: {decision_policy: {costs: ~, threshold: 0.5}, loss: hinge, "
            "prediction: {output: score}}}",
        ),
        *examples("task: {gamma: 1}", "task: {setting: episodic, gamma: 0.9}", base="policy"),
        *examples("task: {as_buckets: {edges: [10]}, prediction: {output: class}}", base="regression"),
    ),
    bad=(
        *examples(
            "task: {labelled_fraction: 99%}",
            "task: {downstream: {task: binary, label: moved, metric: pr_auc}}",
            "task: {loss: hinge}",
        ),
        *examples("task: {gamma: 0.99}", base="policy"),
        *examples(
            "task: {separator: ';'}",
            "{task: {separator: e}, data: {label: {columns: ~, column: tags}}}",
            base="multilabel",
        ),
        *examples(
            "model: {calibration: platt}",
            "evaluation: {must_beat: {test: mcnemar}}",
            "task: {decision_policy: {costs: {false_positive: 5 USD}}}",
            base="regression",
        ),
    ),
)
