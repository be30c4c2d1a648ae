"""A range whose lower end is above its upper end.

## What it finds
A range such as `120..0` or `3M/d..1M/d`; labels of which half are known later than nearly all, or sooner than
the deliveries that bring them.

## Why it matters
No value lies in it: a contract would refuse every record, and numbers derived from the range would be those
of the wrong end.

## What to do
Write the lower end first.

## Source
Intervals of numbers, as in OpenAPI's `minimum` and `maximum` and JSON Schema validators' checks of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlsys.diagnostics import Fix, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.fields import Section
from mlsys.spec.ranges import Bounds, Range


def _check(system: System) -> Iterator[Finding]:
    for route, value in _values(system.spec, ()):
        right = _turned(value)
        if right is not None:
            yield Finding(
                route=route,
                message=f"the range `{value}` runs backwards: no value lies in it",
                help=f"write `{right}`",
                fix=Fix(f"write {right}", (SetValue(route, right),)),
            )

    yield from _delay(system)
    yield from _delivered(system)


def _delay(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    delay = label.delay if label is not None else None
    half, most = (delay.p50, delay.p95) if delay is not None else (None, None)
    if half is not None and most is not None and half.seconds > most.seconds:
        route: Route = ("data", "label", "delay")
        swap = (SetValue((*route, "p50"), str(most)), SetValue((*route, "p95"), str(half)))
        yield Finding(
            route=(*route, "p95"),
            message=f"half of the labels are known after {half}, and 95% before, after {most}",
            help="swap them",
            fix=Fix("swap them", swap),
        )


def _delivered(system: System) -> Iterator[Finding]:
    """Labels that come in deliveries wait for half the time between two of them on average."""
    label = system.spec.data.label
    delay = label.delay if label is not None else None
    half, every = (delay.p50, delay.arrives_every) if delay is not None else (None, None)
    online = system.spec.task.prediction.mode != "batch"
    if half is not None and every is not None and online and 2 * half.seconds < every.seconds:
        yield Finding(
            route=("data", "label", "delay", "p50"),
            message=f"half of the labels are known after {half}, and they are delivered every {every}",
            help=f"write at least half of {every}, or how often they arrive",
        )


def _values(value: object, route: Route) -> Iterator[tuple[Route, object]]:
    """Yield every value of the document, without counting as a use of it."""
    match value:
        case None | str() | int() | float():
            return
        case Section():
            written = vars(value)
            for field in value.language_fields().values():
                yield from _values(written[field.attribute], (*route, field.name))
        case Mapping():
            for key, item in value.items():
                yield from _values(item, (*route, str(key)))
        case tuple():
            for index, item in enumerate(value):
                yield from _values(item, (*route, index))
        case Bounds() | Range():
            yield route, value


def _turned(value: object) -> str | None:
    """Return a range that runs backwards as it should be written; ``None`` for anything else."""
    match value:
        case Bounds(low=float() as low, high=float() as high) if low > high:
            return str(Bounds(high, low))
        case Range() if value.high < value.low:
            return str(Range(value.high, value.low))
    return None


RULE = Rule(
    code="MLS023",
    name="range-backwards",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples(
            "data: {features: {tenure: {range: 0..600}}}",
            "data: {label: {delay: {p50: 14d, p95: 14d}}}",
            "data: {label: {delay: {p50: 5d, p95: 14d, arrives_every: 10d}}}",
        ),
        *examples(
            "data: {features: {tenure: {range: 5..5}}}",
            "requirements: {scalability: {traffic: {expected: 1M/d..1M/d}}}",
        ),
    ),
    bad=examples(
        "data: {features: {tenure: {range: 600..0}}}",
        "data: {label: {delay: {p50: 15d, p95: 14d}}}",
        "data: {label: {delay: {p50: 119h, p95: 14d, arrives_every: 10d}}}",
    ),
)
