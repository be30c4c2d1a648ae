"""A column is called as if it came after the label.

## What it finds
A model input whose name joins the label, or the event that it records, with a word for what follows it: its
time, reason, status, amount or result. Names that say how far they look back are left alone, as are columns
that declare when they are known.

## Why it matters
What happened because of the label, or was written down with it, is not there when the prediction is made. The
score is brilliant and the service is blind.

## What to do
Leave the column out, or declare `available_at` when it is known before the prediction.

## Source
Kaufman, Rosset and Perlich, Leakage in Data Mining (KDD 2011).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Fix, Related, RemoveEntry, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples

_AFTER = frozenset(
    {"timestamp", "time", "date", "datetime", "at", "on", "reason", "reasons", "status", "result", "outcome"}
    | {"amount", "id", "channel", "type", "code", "fee", "flag", "confirmed", "after", "post", "comment"}
    | {"note", "notes", "response", "feedback", "value", "delay", "duration", "position", "by", "agent"}
)
_BACK = re.compile(
    ""
    "[0-9]+(?:s|m|h|d|w|mo|y)?|last|previous|prev|prior|past|history|lag|avg|mean|rate|count|ctr|since|n|num|days"
)
_STEM = 4


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    if label is None:
        return
    names = [label.column or "", label.event or "", *label.columns]
    stems = {word[:_STEM] for name in names for word in _words(name) if len(word) >= _STEM}
    stems -= {word[:_STEM] for word in _AFTER} | {"labe", "targ", "clas", "next", "mont", "week"}
    for feature in system.inputs():
        if system.declared((*feature.route, "available_at")) or feature.spec.derived_from:
            continue
        words = _words(feature.spec.column or feature.name)
        about = [word for word in words if word[:_STEM] in stems]
        follows = [word for word in words if word in _AFTER and word not in about]
        if about and follows and not any(_BACK.fullmatch(word) for word in words):
            yield Finding(
                route=feature.route,
                anchor=Anchor.KEY,
                message=f"`{feature.name}` is an input, and its name says that it came with the label",
                note=f"{listing(about)} is what `{label.column or label.event or names[-1]}` records",
                help="remove it, or declare `available_at` if it is known before the prediction",
                related=(Related(("data", "label"), "the label"),),
                fix=Fix(f"remove `{feature.name}`", (RemoveEntry(feature.route),)),
            )


def _words(name: str) -> list[str]:
    spaced = re.sub("(?<=[a-z])(?=[A-Z])", "_", name)
    return re.findall("[a-z]+|[0-9]+[a-z]*", spaced.lower())


RULE = Rule(
    code="MLS323",
    name="leak-by-name",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "data: {features: {churn_rate_90d: {type: number, range: 0..1}}}",
            "data: {features: {churn_date: {type: timestamp, available_at: -1d}}}",
            "data: {features: {contract_status: {type: categorical, values: [a, b]}}}",
            "data: {features: {days_since_churn_reason: {type: integer, range: 0..}}}",
        ),
        *examples("{data: {label: {event: refund}, features: {refine_date: {type: timestamp}}}}"),
    ),
    bad=(
        *examples(
            "data: {features: {churn_date: {type: timestamp}}}",
            "data: {features: {churnReason: {type: categorical, values: [a, b]}}}",
            "{objectives: {business: {churn_rate: {event: cancellation}}}, "
            "data: {label: {event: cancellation}, features: {cancel_fee: {type: number, "
            "range: 0..}}}}",
        ),
        *examples("{data: {label: {event: sale}, features: {sales_date: {type: timestamp}}}}"),
    ),
)
