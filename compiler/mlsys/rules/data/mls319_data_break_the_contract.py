"""The data are not as the document says.

## What it finds
By the profile of the data, a declared column that the table lacks, values of another type, numbers outside of
`range`, texts that `values` or `task.classes` do not list, gaps in a column that is not `nullable`.

## Why it matters
The contract is checked in training, serving and batch alike: rows like these are refused there, or the
contract is loosened in a hurry on the day of the first release.

## What to do
Correct the document if the values are right, else the data at their source.

## Source
Breck et al., Data validation for machine learning (2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import BoundFeature, System
from mlsys.ir.wording import listing, plural
from mlsys.profile.model import ColumnProfile, Profile, profiled
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.features import Feature
from mlsys.spec.ranges import Bounds

_FITS = {
    "integer": ("integer", "boolean"),
    "number": ("integer", "number", "boolean"),
    "boolean": ("boolean",),
    "timestamp": ("timestamp",),
}
"""Types of the data that a declared type takes; any other type takes all."""
_NAMED = 3


def _check(system: System) -> Iterator[Finding]:
    profile = system.profile
    if profile is None:
        return
    for feature in system.features.values():
        seen = system.column(feature.name)
        if seen is not None:
            yield from _column(feature, seen)
        elif feature.spec.transform is None and not feature.spec.derived_from:
            yield _lacking(feature, profile)
    yield from _label(system, profile)


def _column(feature: BoundFeature, seen: ColumnProfile) -> Iterator[Finding]:
    spec, route = feature.spec, feature.route
    wrong = _wrong_type(spec, seen)
    if wrong:
        yield Finding(
            (*route, "type"),
            f"`{feature.name}` is declared {spec.type}, and the data hold {wrong}",
            help="declare the type that the data have, or mend the data",
        )
        return
    if seen.nulls and not spec.nullable:
        yield Finding(
            route,
            f"{plural(seen.nulls, 'row')} without `{feature.name}`, which is not nullable",
            help="add `nullable: true`, or mend the data",
        )
    if spec.range is not None and seen.min is not None and seen.max is not None:
        yield from _outside((*route, "range"), feature.name, spec.range, seen.min, seen.max)
    if spec.values is not None:
        yield from _unlisted((*route, "values"), feature.name, spec.values, seen)


def _wrong_type(spec: Feature, seen: ColumnProfile) -> str:
    """Return what a column holds that its declared type does not take; nothing when it fits."""
    fits = _FITS.get(spec.type)
    empty = not seen.distinct
    if fits is None or seen.type in fits or empty:
        return ""
    if spec.type == "integer" and seen.type == "number":
        return "fractions"
    if seen.no_number is not None:
        return f"text such as `{seen.no_number}`"
    example = next(iter(seen.levels), "")
    kind = {"categorical": "text", "timestamp": "moments"}.get(seen.type, f"{seen.type}s")
    return f"{kind} such as `{example}`" if example else kind.replace("texts", "text")


def _lacking(feature: BoundFeature, profile: Profile) -> Finding:
    from mlsys.diagnostics.suggest import did_you_mean

    column = feature.spec.column or feature.name
    route = (*feature.route, "column") if feature.spec.column else feature.route
    columns = ", ".join(list(profile.columns)[:10])
    return Finding(
        route,
        f"the table has no column `{column}`",
        help=did_you_mean(column, tuple(profile.columns)) or f"its columns are {columns}",
    )


def _outside(route: Route, name: str, range_: Bounds, low: float, high: float) -> Iterator[Finding]:
    if low not in range_ or high not in range_:
        yield Finding(
            route,
            f"`{name}` is {low:.6g}..{high:.6g} in the data, outside of {range_}",
            help=f"widen the range, as to {min(low, _end(range_.low, low)):.6g}.."
            f"{max(high, _end(range_.high, high)):.6g}, or mend the data",
        )


def _end(end: float | None, otherwise: float) -> float:
    return otherwise if end is None else end


def _unlisted(route: Route, name: str, listed: tuple[str, ...], seen: ColumnProfile) -> Iterator[Finding]:
    others = {value: rows for value, rows in seen.levels.items() if value not in listed}
    if others:
        named = listing(tuple(others)[:_NAMED])
        more = f" and {len(others) - _NAMED} others" if len(others) > _NAMED else ""
        yield Finding(
            route,
            f"{plural(sum(others.values()), 'row')} with {named}{more} in `{name}`, not among its "
            f"{plural(len(listed), 'value')}",
            help="list them, or mend the data",
        )


def _label(system: System, profile: Profile) -> Iterator[Finding]:
    label = system.spec.data.label
    seen = profile.columns.get(label.column) if label is not None and label.column is not None else None
    if label is None or seen is None or label.column is None:
        return
    classes: tuple[str, ...] | None = getattr(system.spec.task, "classes", None)
    if classes and system.task_kind.exclusive and not system.task_kind.tree:
        yield from _unlisted(("task", "classes"), label.column, classes, seen)
    if label.range is not None and seen.min is not None and seen.max is not None:
        yield from _outside(("data", "label", "range"), label.column, label.range, seen.min, seen.max)


_SEEN = profiled(
    7_043,
    {"contract": {"Month-to-month": 3_875, "One year": 1_473, "Two year": 1_695}},
    columns={
        "tenure": ColumnProfile(type="integer", distinct=73, min=0, max=72),
        "monthly_charges": ColumnProfile(type="number", distinct=1_585, min=18.25, max=118.75),
    },
)

RULE = Rule(
    code="MLS319",
    name="data-break-the-contract",
    severity=always(Severity.DANGER),
    needs=Needs.DATA,
    check=_check,
    good=examples("", base="prototype", profile=_SEEN),
    bad=examples("data: {features: {tenure: {range: 0..60}}}", base="prototype", profile=_SEEN),
)
