"""A feature is computed from itself.

## What it finds
A feature that `derived_from` leads back to, over any number of steps.

## Why it matters
No order exists in which the features could be computed, and a leak can hide in the circle.

## What to do
Name the columns that the value is really computed from.

## Source
The meaning of `derived_from`: columns that the value is computed from.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    if label is not None and label.proxy is not None and label.proxy.of == label.column:
        yield Finding(
            route=("data", "label", "proxy", "of"),
            message=f"`{label.column}` stands for `{label.column}`: no gap is watched",
            help="name the event that is not observed",
        )
    told: set[str] = set()
    for feature in system.features.values():
        path = _way_back(system, feature.name)
        if path and feature.name not in told:
            told.update(path)
            way = " from ".join(f"`{step}`" for step in (feature.name, *path))
            yield Finding(
                route=(*feature.route, "derived_from"),
                message=f"{way}: it is computed from itself",
                help="name the columns that it is computed from",
            )


def _way_back(system: System, name: str) -> tuple[str, ...]:
    """Return the features that lead from one back to itself, it last; empty where none do."""
    features = system.spec.data.features
    waiting: list[tuple[str, ...]] = [(parent,) for parent in features[name].derived_from]
    seen: set[str] = set()
    while waiting:
        path = waiting.pop(0)
        last = path[-1]
        if last == name:
            return path
        if last not in seen and last in features:
            seen.add(last)
            waiting += [(*path, parent) for parent in features[last].derived_from]
    return ()


RULE = Rule(
    code="MLS332",
    name="computed-from-itself",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("data: {features: {spend: {derived_from: [tenure]}, tenure: {derived_from: [opened_at]}}}"),
    bad=examples(
        "data: {features: {spend: {derived_from: [spend]}}}",
        "data: {label: {proxy: {of: churn, min_correlation: 50%, every: 90d}}}",
        "data: {features: {spend: {derived_from: [tenure]}, tenure: {derived_from: [region, spend]}}}",
    ),
)
