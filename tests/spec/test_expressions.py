"""Rules over features: parsed safely, checked, and written as numpy that means the same."""

from __future__ import annotations

import math
import time
import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expression_support import evaluate
from mlsys.spec.expressions import ColumnType, Expression, check, parse, to_numpy
from mlsys.spec.expressions import nodes as n

TEXTS = ("Month-to-month", "One year", 'a "quoted" value', "it's", "")
COLUMNS = {
    "tenure": ColumnType("number"),
    "charges": ColumnType("number"),
    "contract": ColumnType("text", TEXTS),
    "partner": ColumnType("boolean"),
}
NUMBERS = st.integers(-5, 5) | st.sampled_from([0.5, 1e-3, 2.5])


def numbers() -> st.SearchStrategy[Expression]:
    """Return strategies for expressions that are numbers."""
    leaves = st.sampled_from(["tenure", "charges"]).map(n.Name)
    inner = leaves | NUMBERS.map(n.Constant)
    return st.one_of(
        leaves,
        st.builds(n.Arithmetic, leaves, st.sampled_from(["+", "-", "*", "/"]), inner),
        st.builds(n.Call, st.sampled_from(["min", "max"]), st.tuples(leaves, inner)),
        st.builds(n.Call, st.just("abs"), st.tuples(leaves)),
    )


def conditions() -> st.SearchStrategy[Expression]:
    """Return strategies for expressions that are true or false."""
    signs = st.sampled_from(["==", "!=", "<", "<=", ">", ">="])
    constants = st.sampled_from(TEXTS).map(n.Constant)
    simple = st.one_of(
        st.just(n.Name("partner")),
        st.builds(n.Compare, numbers(), signs, numbers() | NUMBERS.map(n.Constant)),
        st.builds(n.Compare, st.just(n.Name("contract")), st.sampled_from(["==", "!="]), constants),
        st.builds(n.Member, st.just(n.Name("contract")), st.lists(constants, min_size=1).map(tuple)),
        st.sampled_from(["tenure", "contract"]).map(n.Name).map(n.Missing),
    )
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            st.builds(n.Not, inner),
            st.builds(n.Logic, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2).map(tuple)),
            st.builds(n.Conditional, inner, inner, inner),
        ),
        max_leaves=6,
    )


def records() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return strategies for a few rows."""
    number = st.none() | st.integers(-3, 3).map(float)
    row = st.fixed_dictionaries(
        {
            "tenure": number,
            "charges": number,
            "contract": st.none() | st.sampled_from(TEXTS),
            "partner": st.booleans(),
        }
    )
    return st.lists(row, min_size=1, max_size=5)


def arrays(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the rows as the generated code sees them."""
    return {
        "tenure": np.array([math.nan if r["tenure"] is None else r["tenure"] for r in rows]),
        "charges": np.array([math.nan if r["charges"] is None else r["charges"] for r in rows]),
        "contract": np.array([r["contract"] for r in rows], dtype=object),
        "partner": np.array([r["partner"] for r in rows], dtype=bool),
    }


def parsed(text: str) -> Expression:
    result = parse(text)
    assert result.expression is not None, result.problems
    return result.expression


@given(conditions() | numbers())
def test_what_is_written_reads_back(expression: Expression) -> None:
    assert parsed(str(expression)) == expression


@settings(deadline=None)
@given(conditions() | numbers(), records())
def test_numpy_source_means_the_same_as_the_reference(
    expression: Expression, rows: list[dict[str, Any]]
) -> None:
    source = to_numpy(expression, types=COLUMNS)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        vector = eval(source, {"np": np, "columns": arrays(rows)})
    assert vector.shape == (len(rows),)
    for row, got in zip(rows, vector, strict=True):
        wanted = evaluate(expression, row)
        missing = wanted is None or (isinstance(wanted, float) and math.isnan(wanted))
        assert math.isnan(got) if missing else wanted == got, (source, row)


@given(conditions() | numbers())
def test_well_typed_expressions_have_no_problems(expression: Expression) -> None:
    assert check(expression, COLUMNS).problems == ()


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (
            "contract == 'Month-to-month' and tenure < 12",
            '(columns["contract"] == "Month-to-month") & (columns["tenure"] < 12)',
        ),
        ("0 < tenure <= 12", '(0 < columns["tenure"]) & (columns["tenure"] <= 12)'),
        ("not partner", '~columns["partner"]'),
        ("partner == false", '~columns["partner"]'),
        ("contract not in ['One year']", '~np.isin(columns["contract"], ["One year"])'),
        ("charges is not None", '~np.isnan(columns["charges"])'),
        ("max(tenure, 1) * 2", 'np.maximum(columns["tenure"], 1) * 2'),
        ("0.9 if partner else 0.1", 'np.where(columns["partner"], 0.9, 0.1)'),
    ],
)
def test_numpy_source_reads_like_a_persons(rule: str, source: str) -> None:
    assert to_numpy(parsed(rule)) == source


@pytest.mark.parametrize(
    ("rule", "message", "text"),
    [
        ("tenur < 12", "`tenur` is not a feature", "tenur"),
        ("contract == 'Monthly'", "`contract` is never 'Monthly'", "'Monthly'"),
        ("contract < 'One year'", "texts have no order", "contract < 'One year'"),
        ("tenure == 'x'", "`tenure` is a number, `'x'` a text", "tenure == 'x'"),
        ("tenure and partner", "`tenure` is a number, not a boolean", "tenure"),
        ("contract in [1]", "`contract` is a text, `1` is not", "1"),
        ("1 if partner else 'x'", "the rule gives a number or a text", "1 if partner else 'x'"),
    ],
)
def test_one_mistake_is_one_problem_at_its_place(rule: str, message: str, text: str) -> None:
    (problem,) = check(parsed(rule), COLUMNS).problems
    assert problem.message.startswith(message)
    start, end = problem.extent
    assert rule[start:end] == text


@pytest.mark.parametrize(
    ("rule", "message", "help_"),
    [
        ("tenure && partner", "the rule does not parse", "write `and` instead of `&&`"),
        ("tenure = 3", "the rule does not parse", "write `==` to compare"),
        ("partner AND tenure < 3", "the rule does not parse", "write `and` in lower case"),
        ("", "the rule does not parse", "write a condition"),
        ("1 < 2", "the comparison mentions no feature", ""),
        ("5", "the rule mentions no feature", "compare"),
        ("partner | tenure < 3", "`partner | tenure` is not part", "write `and` or `or`"),
        ("__import__('os')", "`__import__` cannot be called", "use abs, min or max"),
        ("tenure.real > 1", "`tenure.real` is not part", "mention features by their names"),
        ("(lambda: 0)()", "`lambda: 0` cannot be called", ""),
        ("tenure < 1e999", "the number is too large", ""),
        ("tenure ** 9", "`tenure ** 9` is not part", ""),
        ("[x for x in tenure]", "`[x for x in tenure]` is not part", ""),
        ("not " * 100 + "partner", "the rule is nested too deeply", ""),
        ("tenure < 1 or " * 500 + "partner", "the rule has more than", ""),
        ("tenure\x00", "the rule", ""),
    ],
)
def test_everything_else_is_refused(rule: str, message: str, help_: str) -> None:
    result = parse(rule)
    assert result.expression is None
    (problem,) = result.problems
    assert problem.message.startswith(message)
    assert help_ in problem.help


@given(st.text(max_size=200))
def test_no_text_makes_the_parser_fail(text: str) -> None:
    started = time.perf_counter()
    result = parse(text)
    assert (result.expression is None) == bool(result.problems)
    assert time.perf_counter() - started < 1
