"""The experiment may be stopped when it looks good.

## What it finds
An experiment without a stop rule, one that stops as soon as it is significant, or one without guardrails.

## Why it matters
Looked at every day and stopped at the first p below 5 %, an experiment without any effect is won in about
one case of four.

## What to do
Use a fixed horizon or a sequential test, and name guardrails that end it.

## Source
Johari et al., Peeking at A/B Tests (KDD 2017).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    experiment = system.spec.experiment
    if experiment is None or experiment.type in ("none", "shadow"):
        return
    if experiment.stop_rule in (None, "when_significant"):
        how = "has no stop rule" if experiment.stop_rule is None else "stops when it is significant"
        yield Finding(
            route=("experiment", "stop_rule"),
            message=f"the {experiment.type} experiment {how}",
            help="write `stop_rule: fixed_horizon`, or `sequential` to look any time",
        )
    if not experiment.guardrails:
        yield Finding(
            route=("experiment", "guardrails"),
            message=f"nothing ends the {experiment.type} experiment when it does harm",
            help=(
                "add `guardrails`: "
                f"{listing(tuple(system.spec.objectives.guardrails)) or 'declare some first'}"
            ),
        )


RULE = Rule(
    code="MLS905",
    name="peeking",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("experiment: {stop_rule: sequential}"),
    bad=examples("experiment: {stop_rule: when_significant}"),
)
