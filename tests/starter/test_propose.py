"""From columns to a framing, and to the text of a document."""

from __future__ import annotations

import random

import pytest
import yaml

from mlsys import pipeline
from mlsys.errors import MlsysError
from mlsys.judge import Options
from mlsys.profile.table import Wanted
from mlsys.profile.table import scan as scan_table
from mlsys.starter.document import document, quoted
from mlsys.starter.leaks import ROWS
from mlsys.starter.propose import propose, round_outwards


def scan(path, target):
    return scan_table(path, Wanted(target, sampled_rows=ROWS))


def table(tmp_path, header, *rows):
    path = tmp_path / "table.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def spec_of(path, target, task=None):
    return yaml.safe_load(document(propose(scan(path, target), target, task), "x", "table.csv"))


def test_two_classes_are_binary_and_yes_is_positive(tmp_path):
    spec = spec_of(table(tmp_path, "a,left", "1,yes", "2,yes", "3,yes", "1,no", "2,no", "3,yes"), "left")
    assert spec["task"] == {"type": "binary", "classes": ["no", "yes"], "positive_class": "yes"}
    assert spec["data"]["label"] == {"column": "left", "prevalence": "66.67%"}


def test_a_rare_class_is_not_nothing(tmp_path):
    rows = [f"{n % 7},{'yes' if n == 5_000 else 'no'}" for n in range(10_000)]
    spec = spec_of(table(tmp_path, "a,fraud", *rows), "fraud")
    assert spec["data"]["label"]["prevalence"] == "0.01%"


def test_otherwise_the_rarer_class_is_positive(tmp_path):
    spec = spec_of(table(tmp_path, "a,left", "1,red", "2,red", "3,blue", "1,red"), "left")
    assert spec["task"]["positive_class"] == "blue"


def test_several_classes_come_with_their_shares_so_that_a_project_follows(tmp_path):
    rows = [f"{n % 7},{('red', 'green', 'red', 'blue')[n % 4]}" for n in range(60)]
    path = table(tmp_path, "a,colour", *rows)
    spec = spec_of(path, "colour")
    assert spec["task"] == {"type": "multiclass", "classes": ["blue", "green", "red"]}
    assert spec["data"]["label"]["priors"] == {"blue": "25%", "green": "25%", "red": "50%"}
    path.with_name("mlsystem.yaml").write_text(
        document(propose(scan(path, "colour"), "colour"), "x", path.name)
    )
    checked = pipeline.check(path.with_name("mlsystem.yaml"), Options(project=True, compiling=True))
    assert checked.planned is not None, checked.report.diagnostics


@pytest.mark.parametrize(
    ("values", "task"),
    [
        ((0, 1, 2, 3), "multiclass"),
        ((3, 4, 5, 6, 7, 8), "multiclass"),
        ((0, 1, 2, 3, 7, 12), "regression"),
        ((1.5, 2.5, 3), "regression"),
        ((10, 20, 50), "regression"),
    ],
)
def test_few_numbers_are_classes_only_where_they_count_without_a_gap(tmp_path, values, task):
    """How often in a year is an amount, though few answers occur; a grade from 3 to 8 is a class."""
    rows = [f"{n % 7},{values[n % len(values)]}" for n in range(60)]
    assert spec_of(table(tmp_path, "a,answer", *rows), "answer")["task"]["type"] == task


def test_many_numbers_are_a_regression(tmp_path):
    spec = spec_of(table(tmp_path, "a,price", *(f"{n % 4},{n * 1.5}" for n in range(30))), "price")
    assert spec["task"]["type"] == "regression"
    assert list(spec["metrics"]) == ["mae"]
    assert spec["baseline"] == {"median": {"kind": "constant", "value": 21}}


def test_a_time_column_makes_the_split_temporal(tmp_path):
    rows = [f"2024-01-{day:02},{day % 3},{day % 2}" for day in range(1, 29)]
    spec = spec_of(table(tmp_path, "day,a,left", *rows), "left")
    assert spec["data"]["keys"] == {"time": "day"}
    assert spec["data"]["split"]["strategy"] == "temporal"
    assert "day" not in spec["data"]["features"]


def test_what_is_left_out_stands_in_the_document_with_its_reason(tmp_path):
    rows = [f"{n},{n % 3},same,{'gone' if n % 2 else 'there'},{n % 2}" for n in range(100)]
    path = table(tmp_path, "user_id,a,b,state,left", *rows)
    text = document(propose(scan(path, "left"), "left"), "x", "table.csv")
    assert "# left out: b (the same value in every row)" in text
    assert "# left out: state (gives the target away" in text
    assert "keys: {entity: user_id}" in text
    assert list(yaml.safe_load(text)["data"]["features"]) == ["a"]


def test_the_best_single_level_becomes_the_rule_of_thumb(tmp_path):
    rows = [f"{'monthly' if n % 4 == 0 else 'yearly'},{int(n % 4 == 0 and n % 20 != 0)}" for n in range(200)]
    spec = spec_of(table(tmp_path, "contract,left", *rows), "left")
    assert spec["baseline"]["rule_of_thumb"]["rule"] == "contract == 'monthly'"


def test_protected_attributes_are_kept_for_fairness_and_never_in_a_rule(tmp_path):
    rows = [f"{'f' if n % 4 == 0 else 'm'},{n % 7},{int(n % 4 == 0 and n % 20 != 0)}" for n in range(200)]
    spec = spec_of(table(tmp_path, "Geschlecht,a,left", *rows), "left")
    feature = spec["data"]["features"]["Geschlecht"]
    assert (feature["use"], feature["tags"]) == ("evaluation", ["protected"])
    assert "Geschlecht" not in spec["baseline"].get("rule_of_thumb", {}).get("rule", "")


def test_a_table_of_protected_attributes_alone_predicts_nothing(tmp_path):
    with pytest.raises(MlsysError, match="no column is left"):
        spec_of(table(tmp_path, "sex,left", *(f"{'fm'[n % 2]},{n % 3 % 2}" for n in range(60))), "left")


def test_a_number_can_be_the_rule(tmp_path):
    rows = [f"{n % 50}.5,{n % 3},{int(n % 50 >= 40 or n % 9 == 0)}" for n in range(400)]
    spec = spec_of(table(tmp_path, "load,a,failed", *rows), "failed")
    assert spec["baseline"]["rule_of_thumb"]["rule"] == "load >= 40.5"


def test_a_low_number_with_gaps_can_be_the_rule(tmp_path):
    rows = [
        f"{n % 50 if n % 4 else ''},{n % 3},{int((n % 4 > 0 and n % 50 < 10) or n % 9 == 0)}"
        for n in range(400)
    ]
    spec = spec_of(table(tmp_path, "tenure,a,left", *rows), "left")
    assert spec["baseline"]["rule_of_thumb"]["rule"] == "tenure < 10"


def test_a_border_is_a_number_that_people_remember(tmp_path):
    rows = [f"{n % 500 * 41.37:.2f},{n % 3},{int(n % 500 >= 400 or n % 9 == 0)}" for n in range(1_000)]
    rule = spec_of(table(tmp_path, "load,a,failed", *rows), "failed")["baseline"]["rule_of_thumb"]["rule"]
    assert rule.startswith("load >= 16")
    assert float(rule.removeprefix("load >= ")) % 100 == 0


def test_chance_is_no_rule(tmp_path):
    draw = random.Random(0)
    rows = [
        f"{draw.random()},{draw.choice('abcdefgh')},{draw.randrange(9)},{int(draw.random() < 0.1)}"
        for _ in range(2_000)
    ]
    spec = spec_of(table(tmp_path, "a,b,c,left", *rows), "left")
    assert "rule_of_thumb" not in spec["baseline"]


def test_a_flag_can_be_the_rule(tmp_path):
    rows = [f"{'no' if n % 4 == 0 else 'yes'},{int(n % 4 == 0 and n % 20 != 0)}" for n in range(200)]
    spec = spec_of(table(tmp_path, "is active?,left", *rows), "left")
    assert spec["data"]["features"] == {"is_active": {"type": "boolean", "column": "is active?"}}
    assert spec["baseline"]["rule_of_thumb"]["rule"] == "not is_active"


def test_the_name_in_a_rule_is_no_other_column(tmp_path):
    rows = [f"{'x' if n % 4 == 0 else 'y'},{n % 3},{int(n % 4 == 0 and n % 20 != 0)}" for n in range(200)]
    spec = spec_of(table(tmp_path, "is active?,is_active,left", *rows), "left")
    assert spec["baseline"]["rule_of_thumb"]["rule"] == "is_active_ == 'x'"
    assert list(spec["data"]["features"]) == ["is_active_", "is_active"]


@pytest.mark.parametrize(
    ("name", "value", "feature"),
    [
        ("postcode", "{:05}", {"type": "categorical"}),
        ("zip", "1{:04}", {"type": "categorical"}),
        ("shop_id", "{}", {"type": "categorical"}),
        ("rooms", "{}", {"type": "integer"}),
        ("month", "{}", {"type": "integer", "range": "1..12"}),
    ],
)
def test_codes_and_ids_are_categories(tmp_path, name, value, feature):
    rows = [f"{value.format(1 + n % 7)},{n % 5},{n % 2}" for n in range(140)]
    found = spec_of(table(tmp_path, f"{name},a,left", *rows), "left")["data"]["features"][name]
    assert feature.items() <= found.items()


def test_many_categories_are_kept_by_their_number(tmp_path):
    rows = [f"city {n % 60},{n % 5},{n // 7 % 2}" for n in range(600)]
    found = spec_of(table(tmp_path, "city,a,left", *rows), "left")["data"]["features"]
    assert found["city"] == {"type": "categorical", "cardinality": 60}


def test_a_key_may_stand_in_several_rows(tmp_path):
    rows = [f"c{n // 3},{n % 5},{n % 2}" for n in range(300)]
    spec = spec_of(table(tmp_path, "customerID,a,left", *rows), "left")
    assert spec["data"]["keys"] == {"entity": "customerID"}


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("when", "{:02}.01.2024", "dates that begin with the day"),
        ("scan", "scans/{}.png", "paths of images"),
        ("rownames", "{}", "numbers the rows"),
        ("email", "a{}@example.org", "different in every row"),
        ("empty", "", "no value in any row"),
    ],
)
def test_what_no_model_reads_is_left_out_with_the_reason(tmp_path, column, value, reason):
    rows = [f"{value.format(n + 1)},{n % 3},{n % 2}" for n in range(28 if column == "when" else 100)]
    path = table(tmp_path, f"{column},a,left", *rows)
    text = document(propose(scan(path, "left"), "left"), "x", "table.csv")
    assert f"# left out: {column} ({reason}" in text
    assert list(yaml.safe_load(text)["data"]["features"]) == ["a"]


@pytest.mark.parametrize(
    ("label", "task"), [("{}", "binary"), ("class {}", "multiclass"), ("{}.5", "regression")]
)
def test_free_text_is_an_input_that_a_model_reads(tmp_path, label, task):
    many = {"binary": 2, "multiclass": 3, "regression": 40}[task]
    rows = [f"the customer called about order {n},{n % 3},{label.format(n % many)}" for n in range(120)]
    spec = spec_of(table(tmp_path, "note,a,left", *rows), "left")
    assert spec["task"]["type"] == task
    assert spec["data"]["features"]["note"] == {"type": "text"}
    assert "note" not in spec["baseline"].get("rule_of_thumb", {}).get("rule", "")


def test_a_text_alone_is_enough_to_learn_from(tmp_path):
    rows = [f"the customer called about order {n},{n % 2}" for n in range(120)]
    assert list(spec_of(table(tmp_path, "note,left", *rows), "left")["data"]["features"]) == ["note"]


def test_rows_without_a_label_are_told_and_do_not_count(tmp_path):
    path = table(tmp_path, "a,left", *(f"{n % 3},{'' if n % 4 == 0 else n % 2}" for n in range(100)))
    text = document(propose(scan(path, "left"), "left"), "x", "table.csv")
    assert "label: {column: left, prevalence: 66.67%}  # 25 rows have no label" in text


@pytest.mark.parametrize(
    ("header", "rows", "says"),
    [
        ("a,left", ("1,x", "2,x"), "same value in every row"),
        ("left", ("x", "y"), "no column is left"),
        ("a,left", tuple(f"{n % 2},word {n}" for n in range(60)), "free text or dates"),
    ],
)
def test_what_cannot_be_predicted_is_a_fault(tmp_path, header, rows, says):
    with pytest.raises(MlsysError, match=says):
        spec_of(table(tmp_path, header, *rows), "left")


@pytest.mark.parametrize(
    "text", ["No", "on", "1", "a: b", "#x", "", " x", "null", "é", "a'b", '"', "x y", "10:30"]
)
def test_quoted_text_reads_back_as_itself(text):
    assert yaml.safe_load(f"[{quoted(text)}]") == [text]


@pytest.mark.parametrize(
    ("low", "high", "limits"),
    [(0, 72, ("0", "80")), (18.25, 118.75, ("0", "150")), (-3, 8, ("-4", "9")), (0.1, 0.7, ("0", "1"))],
)
def test_limits_are_round_and_outside_of_what_was_seen(low, high, limits):
    bottom, top = round_outwards(low, high)
    assert float(bottom) <= low
    assert float(top) >= high
    assert (bottom, top) == limits


def test_a_second_moment_is_an_input_and_the_project_follows(tmp_path):
    days = [f"2025-{1 + n % 12:02}-{1 + n % 28:02}" for n in range(200)]
    rows = [
        f"{day}T10:{n % 60:02}:00,{days[n * n % 200]},{n % 9},{'yn'[n * n % 7 % 2]}"
        for n, day in enumerate(days)
    ]
    path = table(tmp_path, "opened_at,customer_since,queue,late", *rows)
    spec = spec_of(path, "late")
    assert spec["data"]["keys"]["time"] == "opened_at"
    assert spec["data"]["features"]["customer_since"] == {"type": "timestamp"}
    target = path.with_name("mlsystem.yaml")
    target.write_text(document(propose(scan(path, "late"), "late"), "x", path.name))
    checked = pipeline.check(target, Options(project=True, compiling=True))
    assert checked.planned is not None
