"""A gate lets a predictor without skill pass.

## What it finds
The gate of a metric does not exceed what a constant or random predictor reaches.

## Why it matters
A gate that everything passes is no gate.

## What to do
Raise it above the trivial value, with room for noise, or gate another metric.

## Source
Saito and Rehmsmeier, The Precision-Recall Plot Is More Informative than the ROC Plot (2015).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Needs, Rule, always, examples
from mlsys.rules.priors import trivial_value


def _check(system: System) -> Iterator[Finding]:
    for metric in system.metrics.values():
        trivial, gate = trivial_value(system, metric), metric.spec.gate
        if trivial is None or gate is None or metric.entry is None:
            continue
        low, high = gate.min, gate.max
        if metric.entry.direction == "maximize":
            bound, field, passes = low, "min", low is not None and low <= trivial.value
        else:
            bound, field, passes = high, "max", high is not None and high >= trivial.value
        if passes and bound is not None:
            sign = "≥" if field == "min" else "≤"
            yield Finding(
                route=(*metric.route, "gate", field),
                message=f"gate `{metric.id}` {sign} {number(bound)} is passed without skill: "
                f"{trivial.who} already "
                f"reaches {number(trivial.value)}",
                help=f"{'raise' if field == 'min' else 'lower'} the gate beyond {number(trivial.value)}",
                related=() if trivial.place is None else (Related(trivial.place, "declared here"),),
            )


RULE = Rule(
    code="MLS403",
    name="gate-below-trivial",
    severity=always(Severity.ERROR),
    needs=Needs.ESTIMATES,
    check=_check,
    good=(
        *examples(
            "metrics: {balanced_accuracy: {role: satisfy, gate: {min: 34%}}}",
            "metrics: {log_loss: {role: satisfy, gate: {max: 1.09}}}",
            base="multiclass",
        ),
        *examples(
            "metrics: {roc_auc: {role: satisfy, gate: {min: 0.8}}}",
            "metrics: {roc_auc: {role: satisfy, gate: {min: 0.51}}}",
            "metrics: {log_loss: {role: satisfy, gate: {max: 0.5}}}",
            "metrics: {accuracy: {role: satisfy, gate: {min: 0.81}}}",
            "metrics: {recall: {role: satisfy, gate: {min: 0.01}}}",
        ),
        *examples(
            "metrics: {silhouette: {role: satisfy, gate: {min: 0.1}, params: {sample: 9999}}}",
            base="clustering",
        ),
        *examples("metrics: {mase: {role: satisfy, gate: {max: 0.99}}}", base="forecasting"),
        *examples(
            "{task: {range: 10..110}, metrics: {mae: {gate: {max: 49}}}, evaluation: {slices: ~},"
            " requirements: {adaptability: {error_analysis: ~}}}",
            base="regression",
        ),
        *examples(
            "{task: {reward: {column: revenue, bounds: 1..9}}, metrics: {ope_value: {gate: {min: 1.1}}}}",
            base="policy",
        ),
    ),
    bad=(
        *examples(
            "metrics: {trustworthiness: {role: satisfy, gate: {min: 50%}}}", base="dimensionality_reduction"
        ),
        *examples("metrics: {mape: {role: satisfy, gate: {max: 100%}}}", base="regression"),
        *examples("metrics: {hamming: {role: satisfy, gate: {max: 50%}}}", base="multilabel"),
        *examples(
            "metrics: {balanced_accuracy: {role: satisfy, gate: {min: 33%}}}",
            "metrics: {log_loss: {role: satisfy, gate: {max: 1.1}}}",
            base="multiclass",
        ),
        *examples(
            "metrics: {roc_auc: {role: satisfy, gate: {min: 0.5}}}",
            "metrics: {log_loss: {role: satisfy, gate: {max: 0.501}}}",
            "metrics: {accuracy: {role: satisfy, gate: {min: 0.8}}}",
            "metrics: {brier: {gate: {max: 0.161}}}",
            "metrics: {recall: {role: satisfy, gate: {min: 0}}}",
        ),
        *examples(
            "metrics: {silhouette: {role: satisfy, gate: {min: -0.5}, params: {sample: 9999}}}",
            base="clustering",
        ),
        *examples("metrics: {mase: {role: satisfy, gate: {max: 1}}}", base="forecasting"),
        *examples(
            "{task: {range: 10..110}, metrics: {mae: {gate: {max: 50}}}}",
            "{data: {label: {range: 10..110}}, metrics: {rmse: {role: satisfy, gate: {max: 50}}}}",
            "{data: {label: {range: 10..110}}, metrics: {mse: {role: satisfy, gate: {max: 2500}}}}",
            base="regression",
        ),
        *examples(
            "{task: {reward: {column: revenue, bounds: 1..9}}, metrics: {ope_value: {gate: {min: 1}}}}",
            base="policy",
        ),
    ),
)
