"""The page: verdict, gates, numbers, charts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from typing import Any

from ...task.figures import figures
from ...task.predictions import Predictions
from ..bootstrap import INTERVAL, number
from ..evaluator import baseline_predictions
from ..results import Evaluation, Gate
from . import bars


def page(result: Evaluation, model: Predictions) -> str:
    """The whole page, in one file that needs nothing else."""
    style = files(__package__).joinpath("style.css").read_text("utf-8")
    title = f"{escape(result.model.name)}: evaluation"
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title><style>{style}</style></head>'
        f"<body><main>{_header(result)}{_gates(result)}{_metrics(result)}"
        f'<section><h2>Behaviour on the test rows</h2><div class="figures">{_figures(result, model)}</div>'
        f"</section>{_footer(result)}</main></body></html>\n"
    )


def _header(result: Evaluation) -> str:
    badge = "fail" if result.failed else "pass" if result.is_judged else "open"
    primary = result.primary
    cards = [
        _card(primary.metric, _number(primary.value), f"{INTERVAL} {_range(primary.ci)}"),
        *(
            _card(f"{primary.metric} of {name}", _number(values.get(primary.metric, math.nan)), "baseline")
            for name, values in result.baselines.items()
        ),
        _card("test rows", f"{result.data.test:,}", _told(result.data.label)),
        _card("family", escape(result.model.family.replace("_", " ")), _told(result.model.head)),
    ]
    return (
        f'<header><p class="kind">Evaluation</p><h1>{escape(result.model.name)}</h1>'
        f'<p class="verdict {badge}">{result.verdict}</p>'
        f'<dl class="cards">{"".join(cards)}</dl></header>'
    )


def _card(name: str, value: str, note: str) -> str:
    return f"<div><dt>{escape(name)}</dt><dd>{value}<small>{escape(note)}</small></dd></div>"


def _gates(result: Evaluation) -> str:
    ordered = sorted(result.gates, key=lambda gate: gate.passed)
    return _table("Gates", ("", "gate", "value", "bound", "claim", "detail"), map(_gate_row, ordered))


def _gate_row(gate: Gate) -> str:
    word = "pass" if gate.passed else "fail"
    return (
        f'<tr class="{word}"><td><span class="badge">{word}</span></td><th scope="row">{escape(gate.id)}</th>'
        f'<td class="number">{_number(gate.value)}</td><td class="number">{_number(gate.threshold)}</td>'
        f"<td><code>{escape(gate.claim)}</code></td><td>{escape(gate.detail)}</td></tr>"
    )


def _metrics(result: Evaluation) -> str:
    rows = (
        f'<tr><th scope="row">{escape(name)}</th><td class="number">{_number(measured.value)}</td>'
        f'<td class="number">{_range(measured.ci)}</td>'
        + "".join(
            f'<td class="number">{_number(values.get(name, math.nan))}</td>'
            for values in result.baselines.values()
        )
        + "</tr>"
        for name, measured in result.metrics.items()
    )
    return _table("Metrics", ("metric", "model", INTERVAL, *result.baselines), rows)


def _table(title: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    return (
        f'<section><h2>{title}</h2><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{columns}</tr></thead><tbody>{''.join(rows)}</tbody></table></div></section>"
    )


def _figures(result: Evaluation, model: Predictions) -> str:
    baselines = baseline_predictions(model)
    drawn = [*figures(model, baselines), bars.importance(result.model.importance, result.primary.metric)]
    if result.slices:
        drawn.append(bars.slices(result.slices))
    return "".join(drawn)


def _footer(result: Evaluation) -> str:
    facts = {
        "model": f"{result.model.version} ({result.model.family})",
        "trained": result.model.created_at,
        "code": result.model.code_version,
        "data": f"{result.data.rows:,} rows, SHA-256 {result.data.sha256}",
    }
    items = "".join(f"<dt>{name}</dt><dd>{escape(fact)}</dd>" for name, fact in facts.items())
    return f'<footer><dl class="facts">{items}</dl></footer>'


def _told(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {_number(v) if isinstance(v, float) else v}" for name, v in facts.items())


def _number(value: float) -> str:
    if math.isnan(value):
        return "not measured"
    return number(value, ".3g")


def _range(ci: tuple[float, float]) -> str:
    return f"{number(ci[0], '.3f')} to {number(ci[1], '.3f')}"
