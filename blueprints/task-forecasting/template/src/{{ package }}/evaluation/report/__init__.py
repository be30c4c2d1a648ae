"""The judgement as a page: `reports/evaluation.html`."""

from __future__ import annotations

from pathlib import Path

from ..gates import Judged
from ..results import Evaluation
from .page import page


def write_page(result: Evaluation, judged: Judged, reports: Path) -> None:
    """Write the page."""
    (reports / "evaluation.html").write_text(page(result, judged), encoding="utf-8")
