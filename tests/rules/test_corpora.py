"""Sound statements get no finding, and each absurdity is found by the rule that is about it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import yaml

from mlsys.rules.base import Example
from mlsys.rules.registry import all_rules
from rules_support import findings

TESTS = Path(__file__).parents[1]
HONEST = sorted((TESTS / "honest").glob("statements*.yaml"))
ABSURD = sorted((TESTS / "absurd").glob("*.yaml"))


@cache
def cases(path: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = yaml.safe_load(path.read_text("utf-8"))
    return found


def codes(case: dict[str, object]) -> list[tuple[str, str]]:
    example = Example(str(case["change"]), str(case.get("base", "binary")))
    return [(finding.code, finding.message) for finding in findings(example)]


@pytest.mark.parametrize("path", HONEST, ids=lambda path: path.stem)
def test_a_sound_statement_has_no_finding(path: Path) -> None:
    told = {str(case["says"]): codes(case) for case in cases(path)}
    assert {says: found for says, found in told.items() if found} == {}


@pytest.mark.parametrize("path", ABSURD, ids=lambda path: path.stem)
def test_an_absurdity_is_found_by_its_rule(path: Path) -> None:
    told = {str(case["claim"]): {code for code, _ in codes(case)} for case in cases(path)}
    wrong = {
        str(case["claim"]): (wanted_of(case), told[str(case["claim"])])
        for case in cases(path)
        if not wanted_of(case) <= told[str(case["claim"])]
    }
    assert wrong == {}


def wanted_of(case: dict[str, object]) -> set[str]:
    rule = case.get("rule", [])
    return {rule} if isinstance(rule, str) else set(rule)  # type: ignore[call-overload]


@pytest.mark.parametrize("unseen", [False, True], ids=["seen", "unseen"])
def test_nearly_all_of_each_half_are_found(unseen: bool) -> None:
    half = [case for path in ABSURD if path.stem.startswith("unseen") == unseen for case in cases(path)]
    missed = [case for case in half if "missed" in case]
    assert len(missed) <= 0.05 * len(half)
    assert all(str(case["missed"]) for case in missed)
    assert all(("rule" in case) != ("missed" in case) for case in half)


def test_the_corpora_are_large() -> None:
    assert sum(len(cases(path)) for path in HONEST) >= 30
    every = [case for path in ABSURD for case in cases(path)]
    claims = [str(case["claim"]) for case in every]
    assert len(claims) >= 590
    assert len(set(claims)) == len(claims)
    assert {code for case in every for code in wanted_of(case)} <= {rule.code for rule in all_rules()}
