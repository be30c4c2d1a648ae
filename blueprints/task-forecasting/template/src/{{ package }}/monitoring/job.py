"""`make monitor`: how the published forecasts turned out, and how old model and forecasts are.

Exit code 1 when a level leans by more than is allowed over a season or more of outcomes, its intervals do not
cover, or the model is stale; without outcomes there is no verdict on the forecasts.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec
from prometheus_client import CollectorRegistry, Gauge

from ..artifacts.manifest import Manifest, read_manifest
from ..artifacts.model_store import folder_of
from ..config import design, operations
from ..config.settings import PREDICTIONS, REPORTS
from ..data.panel import Panel, load
from ..evaluation.gates import COVERAGE_OFF_AT_A_STEP, MAX_BIAS
from .job_metrics import reporting
from .outcomes import LevelReport, by_level, joined

REPORT_FILE: Final = "monitoring.json"
MIN_ORIGINS: Final = 4
"""So many origins are needed before coverage is judged."""


class Report(msgspec.Struct, frozen=True):
    """What `reports/monitoring.json` holds."""

    at: datetime
    model_version: str
    levels: list[LevelReport]
    faults: list[str]
    model_age_seconds: float
    stale: bool


def watch(manifest: Manifest, panel: Panel, predictions: Path, now: datetime, window: timedelta) -> Report:
    """Judge the forecasts of origins in the window that ends with the newest step."""
    rows = joined(predictions, panel)
    if rows.height:
        rows = rows.filter(rows["origin"] > panel.origin - window - panel_length())
    levels = by_level(rows, panel, manifest.expected)
    age = (now - datetime.fromisoformat(manifest.created_at)).total_seconds()
    limit = operations.MAX_MODEL_AGE_SECONDS
    return Report(
        at=now,
        model_version=manifest.version,
        levels=levels,
        faults=[fault for level in levels for fault in faults_of(level)],
        model_age_seconds=age,
        stale=limit is not None and age > limit,
    )


def panel_length() -> timedelta:
    """A generous length of the horizon: forecasts of the window reach so far back."""
    days = {"m": 1 / 1440, "h": 1 / 24, "d": 1, "w": 7, "mo": 31, "q": 92, "y": 366}[design.UNIT]
    return timedelta(days=days * design.EVERY * design.HORIZON)


def faults_of(level: LevelReport) -> list[str]:
    """What is not as it was promised."""
    found = []
    if level.origins * design.HORIZON >= design.SEASON and abs(level.bias) > MAX_BIAS:
        found.append(f"{level.level}: bias {level.bias:+.1%}, {MAX_BIAS:.0%} is allowed")
    for name, share in level.coverage.items():
        if abs(off(level, name)) > COVERAGE_OFF_AT_A_STEP:
            found.append(f"{level.level}: {share:.1%} inside of the interval of {name} %")
    return found


def off(level: LevelReport, name: str) -> float:
    """Coverage less what the interval says; 0 while it may be chance.

    The errors of one origin share their days, so that as many are independent as there are origins.
    """
    said = float(name) / 100
    found = level.coverage[name] - said
    chance = 1.96 * math.sqrt(said * (1 - said) / max(level.origins, 1))
    return found if level.origins >= MIN_ORIGINS and abs(found) > chance else 0.0


def add_series(registry: CollectorRegistry, report: Report) -> None:
    """Add the report to the job's metrics."""
    names = ("wape", "bias", "skill", "expected_wape")
    gauges = {
        name: Gauge(
            f"mljob_forecast_{name}", "Of published forecasts, by level.", ["level"], registry=registry
        )
        for name in names
    }
    missed = Gauge(
        "mljob_forecast_coverage_off",
        "Coverage of an interval less what it says; 0 while it may be chance.",
        ["level", "interval"],
        registry=registry,
    )
    for level in report.levels:
        for name, gauge in gauges.items():
            gauge.labels(level.level).set(getattr(level, name) or 0.0)
        for name in level.coverage:
            missed.labels(level.level, name).set(off(level, name))
    age = Gauge("mljob_model_age_seconds", "Time since the champion was trained.", registry=registry)
    age.set(report.model_age_seconds)


def monitor(window: timedelta) -> bool:
    """Judge the published forecasts and say how; whether all is as promised."""
    with reporting("monitor") as registry:
        manifest, panel = read_manifest(folder_of("champion")), load(Path(design.DATA_PATH))
        report = watch(manifest, panel, PREDICTIONS, datetime.now(UTC), window)
        add_series(registry, report)
        REPORTS.mkdir(parents=True, exist_ok=True)
        text = msgspec.json.format(msgspec.json.encode(report), indent=2)
        (REPORTS / REPORT_FILE).write_bytes(text + b"\n")
    for level in report.levels:
        print(
            f"monitor: {level.level}: WAPE {level.wape:.3f} ({level.expected_wape or 0:.3f} in backtests), "
            f"bias {level.bias:+.1%}, error {level.skill:.2f} of seasonal naive, {level.rows:,} outcomes"
        )
    if not report.levels:
        print("monitor: no forecast has met its outcome yet")
    for fault in report.faults:
        print(f"monitor: {fault}")
    if report.stale:
        print(f"monitor: the model is {report.model_age_seconds / 86_400:.1f} days old")
    return not (report.faults or report.stale)
