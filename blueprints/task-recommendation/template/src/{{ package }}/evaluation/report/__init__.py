"""The judgement as a page: `reports/evaluation.html`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from ...config import design
from ..results import Evaluation


def write_page(result: Evaluation, reports: Path) -> None:
    """Write the page."""
    (reports / "evaluation.html").write_text("\n".join(page(result)) + "\n", encoding="utf-8")


def page(result: Evaluation) -> Iterator[str]:
    """The page, part by part."""
    name = escape(f"{result.model.name} {result.model.version}")
    style = files(__package__).joinpath("style.css").read_text(encoding="utf-8")
    yield '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">'
    yield f"<title>{name}</title>\n<style>\n{style}</style>\n<main>"
    yield f"<h1>{name}</h1>\n<p>{escape(result.verdict)}; {escape(result.model.family)}</p>"
    yield from table("Gates", ("gate", "claim", "verdict", "value", "bound", ""), gates(result))
    parts = sorted({part for measured in result.metrics.values() for part in measured.levels})
    heads = ("metric", "value", "interval", *parts, *result.baselines)
    yield from table(f"Lists of {design.K}", heads, metrics(result, parts))
    data = result.data
    yield "<h2>Data</h2>"
    yield (
        f"<p>{data.actions:,} actions. {data.users:,} users are judged from {escape(data.since)} on, of "
        f"whom {data.cold_users:,} were new; {data.skipped:,} more tell nothing. {data.cold_items:,} items "
        "were new: no list holds them before somebody has had them.</p>"
    )
    yield "</main>"


def gates(result: Evaluation) -> Iterator[tuple[str, ...]]:
    """A row a gate."""
    for gate in result.gates:
        verdict = "passed" if gate.passed else "failed"
        yield gate.id, gate.claim, verdict, f"{gate.value:.4g}", f"{gate.threshold:g}", gate.detail


def metrics(result: Evaluation, parts: list[str]) -> Iterator[tuple[str, ...]]:
    """A row a metric."""
    for name, measured in result.metrics.items():
        levels = (f"{measured.levels[part]:.4f}" for part in parts)
        others = (f"{scores[name]:.4f}" for scores in result.baselines.values())
        yield name, f"{measured.value:.4f}", "{:.4f} to {:.4f}".format(*measured.ci), *levels, *others


def table(title: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """A table under its heading."""
    yield f"<h2>{escape(title)}</h2>\n<table>"
    yield f"<tr>{''.join(f'<th>{escape(head)}</th>' for head in heads)}</tr>"
    for row in rows:
        yield f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>"
    yield "</table>"
