"""Which buckets a number may be told in, however they are written."""

from __future__ import annotations

from typing import Any

import pytest

from mlsys.spec.ranges import Bounds
from mlsys.spec.tasks.labelled import Buckets


@pytest.mark.parametrize(
    ("written", "borders", "called", "ends"),
    [
        ({"edges": [1, 2]}, (1, 2), ("..1", "1..2", "2.."), (None, None)),
        ({"edges": [1, 2], "open_low": False}, (2,), ("1..2", "2.."), (1, None)),
        ({"edges": [1, 2, 4], "open_low": False, "open_high": False}, (2,), ("1..2", "2..4"), (1, 4)),
        ({"edges": [1], "names": ["few", "many"]}, (1,), ("few", "many"), (None, None)),
        (
            {"ranges": {"high": "10..", "low": "..5", "mid": "5..10"}},
            (5, 10),
            ("low", "mid", "high"),
            (None, None),
        ),
        ({"ranges": {"low": "0..5", "high": "5..9"}}, (5,), ("low", "high"), (0, 9)),
    ],
)
def test_edges_and_ranges_say_the_same(
    written: dict[str, Any], borders: object, called: object, ends: object
) -> None:
    buckets = Buckets.model_validate(written)
    assert (buckets.borders, buckets.called, buckets.ends) == (borders, called, ends)


def test_the_narrower_of_range_and_closed_ends_holds() -> None:
    closed = Buckets.model_validate({"edges": [10, 20, 30], "open_low": False, "open_high": False})
    assert closed.within(None) == (10, 30)
    assert closed.within(Bounds(0, 25)) == (10, 25)
    assert Buckets.model_validate({"edges": [10]}).within(Bounds(0, None)) == (0, None)
