"""`make business`: objectives and guardrails as measured, and whether better models served them better.

Exit code 1 when the date of an objective has passed unreached, a guardrail regressed, the models that
served contradict a link of the design, or the measured values break their contract.
"""

from __future__ import annotations

from pathlib import Path

from ...config.settings import REPORTS
from ...data.lineage import now
from ..job_metrics import reporting
from . import champions, measures
from .page import page
from .plan import LINKS
from .report import add_series, build, summary, write


def run(data: Path, reports: Path = REPORTS) -> bool:
    """Compare the measured values with the plan and say how; whether nothing has to be acted on."""
    with reporting("business") as registry:
        at = now()
        report = build(measures.read(data, at.date()), champions.terms() if LINKS else [], at)
        add_series(registry, report)
        write(report, reports)
        (reports / "business.html").write_text(page(report), encoding="utf-8")
    print(summary(report))
    print(f"business: {reports / 'business.html'}")
    return not report.failures
