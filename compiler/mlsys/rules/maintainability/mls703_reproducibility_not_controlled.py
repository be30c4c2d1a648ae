"""Reproducibility is claimed but not controlled.

## What it finds
Bit-for-bit reproducibility on an accelerator or of a model declared not deterministic, or reproducibility
within a tolerance that is not given.

## Why it matters
Parallel sums on a GPU come in another order each time; a test for equal bytes fails at random and is
switched off.

## What to do
Claim `level: tolerance` with a tolerance, or train on the CPU.

## Source
PyTorch documentation, Reproducibility.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import AddEntry, Fix, Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    claim = spec.requirements.maintainability.reproducibility
    if claim is None:
        return
    route: Route = ("requirements", "maintainability", "reproducibility")
    if claim.level == "tolerance" and claim.tolerance is None:
        yield Finding(
            route=route,
            message="reproducible within a tolerance that is not given",
            help="add `tolerance: 0.001`",
            fix=Fix("allow a difference of 0.001", (AddEntry(route, "tolerance", "0.001"),)),
        )
    if claim.level != "bitwise":
        return
    place: Route
    if spec.infra.compute.accelerator != "none":
        what, place = f"on a {spec.infra.compute.accelerator}", ("infra", "compute", "accelerator")
    elif spec.model.deterministic is False:
        what, place = "of a model that is not deterministic", ("model", "deterministic")
    else:
        return
    yield Finding(
        route=(*route, "level"),
        message=f"bit-for-bit reproducibility {what}",
        help="write `level: tolerance` with `tolerance: 0.001`",
        related=(Related(place, "not deterministic"),),
    )


RULE = Rule(
    code="MLS703",
    name="reproducibility-not-controlled",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("requirements: {maintainability: {reproducibility: {level: tolerance, tolerance: 0.001}}}"),
    bad=examples(
        "{requirements: {maintainability: {reproducibility: {level: bitwise, tolerance: ~}}},"
        " model: {deterministic: false}}"
    ),
)
