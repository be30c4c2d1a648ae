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
HONEST = sorted((TESTS / "honest").glob("*.yaml"))
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
    missed = {}
    for case in cases(path):
        found = {code for code, _ in codes(case)}
        rule = case["rule"]
        wanted = {rule} if isinstance(rule, str) else set(rule)  # type: ignore[call-overload]
        if not wanted <= found:
            missed[case["claim"]] = (wanted, found)
    assert missed == {}


def test_the_corpora_are_large() -> None:
    assert sum(len(cases(path)) for path in HONEST) >= 30
    claims = [str(case["claim"]) for path in ABSURD for case in cases(path)]
    assert len(claims) >= 220
    assert len(set(claims)) == len(claims)
    known = {rule.code for rule in all_rules()}
    named = {
        code for path in ABSURD for case in cases(path) for code in str(case["rule"]).strip("[]").split()
    }
    assert {code.strip("',") for code in named} <= known
