"""A tolerance lets any answer pass.

## What it finds
A difference of 0.5 or more that a probe or a second training may show, where the answer is a probability.

## Why it matters
Two probabilities differ by at most 1: a model that has lost its memory passes as well.

## What to do
Write the rounding that is accepted, such as 0.001.

## Source
Google SRE book, chapter 17 (testing for reliability): probes compare with a known answer.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_HALF = 0.5


def _check(system: System) -> Iterator[Finding]:
    if system.spec.task.prediction.output not in ("probability", "class"):
        return
    check_ = system.spec.requirements.reliability.silent_failure.synthetic_check
    again = system.spec.requirements.maintainability.reproducibility
    found: tuple[tuple[Route, float | None], ...] = (
        (
            ("requirements", "reliability", "silent_failure", "synthetic_check", "tolerance"),
            check_.tolerance if check_ is not None else None,
        ),
        (
            ("requirements", "maintainability", "reproducibility", "tolerance"),
            again.tolerance if again is not None else None,
        ),
    )
    for route, tolerance in found:
        if tolerance is not None and tolerance >= _HALF:
            yield Finding(
                route=route,
                message=f"probabilities may differ by {number(tolerance)}: nearly any answer passes",
                help="write 0.001",
                related=(Related(("task", "prediction", "output"), "what is answered"),),
            )


RULE = Rule(
    code="MLS522",
    name="tolerance-passes-anything",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "requirements: {reliability: {silent_failure: {synthetic_check: {every: 1min, tolerance: 0.49}}}, "
        "maintainability: {reproducibility: {tolerance: 0.49}}}"
    ),
    bad=examples(
        "requirements: {reliability: {silent_failure: {synthetic_check: {every: 1min, tolerance: 0.5}}}}",
        "requirements: {maintainability: {reproducibility: {tolerance: 0.5}}}",
    ),
)
