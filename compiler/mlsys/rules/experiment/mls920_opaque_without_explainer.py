"""Each prediction must be explained by a model that cannot.

## What it finds
Local interpretability, an opaque model family, and no explainer, or one that explains the model as a whole.

## Why it matters
Whoever is affected gets no answer, and the desk learns to ignore the score.

## What to do
Add `model.explainer`, or use glass-box families only.

## Source
Rudin, Stop explaining black box machine learning models for high stakes decisions (2019).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    need, model = system.spec.requirements.constraints.interpretability, system.spec.model
    if need is None or need.scope != "local":
        return
    if model.explainer is not None:
        if model.explainer.method == "permutation":
            yield Finding(
                route=("model", "explainer", "method"),
                message="`permutation` explains the model as a whole, and each prediction must be explained",
                help="write `tree_shap`, or `kernel_shap`",
                related=(Related(("requirements", "constraints", "interpretability"), "the requirement"),),
            )
        return
    opaque = [
        name for name in model.family if name not in system.families or not system.families[name].glass_box
    ]
    if opaque:
        yield Finding(
            route=("model", "explainer"),
            message=(
                f"each prediction must be explained, but {listing(opaque)} cannot and there is no explainer"
            ),
            help="add `model.explainer: {method: tree_shap, mode: async}`, or use glass-box families only",
            related=(Related(("requirements", "constraints", "interpretability"), "the requirement"),),
        )


RULE = Rule(
    code="MLS920",
    name="opaque-without-explainer",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "{model: {explainer: {method: tree_shap, mode: async}}, requirements: {constraints: "
        "{interpretability:"
        " {scope: local}}}}"
    ),
    bad=examples(
        "requirements: {constraints: {interpretability: {scope: local}}}",
        "{model: {explainer: {method: permutation}}, requirements: {constraints: {interpretability: "
        "{scope: local}}}}",
    ),
)
