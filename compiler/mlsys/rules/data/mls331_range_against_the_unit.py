"""A feature's range goes beyond what its unit allows.

## What it finds
Percentages beyond 1000, shares beyond 10, ages beyond 150 years, hours of a day beyond 24 and months of a
year beyond 12, by the names and units that the document uses.

## Why it matters
The range is what separates valid from invalid input. One that no value can leave lets a change of units
through, which is the commonest fault of a delivery.

## What to do
Write the range that is possible, or the unit that is meant.

## Source
Breck et al., Data Validation for Machine Learning (MLSys 2019).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Rule, always, examples


class _Most(NamedTuple):
    """The most that a value can be, where name and unit match; an empty pattern matches all."""

    name: str
    unit: str
    value: float
    what: str


_MOST = (
    _Most("", r"percent|%", 1_000, "percentages"),
    _Most("", r"ratio|share|fraction|probability", 10, "shares"),
    _Most(r"(.*_)?age", r"years?|a|y", 150, "ages in years"),
    _Most(r"(.*_)?(hour_of_day|hour)", "", 24, "hours of a day"),
    _Most(r"(.*_)?(month_of_year|month)", "", 12, "months of a year"),
    _Most(r"(.*_)?(weekday|day_of_week)", "", 7, "days of a week"),
)


def _check(system: System) -> Iterator[Finding]:
    for feature in system.features.values():
        bounds, unit = feature.spec.range, feature.spec.unit or ""
        if bounds is None or bounds.high is None:
            continue
        for most in _MOST:
            named = not most.name or re.fullmatch(most.name, feature.name)
            measured = not most.unit or re.fullmatch(most.unit, unit)
            if named and measured and bounds.high > most.value:
                yield Finding(
                    route=(*feature.route, "range"),
                    message=f"`{feature.name}` may be {number(bounds.high)}, {most.what} are at most "
                    f"{number(most.value)}",
                    help="write the range that is possible, or the unit that is meant",
                    related=(Related((*feature.route, "unit"), "its unit"),) if unit else (),
                )
                break


RULE = Rule(
    code="MLS331",
    name="range-against-the-unit",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "data: {features: {tenure: {unit: percent, range: 0..1000}}}",
        "data: {features: {tenure: {unit: share, range: 0..10}}}",
        "data: {features: {age: {type: integer, unit: years, range: 0..150, source: crm, owner: card-ml}}}",
        "data: {features: {hour: {type: integer, range: 0..24, source: crm, owner: card-ml}}}",
        "data: {features: {month: {type: integer, range: 1..12, source: crm, owner: card-ml}}}",
        "data: {features: {weekday: {type: integer, range: 1..7, source: crm, owner: card-ml}}}",
        "data: {features: {weekday: {type: integer, range: 1.., source: crm, owner: card-ml}}}",
    ),
    bad=examples(
        "data: {features: {tenure: {unit: percent, range: 0..1001}}}",
        "data: {features: {tenure: {unit: share, range: 0..11}}}",
        "data: {features: {age: {type: integer, unit: years, range: 0..151, source: crm, owner: card-ml}}}",
        "data: {features: {hour: {type: integer, range: 0..25, source: crm, owner: card-ml}}}",
        "data: {features: {month: {type: integer, range: 1..13, source: crm, owner: card-ml}}}",
        "data: {features: {weekday: {type: integer, range: 1..8, source: crm, owner: card-ml}}}",
    ),
)
