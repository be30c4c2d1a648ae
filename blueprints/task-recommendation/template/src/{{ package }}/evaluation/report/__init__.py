"""The judgement as a page: `reports/evaluation.html`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Final

from ...config import design
from ...task.metrics import PRIMARY
from ..bootstrap import INTERVAL
from ..results import Evaluation
from .svg import WIDTH, figure, picture, text

LABELS: Final = 168
ROW: Final = 28


def write_page(result: Evaluation, reports: Path) -> None:
    """Write the page."""
    (reports / "evaluation.html").write_text("\n".join(page(result)) + "\n", encoding="utf-8")


def page(result: Evaluation) -> Iterator[str]:
    """The page, part by part."""
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(result.model.name)}: evaluation</title>\n<style>\n{style}</style>\n<main>"
    yield from header(result)
    yield from table("Gates", ("", "gate", "value", "bound", "claim", "detail"), gates(result))
    parts = sorted({part for measured in result.metrics.values() for part in measured.levels})
    heads = ("metric", "value", INTERVAL, *parts, *result.baselines)
    yield from table(f"Lists of {design.K}", heads, metrics(result, parts))
    yield '<h2>For whom, and against what</h2>\n<div class="figures">'
    yield from (compared(result, name) for name in result.metrics)
    yield "</div>"
    yield from footer(result)
    yield "</main>"


def header(result: Evaluation) -> Iterator[str]:
    """The verdict and the numbers that matter most."""
    main, data = result.metrics[PRIMARY.name], result.data
    badge = "fail" if result.failed else "pass"
    yield f'<p class="kind">Evaluation</p>\n<h1>{escape(result.model.name)}</h1>'
    yield f'<p class="verdict {badge}">{escape(result.verdict)}</p>\n<dl class="cards">'
    yield card(PRIMARY.name, number(main.value), "{} {:.3f} to {:.3f}".format(INTERVAL, *main.ci))
    for name, scores in result.baselines.items():
        yield card(f"{PRIMARY.name} of {name}", number(scores[PRIMARY.name]), "baseline")
    new = f"{data.cold_users:,} of them new; {data.skipped:,} more tell nothing"
    yield card("users", number(data.users), new)
    yield "</dl>"


def card(name: str, value: str, note: str) -> str:
    """A number with its name."""
    return f"<div><dt>{escape(name)}</dt><dd>{value}<small>{escape(note)}</small></dd></div>"


def gates(result: Evaluation) -> Iterator[str]:
    """A row a gate, those that failed first."""
    for gate in sorted(result.gates, key=lambda gate: gate.passed):
        word = "pass" if gate.passed else "fail"
        yield (
            f'<tr class="{word}"><td><span class="badge">{word}</span></td>'
            f'<th scope="row">{escape(gate.id)}</th><td class="number">{number(gate.value)}</td>'
            f'<td class="number">{number(gate.threshold)}</td><td><code>{escape(gate.claim)}</code></td>'
            f"<td>{escape(gate.detail)}</td></tr>"
        )


def metrics(result: Evaluation, parts: list[str]) -> Iterator[str]:
    """A row a metric."""
    for name, measured in result.metrics.items():
        levels = (number(measured.levels[part]) for part in parts)
        others = (number(scores[name]) for scores in result.baselines.values())
        cells = (number(measured.value), "{:.3f} to {:.3f}".format(*measured.ci), *levels, *others)
        numbers = "".join(f'<td class="number">{cell}</td>' for cell in cells)
        yield f'<tr><th scope="row">{escape(name)}</th>{numbers}</tr>'


def table(title: str, heads: Iterable[str], rows: Iterable[str]) -> Iterator[str]:
    """A table under its heading, which scrolls by itself."""
    yield f'<h2>{escape(title)}</h2>\n<div class="scroll" tabindex="0" role="region" aria-label="{title}">'
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    yield f"<table><thead><tr>{columns}</tr></thead>"
    yield from ("<tbody>", *rows, "</tbody></table></div>")


def compared(result: Evaluation, metric: str) -> str:
    """A metric for each kind of users, beside that of the simple lists."""
    measured = result.metrics[metric]
    found = {"the model": measured.value, **measured.levels}
    found |= {name: scores[metric] for name, scores in result.baselines.items()}
    longest, marks = max(*found.values(), 1e-12), []
    for position, (name, value) in enumerate(found.items()):
        y, width = position * ROW + ROW / 2, value / longest * (WIDTH - LABELS - 60)
        kind = "baseline" if name in result.baselines else "bar"
        place = f'x="{LABELS}" y="{y - 8}" width="{width:.1f}" height="16"'
        marks.append(text(0, y + 4, name, "tick"))
        marks.append(f'<rect class="{kind}" {place} rx="2"/>')
        marks.append(text(WIDTH, y + 4, number(value), "tick", "end"))
    drawn = picture(f"{metric} by kind of users and of lists", marks, len(found) * ROW + 6)
    caption = "The model for all users, for those whom it knows and does not; other colour: simple lists."
    return figure(metric, drawn, caption)


def footer(result: Evaluation) -> Iterator[str]:
    """What was judged, and on what."""
    data, since = result.data, result.data.since.replace("T", " ").removesuffix(" 00:00:00")
    facts = {
        "model": f"{result.model.version}: {result.model.family}",
        "trained": result.model.created_at,
        "code": result.model.code_version,
        "data": f"{data.actions:,} actions, judged from {since} on, SHA-256 {data.sha256}",
        "new items": f"{data.cold_items:,}: no list holds them before somebody has had them",
    }
    yield '<footer><dl class="facts">'
    yield from (f"<dt>{name}</dt><dd>{escape(fact)}</dd>" for name, fact in facts.items())
    yield "</dl></footer>"


def number(value: float) -> str:
    """A number with as many digits as mean something."""
    if math.isnan(value):
        return "not measured"
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"
