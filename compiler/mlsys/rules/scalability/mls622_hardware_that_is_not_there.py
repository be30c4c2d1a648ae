"""Something is scaled by, or asks for, hardware that the system does not have.

## What it finds
Replicas that follow the use of GPUs or trainings that ask for them where there is no accelerator, many
workers on one machine, a cluster of one worker, more parallel trainings than models.

## Why it matters
The autoscaler follows a number that nobody reports, and jobs wait for a machine that never comes.

## What to do
Declare the hardware, or ask for what there is.

## Source
Kubernetes documentation: horizontal pod autoscaling, schedule GPUs.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import plural
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_ACCELERATOR: Route = ("infra", "compute", "accelerator")
_ONE_MACHINE = 256
"""More processes than the largest machines have cores."""


def _check(system: System) -> Iterator[Finding]:
    infra, models = system.spec.infra, system.spec.requirements.scalability.models
    if infra.compute.accelerator == "none":
        yield from _without_accelerator(system)
    engine, workers = infra.compute.engine, infra.compute.workers
    if engine == "local" and workers > _ONE_MACHINE:
        yield Finding(
            route=("infra", "compute", "workers"),
            message=f"{workers:,} workers on one machine",
            help=f"write at most {_ONE_MACHINE}, or choose another engine",
            related=(Related(("infra", "compute", "engine"), "one machine"),),
        )
    elif engine != "local" and workers == 1 and system.declared(("infra", "compute", "workers")):
        yield Finding(
            route=("infra", "compute", "workers"),
            message=f"a cluster of `{engine}` with 1 worker is one machine",
            help="write `engine: local`, or more workers",
            related=(Related(("infra", "compute", "engine"), "the engine"),),
        )
    count = models.count if models is not None else 1
    if infra.training.workers > count:
        yield Finding(
            route=("infra", "training", "workers"),
            message=f"{infra.training.workers:,} models are trained at a time, and there "
            f"{'is' if count == 1 else 'are'} {plural(count, 'model')}",
            help=f"write at most {count:,}",
            related=(Related(("requirements", "scalability", "models"), plural(count, "model")),),
        )


def _without_accelerator(system: System) -> Iterator[Finding]:
    infra = system.spec.infra
    if infra.serving.replicas.metric == "gpu":
        yield Finding(
            route=("infra", "serving", "replicas", "metric"),
            message="replicas follow the use of GPUs, and there are none",
            help="write `metric: cpu`, or `infra.compute.accelerator: gpu`",
            related=(Related(_ACCELERATOR, "no accelerator"),),
        )
    parts = {
        "serving": infra.serving.resources,
        "batch": infra.batch.resources,
        "training": infra.training.resources,
    }
    for part, resources in parts.items():
        if resources is not None and resources.gpu:
            yield Finding(
                route=("infra", part, "resources", "gpu"),
                message=f"{part} asks for {plural(resources.gpu, 'GPU')}, and there is no accelerator",
                help="write `gpu: 0`, or `infra.compute.accelerator: gpu`",
                related=(Related(_ACCELERATOR, "no accelerator"),),
            )


RULE = Rule(
    code="MLS622",
    name="hardware-that-is-not-there",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "infra: {compute: {workers: 256}}",
        "infra: {compute: {engine: spark, workers: 2}}",
        "infra: {training: {resources: {cpu: 2, memory: 4GiB, gpu: 0}}}",
        "{model: {family: [mlp]}, infra: {compute: {accelerator: gpu}, training: {resources: {gpu: 1}}, "
        "serving: {replicas: {metric: gpu}}}}",
    ),
    bad=examples(
        "infra: {compute: {workers: 257}}",
        "infra: {compute: {engine: spark, workers: 1}}",
        "infra: {training: {resources: {cpu: 2, memory: 4GiB, gpu: 1}}}",
        "infra: {training: {workers: 2}}",
        "infra: {serving: {replicas: {metric: gpu}}}",
    ),
)
