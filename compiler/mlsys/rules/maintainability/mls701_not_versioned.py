"""Code, data or models cannot be found again.

## What it finds
`requirements.maintainability.versioning` leaves code, data or artifacts open, or sets one to `none`.

## Why it matters
Without all three, nobody can say which rows and which code made the model that decided last March.

## What to do
`{code: git, data: content_hash, artifacts: mlflow}` costs nothing; the generated project does the rest.

## Source
Sculley et al., Hidden Technical Debt in Machine Learning Systems (NeurIPS 2015).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    versioning = system.spec.requirements.maintainability.versioning
    values = {
        "code": versioning.code,
        "data": versioning.data or system.spec.data.versioning,
        "artifacts": versioning.artifacts,
    }
    missing = [name for name, value in values.items() if value in (None, "none")]
    if missing:
        yield Finding(
            route=("requirements", "maintainability", "versioning", missing[0]),
            message=f"{listing(missing)} {'is' if len(missing) == 1 else 'are'} not versioned",
            help="write `versioning: {code: git, data: content_hash, artifacts: mlflow}`",
        )


RULE = Rule(
    code="MLS701",
    name="not-versioned",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("requirements: {maintainability: {versioning: {code: git, data: dvc, artifacts: mlflow}}}"),
    bad=examples("{data: {versioning: ~}, requirements: {maintainability: {versioning: {data: none}}}}"),
)
