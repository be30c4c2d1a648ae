"""Consumers break without a warning.

## What it finds
Compared with the document that the project was compiled from, a class, a feature or the task changed
incompatibly, and the major version did not. From version 1.0.0 on; before it nothing is promised.

## Why it matters
A consumer that sends the old record or waits for the old class fails on the day of the release.

## What to do
Raise the major version of `metadata.version` and give consumers time.

## Source
Semantic Versioning 2.0.0.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.spec.features import Feature
from mlsys.spec.ranges import Bounds
from mlsys.spec.root import MLSystem


def _check(system: System) -> Iterator[Finding]:
    previous, spec = system.previous, system.spec
    if previous is None or _major(spec) != _major(previous):
        return
    if _major(spec) == 0:
        return
    for route, what in _breaks(previous, spec):
        yield Finding(
            route=route,
            message=(
                f"{what}, but the version went from {previous.metadata.version} to "
                f"{spec.metadata.version} only"
            ),
            help=f"raise `metadata.version` to {_major(spec) + 1}.0.0 and announce the end of the old one",
            related=(Related(("metadata", "version"), "the contract with consumers"),),
        )


def _major(spec: MLSystem) -> int:
    return int(spec.metadata.version.partition(".")[0])


def _breaks(old: MLSystem, new: MLSystem) -> Iterator[tuple[Route, str]]:
    if old.task.type != new.task.type:
        yield ("task", "type"), f"the task changed from {old.task.type} to {new.task.type}"
        return
    classes: tuple[str, ...] = getattr(new.task, "classes", None) or ()
    for name in getattr(old.task, "classes", None) or ():
        if name not in classes:
            yield ("task", "classes"), f"class `{name}` was removed"
    before = {name: feature for name, feature in old.data.features.items() if feature.use == "model"}
    for name, feature in new.data.features.items():
        if feature.use == "model":
            yield from _changes(name, before.get(name), feature)
    for name in before:
        if name not in new.data.features:
            yield ("data", "features"), f"feature `{name}` was removed"


def _changes(name: str, before: Feature | None, feature: Feature) -> Iterator[tuple[Route, str]]:
    route: Route = ("data", "features", name)
    if before is None:
        if not feature.nullable:
            yield route, f"callers must now send `{name}`"
        return
    if before.type != feature.type:
        yield (*route, "type"), f"`{name}` changed from {before.type} to {feature.type}"
        return
    if before.nullable and not feature.nullable:
        yield route, f"`{name}` may no longer be missing"
    gone = [value for value in (before.values or ()) if feature.values and value not in feature.values]
    if gone:
        yield (*route, "values"), f"`{name}` no longer accepts {listing(gone)}"
    if feature.range is not None and _narrower(before.range, feature.range):
        was = before.range if before.range is not None else "any number"
        yield (*route, "range"), f"`{name}` accepts {feature.range} instead of {was}"


def _narrower(before: Bounds | None, now: Bounds) -> bool:
    low, high = (before.low, before.high) if before is not None else (None, None)
    return (now.low is not None and (low is None or now.low > low)) or (
        now.high is not None and (high is None or now.high < high)
    )


RULE = Rule(
    code="MLS809",
    name="breaking-change",
    severity=always(Severity.DANGER),
    needs=Needs.DIFF,
    check=_check,
    good=(
        *examples(
            "metadata: {version: 2.0.0}", previous="data: {features: {visits: {type: integer, range: 0..}}}"
        ),
        *examples(
            "metadata: {version: 0.2.0}",
            previous="{metadata: {version: 0.1.0}, data: {features: {visits: {type: integer, range: 0..}}}}",
        ),
    ),
    bad=examples(
        "metadata: {version: 1.1.0}", previous="data: {features: {visits: {type: integer, range: 0..}}}"
    ),
)
