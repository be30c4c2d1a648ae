"""The model cannot be as fresh as promised.

## What it finds
Cadence, label delay, training, validation and rollout add up to more than `max_staleness` or than the
threshold of a staleness objective.

## Why it matters
The promise is broken on the first day, by addition. No amount of automation mends it.

## What to do
Train more often, get labels sooner (or a proxy), or promise what is possible. The finding names the fewest
stages that break the promise, and each single change that is enough.

## Source
Sum of the stages between an event and a model in service that has learnt from it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.feasibility.staleness import conflict_of
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.rules.conflicts import told


def _check(system: System) -> Iterator[Finding]:
    conflict = conflict_of(system.spec)
    if conflict is not None:
        yield told(conflict)


RULE = Rule(
    code="MLS801",
    name="staleness-impossible",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    requires=("requirements.adaptability.retrain.cadence",),
    check=_check,
    good=examples("requirements: {adaptability: {max_staleness: 60d}}"),
    bad=examples(
        "requirements: {adaptability: {max_staleness: 7d}, reliability: {slos: {staleness: ~}}}",
    ),
)
