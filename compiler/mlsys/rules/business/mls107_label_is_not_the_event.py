"""The label records another event than the one that makes the money.

## What it finds
`data.label.event` differs from the `event` of every business objective, and `data.label.proxy` does not own
up to it.

## Why it matters
A model of clicks does not maximise sales. A proxy may be all there is, but then the gap must be watched.

## What to do
Label the event that counts, or declare `data.label.proxy` with the correlation below which the proxy is
void.

## Source
Huyen, Designing Machine Learning Systems, chapter 4; Kleinberg et al., The Inversion Problem (2022).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    label = system.spec.data.label
    events = {name: goal.event for name, goal in system.spec.objectives.business.items() if goal.event}
    if label is None or label.event is None or label.proxy is not None or not events:
        return
    if label.event not in events.values():
        name, event = next(iter(events.items()))
        yield Finding(
            route=("data", "label", "event"),
            message=f"the label records `{label.event}`, the money is made by `{event}`",
            help=f"label `{event}`, or add `data.label.proxy: {{of: {event}, min_correlation: …, every: …}}`",
            related=(Related(("objectives", "business", name, "event"), "the event of the objective"),),
        )


RULE = Rule(
    code="MLS107",
    name="label-is-not-the-event",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "{objectives: {business: {churn_rate: {event: card_cancelled}}}, data: {label: "
        "{event: card_cancelled}}}"
    ),
    bad=examples(
        "{objectives: {business: {churn_rate: {event: card_cancelled}}}, data: {label: {event: card_unused}}}"
    ),
)
