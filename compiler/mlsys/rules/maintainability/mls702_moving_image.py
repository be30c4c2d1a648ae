"""The image is not pinned.

## What it finds
`infra.image` names a tag that moves, such as `latest` or `main`.

## Why it matters
Two replicas started an hour apart run different code, and a rollback starts the broken version again.

## What to do
Leave the tag out, so that the release sets it, or pin a version or digest.

## Source
Kubernetes documentation, Configuration best practices (container images).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, SetValue, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, Severities, examples

_MOVING = ("latest", "main", "master", "dev", "develop", "edge", "stable", "nightly", "prod", "production")


def _check(system: System) -> Iterator[Finding]:
    image = system.spec.infra.image
    if image is None or "@" in image:
        return
    name, _, tag = image.rpartition("/")[2].partition(":")
    if tag in _MOVING:
        yield Finding(
            route=("infra", "image"),
            message=f"the tag `{tag}` of `{name}` moves",
            help="leave the tag out, so that the release sets it, or pin a version or digest",
            fix=Fix("leave the tag out", (SetValue(("infra", "image"), image[: -len(tag) - 1]),)),
        )


RULE = Rule(
    code="MLS702",
    name="moving-image",
    severity=Severities(None, Severity.WARNING, Severity.DANGER),
    check=_check,
    good=examples("infra: {image: 'registry.bank.example/ml/card-churn'}"),
    bad=examples("infra: {image: 'registry.bank.example/ml/card-churn:latest'}"),
)
