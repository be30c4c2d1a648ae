"""The models do not fit into the fleet.

## What it finds
Separate resident models need more memory than all replicas have together.

## Why it matters
8,000 models of 1 GB are 8 TB that must be in memory for the one request a day that each gets.

## What to do
Load models when they are asked for, share one model with the tenant as a feature, or use adapters.

## Source
KServe ModelMesh documentation (multi-model serving).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import size
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    scale, serving = spec.requirements.scalability, spec.infra.serving
    models, memory = scale.models, scale.model_memory
    if memory is None or models.count < 2 or models.sharing != "separate" or models.loading == "lazy":
        return
    if spec.infra.limits.fleet_memory is not None:
        fleet = float(spec.infra.limits.fleet_memory.bytes)
        place: Route = ("infra", "limits", "fleet_memory")
    elif serving.resources.memory is not None and serving.replicas.max is not None:
        fleet = float(serving.resources.memory.bytes * serving.replicas.max)
        place = ("infra", "serving", "resources", "memory")
    else:
        return
    needed = models.count * memory.bytes
    if needed > fleet:
        yield Finding(
            route=("requirements", "scalability", "models", "loading"),
            message=(
                f"{models.count:,} models × {memory} = {size(needed)} resident, the fleet has {size(fleet)}"
            ),
            help=(
                "write `loading: lazy`, `sharing: adapter`, or `sharing: global` with the tenant as a feature"
            ),
            related=(Related(place, f"{size(fleet)} in all"),),
        )


RULE = Rule(
    code="MLS608",
    name="models-do-not-fit",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("requirements.scalability.models", "requirements.scalability.model_memory"),
    check=_check,
    good=(
        *examples(
            "requirements: {scalability: {models: {count: 8000, per: tenant, sharing: "
            "separate, loading: lazy},"
            " model_memory: 1MiB}}"
        ),
        *examples(
            "{infra: {limits: {fleet_memory: 1GiB}}, "
            "requirements: {scalability: {models: {count: 4, per: tenant, "
            "sharing: separate, loading: resident}}}}",
            "{infra: {limits: {fleet_memory: 100MiB}}, "
            "requirements: {scalability: {models: {count: 1, per: tenant, "
            "sharing: separate, loading: resident}}}}",
            "{infra: {limits: {fleet_memory: 300MiB}}, data: {keys: {tenant: bank}}, "
            "requirements: {scalability: {models: {count: 2, per: tenant, sharing: adapter}}}}",
        ),
    ),
    bad=(
        *examples(
            "{requirements: {scalability: {models: {count: 8000, per: tenant, sharing: separate}}},"
            " infra: {training: {workers: 8}}}"
        ),
        *examples(
            "{infra: {limits: {fleet_memory: 300MiB}}, "
            "requirements: {scalability: {models: {count: 2, per: tenant, "
            "sharing: separate, loading: resident}}}}"
        ),
    ),
)
