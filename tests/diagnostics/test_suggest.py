"""Which word was meant."""

from __future__ import annotations

import pytest

from mlsys.diagnostics.suggest import closest, did_you_mean, distance, one_of

WORDS = ["threshold", "positive_class", "type", "production", "prototype", "metrics"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("treshold", "threshold"),
        ("htreshold", "threshold"),
        ("positiveClass", "positive_class"),
        ("Positive-Class", "positive_class"),
        ("tpye", "type"),
        ("prod", "production"),
        ("pro", None),
        ("metric", "metrics"),
        ("xyz", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_the_nearest_word(word: str, meant: str | None) -> None:
    assert closest(word, WORDS) == meant


def test_swapped_letters_are_one_slip() -> None:
    assert distance("ab", "ba", 2) == 1
    assert distance("abc", "xyz", 2) is None


def test_wording() -> None:
    assert did_you_mean("tpye", WORDS) == "did you mean `type`?"
    assert did_you_mean("zzz", ["b", "a"]) == "use one of `a` or `b`"
    assert did_you_mean("zzz", []) == ""
    assert one_of(["a"]) == "`a`"
