"""The report's row-wise charts: slices with their intervals, importance of the features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ..bootstrap import INTERVAL, number
from ..results import SliceResult
from .svg import RIGHT, WIDTH, figure, picture, text

LABELS: Final = 168
ROW: Final = 24
# More than these fill a page with columns that hardly matter.
SHOWN: Final = 20


def slices(results: Sequence[SliceResult]) -> str:
    """A dot and its interval a slice, with the bound that it has to keep."""
    marks = []
    given = [bound for r in results for bound in (r.ci[1], r.minimum, r.maximum) if bound is not None]
    most = max(1.0, *given)
    for position, result in enumerate(results):
        y = position * ROW + ROW / 2
        low, value, high = (_across(end / most) for end in (result.ci[0], result.value, result.ci[1]))
        bounds = [bound / most for bound in (result.minimum, result.maximum) if bound is not None]
        failed = _outside(result)
        marks.append(text(0, y + 4, _short(f"{result.column}: {result.slice}"), "tick"))
        marks.append(f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}"/>')
        for bound in map(_across, bounds):
            marks.append(f'<line class="bound" x1="{bound:.1f}" x2="{bound:.1f}" y1="{y - 8}" y2="{y + 8}"/>')
        marks.append(
            f'<circle class="{"failed" if failed else "model-dot"}" cx="{value:.1f}" cy="{y}" r="4.5"/>'
        )
        marks.append(text(WIDTH, y + 4, number(result.value), "tick", "end"))
    names = ", ".join(sorted({result.metric for result in results}))
    caption = f"{names} from 0 to {number(most)} with its {INTERVAL}; upright marks are bounds of gates."
    return figure("Slices", picture("Metric of each slice", marks, len(results) * ROW + 6), caption)


def _outside(result: SliceResult) -> bool:
    low = result.minimum is not None and result.value < result.minimum
    return low or (result.maximum is not None and result.value > result.maximum)


def importance(loss: Mapping[str, float], metric: str) -> str:
    """A bar a feature, the most important first; of many the first ones."""
    longest = max(*loss.values(), 1e-12)
    shown = list(loss.items())[:SHOWN]
    marks = []
    for position, (name, value) in enumerate(shown):
        y = position * ROW + ROW / 2
        width = max(value, 0.0) / longest * (_across(1) - LABELS)
        marks.append(text(0, y + 4, _short(name), "tick"))
        marks.append(f'<rect class="bar" x="{LABELS}" y="{y - 7}" width="{width:.1f}" height="14" rx="2"/>')
        marks.append(text(WIDTH, y + 4, number(value), "tick", "end"))
    rest = f"; {len(loss) - SHOWN} more columns matter less" if len(loss) > SHOWN else ""
    caption = f"How much worse {metric} gets when the values of one column are shuffled{rest}."
    return figure("Feature importance", picture("Feature importance", marks, len(shown) * ROW + 6), caption)


def _across(value: float) -> float:
    return LABELS + min(max(value, 0.0), 1.0) * (WIDTH - LABELS - RIGHT - 44)


def _short(label: str, limit: int = 26) -> str:
    return label if len(label) <= limit else label[: limit - 1] + "…"
