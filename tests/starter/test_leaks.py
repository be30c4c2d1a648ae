"""Columns and pairs that tell the target too well."""

from __future__ import annotations

import math
import random
import re

import pytest
import yaml

from mlsys.errors import MlsysError
from mlsys.profile.table import Wanted, scan
from mlsys.starter.document import document
from mlsys.starter.leaks import ROWS
from mlsys.starter.propose import propose


def text_of(tmp_path, header, rows, target):
    path = tmp_path / "table.csv"
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    return document(propose(scan(path, Wanted(target, sampled_rows=ROWS)), target), "x", "table.csv")


def features(text):
    return list(yaml.safe_load(text)["data"]["features"])


def draws(number, seed=0):
    draw = random.Random(seed)
    for _ in range(number):
        yield draw, draw.gauss(0, 1), draw.gauss(0, 1), draw.random()


def test_a_number_that_nearly_sorts_the_classes_is_left_out(tmp_path):
    """No border parts the classes, and no value stands for one: only the ranks tell."""
    rows = [
        (f"{a:.3f}", f"{10 * label + b * 2.6:.4f}", label)
        for draw, a, b, u in draws(2_000)
        for label in [int(u < 0.2)]
    ]
    text = text_of(tmp_path, "a,refund,left", rows, "left")
    assert features(text) == ["a"]
    assert "# left out: refund (gives the target away, ROC AUC 0.99" in text


def test_a_small_table_is_no_excuse(tmp_path):
    """Too few rows for bins: only the order of the numbers tells."""
    rows = [(f"{a:.3f}", f"{4.5 * (n % 2) + b:.4f}", n % 2) for n, (_, a, b, _) in enumerate(draws(100))]
    assert "# left out: refund (gives" in text_of(tmp_path, "a,refund,left", rows, "left")


def test_a_gap_that_tells_the_class_is_left_out(tmp_path):
    rows = [(f"{a:.3f}", f"{b:.4f}" if u < 0.3 else "", int(u < 0.3)) for _, a, b, u in draws(500)]
    assert "# left out: closed_after (gives the target away" in text_of(
        tmp_path, "a,closed_after,left", rows, "left"
    )


def test_a_rare_class_gives_nothing_away(tmp_path):
    rows = [(n % 3, "xyz"[n % 3], int(n % 211 == 0)) for n in range(5_000)]
    assert features(text_of(tmp_path, "a,b,fraud", rows, "fraud")) == ["a", "b"]


def test_many_values_tell_nothing_by_chance(tmp_path):
    rows = [(f"c{draw.randrange(100)}", f"{a:.6f}", int(u < 0.5)) for draw, a, _, u in draws(600)]
    text = text_of(tmp_path, "city,a,left", rows, "left")
    assert features(text) == ["city", "a"]
    assert "tell" not in text


@pytest.mark.parametrize(
    "target",
    [lambda u: int(u < 0.5), lambda u: "abc"[int(u * 3)], lambda u: u],
    ids=["two", "many", "number"],
)
def test_noise_in_a_small_table_tells_nothing(tmp_path, target):
    """As many values as rows: scored on the rows it was fitted on, every column would be perfect."""
    rows = [(f"{a:.4f}", f"{b:.4f}", target(u)) for _, a, b, u in draws(66)]
    assert "tell" not in text_of(tmp_path, "a,b,left", rows, "left")


def test_a_strong_column_stays_with_a_question(tmp_path):
    rows = [
        (f"{a:.3f}", f"{b + 2.6 * label:.4f}", label)
        for _, a, b, u in draws(2_000)
        for label in [int(u < 0.5)]
    ]
    text = text_of(tmp_path, "a,score,left", rows, "left")
    assert features(text) == ["a", "score"]
    assert "tells the target, ROC AUC 0.9" in text
    assert "known at the time of the prediction?" in text


@pytest.mark.parametrize(
    "label",
    [lambda a, b: a > b, lambda a, b: (a > 0) != (b > 0)],
    ids=["one above the other", "signs differ"],
)
def test_a_pair_that_tells_the_class_together_is_asked_about(tmp_path, label):
    rows = [(f"{a:.3f}", f"{b:.3f}", f"{u:.3f}", int(label(a, b))) for _, a, b, u in draws(3_000)]
    text = text_of(tmp_path, "due,paid,other,late", rows, "late")
    assert features(text) == ["due", "paid", "other"]
    assert re.search(r"# due and paid tell the target together, ROC AUC (1|0\.99\d*): ", text)
    assert text.count("together") == 1


def test_levels_together_tell_the_class(tmp_path):
    rows = [("xy"[n % 2], "pq"[n // 2 % 2], n % 7, "ab"[n % 2 ^ n // 2 % 2]) for n in range(400)]
    text = text_of(tmp_path, "one,two,three,kind", rows, "kind")
    assert "# one and two tell the target together, ROC AUC 1" in text


@pytest.mark.parametrize(
    ("compute", "says"),
    [
        (lambda a, b: a - b, "`revenue` - `cost` equals it in 100% of the rows"),
        (lambda a, b: b / a, "`cost` / `revenue` equals it in 100% of the rows"),
        (lambda a, b: a * b, "`revenue` * `cost` equals it in 100% of the rows"),
    ],
)
def test_a_number_that_is_computed_from_two_columns_is_asked_about(tmp_path, compute, says):
    rows = [
        (f"{a:.4f}", f"{b:.4f}", f"{u:.3f}", f"{compute(a, b):.4f}")
        for a, b, u in ((draw.uniform(5, 9), draw.uniform(1, 4), u) for draw, _, _, u in draws(300))
    ]
    text = text_of(tmp_path, "revenue,cost,other,profit", rows, "profit")
    assert f"# revenue and cost tell the target together, {says}" in text
    assert text.count("together") == 1


def test_a_number_that_is_the_target_in_another_unit_is_left_out(tmp_path):
    rows = [(f"{a:.3f}", f"{math.exp(b):.5f}", f"{b:.5f}") for _, a, b, _ in draws(1_000)]
    text = text_of(tmp_path, "a,other_unit,price", rows, "price")
    assert features(text) == ["a"]
    assert "# left out: other_unit (gives the target away, R² of ranks 0.99" in text


def test_a_code_of_the_class_is_left_out_of_many_classes(tmp_path):
    rows = [(n % 5, f"code {n % 3}", "abc"[n % 3]) for n in range(300)]
    text = text_of(tmp_path, "a,code_of,kind", rows, "kind")
    assert "# left out: code_of (gives the target away, accuracy 1;" in text


def test_when_all_give_the_target_away_they_are_named(tmp_path):
    rows = [(f"code {n % 2}", "ab"[n % 2]) for n in range(300)]
    with pytest.raises(MlsysError, match="no column is left to predict from: code_of gives `kind` away"):
        text_of(tmp_path, "code_of,kind", rows, "kind")


def test_small_tables_give_nothing_away(tmp_path):
    rows = [(n % 3, f"code {n % 2}", "ab"[n % 2]) for n in range(40)]
    assert features(text_of(tmp_path, "a,code_of,kind", rows, "kind")) == ["a", "code_of"]
