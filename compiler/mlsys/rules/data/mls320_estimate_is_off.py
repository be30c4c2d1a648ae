"""A declared number is not what the data show.

## What it finds
By the profile of the data, `data.rows` that is off by more than a tenth, or `data.label.prevalence` and
`priors` that are off by a tenth and by more than chance explains.

## Why it matters
Test-set sizes, gates, thresholds and the power of experiments are computed from these numbers. A document
that is feasible only on paper passes.

## What to do
Write the measured number, or leave it out: then the profile is used.

## Source
Three standard errors of a proportion.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import about_percent, count
from mlsys.profile.model import LabelProfile, Profile, profiled
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_OFF = 0.1
_ERRORS = 3


def _check(system: System) -> Iterator[Finding]:
    profile, data = system.profile, system.spec.data
    if profile is None:
        return
    whole = data.source is not None and data.source.path is not None
    declared = data.rows if system.declared(("data", "rows")) else None
    # what was exported from a warehouse or bucket to be profiled may be a part of it
    if whole and declared is not None and abs(declared - profile.rows) > _OFF * max(profile.rows, 1):
        yield Finding(
            ("data", "rows"),
            f"`data.rows` is {count(declared)}, and the table has {count(profile.rows)}",
            help=f"write `rows: {profile.rows}`, or leave it out: then the profile is used",
        )
    yield from _shares(system, profile)


def _shares(system: System, profile: Profile) -> Iterator[Finding]:
    label, seen = system.spec.data.label, profile.label
    if label is None or seen is None or seen.column != label.column or not seen.rows:
        return
    route: Route = ("data", "label", "prevalence")
    if label.prevalence is not None and system.declared(route) and seen.positive_share is not None:
        yield from _share(route, "`prevalence`", label.prevalence, seen.positive_share, seen)
    levels = profile.columns[seen.column].levels if seen.column in profile.columns else {}
    for name, prior in label.priors.items():
        route = ("data", "label", "priors", name)
        if name in levels and system.declared(route):
            yield from _share(route, f"the share of `{name}`", prior, levels[name] / seen.rows, seen)


def _share(
    route: Route, what: str, declared: float, measured: float, seen: LabelProfile
) -> Iterator[Finding]:
    chance = _ERRORS * math.sqrt(measured * (1 - measured) / seen.rows)
    if abs(declared - measured) > max(chance, _OFF * measured):
        yield Finding(
            route,
            f"{what} is {about_percent(declared)} in the document and {about_percent(measured)} in the data",
            help=f"write {about_percent(measured)}, or leave it out: then the profile is used",
            note=f"{count(measured * seen.rows)} of {count(seen.rows)} rows",
        )


RULE = Rule(
    code="MLS320",
    name="estimate-is-off",
    severity=always(Severity.WARNING),
    needs=Needs.DATA,
    check=_check,
    good=(
        *examples("data: {rows: 200000}", profile=profiled(195_000)),
        *examples("data: {rows: 200000}", profile=profiled(183_000)),
        *examples("data: {rows: 110}", profile=profiled(100)),
    ),
    bad=(
        *examples("data: {rows: 200000}", profile=profiled(7_043)),
        *examples("data: {rows: 200000}", profile=profiled(179_000)),
    ),
)
