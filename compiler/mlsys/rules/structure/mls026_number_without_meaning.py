"""A number at which a statement says nothing.

## What it finds
A share of none or of all where a part is meant, a statistic of a single bin or a handful of resamples, a
confidence no better than a coin, an interval of years between checks.

## Why it matters
The field is filled in, and yet nothing is checked, or everything passes. Each place has a range in which its
number means something; the finding names it.

## What to do
Write a number within the range that the finding names.

## Source
Cohen, Statistical Power Analysis for the Behavioral Sciences (1988), on power and alpha; Efron and
Tibshirani, An Introduction to the Bootstrap (1993), on resamples; Google SRE workbook, chapter 5.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_DAY = 86_400.0


class _Sane(NamedTuple):
    """The range in which the number at a place means something; a missing end is open."""

    path: str
    """Its address; ``*`` stands for any entry of a map or list."""
    low: float | None
    high: float | None
    otherwise: str
    """What a number beyond says, as a predicate."""
    usual: str


_SANE = (
    _Sane(
        "objectives.guardrails.*.max_regression", None, 0.5, "lets the guardrail lose its worth", "1% to 10%"
    ),
    _Sane("objectives.links.*.expected_gain", None, 1.0, "is more than any model gains", "1% to 30%"),
    _Sane("objectives.review.every", None, 366 * _DAY, "is no review", "90d"),
    _Sane("resources.people.fte", 0.1, None, "builds and runs nothing", "1 fte or more"),
    _Sane("task.decision_policy.threshold", 0.001, 0.999, "says the same to everybody", "{from: cost}"),
    _Sane("task.decision_policy.thresholds.*", 0.001, 0.999, "says the same to everybody", "a share between"),
    _Sane("task.exploration.max_share", None, 0.5, "leaves chance to decide", "1% to 10%"),
    _Sane("task.gamma", 0.01, None, "makes what comes later worth nothing", "0.9 to 1"),
    _Sane("task.contamination", 1e-7, 0.5, "leaves nothing to find, or calls most rows odd", "0.1% to 5%"),
    _Sane("task.alert_budget.per_day", 0.01, None, "lets nobody look", "what people can look at"),
    _Sane("data.label.audit.sample", 30, None, "measures no share of errors", "200 rows"),
    _Sane("data.label.exploration_holdout", None, 0.5, "leaves chance to decide", "1% to 5%"),
    _Sane("data.label.proxy.min_correlation", 0.05, None, "lets the label stand for anything", "0.3 or more"),
    _Sane("metrics.*.params.bins", 2, None, "shows no calibration", "10 bins"),
    _Sane("evaluation.must_beat.confidence", 0.8, None, "is hardly better than a coin", "95%"),
    _Sane("evaluation.bootstrap.confidence", 0.5, None, "is hardly better than a coin", "95%"),
    _Sane("evaluation.bootstrap.resamples", 100, None, "gives no stable interval", "1000"),
    _Sane(
        "requirements.reliability.silent_failure.absent",
        None,
        31 * _DAY,
        "is noticed by everybody before",
        "1h",
    ),
    _Sane("requirements.adaptability.rollback.max_time", None, 7 * _DAY, "is no rollback", "5m to 1h"),
    _Sane(
        "requirements.adaptability.retrain.triggers.*.above", 1e-6, None, "always holds", "what drift reaches"
    ),
    _Sane("requirements.adaptability.error_analysis.every", None, 366 * _DAY, "is no analysis", "30d"),
    _Sane(
        "infra.serving.replicas.target", 0.1, 0.95, "leaves no room to scale, or never fills a replica", "70%"
    ),
    _Sane("experiment.power", 0.5, None, "misses the effect more often than not", "80%"),
    _Sane("experiment.alpha", None, 0.2, "finds effects that are not there", "5%"),
    _Sane("experiment.variance_reduction", None, 0.9, "is more than past data explain", "10% to 50%"),
    _Sane("monitoring.logging.predictions.sample", 1e-6, None, "logs nothing", "1% to 100%"),
    _Sane("monitoring.drift.bins", 2, None, "sees no drift", "10 bins"),
    _Sane("monitoring.drift.every", None, 92 * _DAY, "sees drift too late", "1d"),
)


def _check(system: System) -> Iterator[Finding]:
    for sane in _SANE:
        for route, value, shown in _numbers(system.spec, tuple(sane.path.split(".")), ()):
            low, high = sane.low is not None and value < sane.low, sane.high is not None and value > sane.high
            if (low or high) and system.declared(route):
                yield Finding(
                    route=route,
                    message=f"`{'.'.join(str(step) for step in route[-2:])}` of {shown} {sane.otherwise}",
                    help=f"write {sane.usual}",
                )


def _numbers(value: Any, steps: tuple[str, ...], route: Route) -> Iterator[tuple[Route, float, object]]:
    """Yield the numbers at an address with their places and as they are written."""
    if isinstance(value, bool | str) or value is None:
        return
    if isinstance(value, int | float) or not steps:
        number_of = getattr(value, "seconds", value)
        if isinstance(number_of, int | float):
            yield route, float(number_of), _written(route, value)
    elif steps[0] == "*":
        entries = value.items() if isinstance(value, Mapping) else enumerate(value)
        for key, entry in entries:
            yield from _numbers(entry, steps[1:], (*route, key))
    elif isinstance(value, Mapping):
        yield from _numbers(value.get(steps[0]), steps[1:], (*route, steps[0]))
    elif steps[0] in ("fte", "per_day"):
        yield route, float(getattr(value, steps[0])), value
    else:
        yield from _numbers(getattr(value, steps[0], None), steps[1:], (*route, steps[0]))


def _written(route: Route, value: object) -> object:
    share = isinstance(value, float) and value <= 1 and route[-1] not in ("above", "min_correlation")
    return percent(float(str(value))) if share else value


RULE = Rule(
    code="MLS026",
    name="number-without-meaning",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "objectives: {guardrails: {discount_spend: {max_regression: 50%}}}",
            "{objectives: {review: {every: 366d}}, resources: {people: 0.1 fte}}",
            "{task: {decision_policy: {threshold: 0.001, costs: ~}}}",
            "{task: {decision_policy: {threshold: 0.999, costs: ~}}}",
        ),
        *examples(
            "task: {exploration: {strategy: ucb, max_share: 50%, guardrails: [discount_spend]}}",
            base="policy",
        ),
        *examples(
            "{task: {contamination: 0.00001%, alert_budget: 0.01/day}, "
            "requirements: {scalability: {traffic: {now: 1/day, expected: 1/day}}}}",
            "{task: {contamination: 50%, alert_budget: 2M/day}}",
            base="anomaly",
        ),
        *examples(
            "data: {label: {audit: {sample: 30}, selective: true, exploration_holdout: 50%}}",
            "data: {label: {proxy: {of: satisfaction, min_correlation: 0.05, every: 90d}}}",
            "{metrics: {ece: {params: {bins: 2}}}, evaluation: {must_beat: {confidence: 80%}, "
            "bootstrap: {resamples: 100, confidence: 50%}}}",
            "requirements: {reliability: {silent_failure: {absent: 31d}}, "
            "adaptability: {rollback: {max_time: 7d}, error_analysis: {every: 366d}}}",
            "infra: {serving: {replicas: {target: 95%}}}",
            "infra: {serving: {replicas: {target: 10%, max: 90}}}",
            "experiment: {power: 50%, alpha: 20%, variance_reduction: 90%}",
            "monitoring: {logging: {predictions: {sample: 0.001%}}, drift: {bins: 2, every: 92d}}",
        ),
        *examples("task: {decision_policy: {thresholds: {fees: 0.001, service: 0.999}}}", base="multilabel"),
        *examples(
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: -0.1, "
            "expected_gain: 100%, evidence: historical}]}"
        ),
        *examples(
            "task: {decision_policy: {threshold: 0.001, costs: ~}}",
            "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, "
            "above: 0.000001, cooldown: 7d}]}}}",
            "monitoring: {logging: {predictions: {sample: 0.0001%}}}",
        ),
        *examples("task: {setting: episodic, gamma: 0.01}", base="policy"),
    ),
    bad=(
        *examples(
            "objectives: {guardrails: {discount_spend: {max_regression: 51%}}}",
            "objectives: {review: {every: 367d}}",
            "resources: {people: 0.09 fte}",
            "{task: {decision_policy: {threshold: 0, costs: ~}}}",
            "{task: {decision_policy: {threshold: 0.9999, costs: ~}}}",
        ),
        *examples(
            "task: {setting: episodic, gamma: 0}",
            "task: {exploration: {strategy: ucb, max_share: 51%, guardrails: [discount_spend]}}",
            base="policy",
        ),
        *examples(
            "task: {contamination: 0%}",
            "{task: {contamination: 51%, alert_budget: 3M/day}}",
            "{task: {contamination: ~, alert_budget: 0/day}}",
            base="anomaly",
        ),
        *examples(
            "data: {label: {audit: {sample: 29}}}",
            "data: {label: {selective: true, exploration_holdout: 51%}}",
            "data: {label: {proxy: {of: satisfaction, min_correlation: 0.04, every: 90d}}}",
            "metrics: {ece: {params: {bins: 1}}}",
            "evaluation: {must_beat: {confidence: 79%}}",
            "evaluation: {bootstrap: {confidence: 49%}}",
            "evaluation: {bootstrap: {resamples: 99}}",
            "requirements: {reliability: {silent_failure: {absent: 32d}}}",
            "requirements: {adaptability: {rollback: {max_time: 8d}}}",
            "requirements: {adaptability: {error_analysis: {every: 367d}}}",
            "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, above: 0, "
            "cooldown: 7d}]}}}",
            "infra: {serving: {replicas: {target: 96%}}}",
            "experiment: {power: 49%}",
            "experiment: {alpha: 21%}",
            "experiment: {variance_reduction: 91%}",
            "monitoring: {logging: {predictions: {sample: 0%}}}",
            "monitoring: {drift: {bins: 1}}",
            "monitoring: {drift: {every: 93d}}",
        ),
        *examples(
            "task: {decision_policy: {thresholds: {fees: 0}}}",
            "task: {decision_policy: {thresholds: {fees: 1}}}",
            base="multilabel",
        ),
        *examples(
            "objectives: {links: [{ml: pr_auc, business: churn_rate, elasticity: -0.1, "
            "expected_gain: 101%, evidence: historical}]}"
        ),
        *examples(
            "{task: {decision_policy: {threshold: 0.0009, costs: ~}}}",
            "data: {label: {proxy: {of: satisfaction, min_correlation: 0.045, every: 90d}}}",
            "requirements: {adaptability: {retrain: {triggers: [{metric: prediction_drift, "
            "above: 0.0000009, cooldown: 7d}]}}}",
            "monitoring: {logging: {predictions: {sample: 0.00009%}}}",
        ),
        *examples("task: {decision_policy: {thresholds: {fees: 0.0009}}}", base="multilabel"),
        *examples("task: {setting: episodic, gamma: 0.009}", base="policy"),
        *examples(
            "task: {contamination: 0.000009%}",
            "{task: {contamination: ~, alert_budget: 0.009/day}}",
            base="anomaly",
        ),
        *examples(
            "{infra: {serving: {replicas: {target: 9%, max: 99}}, cost: ~}, resources: {compute_budget: ~}}"
        ),
    ),
)
