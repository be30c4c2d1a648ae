"""A column alone tells the label.

## What it finds
By the profile of the data, an input whose value alone tells the label in 99 % of the rows.

## Why it matters
Such a column is nearly always written after the outcome, or because of it: a status, a closing date, a
refund. The model looks perfect and knows nothing when the question is asked.

## What to do
Find out when the value becomes known. Leave the column out, or say in a suppression how it can be known in
time.

## Source
Kaufman et al., Leakage in data mining: formulation, detection, and avoidance (2012).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent
from mlsys.profile.model import ColumnProfile, profiled
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_SHARE = 0.99


def _check(system: System) -> Iterator[Finding]:
    label, profile = system.spec.data.label, system.profile
    seen = profile.label if profile is not None else None
    if label is None or seen is None or seen.column != label.column:
        return
    for feature in system.inputs():
        column = system.column(feature.name)
        if column is not None and column.tells_label is not None and column.tells_label >= _SHARE:
            yield Finding(
                feature.route,
                f"`{feature.name}` alone tells `{label.column}` in {about_percent(column.tells_label)} "
                "of the rows",
                help="leave it out unless it is known at the moment of the prediction",
                related=(Related(("data", "label", "column"), "the label"),),
            )


RULE = Rule(
    code="MLS321",
    name="column-tells-the-label",
    severity=always(Severity.DANGER),
    needs=Needs.DATA,
    check=_check,
    good=(
        *examples(
            "data: {rows: 200000}",
            profile=profiled(200_000, {"contract": {"basic": 120_000, "gold": 80_000}}, label="churn"),
        ),
        *examples(
            "data: {rows: 200000}",
            profile=profiled(
                200_000,
                label="churn",
                columns={"contract": ColumnProfile(type="categorical", distinct=2, tells_label=0.98)},
            ),
        ),
    ),
    bad=(
        *examples(
            "data: {rows: 200000}",
            profile=profiled(
                200_000,
                label="churn",
                columns={"contract": ColumnProfile(type="categorical", distinct=2, tells_label=0.998)},
            ),
        ),
        *examples(
            "data: {rows: 200000}",
            profile=profiled(
                200_000,
                label="churn",
                columns={"contract": ColumnProfile(type="categorical", distinct=2, tells_label=0.99)},
            ),
        ),
    ),
)
