"""The ML Test Score as a table, as data and as a badge."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import Any, Final

from mlsys.cli import console
from mlsys.project.evidence import read_evidence
from mlsys.project.score import Group, Score, Verdict, score

_COLOURS: Final = {
    Verdict.AUTOMATED: "green",
    Verdict.BY_HAND: "cyan",
    Verdict.STALE: "yellow",
    Verdict.FAILED: "red",
    Verdict.MISSING: "yellow",
    Verdict.UNSUPPORTED: "dim",
}
_SHADES: Final = ((1.0, "#b3141d"), (2.0, "#8a5a00"), (7.0, "#17692a"))
_INDENT: Final = 11
_LABEL: Final = "ML Test Score"


def score_of(project: Path) -> Score:
    """Return the score of a project from the evidence that its runs left."""
    return score(read_evidence(project, datetime.now(UTC)))


def score_data(found: Score) -> dict[str, Any]:
    """Return a score as plain data."""
    return {
        "score": found.value,
        "level": found.level,
        "sections": {group.value: total for group, total in found.sums.items()},
        "tests": [
            {
                "id": point.test.id,
                "section": point.test.group.value,
                "title": point.test.title,
                "points": point.worth,
                "verdict": point.verdict.value,
                "evidence": point.why,
            }
            for point in found.points
        ],
    }


def print_score(found: Score) -> None:
    """Print a score as a table of 80 columns."""
    for group, total in found.sums.items():
        console.out(console.style(f"{group.value}  {total:g} of 7", "bold"))
        points = [point for point in found.points if point.test.group is group]
        for point in points:
            verdict = console.style(f"{point.verdict.value:<17}", _COLOURS[point.verdict])
            console.out(f"  {point.test.id}  {point.worth:>3g}  {verdict}  {point.test.title}")
            if point.verdict not in (Verdict.UNSUPPORTED, Verdict.AUTOMATED, Verdict.BY_HAND):
                for line in textwrap.wrap(point.why, 80 - _INDENT):
                    console.out(f"{'':{_INDENT}}{console.style(line, 'dim')}")
        console.out()
    least = min(found.sums, key=lambda group: found.sums[group])
    console.out(f"{_LABEL} {found.value:g}: {found.level}; the least is {least.value}")


def badge(found: Score) -> str:
    """Return a score as a badge, an image that needs nothing else."""
    text = f"{found.value:g} of 7"
    left, right = 7 * len(_LABEL) + 12, 7 * len(text) + 12
    colour = next(shade for most, shade in _SHADES if found.value <= most)
    title = escape(f"{_LABEL}: {text}, {found.level}")
    size = f'width="{left + right}" height="20"'
    return f"""<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}">
<title>{title}</title>
<rect width="{left}" height="20" fill="#444"/><rect x="{left}" width="{right}" height="20" fill="{colour}"/>
<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11" text-anchor="middle">
<text x="{left / 2:g}" y="14">{_LABEL}</text><text x="{left + right / 2:g}" y="14">{text}</text></g>
</svg>"""


def section(data: Mapping[str, Any]) -> str:
    """Return a score as a section of the trace page."""
    rows = "\n".join(
        f"<tr><td>{escape(each['id'])} {escape(each['title'])}</td><td>{each['points']:g}</td>"
        f"<td>{escape(each['verdict'])}: {escape(each['evidence'])}</td></tr>"
        for each in data["tests"]
    )
    sums = ", ".join(f"{group.value} {data['sections'][group.value]:g}" for group in Group)
    return (
        f'<section id="score"><details><summary><h2>{_LABEL} {data["score"]:g}</h2> '
        f"<small>{escape(data['level'])}; {sums}</small></summary>\n"
        f"<table><tbody>\n{rows}\n</tbody></table></details></section>"
    )
