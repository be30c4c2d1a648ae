"""The data make a metric meaningless.

## What it finds
By the profile of the data, MAPE on a label with zeros, or R² on a label that hardly varies.

## Why it matters
MAPE divides by zero and explodes near it; R² of a nearly constant label is noise over noise.

## What to do
Use `wape` or `mae`.

## Source
Hyndman and Koehler, Another look at measures of forecast accuracy (2006).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, number
from mlsys.profile.model import ColumnProfile, profiled
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_CONSTANT = 1e-3


def _check(system: System) -> Iterator[Finding]:
    for metric in system.metrics.values():
        reason = _reason(system, metric.name)
        if reason is not None:
            why, instead, related = reason
            yield Finding(
                route=metric.route,
                anchor=Anchor.KEY,
                message=f"`{metric.id}` {why}",
                help=instead,
                related=(related,),
            )


def _reason(system: System, name: str) -> tuple[str, str, Related] | None:
    """Return why a metric says nothing here, what to do, and the place of the cause."""
    profile, data = system.profile, system.spec.data
    column = data.label.column if data.label is not None else None
    seen = profile.columns.get(column) if profile is not None and column is not None else None
    if profile is None or seen is None:
        return None
    label = Related(("data", "label", "column"), "the label")
    if name == "mape" and seen.zeros:
        share = about_percent(seen.zeros / max(1, profile.rows - seen.nulls))
        return f"is undefined: {share} of `{column}` is zero", "use `wape`", label
    if name == "r2" and seen.spread is not None and seen.spread < _CONSTANT:
        hardly = f"means nothing: `{column}` hardly varies (deviation {number(seen.spread)} of the mean)"
        return hardly, "use `mae`", label
    return None


RULE = Rule(
    code="MLS412",
    name="metric-ill-posed",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    about=lambda task: task.numeric,
    check=_check,
    good=(
        *examples(
            "metrics: {wape: {role: report}}",
            base="regression",
            profile=profiled(
                200_000, columns={"spend_next_month": ColumnProfile(type="number", zeros=16_000)}
            ),
        ),
        *examples(
            "metrics: {r2: {role: report}}",
            base="regression",
            profile=profiled(
                200_000, columns={"spend_next_month": ColumnProfile(type="number", mean=1.0, deviation=0.001)}
            ),
        ),
        *examples(
            "metrics: {r2: {role: report}}",
            base="regression",
            profile=profiled(
                200_000,
                columns={"spend_next_month": ColumnProfile(type="number", mean=1.0, deviation=0.0011)},
            ),
        ),
    ),
    bad=(
        *examples(
            "metrics: {mape: {role: report}}",
            base="regression",
            profile=profiled(
                200_000, columns={"spend_next_month": ColumnProfile(type="number", zeros=16_000)}
            ),
        ),
        *examples(
            "metrics: {r2: {role: report}}",
            base="regression",
            profile=profiled(
                200_000,
                columns={"spend_next_month": ColumnProfile(type="number", mean=1.0, deviation=0.0009)},
            ),
        ),
    ),
)
