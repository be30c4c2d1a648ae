"""The split trains on labels that were not known yet.

## What it finds
A temporal split whose gap is shorter than the labels take, or than the time that the question asks about.

## Why it matters
On the day of training, the labels of the last rows before the test window were still open. In service they
are missing; in the evaluation they teach.

## What to do
Leave a gap as long as 95 % of the labels take.

## Source
Kapoor and Narayanan, Leakage and the reproducibility crisis in machine-learning-based science (2023).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import duration
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_ASKED = re.compile("(?:(?:in|over) the next|within|within the next) ([0-9]+) (hour|day|week|month|year)s?")
_SECONDS = {"hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000}


def _check(system: System) -> Iterator[Finding]:
    split, label = system.spec.data.split, system.spec.data.label
    gap = split.windows.gap if split.windows is not None else None
    if split.strategy != "temporal" or gap is None or label is None:
        return
    delay = (label.delay.p95 or label.delay.p50) if label.delay is not None else None
    asked = _asked(system.spec.task.question or "")
    route: Route = ("data", "split", "windows", "gap")
    if delay is not None and gap.seconds < delay.seconds:
        yield Finding(
            route=route,
            message=f"a gap of {gap}, but labels take {delay}",
            help=f"write `gap: {delay}`",
            related=(Related(("data", "label", "delay"), f"labels after {delay}"),),
            fix=Fix(f"leave {delay} out", (SetValue(route, str(delay)),)),
        )
    elif asked is not None and gap.seconds < asked:
        yield Finding(
            route=route,
            message=f"a gap of {gap}, but the question is about the next {duration(asked)}",
            help=f"write `gap: {duration(asked)}`",
            related=(Related(("task", "question"), "the question"),),
        )


def _asked(question: str) -> int | None:
    """Return the time that a question asks about, in seconds, where it says so in words."""
    found = _ASKED.search(question.lower())
    if found is None:
        return None
    return int(found[1]) * _SECONDS[found[2]]


RULE = Rule(
    code="MLS325",
    name="gap-below-label-delay",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, windows: "
            "{train: 90d, gap: 14d}}}",
            "{task: {question: Will this card holder cancel within 2 weeks?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, windows: {train: 90d, "
            "gap: 14d}}}}",
        ),
        *examples(
            "{task: {question: Will this card holder cancel within 336 hours?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 90d, gap: 14d}}}}",
            "{task: {question: Will this card holder cancel within the next 14 days?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 90d, gap: 14d}}}}",
            "{task: {question: Will this card holder cancel within 1 month?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 90d, gap: 30d}}}}",
            "{task: {question: Will this card holder cancel within 1 year?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 90d, gap: 365d}}}}",
        ),
    ),
    bad=(
        *examples(
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, windows: "
            "{train: 90d, gap: 13d}}}",
            "{task: {question: Will this card holder cancel within the next 3 weeks?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, windows: {train: 90d, "
            "gap: 20d}}}}",
        ),
        *examples(
            "{task: {question: Will this card holder cancel within 337 hours?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 90d, gap: 14d}}}}",
            "{task: {question: Will this card holder cancel within the next 15 days?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 90d, gap: 14d}}}}",
            "{task: {question: Will this card holder cancel within 1 month?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 90d, gap: 29d}}}}",
            "{task: {question: Will this card holder cancel within 1 year?}, "
            "data: {keys: {time: month}, split: {strategy: temporal, seed: ~, "
            "windows: {train: 400d, gap: 364d}}}}",
        ),
    ),
)
