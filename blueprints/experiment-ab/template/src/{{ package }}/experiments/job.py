"""Reads the experiment as its plan says, and prints the verdict."""

from __future__ import annotations

from pathlib import Path

from .analysis import analyse
from .plan import PLAN
from .results import read_results
from .types import Comparison


def run(results: Path, days: float = 0) -> bool:
    """Print what the table of results says; false when the experiment is broken, so that it says nothing.

    Raises:
        DataError: if there is no table, or it breaks the contract.
    """
    verdict = analyse(read_results(results, PLAN), days=days)
    split = "" if verdict.split_p is None else f" (split p = {verdict.split_p:.3g})"
    print(f"experiment: {verdict.decision}: {verdict.reason}{split}")
    for arm, count in (verdict.missing or {}).items():
        if count:
            print(f"experiment: {arm}: {count:,} outcomes are missing and left out")
    for comparison in verdict.comparisons:
        show(comparison)
    return verdict.decision != "invalid"


def show(comparison: Comparison) -> None:
    """Print one arm against the control."""
    form = "{:.4%}" if PLAN.outcome == "rate" else "{:.6g}"
    treatment, control = (form.format(arm.mean) for arm in (comparison.treatment, comparison.control))
    low, high = (form.format(bound) for bound in (comparison.difference.low, comparison.difference.high))
    print(
        f"experiment: {comparison.arm}: {PLAN.metric} {treatment} against {control},"
        f" difference {low} … {high}, p = {comparison.p:.3g}"
    )
    for name, change in comparison.guardrails.items():
        print(f"experiment: {comparison.arm}: {name} worse by {change.low:+.1%} … {change.high:+.1%}")
