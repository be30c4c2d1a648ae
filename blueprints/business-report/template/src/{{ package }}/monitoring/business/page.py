"""`reports/business.html`: the same judgements for people, in one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Final

from .links import Evidence
from .progress import Progress, Regression
from .report import BusinessReport, number

STYLE: Final = Path(__file__).parents[2] / "evaluation" / "report" / "style.css"
GOOD: Final = ("reached", "on_track", "held", "agrees")
BAD: Final = ("behind", "missed", "regressed", "contradicts")


def page(report: BusinessReport) -> str:
    """The whole page."""
    failed = ", ".join(report.failures)
    word, verdict = ("fail", f"{failed}: to be acted on") if failed else ("pass", "nothing to act on")
    tables = (
        table(
            "Objectives",
            ("", "objective", "value", "expected", "target", "by", "worth a year"),
            map(objective, report.objectives),
        ),
        table(
            "Guardrails",
            ("", "guardrail", "value", "reference", "worse", "allowed"),
            map(guard, report.guardrails),
        ),
        table(
            "Offline against online",
            ("", "belief", "models", "tau", "p", "elasticity", "declared"),
            map(link, report.links),
        ),
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><title>Business</title>'
        f"<style>{STYLE.read_text('utf-8')}</style></head><body><main>"
        f'<header><p class="kind">Business</p><h1>{report.at:%Y-%m-%d}</h1>'
        f'<p class="verdict {word}">{escape(verdict)}</p></header>'
        f"{''.join(tables)}</main></body></html>\n"
    )


def table(title: str, heads: Iterable[str], rows: Iterable[str]) -> str:
    """A section with a table; nothing when it has no rows."""
    body = "".join(rows)
    cells = "".join(f'<th scope="col">{head}</th>' for head in heads)
    section = (
        f'<section><h2>{title}</h2><div class="scroll" tabindex="0" role="region" aria-label="{title}">'
        f"<table><thead><tr>{cells}</tr></thead><tbody>{body}</tbody></table></div></section>"
    )
    return section if body else ""


def objective(item: Progress) -> str:
    """One line of the objectives."""
    worth = f"{item.worth:,.0f} {item.currency}" if item.worth is not None else ""
    numbers = map(number, (item.value, item.expected, item.target))
    return row(item.state, item.objective, item.unit, (*numbers, str(item.by), worth))


def guard(item: Regression) -> str:
    """One line of the guardrails."""
    worse = f"{item.regression:+.1%}" if item.regression is not None else ""
    cells = (number(item.value), number(item.reference), worse, f"{item.max_regression:.1%}")
    return row(item.state, item.guardrail, "", cells)


def link(item: Evidence) -> str:
    """One line of the links."""
    tau = f"{item.tau:+.2f}" if item.tau is not None else ""
    p_value = f"{item.p_value:.2g}" if item.p_value is not None else ""
    seen = f"{item.elasticity:.2f}" if item.elasticity is not None else ""
    if item.elasticity_ci:
        seen += f" ({item.elasticity_ci[0]:.2f} to {item.elasticity_ci[1]:.2f})"
    declared = f"{item.declared_elasticity:g}" if item.declared_elasticity is not None else ""
    models = f"{item.points} of {item.min_points}"
    return row(item.verdict, item.measure, item.ml, (models, tau, p_value, seen, declared))


def row(state: str, name: str, note: str, cells: Iterable[str]) -> str:
    """One line of a table."""
    word = "fail" if state in BAD else "pass" if state in GOOD else "open"
    numbers = "".join(f'<td class="number">{escape(cell)}</td>' for cell in cells)
    return (
        f'<tr class="{word}"><td><span class="badge">{state.replace("_", " ")}</span></td>'
        f'<th scope="row">{escape(name)} <small>{escape(note)}</small></th>{numbers}</tr>'
    )
