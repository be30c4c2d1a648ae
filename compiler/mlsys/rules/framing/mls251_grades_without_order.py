"""Grades of relevance that do not rise, or a border that none of them reaches.

## What it finds
Gains that fall from one grade to a better one, are all the same or below zero; `relevant_from` above the best
grade, or so low that every grade counts.

## Why it matters
NDCG divides by the best order of the gains. If all are equal every order is the best one; if they fall, the
worst is.

## What to do
Give a better grade a larger gain, and set the border between two grades.

## Source
Järvelin and Kekäläinen, Cumulated Gain-Based Evaluation of IR Techniques (2002).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.task_parts import Relevance


def _check(system: System) -> Iterator[Finding]:
    relevance: Relevance | None = getattr(system.spec.task, "relevance", None)
    grades = _grades(relevance) if relevance is not None else None
    if relevance is None or not grades:
        yield from _outside(system, relevance)
        return
    for (low, less), (high, more) in pairwise(grades):
        if more < less or grades[0][1] == grades[-1][1] == more == less:
            yield Finding(
                route=("task", "relevance", "gains"),
                message=f"grade {number(high)} is worth {number(more)}, and {number(low)} {number(less)}",
                help="give a better grade a larger gain",
            )
            break
    if grades[0][1] < 0:
        yield Finding(
            route=("task", "relevance", "gains", next(iter(relevance.gains))),
            message=f"grade {number(grades[0][0])} is worth {number(grades[0][1])}: NDCG leaves its range",
            help="let the worst grade be worth 0",
        )
    border, best, worst = relevance.relevant_from, grades[-1][0], grades[0][0]
    if isinstance(border, int | float) and not worst < border <= best:
        yield Finding(
            route=("task", "relevance", "relevant_from"),
            message=f"{number(border)} parts no grades of {number(worst)} to {number(best)}",
            help=f"write a grade above {number(worst)}, at most {number(best)}",
            related=(Related(("task", "relevance", "gains"), "the grades"),),
        )


def _outside(system: System, relevance: Relevance | None) -> Iterator[Finding]:
    """Where no gains name the grades, the range of the label does."""
    label, border = system.spec.data.label, relevance.relevant_from if relevance is not None else None
    span = label.range if label is not None else None
    if span is None or not isinstance(border, int | float):
        return
    below, above = span.low is not None and border <= span.low, span.high is not None and border > span.high
    if below or above:
        yield Finding(
            route=("task", "relevance", "relevant_from"),
            message=f"{number(border)} parts no ratings of {span}",
            help="write a rating above the lowest, at most the highest",
            related=(Related(("data", "label", "range"), f"{span}"),),
        )


def _grades(relevance: Relevance) -> list[tuple[float, float]] | None:
    """Return grades with their gains, the worst grade first; ``None`` where a grade is no number."""
    try:
        return sorted((float(grade), float(gain)) for grade, gain in relevance.gains.items())
    except ValueError:
        return None


RULE = Rule(
    code="MLS251",
    name="grades-without-order",
    severity=always(Severity.DANGER),
    about=lambda task: task.ranked or task.personal,
    check=_check,
    good=(
        *examples(
            "task: {relevance: {gains: {'0': 0, '1': 1, '2': 3}, relevant_from: 1}}",
            "task: {relevance: {gains: {'0': 0, '1': 0, '2': 1}, relevant_from: 2}}",
            "task: {relevance: {gains: {bad: 1, good: 0}}}",
            base="ranking",
        ),
        *examples(
            "task: {relevance: {relevant_from: 4}}",
            "{task: {relevance: {relevant_from: 5}}, data: {label: {range: 1..5}}}",
            base="ranking",
        ),
    ),
    bad=examples(
        "task: {relevance: {gains: {'0': 1, '1': 0.9}}}",
        "task: {relevance: {gains: {'0': 1, '1': 1}}}",
        "task: {relevance: {gains: {'0': -1, '1': 1}}}",
        "task: {relevance: {gains: {'0': 0, '1': 1}, relevant_from: 2}}",
        "task: {relevance: {gains: {'0': 0, '1': 1}, relevant_from: 0}}",
        "{task: {relevance: {relevant_from: 6}}, data: {label: {range: 1..5}}}",
        "{task: {relevance: {relevant_from: 1}}, data: {label: {range: 1..5}}}",
        base="ranking",
    ),
)
