"""The page that compares models says what was measured."""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.quality.cases import CASES
from benchmarks.quality.page import FIGURES, PAGE, page, verdict

FOUND = json.loads(FIGURES.read_bytes())


def test_the_page_is_written_from_the_figures() -> None:
    assert PAGE.read_text("utf-8") == page(FOUND), "run `python -m benchmarks.quality --page`"


def test_figures_are_of_the_cases_that_are_measured() -> None:
    assert FOUND.keys() <= {case.name for case in CASES}
    assert len({found["task"] for found in FOUND.values()}) >= 5
    for case in CASES:
        assert FOUND.get(case.name, {"metric": case.metric})["metric"] == case.metric


def test_a_verdict_is_the_side_of_zero_on_which_the_interval_lies() -> None:
    assert verdict({"value": 1.0, "low": 0.1, "high": 0.2}) == "ahead"
    assert verdict({"value": 1.0, "low": -0.1, "high": 0.2}) == "level"
    assert verdict({"value": 1.0, "low": -0.2, "high": -0.1}) == "**behind**"
    assert verdict({"value": 1.0, "low": -2e-9, "high": -1e-9}) == "level"
