"""`reports/drift.html`: the same findings for people, in one file that needs nothing else."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Final

from .drift import Comparison
from .report import DriftReport

STYLE: Final = Path(__file__).parents[1] / "evaluation" / "report" / "style.css"
HEADS: Final = ("", "distribution", "test", "statistic", "bound", "p")


def page(report: DriftReport) -> str:
    """The whole page."""
    rows = "".join(map(row, report.comparisons))
    heads = "".join(f'<th scope="col">{head}</th>' for head in HEADS)
    table = (
        '<section><h2>Distributions against the training data</h2><div class="scroll" tabindex="0" '
        'role="region" aria-label="Distributions"><table>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>Drift</title>'
        f"<style>{STYLE.read_text('utf-8')}</style></head><body><main>{header(report)}"
        f"{table if rows else ''}</main></body></html>\n"
    )


def header(report: DriftReport) -> str:
    """Verdict and the figures behind it."""
    word, verdict = verdict_of(report)
    age = f"{report.model_age_seconds / 86_400:.1f} d"
    allowed = f"{report.max_age_seconds / 86_400:g} d allowed" if report.max_age_seconds else "no bound"
    cards = "".join(
        f"<div><dt>{name}</dt><dd>{value}<small>{escape(note)}</small></dd></div>"
        for name, value, note in (
            ("predictions", f"{report.rows:,}", f"since {report.since:%Y-%m-%d %H:%M} UTC"),
            ("drifted", len(report.drifted), f"of {len(report.comparisons)} distributions"),
            ("age of the model", age, allowed),
        )
    )
    return (
        f'<header><p class="kind">Drift</p><h1>{escape(report.model_version)}</h1>'
        f'<p class="verdict {word}">{verdict}</p><dl class="cards">{cards}</dl></header>'
    )


def verdict_of(report: DriftReport) -> tuple[str, str]:
    """`pass` or `fail`, and a sentence."""
    if report.stale:
        return "fail", "the model is stale"
    if report.drifted:
        return "fail", f"{len(report.drifted)} distributions drifted"
    if not report.enough:
        return "pass", f"no verdict on drift: it takes {report.min_rows:,} predictions"
    return "pass", "no drift"


def row(item: Comparison) -> str:
    """One line of the table."""
    word = "fail" if item.drifted else "pass"
    bound = f"{item.threshold:g}" if item.threshold is not None else "none"
    return (
        f'<tr class="{word}"><td><span class="badge">{"drift" if item.drifted else "ok"}</span></td>'
        f'<th scope="row">{escape(item.feature)} <small>{item.kind}</small></th><td>{item.test}</td>'
        f'<td class="number">{item.statistic:.4f}</td><td class="number">{bound}</td>'
        f'<td class="number">{item.p_value:.2g}</td></tr>'
    )
