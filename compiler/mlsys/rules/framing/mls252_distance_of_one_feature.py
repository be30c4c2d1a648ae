"""Unscaled numbers of different size are put into one distance.

## What it finds
`scaling: none` for clusters, and inputs whose declared ranges differ a hundredfold.

## Why it matters
The distance between two rows is that of the widest column. Groups are then ranges of it alone.

## What to do
Write `scaling: standard`, or `robust` where there are outliers; leave it out only where all columns have one
unit, such as pixels or counts of words.

## Source
Hastie, Tibshirani and Friedman, The Elements of Statistical Learning, section 14.3.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_APART = 100


def _check(system: System) -> Iterator[Finding]:
    if getattr(system.spec.task, "scaling", None) != "none":
        return
    widths = {
        feature: bounds.high - bounds.low
        for feature in system.inputs("integer", "number")
        if (bounds := feature.spec.range) is not None
        and bounds.low is not None
        and bounds.high is not None
        and bounds.high > bounds.low
    }
    if not widths:
        return
    wide, narrow = max(widths, key=widths.__getitem__), min(widths, key=widths.__getitem__)
    if widths[wide] >= _APART * widths[narrow]:
        yield Finding(
            route=("task", "scaling"),
            message=f"unscaled, `{wide.name}` ({wide.spec.range}) outweighs `{narrow.name}` "
            f"({narrow.spec.range})",
            help="write `scaling: standard`",
            related=(
                Related((*wide.route, "range"), "the widest"),
                Related((*narrow.route, "range"), "the narrowest"),
            ),
        )


RULE = Rule(
    code="MLS252",
    name="distance-of-one-feature",
    severity=always(Severity.WARNING),
    about=lambda task: task.partitions,
    check=_check,
    good=examples(
        "task: {scaling: standard}",
        "{task: {scaling: none}, data: {features: {tenure: {range: 0..1001}}}}",
        "{task: {scaling: none}, data: {features: {tenure: {range: 0..}}}}",
        "{task: {scaling: none}, data: {features: {tenure: {range: 5..5}}}}",
        base="clustering",
    ),
    bad=examples(
        "task: {scaling: none}",
        "{task: {scaling: none}, data: {features: {tenure: {range: 0..1000}}}}",
        base="clustering",
    ),
)
