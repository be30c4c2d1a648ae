"""Capacity is planned for the mean.

## What it finds
Traffic without `peak_factor`.

## Why it matters
Nobody calls evenly over the day. The compiler assumes a peak of three times the mean, which may be far off.

## What to do
Read the busiest minutes off a week of logs and declare the ratio.

## Source
Google SRE book, chapter 18 (capacity planning).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.capacity import load_of
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    load = load_of(system.spec)
    if load is not None and load.assumed_factor and system.spec.task.prediction.mode == "online":
        yield Finding(
            route=("requirements", "scalability", "traffic"),
            message=f"traffic without a peak factor: {number(load.peak_factor)} × the mean is assumed, "
            f"{number(load.peak)} rps",
            help="add `peak_factor`, the busiest minutes over the mean",
        )


RULE = Rule(
    code="MLS616",
    name="no-peak-factor",
    severity=omission(Severity.WARNING),
    check=_check,
    good=examples("requirements: {scalability: {traffic: {peak_factor: 4}}}"),
    bad=examples("requirements: {scalability: {traffic: {peak_factor: ~}}}"),
)
