"""Numbers in messages."""

from __future__ import annotations

import pytest

from mlsys.ir import wording


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.02, "20ms"),
        (0.0375, "37.5ms"),
        (1.0, "1s"),
        (90.0, "90s"),
        (300.0, "5min"),
        (5400.0, "90min"),
        (3600.0, "1h"),
        (86_400.0 * 30, "30d"),
        (86_400.0 * 40.2, "40.2d"),
        (86_400.0 * 14, "14d"),
        (25_920.0, "7.2h"),
        (604_800.0, "7d"),
        (0.0, "0s"),
    ],
)
def test_duration(seconds: float, text: str):
    assert wording.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7_729_507, "7.7M"),
        (315_160, "315k"),
        (217_630, "218k"),
        (412, "412"),
        (1546, "1,546"),
        (5_000, "5,000"),
        (20, "20"),
    ],
)
def test_count(value: float, text: str):
    assert wording.count(value) == text


@pytest.mark.parametrize(
    ("ratio", "text"), [(0.999, "99.9%"), (0.9995, "99.95%"), (0.27, "27%"), (0.0001, "0.01%")]
)
def test_percent(ratio: float, text: str):
    assert wording.percent(ratio) == text


@pytest.mark.parametrize(
    ("value", "text"), [(347.2, "347"), (0.046512, "0.0465"), (2.0, "2"), (1545.9, "1,546")]
)
def test_number(value: float, text: str):
    assert wording.number(value) == text


def test_listing():
    assert wording.listing(["a"]) == "`a`"
    assert wording.listing(["a", "b", "c"], "or") == "`a`, `b` or `c`"
