"""Tables whose rows are steps of time series."""

from __future__ import annotations

import datetime
import itertools

import pytest
import yaml

from mlsys.errors import MlsysError
from mlsys.profile.table import Wanted, scan
from mlsys.starter.document import document
from mlsys.starter.leaks import ROWS
from mlsys.starter.propose import propose

START = datetime.datetime(2022, 1, 1)


def spec_of(tmp_path, header, rows, target, task=None, drawn=ROWS):
    path = tmp_path / "table.csv"
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]) + "\n")
    table = scan(path, Wanted(target, sampled_rows=drawn))
    return yaml.safe_load(document(propose(table, target, task), "x", "table.csv"))


def months(number):
    return [f"{1990 + n // 12}-{1 + n % 12:02}-01" for n in range(number)]


def days(number):
    return [(START + datetime.timedelta(days=n)).date().isoformat() for n in range(number)]


def test_one_series_of_months_is_a_forecast(tmp_path):
    rows = [(month, 100 + n * 3 + n % 12 * 7) for n, month in enumerate(months(144))]
    spec = spec_of(tmp_path, "month,passengers", rows, "passengers")
    assert spec["task"] == {
        "type": "forecasting",
        "horizon": 12,
        "frequency": "month",
        "prediction": {"mode": "batch"},
    }
    assert spec["data"]["keys"] == {"time": "month"}
    assert "features" not in spec["data"]
    assert spec["data"]["split"]["strategy"] == "temporal"
    assert list(spec["metrics"]) == ["mase"]
    assert spec["baseline"] == {"last_season": {"kind": "seasonal_naive"}}


@pytest.mark.parametrize(
    ("step", "frequency", "horizon"),
    [
        (datetime.timedelta(minutes=15), "15min", 96),
        (datetime.timedelta(hours=1), "1h", 24),
        (datetime.timedelta(days=1), "1d", 7),
        (datetime.timedelta(weeks=1), "1w", 4),
        (datetime.timedelta(days=365.25), None, None),
    ],
)
def test_the_time_between_rows_is_the_frequency(tmp_path, step, frequency, horizon):
    rows = [((START + n * step).isoformat(), n * 7 % 31, n % 4) for n in range(120)]
    task = spec_of(tmp_path, "at,load,shift", rows, "load")["task"]
    assert (task.get("frequency"), task.get("horizon")) == (frequency, horizon)


def test_columns_tell_many_series_apart(tmp_path):
    rows = [
        (day, store, item, n * 3 % 17 + n % 5, n % 3)
        for n, (day, store, item) in enumerate(itertools.product(days(60), (1, 2, 3), ("milk", "rye")))
    ]
    spec = spec_of(tmp_path, "date,store_id,item,sales,promo", rows, "sales")
    assert spec["data"]["keys"] == {"time": "date", "series": ["store_id", "item"]}
    assert list(spec["data"]["features"]) == ["promo"]


def test_a_few_steps_may_be_missing(tmp_path):
    rows = [(day, n * 7 % 31) for n, day in enumerate(days(200)) if n % 11]
    assert spec_of(tmp_path, "day,load", rows, "load")["task"]["type"] == "forecasting"


@pytest.mark.parametrize("drawn", [ROWS, 300], ids=["read", "drawn"])
def test_events_with_a_date_are_no_series(tmp_path, drawn):
    """Each customer once, several a day: the pair of both is unique, and yet no history."""
    rows = [(f"c{n}", day, n % 3, n * 7 % 31) for n, day in enumerate(days(100) * 5)]
    spec = spec_of(tmp_path, "customer_id,joined,plan,spend", rows, "spend", drawn=drawn)
    assert spec["task"]["type"] == "regression"
    assert spec["data"]["keys"] == {"entity": "customer_id", "time": "joined"}


@pytest.mark.parametrize(
    "moments",
    [
        [(START + datetime.timedelta(days=n * n)).date().isoformat() for n in range(60)],
        [(START + datetime.timedelta(seconds=n * 997)).isoformat() for n in range(60)],
        [(START + datetime.timedelta(minutes=60 * n + 30 * (n // 4))).isoformat() for n in range(60)],
        days(15),
    ],
    ids=["far apart", "no usual step", "not in step", "short"],
)
def test_other_moments_are_no_series(tmp_path, moments):
    rows = [(moment, n % 4, n * 7 % 31) for n, moment in enumerate(moments)]
    assert spec_of(tmp_path, "at,a,load", rows, "load", task=None)["task"]["type"] != "forecasting"


def test_classes_over_time_are_no_forecast(tmp_path):
    rows = [(day, n % 7, n // 3 % 2) for n, day in enumerate(days(120))]
    assert spec_of(tmp_path, "day,a,alarm", rows, "alarm")["task"]["type"] == "binary"


def test_whoever_wants_a_regression_gets_one(tmp_path):
    rows = [(day, n % 4, n * 7 % 31) for n, day in enumerate(days(120))]
    spec = spec_of(tmp_path, "day,a,load", rows, "load", task="regression")
    assert spec["task"] == {"type": "regression"}


def test_a_forecast_of_no_series_is_a_fault(tmp_path):
    rows = [(n % 5, n % 4, n * 7 % 31) for n in range(120)]
    with pytest.raises(MlsysError, match="not steps of time series"):
        spec_of(tmp_path, "a,b,load", rows, "load", task="forecasting")
