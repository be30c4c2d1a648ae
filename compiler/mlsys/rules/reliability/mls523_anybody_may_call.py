"""Anybody who reaches the service is answered.

## What it finds
An online service without `infra.serving.authentication`.

## Why it matters
What is inside a network today is outside of it after the next change of a route. A service that asks nobody
who calls cannot tell a colleague from a stranger who copies the model answer by answer, and shuts nobody out.

## What to do
Declare `method: api_key`, which the service checks itself, or `method: oidc` with the issuer, whose tokens
the ingress verifies. If something in front of the service does it already, suppress the finding and name it.

## Source
OWASP API Security Top 10 (2023), API2 Broken Authentication; OWASP Machine Learning Security Top 10, ML05
Model Theft.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, Severities, examples


def _check(system: System) -> Iterator[Finding]:
    if system.spec.task.prediction.mode == "online" and system.spec.infra.serving.authentication is None:
        yield Finding(
            route=("infra", "serving", "authentication"),
            message="the service answers whoever reaches it",
            help="add `authentication: {method: api_key}`, or `{method: oidc, issuer: …}` at the ingress",
        )


RULE = Rule(
    code="MLS523",
    name="anybody-may-call",
    severity=Severities(None, None, Severity.WARNING),
    check=_check,
    good=(
        *examples("infra: {serving: {authentication: {method: oidc, issuer: 'https://login.example.com'}}}"),
        *examples("infra: {serving: {authentication: ~}}", base="batch"),
    ),
    bad=examples("infra: {serving: {authentication: ~}}"),
)
