"""The model card with what was measured: `docs/model_card.md` says what was meant."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from .results import REPORTS, Evaluation, Measured, SliceResult

MEANT: Final = Path("docs/model_card.md")
CARD_FILE: Final = "model_card.md"
BEFORE: Final = "## Intended use\n"
BAR: Final = "\\|"


def write_card(result: Evaluation, reports: Path = REPORTS, meant: Path = MEANT) -> Path:
    """Write the card of the evaluated version; without `meant`, as in an image, the figures alone."""
    text = meant.read_text(encoding="utf-8") if meant.is_file() else f"# Model card: {result.model.name}\n\n"
    head, heading, rest = text.partition(BEFORE)
    measured = "\n".join(lines(result))
    path = reports / CARD_FILE
    # Links of the card lead to its neighbours in docs.
    rest = f"\n{heading}{rest}".replace("](data_card", "](../docs/data_card") if heading else ""
    path.write_text(f"{head}{measured}\n{rest}", encoding="utf-8")
    return path


def lines(result: Evaluation) -> Iterator[str]:
    """The section of what was measured, in Markdown."""
    model, data = result.model, result.data
    yield from ["## Measured", ""]
    yield f"Version `{model.version}` ({model.family.replace('_', ' ')}), trained {model.created_at}"
    yield f"by the code `{model.code_version}` on {data.train:,} rows of the table `{data.sha256[:12]}`,"
    yield from [f"evaluated on {data.test:,} rows that it had not seen: {result.verdict}.", ""]
    yield from table(["metric", "value", "interval", *result.baselines])
    for name, metric in result.metrics.items():
        baselines = [number(values.get(name, math.nan)) for values in result.baselines.values()]
        yield row([name, number(metric.value), between(metric), *baselines])
    if result.slices:
        yield ""
        yield from table(["rows where", "are", "rows", "metric", "value", "interval"])
        for part in result.slices:
            measured = [part.metric, number(part.value), between(part)]
            yield row([part.column, part.slice, f"{part.rows:,}", *measured])


def table(names: Iterable[str]) -> Iterator[str]:
    """The head of a table."""
    shown = list(names)
    yield row(shown)
    yield f"|{'---|' * len(shown)}"


def row(cells: Iterable[str]) -> str:
    """A row of a table."""
    return f"| {' | '.join(cell.replace('|', BAR) for cell in cells)} |"


def number(value: float) -> str:
    """A value; a dash where there is none."""
    return "–" if math.isnan(value) else f"{value:.4g}"


def between(measured: Measured | SliceResult) -> str:
    """The interval of a value; a dash where there is none."""
    low, high = measured.ci
    return "–" if math.isnan(low) else f"{low:.4g} … {high:.4g}"
