"""From the bound document to the resolved system, by a visible sequence of passes."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from mlsys.ir import (
    availability,
    batch_time,
    burn_rates,
    capacity,
    cost,
    decision,
    drift,
    experiment,
    latency_buckets,
    rollout,
    staleness,
    test_set,
)
from mlsys.ir.package import package_of
from mlsys.ir.system import BoundFeature, BoundMetric, System
from mlsys.spec.registry import resolve
from mlsys.syntax.nodes import Node

if TYPE_CHECKING:
    from mlsys.profile.model import Profile
    from mlsys.spec.root import MLSystem


def identify(system: System) -> System:
    """Take over the name, and make a Python package name of it."""
    name = system.spec.metadata.name
    return replace(system, name=name, package=package_of(name))


def resolve_stage(system: System) -> System:
    """Take the stage of the environment, else that of the document."""
    chosen = system.spec.environments.get(system.environment or "")
    stage = chosen.stage if chosen is not None and chosen.stage is not None else system.spec.metadata.stage
    return replace(system, stage=stage)


def index_metrics(system: System) -> System:
    """Join each declared metric with the registry."""
    bound = {}
    for key, spec in system.spec.metrics.items():
        written = spec.metric or key
        use = resolve(written)
        name = written if use is None else use.entry.name.removesuffix("@k")
        params = {**(use.params if use else {}), **spec.params}
        bound[key] = BoundMetric(key, name, spec, use.entry if use else None, params)
    return replace(system, metrics=bound)


def index_features(system: System) -> System:
    """Tell the columns that the model sees from those kept for evaluation."""
    features = system.spec.data.features.items()
    bound = {name: BoundFeature(name, spec) for name, spec in features}
    return replace(system, features=bound)


DERIVATIONS: Final = (
    capacity.derive,
    latency_buckets.derive,
    burn_rates.derive,
    availability.derive,
    decision.derive,
    test_set.derive,
    drift.derive,
    staleness.derive,
    experiment.derive,
    cost.derive,
    rollout.derive,
    batch_time.derive,
)


def derive(system: System) -> System:
    """Derive every number that the document implies."""
    found = [derivation for function in DERIVATIONS for derivation in function(system)]
    return replace(system, derivations={derivation.id: derivation for derivation in found})


PASSES: Final[tuple[Callable[[System], System], ...]] = (
    identify,
    resolve_stage,
    index_metrics,
    index_features,
    derive,
)


def build(
    spec: MLSystem,
    tree: Node,
    environment: str | None = None,
    *,
    today: datetime.date | None = None,
    profile: Profile | None = None,
    previous: MLSystem | None = None,
) -> System:
    """Return the resolved system.

    Args:
        spec: the bound document, overlays merged.
        tree: the merged syntax tree that ``spec`` was bound from.
        environment: the environment whose overlay was merged; ``None`` for the document itself.
        today: the day on which expiries are judged; by default the current one.
        profile: what a look at the data showed, if anybody looked.
        previous: the document of the last compilation, if there is one.

    """
    system = System(
        spec,
        tree,
        environment,
        today or datetime.date.today(),
        profile=profile,
        previous=previous,
    )
    for step in PASSES:
        system = step(system)
    return system


def measured(system: System) -> System:
    """Return ``system`` with the estimates that the document leaves open taken from the profile, if any.

    The rules judge by it; nothing is generated from it, so that the project depends on the document alone.
    """
    if system.profile is None:
        return system
    from mlsys.ir.measured import with_measured

    spec, routes = with_measured(system.spec, system.profile)
    if not routes:
        return system
    filled = replace(system, spec=spec, measured=routes)
    for step in (index_metrics, index_features, derive):
        filled = step(filled)
    return filled
