"""Nothing says who gets what.

## What it finds
A recommendation task without `data.keys.user` or `data.keys.item`.

## Why it matters
Both sides of the matrix are needed for training, for evaluation by user and for the cold start.

## What to do
Name both columns in `data.keys`.

## Source
Koren, Bell and Volinsky, Matrix Factorization Techniques for Recommender Systems (2009).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    keys = system.spec.data.keys
    missing = [side for side in ("user", "item") if getattr(keys, side) is None]
    if missing:
        yield Finding(
            route=("data", "keys", missing[0]),
            message=f"a recommendation task needs {listing(missing)} in `data.keys`",
            help="add `data.keys: {user: user_id, item: item_id}`",
            related=(Related(("task", "type"), "the type of the task"),),
        )


RULE = Rule(
    code="MLS213",
    name="recommendation-without-entities",
    severity=always(Severity.ERROR),
    about=lambda task: task.personal,
    check=_check,
    good=examples("data: {keys: {user: user_id, item: item_id}}", base="recommendation"),
    bad=examples("data: {keys: {item: ~}}", base="recommendation"),
)
