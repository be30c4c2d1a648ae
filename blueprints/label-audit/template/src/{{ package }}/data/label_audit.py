"""`make audit`: rows are labelled a second time, and enough of the labels must agree.

`draw` writes a sample without its recorded labels into the folder `audits/`, with an empty column for
people to fill in. `judge` compares the filled-in column with the recorded labels. `due` fails when
the last judged audit is older than the design allows.
"""

from __future__ import annotations

import json
import math
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import polars as pl

from ..config import design, operations
from ..config.errors import OperatorError
from . import contract
from .load import ROW, load

AUDITS: Final = Path("audits")
# Below an audit: rows that were not drawn at random, so that no bound holds for their agreement.
SUSPECTS: Final = "suspects"
ANSWER: Final = "audited_label"
KEY: Final = contract.UNIQUE or ROW
# Two-sided 95 % quantile of the normal distribution.
Z: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the second labels agree with the recorded ones."""

    rows: int
    agreement: float
    low: float
    high: float
    """95 % Wilson interval of the agreement."""
    passed: bool


class IncompleteError(OperatorError):
    """The sample cannot be judged yet."""


def draw(frame: pl.DataFrame, folder: Path, seed: int = design.SEED) -> Path:
    """Write a blind sample of the labelled rows, and their labels in a file of its own."""
    rows = min(operations.AUDIT_SAMPLE, frame.height)
    return write(frame.sample(rows, seed=seed, shuffle=True), folder)


def write(sample: pl.DataFrame, folder: Path) -> Path:
    """Write rows without their labels, for people to fill in, and the labels in a file of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    sample.select(KEY, contract.LABEL).write_csv(folder / "recorded.csv")
    path = folder / "sample.csv"
    sample.drop(contract.LABEL).with_columns(pl.lit("").alias(ANSWER)).write_csv(path)
    return path


def today() -> Path:
    """The folder of an audit that is drawn today."""
    return AUDITS / time.strftime("%Y-%m-%d")


def draw_today() -> Path:
    """Draw a sample of the training table, another one each day."""
    return draw(load(), today(), seed=int(time.strftime("%Y%m%d")))


def judge(folder: Path) -> Verdict:
    """Compare the filled-in sample of a folder with the recorded labels.

    Raises:
        IncompleteError: when a row has no second label, or one that is no class.
    """
    answers = pl.read_csv(folder / "sample.csv", infer_schema=False).select(KEY, ANSWER)
    unanswered = answers.filter(~pl.col(ANSWER).is_in(contract.CLASSES) | pl.col(ANSWER).is_null())
    if unanswered.height:
        names = " or ".join(contract.CLASSES)
        raise IncompleteError(f"{unanswered.height} of {answers.height} rows have no {ANSWER} ({names})")
    recorded = pl.read_csv(folder / "recorded.csv", infer_schema=False)
    both = answers.join(recorded, on=KEY, how="inner", validate="1:1")
    agreeing = both.filter(pl.col(ANSWER) == pl.col(contract.LABEL)).height
    low, high = wilson(agreeing, both.height)
    agreement = agreeing / both.height
    bound = bound_of(folder)
    return Verdict(both.height, agreement, low, high, passed=bound is None or agreement >= bound)


def bound_of(folder: Path) -> float | None:
    """The share of labels that have to agree in a folder."""
    return None if folder.name == SUSPECTS else operations.AUDIT_MIN_AGREEMENT


def wilson(hits: int, rows: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927); it stays inside 0 and 1 near the ends."""
    share, weight = hits / rows, Z * Z / rows
    centre = (share + weight / 2) / (1 + weight)
    margin = Z / (1 + weight) * math.sqrt(share * (1 - share) / rows + weight / (4 * rows))
    return max(0.0, centre - margin), min(1.0, centre + margin)


def is_due(audits: Path, now: float) -> bool:
    """Whether no audit was judged within the declared time before `now`, in seconds of the epoch."""
    judged = [json.loads(path.read_bytes())["judged_at"] for path in audits.glob("*/verdict.json")]
    return not judged or now - max(judged) > operations.AUDIT_EVERY_SECONDS


def report(folder: Path) -> bool:
    """Judge a folder, write the verdict beside the sample, and say it; whether enough labels agree."""
    verdict = judge(folder)
    record = {**asdict(verdict), "judged_at": int(time.time())}
    (folder / "verdict.json").write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    bound = bound_of(folder)
    asked = f", {bound:.1%} asked for" if bound is not None else ""
    print(
        f"audit: {verdict.agreement:.1%} of {verdict.rows} labels agree "
        f"(95 % interval {verdict.low:.1%} to {verdict.high:.1%}){asked}"
    )
    return verdict.passed
