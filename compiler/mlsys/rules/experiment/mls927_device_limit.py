"""The model is too large for the device.

## What it finds
The model file, after the declared growth, exceeds `infra.limits.model_size`.

## Why it matters
The store refuses the package, or the device the download.

## What to do
Distil, quantise or prune, or raise the limit.

## Source
Huyen, Designing Machine Learning Systems, chapter 7 (model compression).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, size
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    artifact, limit = spec.model.artifact_size, spec.infra.limits.model_size
    if artifact is None or limit is None:
        return
    needed = artifact.bytes * spec.model.growth.factor
    if needed > limit.bytes:
        yield Finding(
            route=("model", "artifact_size"),
            message=f"a model of {size(needed)}, the limit is {limit}",
            help=f"make it {number(needed / limit.bytes)} times smaller: distil, quantise or prune",
            related=(Related(("infra", "limits", "model_size"), f"at most {limit}"),),
        )


RULE = Rule(
    code="MLS927",
    name="device-limit",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    requires=("model.artifact_size", "infra.limits.model_size"),
    check=_check,
    good=(
        *examples("{model: {artifact_size: 20MB}, infra: {limits: {model_size: 50MB}}}"),
        *examples("{model: {artifact_size: 50MB}, infra: {limits: {model_size: 50MB}}}"),
    ),
    bad=examples("{model: {artifact_size: 220MB}, infra: {limits: {model_size: 50MB}}}"),
)
