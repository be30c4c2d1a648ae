"""Filters: what they write is read back by the tool it is meant for."""

from __future__ import annotations

import ast
import json
import math
import subprocess
import sys
import tomllib
from enum import Enum
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from mlsys.render import contexts, markup, units
from mlsys.render.filters import numpy_source
from mlsys.render.python_literal import py, pycall

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e9, 1e9) | TEXTS,
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=30,
)


class Colour(Enum):
    RED = "red"


@given(
    st.recursive(
        SCALARS, lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_py_is_read_back(value: object) -> None:
    text = py(value)
    if "float(" not in text:
        assert ast.literal_eval(text) == value


def test_py_knows_what_literals_lack() -> None:
    assert py(math.inf) == 'float("inf")'
    assert py(frozenset({2, 1})) == "frozenset({1, 2})"
    assert py(set()) == "set()"
    assert py(Colour.RED) == '"red"'
    assert py("it's") == '"it\'s"'
    assert py('say "x"') == "'say \"x\"'"
    with pytest.raises(TypeError, match="choose a number first"):
        py(object())


def test_py_explodes_what_does_not_fit() -> None:
    assert py(["Month-to-month", "One year"], "VALUES = ", width=30, indent=4, suffix=",") == (
        'VALUES = [\n        "Month-to-month",\n        "One year",\n    ],'
    )


def test_py_is_what_ruff_leaves_alone(tmp_path: Path) -> None:
    values: list[object] = [
        ("Month-to-month", "One year"),
        tuple(f"level number {i}" for i in range(20)),
        {f"feature_{i}": [0.1 * i, 1e-9, 10**9] for i in range(9)},
        {"nested": {f"k{i}": tuple(f"v{i}{j}" for j in range(12)) for i in range(4)}},
        ["one long text " * 6],
        ("x" * 95,),
        [[1, 2, 3]] * 30,
        'quotes "double" and \'single\'',
        "it's", 'say "x"', "tab\tand\\slash", "ünïcödé", 1e16, 0.1, -5, None, True, (), [], {}, (1,),
    ]  # fmt: skip
    source = "".join(py(value, f"NAME_{i} = ") + "\n" for i, value in enumerate(values))
    source += "\n\nclass Inner:\n" + "".join(
        "    " + py(value, f"name_{i}: object = ", indent=4) + "\n" for i, value in enumerate(values)
    )
    file = tmp_path / "literals.py"
    file.write_text(source)
    command = [
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--isolated",
        "--line-length",
        "110",
        "--diff",
        str(file),
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@given(VALUES, st.booleans())
def test_yaml_is_read_back_by_a_parser_of_version_1_1(value: object, block: bool) -> None:
    read = yaml.safe_load(markup.yaml(value, block=block))
    assert json.dumps(read, sort_keys=True) == json.dumps(value, sort_keys=True)


@given(VALUES)
def test_toml_is_read_back(value: object) -> None:
    assert tomllib.loads(f"x = {markup.toml(value)}")["x"] == value


@given(VALUES)
def test_json_is_read_back(value: object) -> None:
    assert json.loads(markup.json(value, indent=2, start=4)) == value


@settings(max_examples=50)
@given(st.integers(1, 10**9))
def test_prometheus_durations_add_up(milliseconds: int) -> None:
    import re

    text = units.promduration(milliseconds / 1000)
    size = {"d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
    assert sum(int(n) * size[u] for n, u in re.findall(r"(\d+)(ms|[dhms])", text)) == milliseconds


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (units.promduration(SimpleNamespace(seconds=300.0)), "5m"),
        (units.promduration(2_592_000), "30d"),
        (units.promduration(0.05), "50ms"),
        (units.promduration(5400), "1h30m"),
        (units.promduration(0), "0s"),
        (units.seconds(SimpleNamespace(seconds=60.0)), 60),
        (units.seconds(0.25), 0.25),
        (units.k8squantity(SimpleNamespace(bytes=512 * 2**20)), "512Mi"),
        (units.k8squantity(SimpleNamespace(bytes=1000)), "1000"),
        (units.k8squantity(0.5), "500m"),
        (units.k8squantity(2), "2"),
        (units.percent(0.999), "99.9%"),
        (units.percent(0.9999), "99.99%"),
        (units.number(3.0), "3"),
        (units.number(0.05), "0.05"),
        (markup.title_case("telco-churn"), "Telco Churn"),
        (markup.pascal_case("latency_p99"), "LatencyP99"),
        (markup.snake_case("TelcoChurn-v2"), "telco_churn_v_2"),
        (markup.md("a|b <c> *d*\n_e_"), r"a\|b \<c\> \*d\* \_e\_"),
        (contexts.wrap_comment("one two three", width=10, indent=2), "# one\n  # two\n  # three"),
        (
            markup.yaml({"a": [1, {"b": "no"}], "c": {}}, block=True, start=2),
            'a:\n    - 1\n    - b: "no"\n  c: {}',
        ),
        (markup.yaml("9.99"), '"9.99"'),
        (markup.toml({"a b": 1, "c": ["x"]}), '{ "a b" = 1, c = ["x"] }'),
    ],
)
def test_forms(shown: object, expected: object) -> None:
    assert shown == expected


def test_pycall_is_a_call_on_one_line_where_it_fits() -> None:
    written = pycall({"minimum": 0.6, "maximum": None}, "Metric", "pr_auc", indent=4, suffix=",")
    assert written == 'Metric("pr_auc", minimum=0.6),'
    assert pycall({}, "Metric") == "Metric()"


def test_pycall_has_an_argument_a_line_where_it_does_not() -> None:
    written = pycall({"values": ["one", "two"]}, "X: Final = F", "a", width=20)
    assert written == 'X: Final = F(\n    "a",\n    values=[\n        "one",\n        "two",\n    ],\n)'


def test_pycall_keeps_its_layout_under_ruff_format(tmp_path: Path) -> None:
    calls = [pycall({"text": "x" * 12, "n": size}, "f", *range(size), width=40) for size in range(12)]
    module = tmp_path / "module.py"
    module.write_text("\n".join(calls) + "\n")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length=40", "--check", module]
    subprocess.run(command, check=True, capture_output=True)


def test_rule_becomes_numpy_source() -> None:
    features = {"plan": SimpleNamespace(type="categorical", values=("a", "b"))}
    assert numpy_source("plan == 'a'", features) == 'columns["plan"] == "a"'  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="not an expression"):
        numpy_source("plan ==", {})
