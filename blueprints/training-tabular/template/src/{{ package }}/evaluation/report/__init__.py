"""`reports/evaluation.html`: the judgement for people, in one file that needs no network."""

from __future__ import annotations

from pathlib import Path

from ...task.predictions import Predictions
from ..results import Evaluation
from .page import page

REPORT_FILE = "evaluation.html"


def write_report(evaluation: Evaluation, model: Predictions, reports: Path) -> Path:
    """Write the page."""
    path = reports / REPORT_FILE
    path.write_text(page(evaluation, model), "utf-8")
    return path
