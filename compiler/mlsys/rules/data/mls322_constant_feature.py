"""A feature has the same value in every row.

## What it finds
By the profile of the data, an input with one value, or with none at all.

## Why it matters
Nothing can be learned from it, and every caller has to send it. When it starts to vary in production, the
model meets values that it has never seen.

## What to do
Leave it out, or find out why the extract lost its values.

## Source
Google, Rules of Machine Learning, rule 22.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import count
from mlsys.profile.model import profiled
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    profile = system.profile
    if profile is None or profile.rows < 2:
        return
    for feature in system.inputs():
        column = system.column(feature.name)
        if column is None or column.distinct > 1 or (column.distinct and column.nulls):
            continue  # beside gaps, one value tells something: whether it is there
        value = next(iter(column.levels), None)
        what = "the same value" if value is None else f"`{value}`"
        held = f"is {what} in all {count(profile.rows)} rows"
        if not column.distinct:
            held = f"has no value in any of {count(profile.rows)} rows"
        yield Finding(
            feature.route,
            f"`{feature.name}` {held}",
            help="leave it out, or mend the extract",
            anchor=Anchor.KEY,
        )


RULE = Rule(
    code="MLS322",
    name="constant-feature",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    check=_check,
    good=(
        *examples(
            "data: {rows: 200000}", profile=profiled(200_000, {"region": {"north": 1, "south": 199_999}})
        ),
        *examples("data: {rows: 1}", profile=profiled(1, {"region": {"north": 1}})),
    ),
    bad=examples("data: {rows: 200000}", profile=profiled(200_000, {"region": {"north": 200_000}})),
)
