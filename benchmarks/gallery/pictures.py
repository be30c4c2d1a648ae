"""Pictures of an evaluation report, each a file that stands alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape, unescape
from xml.etree import ElementTree as ET

FIGURE = re.compile(
    r"<figure[^>]*>\s*<h3>(?P<title>.*?)</h3>.*?(?P<svg><svg.*?</svg>).*?<figcaption>(?P<caption>.*?)</figcaption>",
    re.DOTALL,
)
OF_EVERY_REPORT = {"Feature importance", "Slices"}
"""Figures that tell one example least from another."""


@dataclass(frozen=True)
class Picture:
    """A figure of a report."""

    title: str
    caption: str
    svg: str


def pictures(report: str, most: int = 2) -> list[Picture]:
    """Return the figures of a report that are drawn, those of its own task first, at most ``most``."""
    css = _style(report)
    found = [
        Picture(_text(match["title"]), _text(match["caption"]), _alone(match["svg"], css))
        for figure in re.findall(r"<figure.*?</figure>", report, re.DOTALL)
        if (match := FIGURE.search(figure))
    ]
    return sorted(found, key=lambda picture: picture.title in OF_EVERY_REPORT)[:most]


def against(report: str, metric: str, values: Mapping[str, float], ci: Sequence[float]) -> Picture:
    """Return bars of a metric, that of the model with its interval first: for reports that draw nothing."""
    widest = max([*values.values(), *ci, 1e-9])
    rows, left, wide = [], 130, 230
    for place, (name, value) in enumerate(values.items()):
        y, style = 26 * place, "baseline" if place else "bar"
        rows.append(f'<text class="tick" x="{left - 8}" y="{y + 13}" text-anchor="end">{escape(name)}</text>')
        rows.append(
            f'<rect class="{style}" x="{left}" y="{y}" width="{value / widest * wide:.1f}" height="18"/>'
        )
        rows.append(f'<text class="tick" x="{left + wide + 8}" y="{y + 13}">{value:.3g}</text>')
    low, high = (left + end / widest * wide for end in ci)
    rows.append(f'<line class="bound" x1="{low:.1f}" x2="{high:.1f}" y1="9" y2="9"/>')
    svg = f'<svg viewBox="0 0 440 {26 * len(values)}">{"".join(rows)}</svg>'
    caption = "The model and the baselines on the same test rows; the stroke is the 95 % interval."
    return Picture(metric, caption, _alone(svg, _style(report)))


def _style(report: str) -> str:
    found = re.search(r"<style>(.*?)</style>", report, re.DOTALL)
    return found[1] if found else ""


def _text(markup: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", markup)).split())


def _alone(svg: str, style: str) -> str:
    """Return ``svg`` with its size, its colours in light and dark, and a ground."""
    box = re.search(r'viewBox="([^"]+)"', svg)
    if box is None:
        raise ValueError("a picture without a viewBox")
    left, top, width, height = (float(number) for number in box[1].split())
    margin = 12
    frame = (left - margin, top - margin, width + 2 * margin, height + 2 * margin)
    x, y, w, h = (f"{number:g}" for number in frame)
    inner = svg[svg.index(">") + 1 : svg.rindex("</svg>")]
    alone = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{x} {y} {w} {h}" width="{w}" height="{h}" '
        f'font-family="system-ui, sans-serif"><style>{_rules(style, inner)}</style>'
        f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="var(--card)"/>{inner}</svg>\n'
    )
    ET.fromstring(alone)
    return alone


def _rules(style: str, inner: str) -> str:
    """Return the colours of ``style`` and those of its rules that ``inner`` uses."""
    colours, _, rest = style.partition("* {")
    used = {name for names in re.findall(r'class="([^"]+)"', inner) for name in names.split()}
    kept = [
        f"{selector} {{{body}}}"
        for selector, body in re.findall(r"^(\.[^{}\n]+?) \{([^{}]*)\}", rest, re.MULTILINE)
        if used & set(re.findall(r"\.([\w-]+)", selector))
    ]
    return "\n".join([colours.strip(), *kept])
