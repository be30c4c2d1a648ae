"""Just enough SVG for the report: axes in data units and marks on them, styled by the page's CSS."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

WIDTH: Final = 440
HEIGHT: Final = 330
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 14, 48

Bounds: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Axes:
    """A plane of data units inside the picture."""

    x_label: str
    y_label: str
    x: Bounds = (0.0, 1.0)
    y: Bounds = (0.0, 1.0)

    def across(self, value: ArrayLike) -> NDArray[np.float64]:
        """Horizontal place of a value, in pixels."""
        share = (np.asarray(value, np.float64) - self.x[0]) / (self.x[1] - self.x[0])
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def down(self, value: ArrayLike) -> NDArray[np.float64]:
        """Vertical place of a value, in pixels."""
        share = (np.asarray(value, np.float64) - self.y[0]) / (self.y[1] - self.y[0])
        return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)

    def line(self, xs: ArrayLike, ys: ArrayLike, style: str) -> str:
        """A line through the points."""
        places = zip(self.across(xs), self.down(ys), strict=True)
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        return f'<polyline class="{style}" points="{path}"/>'

    def dot(self, x: float, y: float, style: str, label: str = "") -> str:
        """A point; its label stands beside it, on the side that has room."""
        left, top = float(self.across(x)), float(self.down(y))
        mark = f'<circle class="{style}" cx="{left:.1f}" cy="{top:.1f}" r="4.5"/>'
        if not label:
            return mark
        anchor, shift = ("end", 4) if left > WIDTH / 2 else ("start", -4)
        return mark + text(left + shift, top - 11, label, "mark-label", anchor)

    def area(self, xs: ArrayLike, heights: ArrayLike, width: float, style: str) -> str:
        """Bars standing on the bottom; `width` is in data units."""
        bottom = HEIGHT - BOTTOM
        wide = float(self.across(self.x[0] + width)) - LEFT
        bars = zip(self.across(xs), self.down(heights), strict=True)
        return "".join(
            f'<rect class="{style}" x="{x:.1f}" y="{y:.1f}" width="{max(wide - 1, 1):.1f}" '
            f'height="{bottom - y:.1f}"/>'
            for x, y in bars
        )

    def grid(self) -> str:
        """Grid lines with their numbers, and the names of both axes."""
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        parts = []
        for tick in ticks(self.x):
            x = float(self.across(tick))
            parts.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{bottom}"/>')
            parts.append(text(x, bottom + 17, short(tick), "tick", "middle"))
        for tick in ticks(self.y):
            y = float(self.down(tick))
            parts.append(f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{right}" y2="{y:.1f}"/>')
            parts.append(text(LEFT - 8, y + 4, short(tick), "tick", "end"))
        middle = (TOP + bottom) / 2
        parts.append(text((LEFT + right) / 2, HEIGHT - 8, self.x_label, "axis", "middle"))
        parts.append(
            f'<text class="axis" text-anchor="middle" transform="translate(14 {middle}) rotate(-90)">'
            f"{escape(self.y_label)}</text>"
        )
        return "".join(parts)


def ticks(bounds: Bounds) -> Sequence[float]:
    """About five round numbers within the bounds."""
    rough = (bounds[1] - bounds[0]) / 5
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * min((1, 2, 2.5, 5, 10), key=lambda factor: abs(factor * power - rough))
    first = np.ceil(bounds[0] / step - 1e-9)
    last = np.floor(bounds[1] / step + 1e-9)
    return [round(float(number * step), 10) + 0.0 for number in np.arange(first, last + 1)]


def short(tick: float) -> str:
    """A number that fits beside an axis: 2010, 400k, 1.5M."""
    for power, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(tick) >= max(power, 1e4):
            return f"{tick / power:g}{unit}"
    return f"{tick:g}"


def text(x: float, y: float, content: str, style: str, anchor: str = "start") -> str:
    """Text at a place in pixels."""
    return f'<text class="{style}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(content)}</text>'


def picture(title: str, marks: Iterable[str], height: float = HEIGHT) -> str:
    """A picture that a screen reader announces by its title; the caption below it tells the finding."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label="{escape(title)}">'
        f"{''.join(marks)}</svg>"
    )


def figure(title: str, body: str, caption: str) -> str:
    """A titled figure."""
    return f"<figure><h3>{escape(title)}</h3>{body}<figcaption>{escape(caption)}</figcaption></figure>"
