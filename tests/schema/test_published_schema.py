"""The check on the published schema: the examples are clean, and ten slips are each one good finding."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from mlsys.diagnostics import Diagnostic, Result
from mlsys.resources import schemas_dir
from mlsys.schema.check import Checker
from mlsys.source import SourceFile
from mlsys.spec.overlay import environments, resolve
from mlsys.syntax.locate import locate
from mlsys.syntax.nodes import Node, to_plain
from mlsys.syntax.reader import read

SCHEMA = json.loads((schemas_dir() / "mlsystem.schema.json").read_text())
CHECKER = Checker(SCHEMA)
EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/mlsystem.yaml"))
CHURN = next(path for path in EXAMPLES if path.parent.name == "telco-churn").read_text()


def tree(text: str) -> Node:
    result = read(SourceFile("mlsystem.yaml", text))
    assert not result.diagnostics
    assert result.value is not None
    return result.value


def findings(text: str) -> tuple[Diagnostic, ...]:
    node = tree(text)
    return locate(node, CHECKER.check(node))


def no_parents(name: str, _: str) -> Result[Node]:
    raise AssertionError(name)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples_are_clean_in_every_environment(path: Path) -> None:
    node = tree(path.read_text())
    for environment in (None, *environments(node)):
        merged = resolve(node, no_parents, environment, SCHEMA)
        assert merged.diagnostics == ()
        assert merged.value is not None
        assert CHECKER.check(merged.value) == ()


SLIPS = [
    ("  type: binary\n", "  type: binry\n", "MLS019", "did you mean `binary`?"),
    ('positive_class: "Yes"', 'positve_class: "Yes"', "MLS001", "did you mean `positive_class`?"),
    ("metrics:\n", "metrcs:\n", "MLS001", "did you mean `metrics`?"),
    ("objective: 99.9%, window", "objective: 99.9, window", "MLS004", "write `99.9%` or `0.999`"),
    ("threshold: 100ms", "threshold: 100", "MLS004", "`50ms`"),
    ("model_memory: 256MiB", "model_memory: 256mb", "MLS004", "write `256MB`"),
    ("  paradigm:", "  threshold: 0.4\n  paradigm:", "MLS001", "belongs to `task.decision_policy`"),
    ("kind: constant", 'kind: constant, rule: "a > 3"', "MLS001", "belongs to `kind: heuristic`"),
    ("version: 1.0.0", "version: 1.0", "MLS003", 'write `"1.0"`'),
    ("family: [logistic_regression, gradient_boosting]", "family: xgboost", "MLS017", "`[xgboost]`"),
    ('schedule: "0 2 * * *"', "schedule: daily", "MLS019", "for example `0 2 * * *`"),
    ("apiVersion: mlsys/v1alpha2", "apiVersion: mlsys/v2", "MLS007", "update mlsys"),
]


@pytest.mark.parametrize(("old", "new", "code", "help_"), SLIPS)
def test_a_slip_is_one_finding(old: str, new: str, code: str, help_: str) -> None:
    assert CHURN.count(old) == 1
    (finding,) = findings(CHURN.replace(old, new))
    assert finding.code == code
    assert help_ in finding.help
    assert finding.span is not None
    line = CHURN[: CHURN.index(old) + len(old) - len(old.lstrip("\n "))].count("\n") + 1
    assert abs(finding.span.start.line - line) <= 1


@pytest.mark.parametrize(("old", "new"), [(old, new) for old, new, *_ in SLIPS])
def test_a_second_validator_refuses_the_same_documents(old: str, new: str) -> None:
    """What the fast validator decides, the reference implementation in Python decides too."""
    judge = jsonschema.Draft202012Validator(SCHEMA)
    assert judge.is_valid(to_plain(tree(CHURN)))
    assert not judge.is_valid(to_plain(tree(CHURN.replace(old, new))))
