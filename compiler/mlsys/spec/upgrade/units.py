"""One spelling of the units of time: ``min``, ``h``, ``d`` and ``w``, in durations as in rates.

Until ``v1alpha1`` a minute was ``m`` in durations and ``min`` in rates, a day ``d`` and ``day``, a week ``w``
and ``week``.
"""

from __future__ import annotations

import re
from typing import Final

_MINUTES: Final = re.compile(r"(?<=[0-9])( ?)m\Z")
_PERIOD: Final = re.compile(r"/( ?)(day|week)\b")
_SHORT: Final = {"day": "d", "week": "w"}

_NAMES: Final = """
    data.cost data.refresh data.quality.*.age data.split.test_age
    data.features.*.available_at data.features.*.freshness data.features.*.refresh data.features.*.retention
    data.label.audit.every data.label.proxy.every
    data.label.delay.arrives_every data.label.delay.p50 data.label.delay.p95
    data.split.windows.gap data.split.windows.test data.split.windows.train data.split.windows.validation
    deployment.canary.duration
    enforcement.*.every
    experiment.max_duration experiment.outcome_window experiment.traffic
    infra.batch.max_duration infra.cost.fixed infra.cost.max
    infra.serving.batching.max_wait infra.serving.cold_start infra.serving.replicas.per_replica.mean_latency
    infra.serving.latency_budget.features infra.serving.latency_budget.model infra.serving.latency_budget.post
    model.explainer.latency model.tuning.timeout
    monitoring.drift.every monitoring.logging.predictions.retain monitoring.report.every
    objectives.business.*.value_per_year objectives.review.every
    requirements.adaptability.error_analysis.every requirements.adaptability.max_staleness
    requirements.adaptability.retrain.cadence requirements.adaptability.retrain.duration
    requirements.adaptability.retrain.rollout requirements.adaptability.retrain.validation
    requirements.adaptability.retrain.triggers.*.cooldown requirements.adaptability.rollback.max_time
    requirements.constraints.privacy.retention
    requirements.maintainability.audit_horizon requirements.maintainability.versioning.retain
    requirements.reliability.dependencies.*.timeout requirements.reliability.fallback.timeout
    requirements.reliability.silent_failure.absent requirements.reliability.silent_failure.canary.every
    requirements.reliability.slos.*.threshold requirements.reliability.slos.*.window
    requirements.scalability.load_test.duration requirements.scalability.load_test.rate
    requirements.scalability.traffic.expected requirements.scalability.traffic.horizon
    requirements.scalability.traffic.now
    resources.compute_budget resources.cost_per_fte
    task.alert_budget task.frequency task.granularity.cadence task.horizon task.prediction.freshness
"""
TIMES: Final[tuple[tuple[str, ...], ...]] = tuple(tuple(name.split(".")) for name in _NAMES.split())
"""The fields of ``v1alpha1`` whose values have a unit of time."""


def one_spelling(text: str) -> str:
    """Return a quantity of ``v1alpha1`` as ``v1alpha2`` writes it; what is none stays as it is."""
    return _PERIOD.sub(lambda found: f"/{found[1]}{_SHORT[found[2]]}", _MINUTES.sub(r"\1min", text))
