"""A document in another framing: valid, compiled, with its comments, and with what was left and why."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from mlsys import pipeline
from mlsys.judge import Options
from mlsys.reframing.framings import FRAMINGS, framing_of
from mlsys.reframing.ways import WAYS

ROOT = Path(__file__).resolve().parents[2]
TAKEN = {
    ("house-prices", "buckets"): (),
    ("price-buckets", "regression"): (),
    ("job-runtime", "one-vs-rest"): (),
    ("product-taxonomy", "multiclass"): (),
    ("sensor-anomalies", "binary"): (),
    ("telco-churn", "anomaly"): ("--budget", "30/d"),
    ("store-demand", "regression"): (),
    ("search-ranking", "regression"): (),
}
REFUSED = {
    ("job-runtime", "binary"): "more classes than the two",
    ("job-runtime", "ranking"): "groups of items",
    ("telco-churn", "multiclass"): "at least three classes",
    ("telco-churn", "buckets"): "a number in each row to cut",
    ("quickstart", "anomaly"): "how many alerts can be looked at",
    ("house-prices", "regression"): "framed as regression already",
    ("house-prices", "forecasting"): "no column says when a row was",
    ("house-prices", "ranking"): "which rows compete",
    ("addon-offers", "multiclass"): "several classes may hold",
    ("few-labels", "one-vs-rest"): "labels are guessed",
    ("customer-segments", "binary"): "no other framing",
}


@pytest.fixture
def example(tmp_path):
    """Copy an example with its data, and return its document."""

    def copy(name):
        return Path(shutil.copytree(ROOT / "examples" / name, tmp_path / name)) / "mlsystem.yaml"

    return copy


def content(path):
    return yaml.safe_load(path.read_text("utf-8"))


def comments(path):
    return [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip().startswith("#")]


@pytest.mark.parametrize(("name", "target"), TAKEN)
def test_the_result_compiles_and_says_what_it_was(mlsys, example, name, target):
    spec = example(name)
    before, kept = content(spec), comments(spec)
    outcome = mlsys(
        "reframe", spec, "--to", target, "--because", "half of it was noise", *TAKEN[name, target]
    )
    assert outcome.code == 0, outcome.text
    after = content(spec)
    assert framing_of(after) is FRAMINGS[target]
    left = after["task"]["alternatives"][-1]
    assert left["framing"].startswith(framing_of(before).name)
    assert left["rejected_because"] == "half of it was noise"
    assert comments(spec) == kept
    assert [m for m, metric in after["metrics"].items() if metric["role"] == "optimize"]
    checked = pipeline.check(spec, Options(project=True, compiling=True))
    assert not checked.report.fails
    assert checked.planned is not None
    assert pipeline.generate(checked.planned.plan).files


@pytest.mark.parametrize(("name", "target"), REFUSED)
def test_what_cannot_be_meant_is_refused_in_one_line(mlsys, example, name, target):
    spec = example(name)
    before = spec.read_bytes()
    outcome = mlsys("reframe", spec, "--to", target)
    assert outcome.code == 1
    assert REFUSED[name, target] in outcome.err.splitlines()[0]
    assert spec.read_bytes() == before


def test_there_and_back_asks_the_same_question_of_the_same_rows(mlsys, example):
    spec = example("house-prices")
    before = content(spec)
    for target in ("buckets", "regression"):
        assert mlsys("reframe", spec, "--to", target).code == 0
    after = content(spec)
    assert after["data"] == before["data"]
    assert after["metrics"]["mae"]["role"] == "optimize"
    assert {key: after["task"][key] for key in ("type", "unit", "range", "quantiles", "prediction")} == {
        key: before["task"][key] for key in ("type", "unit", "range", "quantiles", "prediction")
    }
    assert [found["framing"].split(",")[0] for found in after["task"]["alternatives"]] == ["buckets"]


def test_rows_keys_and_split_stay_so_that_both_are_judged_on_the_same_rows(mlsys, example):
    spec = example("job-runtime")
    before = content(spec)["data"]
    assert mlsys("reframe", spec, "--to", "one-vs-rest").code == 0
    after = content(spec)["data"]
    assert {key: after[key] for key in ("source", "keys", "split", "features")} == {
        key: before[key] for key in ("source", "keys", "split", "features")
    }


def test_borders_are_those_asked_for_or_fifths_of_the_table(mlsys, example):
    spec = example("house-prices")
    other = spec.with_name("bands.yaml")
    assert mlsys("reframe", spec, "--to", "buckets", "--edges", "100000,200000", "-o", other).code == 0
    assert content(other)["task"]["as_buckets"] == {"edges": [100000, 200000]}
    assert mlsys("reframe", spec, "--to", "buckets").code == 0
    assert content(spec)["task"]["as_buckets"] == {"edges": [120000, 150000, 180000, 230000]}
    assert mlsys("reframe", spec, "--to", "buckets", "--edges", "3,2").code == 2


def test_bounds_on_another_scale_go_and_those_on_the_same_stay(mlsys, example):
    spec = example("house-prices")
    assert mlsys("reframe", spec, "--to", "buckets").code == 0
    after = content(spec)
    assert after["metrics"]["mae"]["gate"] == {"max": 20000}
    assert after["evaluation"]["must_beat"]["metric"] == "ordinal_mae"
    assert "margin" not in after["evaluation"]["must_beat"]


def test_a_dry_run_shows_the_difference_and_writes_nothing(mlsys, example):
    spec = example("house-prices")
    before = spec.read_bytes()
    outcome = mlsys("reframe", spec, "--to", "buckets", "--dry-run", "--diff")
    assert outcome.code == 3
    assert spec.read_bytes() == before
    assert "\n+  as_buckets: " in outcome.out
    assert "not yet compared on the same rows" in outcome.err
    assert all(" — " in line for line in outcome.out.splitlines() if line.startswith(("task.", "metrics.")))


POLICY = """\
apiVersion: mlsys/v1alpha2
kind: Policy
metadata: {name: tasks, version: 1.0.0, owner: platform, contact: platform@acme.example}
allowed: {task.type: [multiclass]}
"""


def test_a_result_with_a_new_finding_is_shown_and_not_written(mlsys, example):
    spec = example("job-runtime")
    (spec.parent / "policy.yaml").write_text(POLICY)
    (spec.parent / "mlsys.toml").write_text('policies = ["policy.yaml"]\n')
    before = spec.read_bytes()
    outcome = mlsys("reframe", spec, "--to", "one-vs-rest")
    assert outcome.code == 1
    assert "MLS047" in outcome.out
    assert "not written" in outcome.err
    assert spec.read_bytes() == before


def test_every_way_leads_between_framings_that_there_are():
    assert {name for way in WAYS for name in way} <= set(FRAMINGS)
    assert len({framing.name for framing in FRAMINGS.values()}) == len(FRAMINGS)
