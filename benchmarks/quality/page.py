"""The page that shows what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs/explanation/quality.md"
FIGURES = Path(__file__).with_name("figures.json")
METRICS = {
    "average_precision": "average precision ↑",
    "log_loss": "log loss ↓",
    "mean_absolute_error": "mean absolute error ↓",
    "ndcg_at_10": "NDCG@10 ↑",
}
HEAD = """# How well the models of compiled projects predict

Each project is compiled from its document (of a package's table: from what `mlsys init` writes about it),
trained by `make train` with its own search, and its model judged on the test rows that its own split keeps
back. Beside it stand what people would use instead, with their own defaults, fitted on the rows that the
project had to fit and choose on: a linear model and `HistGradientBoosting` of scikit-learn, CatBoost, and
FLAML with as much time as the project took to train, 30 s at least.

*Better by* is the project's advantage in the metric, above 0 where the project is better, with the 95 %
percentile interval of 1,000 paired resamples of rows (of queries for rankings). The project is **behind** a
rival where the interval lies below 0, *ahead* where it lies above. `make quality` measures all again; the
machine has two cores, and seconds are of a machine that others used, too.
"""


def write(figures: dict[str, Any]) -> None:
    """Write the page of the figures."""
    PAGE.write_text(page(figures), encoding="utf-8")


def page(figures: dict[str, Any]) -> str:
    """Return the page as Markdown."""
    lines = [HEAD, _summary(figures)]
    for name, found in figures.items():
        lines += [
            "",
            f"## {name}",
            "",
            f"{found['task'].capitalize()}, {METRICS[found['metric']]}; {found['fitted']:,} rows fitted, "
            f"{found['judged']:,} judged. The project chose `{found['family']}` in {found['seconds']:.0f} s "
            f"and reached **{found['value']:.4g}**.",
            "",
            "| beside | value | better by | | seconds |",
            "|---|---:|---:|---|---:|",
            *(_row(rival, numbers) for rival, numbers in found["rivals"].items()),
        ]
    return "\n".join(lines) + "\n"


def verdict(numbers: dict[str, float]) -> str:
    """Return on which side of zero the interval lies; what differs by rounding alone is equal."""
    low, high = _told(numbers, "low"), _told(numbers, "high")
    return "ahead" if low > 0 else "**behind**" if high < 0 else "level"


def _told(numbers: dict[str, float], name: str) -> float:
    return 0.0 if abs(numbers[name]) < 1e-6 * abs(numbers["value"]) else numbers[name]


def _row(rival: str, numbers: dict[str, float]) -> str:
    better, low, high = (f"{_told(numbers, name):+.3g}" for name in ("better_by", "low", "high"))
    interval = f"{better} [{low}, {high}]"
    return (
        f"| {rival} | {numbers['value']:.4g} | {interval} | {verdict(numbers)} | {numbers['seconds']:.0f} |"
    )


def _summary(figures: dict[str, Any]) -> str:
    verdicts = [verdict(numbers) for found in figures.values() for numbers in found["rivals"].values()]
    counts = ", ".join(
        f"{word.strip('*')} {verdicts.count(word)}" for word in ("ahead", "level", "**behind**")
    )
    tasks = len({found["task"] for found in figures.values()})
    return f"{len(figures)} tables, {tasks} kinds of task, {len(verdicts)} comparisons: {counts}."
