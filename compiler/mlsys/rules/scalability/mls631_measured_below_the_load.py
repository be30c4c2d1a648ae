"""The replicas cannot carry the load test, by what one of them was measured to do.

## What it finds
Peak × 1.2, or the declared rate of the load test, above `replicas.max` × `per_replica.measured`.

## Why it matters
The autoscaler stops at the maximum, and the measurement says that this is too early.

## What to do
Raise the maximum, or make a replica faster and measure again.

## Source
Google SRE book, chapter 22: capacity is measured by load, not reckoned.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.feasibility.capacity import shortfall_of
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    replicas, test = system.spec.infra.serving.replicas, system.derivations.get("serving.load_test_rps")
    most = system.derivations.get("serving.max_replicas")
    measured = replicas.per_replica.measured
    if measured is None or test is None or most is None or shortfall_of(system.spec) is not None:  # MLS605
        return
    rate, count = float(str(test.value)), int(str(most.value))
    if rate > count * measured.per_second:
        yield Finding(
            route=("infra", "serving", "replicas", "max"),
            message=(
                f"{count} replicas of {number(measured.per_second)} measured requests/s carry "
                f"{number(count * measured.per_second)}, the load test asks for {number(rate)}"
            ),
            help=f"write {-(-rate // measured.per_second):.0f}, or make a replica faster",
            related=(Related(test.inputs[0], "the load"),) if test.inputs else (),
        )


RULE = Rule(
    code="MLS631",
    name="measured-below-the-load",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("infra.serving.replicas.per_replica.measured", "requirements.scalability.traffic"),
    check=_check,
    good=examples(
        "infra: {serving: {replicas: {per_replica: {measured: 100/s}}}}",
        "{infra: {serving: {replicas: {max: 8, per_replica: {measured: 100/s}}}}, "
        "requirements: {scalability: {load_test: {rate: 800/s}}}}",
    ),
    bad=examples(
        "{infra: {serving: {replicas: {max: 8, per_replica: {measured: 100/s}}}}, "
        "requirements: {scalability: {load_test: {rate: 801/s}}}}",
    ),
)
