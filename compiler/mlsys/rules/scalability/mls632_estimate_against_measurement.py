"""A replica was measured to do much less than the document reckons with.

## What it finds
`per_replica.measured` below 70 % of `concurrency` ÷ `mean_latency`.

## Why it matters
Replicas, budget and autoscaler are derived from the estimate, so there will be too few of them.

## What to do
Write the mean latency that was measured under load, or find out what is slower than it should be.

## Source
Little's law (Operations Research 9, 1961): what a replica of that concurrency and latency answers.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration, number
from mlsys.rules.base import Finding, Needs, Rule, always, examples

_NEAR = 0.7


def _check(system: System) -> Iterator[Finding]:
    one = system.spec.infra.serving.replicas.per_replica
    if one.measured is None or one.mean_latency is None:
        return
    reckoned = one.concurrency / one.mean_latency.seconds
    if one.measured.per_second < _NEAR * reckoned:
        route = ("infra", "serving", "replicas", "per_replica")
        yield Finding(
            route=(*route, "mean_latency"),
            message=(
                f"{one.concurrency} at a time in {one.mean_latency} are {number(reckoned)} requests/s, "
                f"measured are {number(one.measured.per_second)}"
            ),
            help=f"write `mean_latency: {duration(one.concurrency / one.measured.per_second)}`",
            related=(Related((*route, "measured"), "the measurement"),),
        )


RULE = Rule(
    code="MLS632",
    name="estimate-against-measurement",
    severity=always(Severity.WARNING),
    needs=Needs.ESTIMATES,
    requires=(
        "infra.serving.replicas.per_replica.measured",
        "infra.serving.replicas.per_replica.mean_latency",
    ),
    check=_check,
    good=examples(
        "infra: {serving: {replicas: {per_replica: {concurrency: 2, mean_latency: 20ms, measured: 70/s}}}}",
        "infra: {serving: {replicas: {per_replica: {concurrency: 2, mean_latency: 20ms, measured: 300/s}}}}",
    ),
    bad=examples(
        "infra: {serving: {replicas: {per_replica: {concurrency: 2, mean_latency: 20ms, measured: 69/s}}}}",
    ),
)
