"""`make monitor`: compare what was predicted with the training data, and check the model's age.

Exit code 1 when a distribution drifted or the model is stale; too few rows are no verdict.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.manifest import Manifest, read_manifest
from ..artifacts.model_store import folder_of
from ..config import operations
from ..config.settings import PREDICTIONS, REPORTS
from ..data import contract
from . import logged_predictions, page, performance
from .job_metrics import reporting
from .report import DriftReport, summary, write
from .window import Window


def watch(manifest: Manifest, predictions: Path, now: datetime, window: timedelta) -> DriftReport:
    """Judge the predictions of the window that ends now."""
    seen = window_of(manifest, predictions, now - window, now)
    comparisons = seen.comparisons(reference_of(manifest, predictions, now - window, window))
    age = (now - datetime.fromisoformat(manifest.created_at)).total_seconds()
    return DriftReport(
        at=now,
        since=now - window,
        model_version=manifest.version,
        rows=seen.rows,
        unreadable=seen.unreadable,
        min_rows=operations.DRIFT_MIN_ROWS,
        enough=seen.enough,
        drifted=[comparison.feature for comparison in comparisons if comparison.drifted],
        comparisons=sorted(comparisons, key=lambda comparison: -comparison.statistic),
        model_age_seconds=age,
        max_age_seconds=operations.MAX_MODEL_AGE_SECONDS,
        stale=operations.MAX_MODEL_AGE_SECONDS is not None and age > operations.MAX_MODEL_AGE_SECONDS,
    )


def window_of(manifest: Manifest, predictions: Path, since: datetime, until: datetime) -> Window:
    """The predictions between two times."""
    seen = Window(manifest)
    seen.add(logged_predictions.frames(predictions, since, until, seen.skip))
    return seen


def reference_of(manifest: Manifest, predictions: Path, until: datetime, window: timedelta) -> Window | None:
    """The window before, where the design compares with it and it has rows enough."""
    if operations.DRIFT_REFERENCE != "previous_window":
        return None
    before = window_of(manifest, predictions, until - window, until)
    return before if before.enough else None


def add_series(registry: CollectorRegistry, report: DriftReport) -> None:
    """Add the report to the job's metrics; without rows enough there is no score to alert on."""
    labels = ["kind", "feature", "test"]
    score = Gauge("mljob_drift_score", "Distance from the training data.", labels, registry=registry)
    drifted = Gauge("mljob_drift_detected", "1 when it is drift.", labels, registry=registry)
    for item in report.comparisons:
        score.labels(item.kind, item.feature, item.test).set(item.statistic)
        drifted.labels(item.kind, item.feature, item.test).set(item.drifted)
    rows = Gauge("mljob_drift_window_rows", "Predictions in the window.", registry=registry)
    rows.set(report.rows)
    unreadable = Gauge(
        "mljob_prediction_log_unreadable_lines", "Lines of the window that cannot be read.", registry=registry
    )
    unreadable.set(report.unreadable)
    age = Gauge("mljob_model_age_seconds", "Time since the champion was trained.", registry=registry)
    age.set(report.model_age_seconds)


def monitor(window: timedelta) -> bool:
    """Judge the predictions of the window and say how; whether nothing drifted and the model is young."""
    with reporting("monitor") as registry:
        manifest = read_manifest(folder_of("champion"))
        report = watch(manifest, PREDICTIONS, datetime.now(UTC), window)
        add_series(registry, report)
        write(report, REPORTS)
        (REPORTS / "drift.html").write_text(page.page(report), encoding="utf-8")
        known = arrived(registry, manifest, report.at)
        if operations.LOG_RETAIN_SECONDS is not None:
            logged_predictions.remove_older(PREDICTIONS, operations.LOG_RETAIN_SECONDS)
    print(summary(report))
    if known:
        print(performance.summary(known))
    print(f"monitor: {REPORTS / 'drift.html'}")
    return not (report.drifted or report.stale or (known and known.is_miscalibrated))


def arrived(registry: CollectorRegistry, manifest: Manifest, now: datetime) -> performance.Performance | None:
    """How good the predictions were whose outcomes have arrived; None where nothing tells outcomes."""
    if not (contract.ENTITY and performance.OUTCOMES.exists()):
        return None
    report = performance.performance(performance.OUTCOMES, PREDICTIONS, manifest.threshold, now)
    performance.add_series(registry, report)
    performance.write(report, REPORTS)
    return report
