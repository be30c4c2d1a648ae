"""Prometheus metrics of the service; alert rules and the dashboard rely on these names."""

from itertools import product

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
)

from ..config.operations import LATENCY_BUCKETS
from ..data.contract import ENTITY, MODEL_FEATURES
from ..task.answers import BUCKETS, OUTCOMES

# A second series a counter with its time of creation: nobody asks for it.
disable_created_metrics()  # type: ignore[no-untyped-call]

KEYS = (ENTITY,) if ENTITY else ()


class ServingMetrics:
    """All series of one service process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self.requests = Counter(
            "mlservice_http_requests_total",
            "Answered calls by route and HTTP status code.",
            ["route", "code"],
            registry=self.registry,
        )
        self.latency = Histogram(
            "mlservice_http_request_duration_seconds",
            "Time from the first byte of the call to the last byte of the answer.",
            ["route"],
            buckets=LATENCY_BUCKETS,
            registry=self.registry,
        )
        self.model_duration = Histogram(
            "mlservice_model_duration_seconds",
            "Time inside the model for one batch of waiting records.",
            buckets=LATENCY_BUCKETS,
            registry=self.registry,
        )
        self.predictions = Counter(
            "mlservice_predictions_total",
            "Scored records by decision and by the version of the model that scored them.",
            ["decision", "model_version"],
            registry=self.registry,
        )
        self.scores = Histogram(
            "mlservice_prediction_score",
            "Scores of the model; answers of the fallback are left out.",
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.invalid_input = Counter(
            "mlservice_invalid_input_total",
            "Violations of the data contract by field and reason.",
            ["field", "reason"],
            registry=self.registry,
        )
        self.fallbacks = Counter(
            "mlservice_fallbacks_total",
            "Records answered by the fallback, by reason.",
            ["reason"],
            registry=self.registry,
        )
        self.pending = Gauge(
            "mlservice_pending_records",
            "Records that wait for the scoring thread.",
            registry=self.registry,
        )
        self.work_limit = Gauge(
            "mlservice_admission_limit",
            "Work that may be in flight, in records; it follows the machine.",
            registry=self.registry,
        )
        self.model_loaded = Gauge(
            "mlservice_model_loaded",
            "1 while a model is in memory, 0 while every answer is a fallback.",
            registry=self.registry,
        )
        self.model_info = Gauge(
            "mlservice_model_info",
            "Version of the model in memory; the value is always 1.",
            ["version"],
            registry=self.registry,
        )
        self.model_trained = Gauge(
            "mlservice_model_trained_timestamp_seconds",
            "When the model in memory was trained, in seconds since the epoch.",
            registry=self.registry,
        )
        self.model_swaps = Counter(
            "mlservice_model_swaps_total",
            "Attempts to load another model by outcome: loaded or refused.",
            ["outcome"],
            registry=self.registry,
        )
        self.log_written = Counter(
            "mlservice_prediction_log_written_total",
            "Predictions written to the prediction log.",
            registry=self.registry,
        )
        self.log_dropped = Counter(
            "mlservice_prediction_log_dropped_total",
            "Predictions that the log lost, by reason: queue_full or write_failed.",
            ["reason"],
            registry=self.registry,
        )
        self._bear()

    def _bear(self) -> None:
        """Start every counter at 0: the first event of a series that is born with it is no increase."""
        for code in ("200", "408", "413", "422", "429", "500", "503"):
            self.requests.labels("/predict", code)
        self.latency.labels("/predict")
        for reason in ("invalid_input", "model_error", "no_model", "timeout"):
            self.fallbacks.labels(reason)
        for outcome in ("loaded", "refused"):
            self.model_swaps.labels(outcome)
        for reason in ("queue_full", "write_failed"):
            self.log_dropped.labels(reason)
        for decision in OUTCOMES:
            self.predictions.labels(decision, "fallback")
        for reason in ("empty", "malformed_json", "too_large", "too_many_records", "type", "unknown_field"):
            self.invalid_input.labels("", reason)
        for feature, fault in product(MODEL_FEATURES, ("missing", "null", "type", "category", "range")):
            self.invalid_input.labels(feature.name, fault)
        for key, fault in product(KEYS, ("too_long", "type")):
            self.invalid_input.labels(key, fault)
