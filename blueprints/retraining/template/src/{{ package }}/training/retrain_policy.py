"""Whether a retraining is due: by its cadence, or by a trigger whose cooldown is over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from ..config import operations
from ..config.types import Trigger
from ..monitoring.report import DriftReport


def reason(trained_at: datetime, now: datetime, signals: Mapping[str, float]) -> str | None:
    """Why the model that was trained then has to be trained again; None when it has not."""
    age = (now - trained_at).total_seconds()
    if operations.RETRAIN_CADENCE_SECONDS is not None and age >= operations.RETRAIN_CADENCE_SECONDS:
        return f"the champion is {age / 86_400:.1f} days old"
    for trigger in operations.RETRAIN_TRIGGERS:
        value = signals.get(trigger.metric)
        if value is not None and age >= trigger.cooldown_seconds and fires(trigger, value):
            return f"{trigger.metric} is {value:.3g}"
    return None


def fires(trigger: Trigger, value: float) -> bool:
    """Whether the value is outside the trigger's bounds."""
    above = trigger.above is not None and value > trigger.above
    return above or (trigger.below is not None and value < trigger.below)


def signals_of(reports: Path) -> dict[str, float]:
    """The largest drift of the last monitoring, by kind; empty when there is none."""
    try:
        report = msgspec.json.decode((reports / "drift.json").read_bytes(), type=DriftReport)
    except FileNotFoundError:
        return {}
    values: dict[str, float] = {}
    for item in report.comparisons:
        name = f"{item.kind}_drift"
        values[name] = max(values.get(name, 0.0), item.statistic)
    return values
