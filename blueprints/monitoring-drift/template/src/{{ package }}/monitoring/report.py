"""What the drift job found, as a value, as JSON and as a few lines of text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from .drift import Comparison


class DriftReport(msgspec.Struct, frozen=True):
    """What `reports/drift.json` holds."""

    at: datetime
    since: datetime
    model_version: str
    rows: int
    unreadable: int
    """Lines of the log that could not be read, and are missing from the rows."""
    min_rows: int
    enough: bool
    """Whether the window has rows enough for a verdict."""
    drifted: list[str]
    comparisons: list[Comparison]
    model_age_seconds: float
    max_age_seconds: float | None
    stale: bool


def summary(report: DriftReport) -> str:
    """The report in a few lines."""
    lines = [f"{report.rows:,} predictions of {report.model_version} since {report.since:%Y-%m-%d %H:%M}"]
    if report.unreadable:
        lines.append(f"{report.unreadable:,} lines of the log cannot be read and are left out")
    if not report.enough:
        lines.append(f"no verdict on drift: it takes {report.min_rows:,}")
    for item in report.comparisons:
        if item.drifted:
            bound = f" > {item.threshold:g}" if item.threshold is not None else ""
            lines.append(
                f"DRIFT {item.kind} {item.feature}: {item.test} {item.statistic:.3f}{bound}, "
                f"p {item.p_value:.2g}"
            )
    if report.enough and not report.drifted:
        lines.append(f"no drift in {len(report.comparisons)} distributions")
    if report.stale and report.max_age_seconds:
        days = report.model_age_seconds / 86_400
        lines.append(f"STALE: trained {days:.0f} days ago, {report.max_age_seconds / 86_400:g} are allowed")
    return "\n".join(f"monitor: {line}" for line in lines)


def write(report: DriftReport, folder: Path) -> None:
    """Write the report for machines."""
    folder.mkdir(parents=True, exist_ok=True)
    text = msgspec.json.format(msgspec.json.encode(report), indent=2)
    (folder / "drift.json").write_bytes(text + b"\n")
