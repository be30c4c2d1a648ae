"""Conditions: what they can say, and that they can say nothing else."""

from __future__ import annotations

import pytest

from blueprint_support import SMALL, make_system
from mlsys.blueprints.condition import ConditionError, parse_condition
from mlsys.planning.namespace import Namespace

SYSTEM = make_system(SMALL + "data: {features: {age: {}, sex: {}}}")
SYSTEM.spec.data.features.age["tags"] = ()
SYSTEM.spec.data.features.sex["tags"] = ("protected",)
LOOKUP = Namespace(SYSTEM, {}).lookup


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("task.type == 'binary'", True),
        ("task.type != 'binary'", False),
        ("task.type in ['binary', 'multiclass']", True),
        ("task.type not in ['regression']", True),
        ("task.prediction.mode == 'online' and stage == 'pilot'", True),
        ("task.type == 'regression' or metrics.pr_auc.gate.min > 0.5", True),
        ("0 < metrics.pr_auc.gate.min < 0.5", False),
        ("not requirements.reliability.slos", False),
        ("'latency' in requirements.reliability.slos", True),
        ("requirements.reliability.slos['latency'].objective >= 0.99", True),
        ("requirements.reliability.slos.nothing.objective >= 0.99", False),
        ("declared('metrics.pr_auc.gate')", True),
        ("declared('metrics.pr_auc.params')", False),
        ("declared('metrics.*.gate')", True),
        ("declared('metrics.*.gate.max')", False),
        ("any_with(requirements.reliability.slos, sli='latency')", True),
        ("any_with(requirements.reliability.slos, sli='staleness')", False),
        ("any_with(requirements.reliability.slos, sli=['staleness', 'latency'])", True),
        ("all_with(requirements.reliability.slos, sli=['availability', 'latency'])", True),
        ("all_with(requirements.reliability.slos, sli='latency')", False),
        ("all_with(data.features, tags=[(), ('protected',)])", True),
        ("all_with(data.features, tags=('protected',))", False),
        ("system.package == 'tiny_churn'", True),
        ("environments", False),
    ],
)
def test_a_condition_says_what_it_says(text: str, expected: bool) -> None:
    assert parse_condition(text).holds(LOOKUP) is expected


@pytest.mark.parametrize(
    "text",
    ["", "task.type =", "__import__('os')", "(lambda: 1)()", "[x for x in metrics]", "task.type + 'x'",
     "open('x')", "f'{task}'", "task if 1 else 2", "metrics[task]", "any_with(**task)", "a := 1", "x" * 2000],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(ConditionError):
        parse_condition(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("task.type = 'x'", "the condition does not parse: `task.type = 'x'`; write `==` to compare"),
        ("stage && task", "the condition does not parse: `stage && task`; write `and` instead of `&&`"),
        (
            "",
            "the condition does not parse: ``; write a condition such as `task.prediction.mode == 'online'`",
        ),
        (
            "stage == 1 + 2",
            "`1 + 2` is not part of the condition language: `stage == 1 + 2`; a condition has names",
        ),
        ("x" * 1001, "the condition has more than 1000 characters"),
    ],
)
def test_a_condition_that_is_none_says_what_to_write(text: str, message: str) -> None:
    with pytest.raises(ConditionError) as refused:
        parse_condition(text)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tsk.type == 'binary'", "`tsk` is neither a section"),
        ("system.nmae == 'x'", "System has no field `nmae`"),
        ("task.type > 3", "have no order"),
        ("system.__class__", "`__class__` is private"),
    ],
)
def test_a_mistake_is_named(text: str, message: str) -> None:
    with pytest.raises(ConditionError, match=message):
        parse_condition(text).holds(LOOKUP)
