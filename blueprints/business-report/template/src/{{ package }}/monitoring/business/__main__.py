"""`make business`: objectives and guardrails as measured, and whether better models served them better.

Exit code 1 when the date of an objective has passed unreached, a guardrail regressed, the models that
served contradict a link of the design, or the measured values break their contract.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

from ...config.settings import REPORTS
from ...data.lineage import now
from ..job_metrics import reporting
from . import champions, measures
from .page import page
from .plan import LINKS
from .report import add_series, build, summary, write

DATA: Final = Path("data/business.csv")


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="CSV file with date, metric and value")
    parser.add_argument("--reports", type=Path, default=REPORTS)
    options = parser.parse_args()
    try:
        with reporting("business") as registry:
            at = now()
            values = measures.read(options.data, at.date())
            report = build(values, champions.terms() if LINKS else [], at)
            add_series(registry, report)
            write(report, options.reports)
            (options.reports / "business.html").write_text(page(report), encoding="utf-8")
    except measures.MeasuresError as error:
        print(f"business: {error}", file=sys.stderr)
        return 1
    print(summary(report))
    print(f"business: {options.reports / 'business.html'}")
    return int(bool(report.failures))


if __name__ == "__main__":
    sys.exit(main())
