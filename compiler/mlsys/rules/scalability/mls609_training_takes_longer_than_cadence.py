"""Training is not finished when the next one begins.

## What it finds
The number of separate models times the training time, divided by the workers, exceeds the cadence.

## Why it matters
Runs pile up, and each model is older than promised by a growing margin.

## What to do
More workers, a longer cadence, staggered training, or one shared model.

## Source
Capacity arithmetic: work per period over workers.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration, number, plural
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    models, retrain = spec.requirements.scalability.models, spec.requirements.adaptability.retrain
    if retrain is None or retrain.duration is None or retrain.cadence is None:
        return
    trained = models.count if models.sharing == "separate" else 1
    workers = spec.infra.training.workers
    total = trained * retrain.duration.seconds / workers
    if total > retrain.cadence.seconds:
        yield Finding(
            route=("requirements", "adaptability", "retrain", "cadence"),
            message=f"{plural(trained, 'model')} × {retrain.duration} / {plural(workers, 'worker')} = "
            f"{duration(round(total))}, longer than the cadence of {retrain.cadence}",
            help=f"use {number(-(-trained * retrain.duration.seconds // retrain.cadence.seconds))} workers, "
            "train less often, or share one model",
            related=(
                Related(("requirements", "adaptability", "retrain", "duration"), f"{retrain.duration} each"),
                Related(("infra", "training", "workers"), plural(workers, "worker")),
            ),
        )


RULE = Rule(
    code="MLS609",
    name="training-takes-longer-than-cadence",
    severity=always(Severity.DANGER),
    needs=Needs.ESTIMATES,
    requires=("requirements.adaptability.retrain.duration", "requirements.adaptability.retrain.cadence"),
    check=_check,
    good=(
        *examples("requirements: {adaptability: {retrain: {duration: 15min, cadence: 30d}}}"),
        *examples("requirements: {adaptability: {retrain: {duration: 30d}}}"),
    ),
    bad=examples(
        "requirements: {scalability: {models: {count: 8000, per: tenant, sharing: separate, loading: lazy}}}"
    ),
)
