"""The hardware does not suit the models.

## What it finds
An accelerator for families that make no use of one, or none for a family that needs it.

## Why it matters
A logistic regression does not get faster on a GPU, only dearer. A transformer without one misses every
deadline.

## What to do
Drop or add the accelerator, or choose another family.

## Source
Grinsztajn et al., Why do tree-based models still outperform deep learning on tabular data? (NeurIPS 2022).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    known = [system.families[name] for name in spec.model.family if name in system.families]
    if not known or len(known) != len(spec.model.family):
        return
    accelerator = spec.infra.compute.accelerator
    if accelerator != "none" and all(family.accelerator == "cpu" for family in known):
        yield Finding(
            route=("infra", "compute", "accelerator"),
            message=(
                f"`{accelerator}` for {listing([family.name for family in known])}, which make no use of it"
            ),
            help="write `accelerator: none`",
            related=(Related(("model", "family"), "the families"),),
            fix=Fix("drop it", (SetValue(("infra", "compute", "accelerator"), "none"),)),
        )
    hungry = next((family for family in known if family.accelerator == "gpu"), None)
    if accelerator == "none" and hungry is not None:
        yield Finding(
            route=("model", "family"),
            message=f"`{hungry.name}` without an accelerator takes many times longer",
            help="write `infra.compute.accelerator: gpu`, or choose another family",
            related=(Related(("infra", "compute", "accelerator"), "none"),),
        )


RULE = Rule(
    code="MLS612",
    name="wrong-hardware",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples("infra: {compute: {accelerator: none}}"),
    bad=examples("infra: {compute: {accelerator: gpu}}"),
)
