"""One call may take longer than the whole answer.

## What it finds
A dependency whose timeout, or a replica whose mean latency, reaches the promised latency; a fallback that
answers before the model does on average.

## Why it matters
While the dependency hangs, each answer is late before the fallback can help. With a mean above the threshold,
more than half of the answers are.

## What to do
Shorten the timeout well below the promise, or promise less.

## Source
Nygard, Release It! (2018), chapter 5 (timeouts).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.quantities import Duration


def _check(system: System) -> Iterator[Finding]:
    reliability = system.spec.requirements.reliability
    waits: list[tuple[Route, str, Duration]] = [
        (("requirements", "reliability", "dependencies", name, "timeout"), f"`{name}` may take", part.timeout)
        for name, part in reliability.dependencies.items()
        if part.timeout is not None
    ]
    mean = system.spec.infra.serving.replicas.per_replica.mean_latency
    if mean is not None:
        place: Route = ("infra", "serving", "replicas", "per_replica", "mean_latency")
        waits.append((place, "a request takes on average", mean))
    fallback = reliability.fallback.timeout if reliability.fallback is not None else None
    if mean is not None and fallback is not None and fallback.seconds <= mean.seconds:
        yield Finding(
            route=("requirements", "reliability", "fallback", "timeout"),
            message=f"the fallback answers after {fallback}, the model after {mean} on average",
            help=f"wait for several times {mean}",
            related=(Related(("infra", "serving", "replicas", "per_replica", "mean_latency"), "the mean"),),
        )
    for name, slo in reliability.slos.items():
        if slo.sli != "latency":
            continue
        for route, what, wait in waits:
            if wait.seconds >= slo.threshold.seconds:
                yield Finding(
                    route=route,
                    message=f"{what} {wait}, but `{name}` promises {slo.threshold}",
                    help=f"make it much shorter than {slo.threshold}, or promise less",
                    related=(
                        Related(("requirements", "reliability", "slos", name, "threshold"), "the promise"),
                    ),
                )


RULE = Rule(
    code="MLS517",
    name="waits-longer-than-promised",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "requirements: {reliability: {dependencies: {store: {availability: 99.99%, timeout: 99ms}}}}",
        "requirements: {reliability: {fallback: {timeout: 21ms}}}",
    ),
    bad=examples(
        "requirements: {reliability: {dependencies: {store: {availability: 99.99%, timeout: 100ms}}}}",
        "requirements: {reliability: {fallback: {timeout: 20ms}}}",
        "{infra: {serving: {replicas: {max: 400, per_replica: {mean_latency: 100ms}}, "
        "latency_budget: ~}, cost: {max: 90k USD/month}}, resources: {compute_budget: ~}, "
        "objectives: {business: {churn_rate: {value_per_year: 900M USD/year}}}}",
    ),
)
