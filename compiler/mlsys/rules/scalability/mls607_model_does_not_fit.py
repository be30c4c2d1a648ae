"""The model does not fit into its memory.

## What it finds
The memory of the model, after the declared growth, exceeds that of the container, of the node, of the batch
or of the training.

## Why it matters
The process is killed while loading, again and again.

## What to do
Give it more memory, or make the model smaller.

## Source
Kubernetes documentation, Managing resources for containers.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number, size
from mlsys.route import Route
from mlsys.rules.base import Finding, Needs, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    memory = spec.requirements.scalability.model_memory
    yield from _file(system)
    if memory is None:
        return
    needed = memory.bytes * spec.model.growth.factor
    grown = f" × {number(spec.model.growth.factor)} growth" if spec.model.growth.factor != 1 else ""
    places: tuple[tuple[str, Route, float | None], ...] = (
        (
            "container",
            ("infra", "serving", "resources", "memory"),
            spec.infra.serving.resources.memory.bytes if spec.infra.serving.resources.memory else None,
        ),
        (
            "node",
            ("infra", "limits", "memory"),
            spec.infra.limits.memory.bytes if spec.infra.limits.memory else None,
        ),
        *(
            (what, ("infra", what, "resources", "memory"), part.memory.bytes if part.memory else None)
            for what, part in (
                ("batch", spec.infra.batch.resources),
                ("training", spec.infra.training.resources),
            )
        ),
    )
    for what, route, limit in places:
        if limit is not None and needed > limit:
            yield Finding(
                route=route,
                message=f"the model needs {size(needed)}, the {what} has {size(limit)}",
                note=f"{memory}{grown} = {size(needed)}",
                help=f"give it at least {size(needed * 1.5)}, or make the model smaller",
                related=(Related(("requirements", "scalability", "model_memory"), f"{memory}"),),
            )


def _file(system: System) -> Iterator[Finding]:
    file, memory = system.spec.model.artifact_size, system.spec.infra.serving.resources.memory
    if file is not None and memory is not None and file.bytes > memory.bytes:
        yield Finding(
            route=("model", "artifact_size"),
            message=f"a model file of {file} is loaded into {memory}",
            help="give the container more memory, or make the model smaller",
            related=(Related(("infra", "serving", "resources", "memory"), f"{memory}"),),
        )


RULE = Rule(
    code="MLS607",
    name="model-does-not-fit",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    requires=("requirements.scalability.model_memory",),
    check=_check,
    good=(
        *examples("model: {artifact_size: 512MiB}"),
        *examples("infra: {serving: {resources: {memory: 512MiB}}}"),
        *examples("infra: {serving: {resources: {memory: 256MiB}}, training: {resources: {memory: 256MiB}}}"),
    ),
    bad=(
        *examples("requirements: {scalability: {model_memory: 16GiB}}"),
        *examples("model: {artifact_size: 513MiB}"),
        *examples("infra: {training: {resources: {memory: 255MiB}}}"),
        *examples("infra: {batch: {resources: {memory: 255MiB}}}"),
    ),
)
