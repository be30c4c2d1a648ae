"""The explainer cannot explain the models that are tried.

## What it finds
Coefficients, trees' contributions or attention asked of families that have none.

## Why it matters
The report or endpoint that must explain a decision fails, or falls back to a method that nobody has agreed
to.

## What to do
Choose a method that all families have, such as `permutation` or `kernel_shap`.

## Source
Lundberg and Lee, A Unified Approach to Interpreting Model Predictions (2017); Molnar, Interpretable Machine
Learning (2022).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples

_ONLY: Mapping[str, frozenset[str]] = {
    "coefficients": frozenset({"logistic_regression", "linear_regression", "ridge", "scorecard"}),
    "tree_shap": frozenset(
        {"decision_tree", "random_forest", "gradient_boosting", "lambdarank", "isolation_forest"}
    ),
    "attention": frozenset({"transformer"}),
}
"""What the methods that look into a model can look into; the others take any."""


def _check(system: System) -> Iterator[Finding]:
    explainer, families = system.spec.model.explainer, system.spec.model.family
    if explainer is None or explainer.method not in _ONLY:
        return
    without = [name for name in families if name in system.families and name not in _ONLY[explainer.method]]
    # one family that it explains is enough for a method that the chosen model may fall to
    if without and len(without) == len(families):
        yield Finding(
            route=("model", "explainer", "method"),
            message=f"`{explainer.method}` explains none of {listing(without)}",
            help="write `permutation`, which explains any model",
            related=(Related(("model", "family"), "the families"),),
        )


RULE = Rule(
    code="MLS929",
    name="explainer-of-another-family",
    severity=always(Severity.ERROR),
    check=_check,
    good=examples(
        "model: {family: [gradient_boosting], explainer: {method: tree_shap}}",
        "model: {family: [logistic_regression, gradient_boosting], explainer: {method: tree_shap}}",
    ),
    bad=examples(
        "model: {family: [logistic_regression], explainer: {method: attention}}",
        "model: {family: [gradient_boosting], explainer: {method: coefficients}}",
    ),
)
