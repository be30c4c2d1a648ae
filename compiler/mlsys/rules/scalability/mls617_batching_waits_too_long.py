"""Requests wait for company longer than they may take.

## What it finds
The longest wait of dynamic batching reaches the promised latency or the model's part of it.

## Why it matters
At low traffic the wait is served in full by every request.

## What to do
Wait for a fraction of the budget only.

## Source
NVIDIA Triton documentation, dynamic batcher.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.quantities import Duration


def _check(system: System) -> Iterator[Finding]:
    serving = system.spec.infra.serving
    if serving.batching is None:
        return
    wait = serving.batching.max_wait
    limits: list[tuple[Duration, str, Route]] = []
    for name, slo in system.spec.requirements.reliability.slos.items():
        if slo.sli == "latency":
            place: Route = ("requirements", "reliability", "slos", name, "threshold")
            limits.append((slo.threshold, f"`{name}` promises {slo.threshold}", place))
    if serving.latency_budget.model is not None:
        part = serving.latency_budget.model
        limits.append((part, f"the model has {part}", ("infra", "serving", "latency_budget", "model")))
    broken = [limit for limit in limits if wait.seconds >= limit[0].seconds]
    for limit, phrase, place in broken[:1]:
        yield Finding(
            route=("infra", "serving", "batching", "max_wait"),
            message=f"a request may wait {wait} for others, but {phrase}",
            help=f"wait at most {duration(limit.seconds / 5)}",
            related=(Related(place, phrase),),
        )


RULE = Rule(
    code="MLS617",
    name="batching-waits-too-long",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("infra: {serving: {batching: {max_wait: 5ms}}}"),
    bad=(
        *examples("infra: {serving: {batching: {max_wait: 200ms}}}"),
        *examples("infra: {serving: {batching: {max_wait: 30ms}}}"),
    ),
)
