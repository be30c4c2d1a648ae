"""A feature is computed twice, by different code.

## What it finds
A feature with different `offline` and `online` transforms and no parity test.

## Why it matters
Two implementations drift apart with the first bug fix in one of them. The model then scores rows unlike
those that it learned from, and nothing fails.

## What to do
Share one transform, or name the test that compares both.

## Source
Google, Rules of Machine Learning, rules 31 and 32 (training-serving skew).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    for feature in system.features.values():
        transform = feature.spec.transform
        if transform is None or transform.parity_test is not None:
            continue
        if transform.offline and transform.online and transform.offline != transform.online:
            yield Finding(
                route=(*feature.route, "transform"),
                message=f"`{feature.name}` is computed by {transform.offline} offline and "
                f"{transform.online} online, "
                "and no test compares them",
                help="share one transform, or add `parity_test`",
            )


RULE = Rule(
    code="MLS314",
    name="two-feature-paths",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "data: {features: {spend: {transform: {offline: sql, online: python,"
        " parity_test: tests/test_spend.py, test: tests/test_spend.py}}}}"
    ),
    bad=examples(
        "data: {features: {spend: {transform: {offline: sql, online: python, test: tests/test_spend.py}}}}"
    ),
)
