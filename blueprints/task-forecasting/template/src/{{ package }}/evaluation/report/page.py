"""The page: verdict, gates, numbers, charts, in one file that needs nothing else."""

from __future__ import annotations

import math
from collections.abc import Iterable
from html import escape
from importlib.resources import files

import numpy as np

from ...config import design
from ...task.metrics import PRIMARY, known_mean
from ..bootstrap import INTERVAL
from ..gates import Judged
from ..results import Evaluation, Gate
from .svg import Axes, figure, picture


def page(result: Evaluation, judged: Judged) -> str:
    """The whole page."""
    style = files(__package__).joinpath("style.css").read_text("utf-8")
    title = f"{escape(result.model.name)}: evaluation"
    drawn = "".join([newest(judged), by_step(judged), coverage(judged)])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title><style>{style}</style></head>'
        f"<body><main>{header(result)}{gates(result)}{metrics(result)}"
        f'<section><h2>Behaviour from the test origins</h2><div class="figures">{drawn}</div></section>'
        f"{footer(result)}</main></body></html>\n"
    )


def header(result: Evaluation) -> str:
    """The verdict and the numbers that matter most."""
    main = result.metrics[PRIMARY.name]
    cards = [
        card(PRIMARY.name, number(main.value), f"{INTERVAL} {main.ci[0]:.3f} to {main.ci[1]:.3f}"),
        *(
            card(f"{PRIMARY.name} of {name}", number(found.get(PRIMARY.name, math.nan)), "baseline")
            for name, found in result.baselines.items()
        ),
        card("origins", str(len(result.data.origins)), f"horizon {design.HORIZON} steps"),
        card("family", escape(result.model.family.replace("_", " ")), f"{result.data.series:,} series"),
    ]
    badge = "fail" if result.failed else "pass"
    return (
        f'<header><p class="kind">Evaluation</p><h1>{escape(result.model.name)}</h1>'
        f'<p class="verdict {badge}">{result.verdict}</p><dl class="cards">{"".join(cards)}</dl></header>'
    )


def card(name: str, value: str, note: str) -> str:
    """A number with its name."""
    return f"<div><dt>{escape(name)}</dt><dd>{value}<small>{escape(note)}</small></dd></div>"


def gates(result: Evaluation) -> str:
    """The gates, those that failed first."""
    ordered = sorted(result.gates, key=lambda gate: gate.passed)
    return table("Gates", ("", "gate", "value", "bound", "claim", "detail"), map(gate_row, ordered))


def gate_row(gate: Gate) -> str:
    """A gate."""
    word = "pass" if gate.passed else "fail"
    return (
        f'<tr class="{word}"><td><span class="badge">{word}</span></td><th scope="row">{escape(gate.id)}</th>'
        f'<td class="number">{number(gate.value)}</td><td class="number">{number(gate.threshold)}</td>'
        f"<td><code>{escape(gate.claim)}</code></td><td>{escape(gate.detail)}</td></tr>"
    )


def metrics(result: Evaluation) -> str:
    """The metrics over all levels, on each, and those of the baselines."""
    levels = next(iter(result.metrics.values())).levels
    rows = (
        f'<tr><th scope="row">{escape(name)}</th><td class="number">{number(found.value)}</td>'
        + "".join(f'<td class="number">{number(value)}</td>' for value in found.levels.values())
        + "".join(
            f'<td class="number">{number(other.get(name, math.nan))}</td>'
            for other in result.baselines.values()
        )
        + "</tr>"
        for name, found in result.metrics.items()
    )
    return table("Metrics", ("metric", "mean of levels", *levels, *result.baselines), rows)


def table(title: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    """A table that scrolls by itself."""
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f'<section><h2>{title}</h2><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def newest(judged: Judged) -> str:
    """The first published series from the newest test origin: what came, and what was said."""
    steps = range(1, design.HORIZON + 1)
    truth, said = judged.model.truth[-1, 0], judged.model.mean[-1, 0]
    top = float(max(np.nanmax(truth), said.max())) * 1.1
    axes = Axes("step", design.LABEL, x=(1.0, float(design.HORIZON)), y=(0.0, top))
    known = ~np.isnan(truth)
    marks = [
        axes.grid(),
        axes.line(np.array(steps)[known], truth[known], "chance"),
        axes.line(np.array(steps), said, "model"),
    ]
    title = " / ".join(judged.model.levels.keys.row(0))
    caption = "Dashed: what came. The forecast was made before all of it."
    return figure(f"Newest origin: {escape(title)}", picture("Forecast and truth", marks), caption)


def by_step(judged: Judged) -> str:
    """The error at each step, beside that of the simple forecasts."""
    steps = np.arange(1, design.HORIZON + 1)
    found = {"model": judged.model, **judged.baselines}
    lines = {
        name: np.array([known_mean(np.abs(c.errors[:, :, s - 1])) for s in steps])
        for name, c in found.items()
    }
    top = float(max(np.nanmax(line) for line in lines.values())) * 1.1
    axes = Axes("step", "mean absolute error", x=(1.0, float(design.HORIZON)), y=(0.0, top))
    marks = [axes.line(steps, line, "model" if name == "model" else "chance") for name, line in lines.items()]
    caption = f"Dashed: {', '.join(judged.baselines)}."
    return figure("Error by step", picture("Error by step", [axes.grid(), *marks]), caption)


def coverage(judged: Judged) -> str:
    """Coverage of each interval by step."""
    steps = np.arange(1, design.HORIZON + 1)
    axes = Axes("step", "share inside of the interval", x=(1.0, float(design.HORIZON)))
    marks, truth = [axes.grid()], judged.model.truth
    for level in design.INTERVALS:
        low, high = judged.bounds[f"{level:g}"]
        inside = np.where(np.isnan(truth), np.nan, (truth >= low) & (truth <= high))
        marks.append(axes.line([1, design.HORIZON], [level, level], "chance"))
        marks.append(axes.line(steps, [known_mean(inside[:, :, s - 1]) for s in steps], "model"))
    return figure("Intervals", picture("Coverage by step", marks), "Dashed: what an interval says.")


def footer(result: Evaluation) -> str:
    """What was judged, by its hashes."""
    facts = {
        "model": f"{result.model.version} ({result.model.family})",
        "trained": result.model.created_at,
        "code": result.model.code_version,
        "data": f"{result.data.series:,} series of {result.data.steps:,} steps, SHA-256 {result.data.sha256}",
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(fact)}</dd>" for name, fact in facts.items())
    return f'<footer><dl class="facts">{items}</dl></footer>'


def number(value: float) -> str:
    """A number with as many digits as mean something."""
    if math.isnan(value):
        return "not measured"
    return f"{value:,.0f}" if value == int(value) else f"{value:.3g}"
