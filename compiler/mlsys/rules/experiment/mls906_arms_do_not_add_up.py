"""The arms are not the whole.

## What it finds
The shares of the arms do not add up to 100 %, or there is only one.

## Why it matters
Whoever falls between is in no arm, or in two.

## What to do
Correct the shares.

## Source
Fabijan et al., Diagnosing Sample Ratio Mismatch in Online Controlled Experiments (KDD 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    arms = system.spec.experiment.arms if system.spec.experiment else {}
    total = sum(arms.values())
    if not arms:
        return
    if len(arms) < 2:
        yield Finding(
            ("experiment", "arms"), "a single arm has nothing to be compared with", help="add a control"
        )
    elif empty := [name for name, share in arms.items() if share <= 0]:
        yield Finding(
            route=("experiment", "arms", empty[0]),
            message=f"nobody is in the arm `{empty[0]}`",
            help="give it a share, or leave it out",
        )
    elif abs(total - 1) > 1e-6:
        terms = " + ".join(percent(share) for share in arms.values())
        yield Finding(
            route=("experiment", "arms"),
            message=f"the arms add up to {percent(round(total, 6))}",
            note=f"{terms} = {percent(round(total, 6))}",
            help="let the shares add up to 100%",
        )


RULE = Rule(
    code="MLS906",
    name="arms-do-not-add-up",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples("experiment: {arms: {control: 50%, treatment: 50%}}"),
    bad=examples(
        "experiment: {arms: {control: 60%, treatment: 50%}}",
        "experiment: {arms: {control: 100%, treatment: 0%}}",
        "experiment: {arms: {control: 100%, treatment: ~}}",
    ),
)
