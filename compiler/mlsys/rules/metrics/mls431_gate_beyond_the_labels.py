"""A gate asks for more than the labels are worth.

## What it finds
A gate on accuracy, or a calibration error, beyond the declared share of wrong labels, an agreement of audits
that the declared noise contradicts, labels that are wrong half the time.

## Why it matters
A model is judged against the labels. Where 5 % of them are wrong, a perfect model agrees with 95 %.

## What to do
Mend the labels, or gate below one minus their noise.

## Source
Northcutt, Athalye and Mueller, Pervasive Label Errors in Test Sets (NeurIPS 2021).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_HALF = 0.5
_SHARES = ("accuracy", "subset_accuracy", "bucket_accuracy")


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    if label is None:
        return
    agreement = label.audit.min_agreement if label.audit is not None else None
    wrong: list[tuple[Route, float]] = []
    if label.noise is not None:
        wrong.append((("data", "label", "noise"), label.noise))
    if agreement is not None:
        wrong.append((("data", "label", "audit", "min_agreement"), 1 - agreement))
    for route, share in wrong:
        if share >= _HALF:
            yield Finding(
                route=route,
                message=f"{percent(round(share, 6))} of the labels may be wrong: chance is as good",
                help="mend the labels first",
            )
    if label.noise is None or label.noise >= _HALF:
        return
    if agreement is not None and agreement > 1 - label.noise:
        yield Finding(
            route=("data", "label", "audit", "min_agreement"),
            message=f"audits must agree to {percent(agreement)}, but {percent(label.noise)} of the labels "
            "are wrong",
            help=f"ask for at most {percent(round(1 - label.noise, 6))}, or mend the labels",
            related=(Related(("data", "label", "noise"), "the noise"),),
        )
    for metric in system.metrics.values():
        least = metric.spec.gate.min if metric.spec.gate is not None else None
        if metric.name in _SHARES and least is not None and least > 1 - label.noise:
            yield Finding(
                route=(*metric.route, "gate", "min"),
                message=f"`{metric.id}` must reach {percent(least)}, but {percent(label.noise)} of the "
                "labels are wrong",
                help=f"gate below {percent(round(1 - label.noise, 6))}, or mend the labels",
                related=(Related(("data", "label", "noise"), "the noise"),),
            )


RULE = Rule(
    code="MLS431",
    name="gate-beyond-the-labels",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "{data: {label: {noise: 3%}}, metrics: {accuracy: {role: satisfy, gate: {min: 97%}}}}",
        "data: {label: {noise: 49%, audit: {min_agreement: 51%}}}",
    ),
    bad=(
        *examples(
            "{data: {label: {noise: 3.1%, audit: {min_agreement: ~}}}, "
            "metrics: {accuracy: {role: satisfy, gate: {min: 97%}}}}",
            "data: {label: {noise: 50%, audit: {min_agreement: ~}}}",
            "data: {label: {noise: 4%}}",
            "data: {label: {audit: {min_agreement: 50%}}}",
        ),
        *examples(
            "{data: {label: {noise: 50%, audit: {min_agreement: ~}}}, "
            "metrics: {accuracy: {role: satisfy, gate: {min: 81%}}}}"
        ),
    ),
)
