"""Nothing says what happens to invalid input.

## What it finds
`requirements.reliability.on_invalid_input` is not declared.

## Why it matters
Left open, each layer decides for itself: one rejects, one fills in a mean, one crashes.

## What to do
Choose `reject`, `fallback` or `impute`.

## Source
Breck et al., Data Validation for Machine Learning (MLSys 2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Fix, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    if system.spec.requirements.reliability.on_invalid_input is None:
        yield Finding(
            route=("requirements", "reliability", "on_invalid_input"),
            message="nothing says what happens to a record that breaks the data contract",
            help="add `on_invalid_input: reject` (or `fallback`, `impute`)",
            fix=Fix(
                "reject invalid input",
                (AddEntry(("requirements", "reliability"), "on_invalid_input", "reject"),),
            ),
        )


RULE = Rule(
    code="MLS514",
    name="invalid-input-open",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("requirements: {reliability: {on_invalid_input: reject}}"),
    bad=examples("requirements: {reliability: {on_invalid_input: ~}}"),
)
