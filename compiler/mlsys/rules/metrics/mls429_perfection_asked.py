"""Only a perfect model passes.

## What it finds
A gate at the best value that a metric can have, or a must-beat margin over a known score, or over
what chance reaches, that leads beyond it.

## Why it matters
Rows are ambiguous and labels wrong, so no honest model gets there. A model that does has seen the answer.

## What to do
Write the value from which the decision is worth taking.

## Source
Northcutt, Athalye and Mueller, Pervasive Label Errors in Test Sets (NeurIPS 2021).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import number
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.priors import trivial_value


def _check(system: System) -> Iterator[Finding]:
    for metric in system.metrics.values():
        gate, entry = metric.spec.gate, metric.entry
        if gate is None or entry is None:
            continue
        side = "min" if entry.direction == "maximize" else "max"
        best = entry.high if side == "min" else entry.low
        if best is not None and getattr(gate, side) == best:
            yield Finding(
                route=(*metric.route, "gate", side),
                message=f"`{metric.id}` must be {number(best)}, which only a perfect model reaches",
                help="write the value from which the decision is worth taking",
            )
    yield from _margin(system)


def _margin(system: System) -> Iterator[Finding]:
    beat = system.spec.evaluation.must_beat
    metric = None if beat is None else system.metrics.get(beat.metric or "") or system.primary_metric()
    if beat is None or metric is None or metric.entry is None:
        return
    scores = system.spec.baseline[beat.baseline].scores if beat.baseline in system.spec.baseline else {}
    entry, known = metric.entry, scores.get(metric.id)
    rises = entry.direction == "maximize"
    if entry.low is None or entry.high is None:
        return
    chance = trivial_value(system, metric)
    worst = chance.value if chance is not None else (entry.low if rises else entry.high)
    start = known if known is not None else worst
    room = entry.high - start if rises else start - entry.low
    if beat.margin >= room:
        yield Finding(
            route=("evaluation", "must_beat", "margin"),
            message=f"a margin of {number(beat.margin)} over {number(start)} leads beyond the best "
            f"`{metric.id}`",
            note=f"from {number(start)} to {number(entry.high if rises else entry.low)} there is room for "
            f"{number(room)}",
            help="ask for a margin that can be had",
        )


RULE = Rule(
    code="MLS429",
    name="perfection-asked",
    severity=always(Severity.WARNING),
    check=_check,
    good=examples(
        "metrics: {roc_auc: {role: satisfy, gate: {min: 0.99}}}",
        "metrics: {ece: {gate: {max: 0.01}}}",
        "{baseline: {people: {kind: human, scores: {pr_auc: 0.6}}}, "
        "evaluation: {must_beat: {baseline: people, margin: 0.39}}}",
    ),
    bad=examples(
        "metrics: {roc_auc: {role: satisfy, gate: {min: 1}}}",
        "metrics: {ece: {gate: {max: 0}}}",
        "{baseline: {people: {kind: human, scores: {pr_auc: 0.6}}}, "
        "evaluation: {must_beat: {baseline: people, margin: 0.4}}}",
        "{baseline: {people: {kind: human, scores: {brier: 0.1}}}, "
        "evaluation: {must_beat: {baseline: people, metric: brier, margin: 0.1}}}",
        "evaluation: {must_beat: {margin: 0.8}}",
    ),
)
