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

from collections.abc import Iterator
from typing import NamedTuple

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import percent
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.places import at
from mlsys.spec.root import MLSystem

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
    _Sane("objectives.guardrails.*.max_regression",
          None, 0.5, "lets the guardrail lose its worth", "1% to 10%"),
    _Sane("objectives.links.*.expected_gain", None, 1.0, "is more than any model gains", "1% to 30%"),
    _Sane("objectives.review.every", _DAY, 366 * _DAY, "is no review", "90d"),
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
    _Sane("metrics.*.params.bins", 2, 1_000, "shows no calibration", "10 bins"),
    _Sane("evaluation.must_beat.confidence", 0.8, None, "is hardly better than a coin", "95%"),
    _Sane("evaluation.bootstrap.confidence", 0.5, None, "is hardly better than a coin", "95%"),
    _Sane("evaluation.bootstrap.resamples", 100, 1_000_000, "is too few to be stable, or never done", "1000"),
    _Sane("requirements.reliability.silent_failure.absent",
          None, 31 * _DAY, "is noticed by everybody before", "1h"),
    _Sane("requirements.adaptability.rollback.max_time", None, 7 * _DAY, "is no rollback", "5min to 1h"),
    _Sane("requirements.adaptability.retrain.triggers.*.above",
          1e-6, None, "always holds", "what drift reaches"),
    _Sane("requirements.adaptability.error_analysis.every", 3_600, 366 * _DAY, "is no analysis", "30d"),
    _Sane("infra.serving.replicas.utilization",
          0.1, 0.95, "leaves no room to scale, or never fills a replica", "70%"),
    _Sane("experiment.power", 0.501, None, "misses the effect more often than not", "80%"),
    _Sane("experiment.alpha", None, 0.2, "finds effects that are not there", "5%"),
    _Sane("experiment.variance_reduction", None, 0.9, "is more than past data explain", "10% to 50%"),
    _Sane("monitoring.logging.predictions.sample", 1e-6, None, "logs nothing", "1% to 100%"),
    _Sane("monitoring.drift.bins", 2, None, "sees no drift", "10 bins"),
    _Sane("monitoring.drift.every", None, 92 * _DAY, "sees drift too late", "1d"),
    _Sane("objectives.business.*.minimum_effect", 1e-4, None, "is worth nothing", "1% to 5%"),
    _Sane("resources.cost_per_fte.amount", 1e-6, None, "pays nobody", "what a person costs"),
    _Sane("task.decision_policy.threshold.at_least", 0.01, 0.999, "is no choice", "50% to 95%"),
    _Sane("task.dimensions", 2, None, "keeps a single number", "8 to 256"),
    _Sane("task.min_cluster_size", 2, None, "makes a group of each row", "some ten rows"),
    _Sane("data.label.audit.every", _DAY, 366 * _DAY, "is no audit", "90d"),
    _Sane("data.split.folds", 2, 1_000, "divides nothing, or trains for each row", "5 folds"),
    _Sane("data.features.*.length", None, 10_000_000, "is longer than any text", "what a text may have"),
    _Sane("data.features.*.retention",
          _DAY, 10_958 * _DAY, "is gone at once, or outlives the person", "what the law allows"),
    _Sane("metrics.*.params.quantile", 0.001, 0.999, "is the end of the range", "0.1 to 0.9"),
    _Sane("metrics.*.params.sample", 30, None, "is too small to tell", "10000 rows"),
    _Sane("model.max_params", 2, None, "learns nothing", "what may be learned"),
    _Sane("model.tuning.trials", None, 100_000, "is never finished", "20 to 200 trials"),
    _Sane("model.tuning.timeout", 1, None, "ends before it begins", "1h"),
    _Sane("requirements.reliability.fallback.timeout", 0.001, None, "answers before the model can", "50ms"),
    _Sane("requirements.reliability.dependencies.*.availability",
          None, 0.9999999, "is promised by nobody", "99.9%"),
    _Sane("requirements.reliability.max_records", None, 1_000_000, "is a batch", "1000 records"),
    _Sane("requirements.reliability.silent_failure.absent", 1, None, "is shorter than a pause", "15min"),
    _Sane("requirements.reliability.silent_failure.input_drift.alpha", None, 0.5, "alarms always", "1%"),
    _Sane("requirements.reliability.silent_failure.prediction_drift.alpha", None, 0.5, "alarms always", "1%"),
    _Sane("requirements.reliability.silent_failure.synthetic_check.every",
          1, 31 * _DAY, "is no probe", "1min to 1h"),
    _Sane("requirements.scalability.traffic.horizon", _DAY, None, "is no time to grow in", "1w to 52w"),
    _Sane("requirements.scalability.load_test.duration", 10, None, "shows no load", "5min"),
    _Sane("requirements.maintainability.reproducibility.tolerance",
          1e-12, None, "is `level: bitwise`", "0.001"),
    _Sane("requirements.adaptability.retrain.triggers.*.cooldown",
          None, 366 * _DAY, "never fires again", "7d"),
    _Sane("requirements.adaptability.continual.holdout",
          None, 0.5, "leaves most without the model", "1% to 5%"),
    _Sane("infra.serving.resources.cpu", 0.01, None, "runs nothing", "1 core"),
    _Sane("infra.serving.cold_start", None, 3_600, "is no start", "10s"),
    _Sane("infra.serving.batching.max_size", 2, None, "scores nothing together", "16 requests"),
    _Sane("infra.serving.batching.max_wait", 1e-5, None, "waits for nobody", "5ms"),
    _Sane("infra.batch.chunk_rows", 10, None, "reads row by row", "50000 rows"),
    _Sane("infra.cost.per_replica_hour.amount", 1e-6, None, "is no price", "what a replica costs"),
    _Sane("experiment.traffic.per_day", 0.99, None, "lets nobody in", "units that enter each day"),
    _Sane("infra.serving.rate_limit.calls.per_day", 0.99, None, "lets nobody call", "what a caller needs"),
    _Sane("deployment.canary.max_flips", None, 0.5, "lets most answers change", "1%"),
    _Sane("data.label.proxy.every", _DAY, 366 * _DAY, "is no check", "90d"),
    _Sane("monitoring.drift.every", 60, None, "compares no new rows", "1d"),
    _Sane("monitoring.report.every", 3_600, None, "is read by nobody", "1w"),
)  # fmt: skip


def _check(system: System) -> Iterator[Finding]:
    for sane in _SANE:
        for route, value, shown in _numbers(system.spec, sane.path):
            if route[-1] == "absent" and system.spec.task.prediction.mode == "batch":
                continue
            low, high = sane.low is not None and value < sane.low, sane.high is not None and value > sane.high
            if (low or high) and system.declared(route):
                yield Finding(
                    route=route,
                    message=f"`{'.'.join(str(step) for step in route[-2:])}` of {shown} {sane.otherwise}",
                    help=f"write {sane.usual}",
                )


def _numbers(spec: MLSystem, path: str) -> Iterator[tuple[Route, float, object]]:
    """Yield the numbers at an address with their places and as they are written."""
    whole, _, part = path.rpartition(".")
    measured = part in ("fte", "per_day", "amount")
    for route, value in at(spec, whole if measured else path):
        number_of = getattr(value, part if measured else "seconds", value)
        if isinstance(number_of, int | float) and not isinstance(number_of, bool):
            yield route, float(number_of), value if measured else _written(route, value)


def _written(route: Route, value: object) -> object:
    share = (
        isinstance(value, float)
        and value <= 1
        and route[-1] not in ("above", "min_correlation", "quantile", "cpu", "tolerance")
    )
    return percent(float(str(value))) if share else value


RULE = Rule(
    code="MLS026",
    name="number-without-meaning",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "{objectives: {business: {churn_rate: {minimum_effect: 0.01%}}, review: {every: 1d}}, "
            "resources: {cost_per_fte: 0.000001 USD/year}}",
            "task: {decision_policy: {threshold: {from: precision, at_least: 99.9%}, costs: ~}}",
            "task: {decision_policy: {threshold: {from: recall, at_least: 1%}, costs: ~}}",
            "data: {label: {audit: {every: 366d}, proxy: {of: x, every: 366d}}, split: {folds: 1000}}",
            "metrics: {ece: {params: {bins: 1000}}}",
            "data: {label: {audit: {every: 1d}, proxy: {of: satisfaction, every: 1d}}}",
            "{infra: {serving: {rate_limit: {calls: 1/d}}}, evaluation: {bootstrap: {resamples: 1000000}}}",
            "{deployment: {strategy: shadow, canary: {share: 10%, duration: 1d, max_flips: 50%}}, "
            "requirements: {adaptability: {error_analysis: {every: 1h}}}}",
            "{data: {features: {note: {type: text, tags: [pii], retention: 1d, source: crm}}}}",
            "data: {split: {folds: 2}}",
            "data: {features: {note: {type: text, length: 10000000, tags: [pii], legal_basis: consent, "
            "purpose: retention, retention: 10958d, source: crm, owner: card-ml}}}",
            "model: {max_params: 2, tuning: {trials: 100000, timeout: 1s}}",
            "requirements: {reliability: {fallback: {timeout: 1ms}, max_records: 1000000, "
            "dependencies: {store: {availability: 99.99999%}}}}",
            "requirements: {reliability: {silent_failure: {absent: 1s, synthetic_check: {every: 31d}, "
            "input_drift: {test: ks, threshold: ~, alpha: 50%}, "
            "prediction_drift: {test: ks, threshold: ~, alpha: 50%}}}}",
            "{requirements: {scalability: {traffic: {horizon: 1d}, load_test: {duration: 10s}}, "
            "reliability: {silent_failure: {synthetic_check: {every: 1s, tolerance: 0.01}}}}}",
            "requirements: {maintainability: {reproducibility: {tolerance: 0.000000000001}}}",
            "requirements: {adaptability: {continual: {mode: incremental, holdout: 50%}, retrain: {triggers: "
            "[{metric: prediction_drift, above: 0.2, cooldown: 366d}]}}}",
            "infra: {serving: {resources: {cpu: 0.01}, batching: {max_size: 2, max_wait: 0.01ms}}}",
            "infra: {serving: {cold_start: 1h}, cost: {per_replica_hour: 0.000001 USD}}",
            "{experiment: {traffic: 1/d}}",
            "monitoring: {drift: {every: 1min}, report: {every: 1h, to: [retention]}}",
        ),
        *examples(
            "infra: {batch: {chunk_rows: 10}}",
            "{requirements: {reliability: {silent_failure: {absent: 100d}}}}",
            base="batch",
        ),
        *examples(
            "task: {quantiles: [0.001, 0.999]}",
            "{task: {quantiles: [0.001]}, metrics: {pinball: {role: report, params: {quantile: 0.001}}}}",
            "{task: {quantiles: [0.999]}, metrics: {pinball: {role: report, params: {quantile: 0.999}}}}",
            base="regression",
        ),
        *examples(
            "{task: {min_cluster_size: 2}, metrics: {silhouette: {role: report, params: {sample: 30}}}}",
            base="clustering",
        ),
        *examples("task: {dimensions: 2}", base="representation"),
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
            "{task: {contamination: 0.00001%, alert_budget: 0.01/d}, "
            "requirements: {scalability: {traffic: {now: 1/d, expected: 1/d}}}}",
            "{task: {contamination: 50%, alert_budget: 2M/d}}",
            base="anomaly",
        ),
        *examples(
            "data: {label: {audit: {sample: 30}, selective: true, exploration_holdout: 50%}}",
            "data: {label: {proxy: {of: satisfaction, min_correlation: 0.05, every: 90d}}}",
            "{metrics: {ece: {params: {bins: 2}}}, evaluation: {must_beat: {confidence: 80%}, "
            "bootstrap: {resamples: 100, confidence: 50%}}}",
            "requirements: {reliability: {silent_failure: {absent: 31d}}, "
            "adaptability: {rollback: {max_time: 7d}, error_analysis: {every: 366d}}}",
            "infra: {serving: {replicas: {utilization: 95%}}}",
            "infra: {serving: {replicas: {utilization: 10%, max: 90}}}",
            "experiment: {power: 51%, alpha: 20%, variance_reduction: 90%}",
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
            "monitoring: {logging: {predictions: {sample: 0.0001%}}, drift: {min_rows: ~}}",
        ),
        *examples(
            "task: {setting: episodic, gamma: 0.01}",
            base="policy",
        ),
    ),
    bad=(
        *examples(
            "objectives: {business: {churn_rate: {minimum_effect: 0.009%}}}",
            "objectives: {review: {every: 23h}}",
            "resources: {cost_per_fte: 0.0000009 USD/year}",
            "task: {decision_policy: {threshold: {from: precision, at_least: 99.99%}, costs: ~}}",
            "task: {decision_policy: {threshold: {from: recall, at_least: 0.9%}, costs: ~}}",
            "data: {label: {audit: {every: 367d}}}",
            "data: {label: {audit: {every: 23h}}}",
            "metrics: {ece: {params: {bins: 1001}}}",
            "data: {label: {proxy: {of: satisfaction, every: 23h}}}",
            "data: {label: {proxy: {of: satisfaction, every: 367d}}}",
            "infra: {serving: {rate_limit: {calls: 0.9/d}}}",
            "evaluation: {bootstrap: {resamples: 1000001}}",
            "requirements: {adaptability: {error_analysis: {every: 59min}}}",
            "deployment: {strategy: shadow, canary: {share: 10%, duration: 1d, max_flips: 51%}}",
            "{data: {features: {note: {type: text, length: 10, tags: [pii], retention: 23h, source: crm, "
            "owner: card-ml, legal_basis: consent, purpose: retention}}}}",
            "data: {split: {folds: 1}}",
            "data: {split: {folds: 1001}}",
            "data: {features: {note: {type: text, length: 10000001, source: crm, owner: card-ml}}}",
            "{data: {features: {note: {type: text, length: 10, tags: [pii], retention: 10959d, source: crm, "
            "owner: card-ml}}}, requirements: {constraints: {privacy: {retention: ~}}}}",
            "model: {max_params: 1}",
            "model: {tuning: {trials: 100001}}",
            "model: {tuning: {trials: 1, timeout: 900ms}}",
            "{requirements: {reliability: {fallback: {timeout: 0.9ms}}}, "
            "infra: {serving: {replicas: {per_replica: {mean_latency: 0.1ms}}}}}",
            "requirements: {reliability: {max_records: 1000001}}",
            "requirements: {reliability: {dependencies: {store: {availability: 99.999999%}}}}",
            "requirements: {reliability: {silent_failure: {absent: 900ms}}}",
            "requirements: {reliability: {silent_failure: {synthetic_check: {every: 32d}}}}",
            "requirements: {reliability: {silent_failure: {synthetic_check: {every: 900ms}}}}",
            "requirements: {reliability: {silent_failure: {input_drift: {test: ks, threshold: ~, "
            "alpha: 51%}}}}",
            "requirements: {reliability: {silent_failure: {prediction_drift: {test: ks, threshold: "
            "~, alpha: 51%}}}}",
            "requirements: {scalability: {traffic: {horizon: 23h}}}",
            "requirements: {scalability: {load_test: {duration: 9s}}}",
            "requirements: {maintainability: {reproducibility: {tolerance: 0.0000000000009}}}",
            "requirements: {adaptability: {continual: {mode: incremental, holdout: 51%}}}",
            "requirements: {adaptability: {retrain: {triggers: "
            "[{metric: prediction_drift, above: 0.2, cooldown: 367d}]}}}",
            "infra: {serving: {resources: {cpu: 0.009}}}",
            "infra: {serving: {batching: {max_size: 1, max_wait: 5ms}}}",
            "infra: {serving: {batching: {max_size: 16, max_wait: 0.009ms}}}",
            "{infra: {serving: {cold_start: 61min}}, deployment: {strategy: blue_green}}",
            "infra: {cost: {per_replica_hour: 0.0000009 USD}}",
            "experiment: {traffic: 0.9/d, mde: ~}",
            "monitoring: {drift: {every: 59s, min_rows: ~}}",
            "monitoring: {report: {every: 59min, to: [retention]}}",
        ),
        *examples("infra: {batch: {chunk_rows: 9}}", base="batch"),
        *examples(
            "metrics: {pinball: {role: report, params: {quantile: 0.0009}}}",
            "metrics: {pinball: {role: report, params: {quantile: 0.9999}}}",
            base="regression",
        ),
        *examples(
            "task: {min_cluster_size: 1}",
            "metrics: {silhouette: {role: report, params: {sample: 29}}}",
            base="clustering",
        ),
        *examples("task: {dimensions: 1}", base="representation"),
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
            "{task: {contamination: 51%, alert_budget: 3M/d}}",
            "{task: {contamination: ~, alert_budget: 0/d}}",
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
            "infra: {serving: {replicas: {utilization: 96%}}}",
            "experiment: {power: 49%}",
            "experiment: {alpha: 21%}",
            "experiment: {variance_reduction: 91%}",
            "monitoring: {logging: {predictions: {sample: 0%}}, drift: {min_rows: ~}}",
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
            "monitoring: {logging: {predictions: {sample: 0.00009%}}, drift: {min_rows: ~}}",
        ),
        *examples("task: {decision_policy: {thresholds: {fees: 0.0009}}}", base="multilabel"),
        *examples(
            "task: {setting: episodic, gamma: 0.009}",
            base="policy",
        ),
        *examples(
            "task: {contamination: 0.000009%}",
            "{task: {contamination: ~, alert_budget: 0.009/d}}",
            base="anomaly",
        ),
        *examples(
            "{infra: {serving: {replicas: {utilization: 9%, max: 99}}, cost: ~}, "
            "resources: {compute_budget: ~}}"
        ),
    ),
)
