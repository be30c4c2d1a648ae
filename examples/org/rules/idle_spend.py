"""A system costs more while it waits than acme pays for waiting.

## What it finds
Replicas that are kept for hours in which nothing is asked: at most half of the budget may go into them.

## Why it matters
The bill of a service that nobody calls at night is the same as by day; most of acme's cost was that.

## What to do
Lower `infra.serving.replicas.min`, or let a job answer by schedule (`acme://presets/scheduled-job`).

## Source
acme's handbook of platforms, "What waits, pays".
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, omission

from ._acme import MOST_IDLE


def _check(system: System) -> Iterator[Finding]:
    task, replicas = system.spec.task, system.spec.infra.serving.replicas
    if task.prediction.mode != "online" or replicas.min is None or replicas.max is None:
        return
    if replicas.min > MOST_IDLE * replicas.max:
        yield Finding(
            ("infra", "serving", "replicas", "min"),
            f"{replicas.min} of at most {replicas.max} replicas run while nobody asks",
            help=f"keep {int(MOST_IDLE * replicas.max) or 1} or fewer",
        )


RULE = Rule(code="ACME101", name="idle-spend", severity=omission(Severity.DANGER), check=_check)
