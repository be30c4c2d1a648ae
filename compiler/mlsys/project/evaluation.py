"""What the last evaluation of a compiled project said of its model."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_REPORT: Final = "reports/evaluation.json"
_LONGEST: Final = 4_000_000
"""Bytes of a report that are read; what is longer was not written by a project."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The last judgement of a model, as its project reports it."""

    metric: str
    """What the model was made for; empty, like what follows, where the report does not say it."""
    value: float | None
    created: str
    """When the model was made."""
    passed: tuple[str, ...]
    """The gates that it passed."""
    failed: tuple[str, ...]
    """The gates that it did not pass."""


def read_evaluation(folder: Path) -> Evaluation | None:
    """Return the last evaluation of a project; ``None`` when there is none that can be read."""
    place = folder / _REPORT
    try:
        if place.is_symlink() or os.path.getsize(place) > _LONGEST:
            return None
        report = json.loads(place.read_text(encoding="utf-8"))
        gates = {str(gate["id"]): gate["passed"] is True for gate in report["gates"]}
        primary, model = report.get("primary", {}), report.get("model", {})
        value = primary.get("value")
        return Evaluation(
            str(primary.get("metric", "")),
            float(value) if isinstance(value, int | float) else None,
            str(model.get("created_at", "")),
            tuple(name for name, passed in gates.items() if passed),
            tuple(name for name, passed in gates.items() if not passed),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
