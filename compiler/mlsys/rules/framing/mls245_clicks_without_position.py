"""Clicks are learned from, and nothing says where the items stood.

## What it finds
A ranking whose label is called a click, by its column or its event, without `task.position` and
`task.propensity`.

## Why it matters
What stands higher is seen more, and clicked more for that alone. A model of such clicks learns the order
that was shown and keeps it, and a test on them prefers whoever repeats it.

## What to do
Log the place at which each item was shown and name it, `task: {position: <column>}`; name the probability
of being seen where it is known, `propensity`.

## Source
Joachims, Swaminathan and Schnabel, Unbiased Learning-to-Rank with Biased Feedback (WSDM 2017).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.tasks.other import RankingTask

_CLICKS = frozenset({"click", "clicks", "clicked"})


def _check(system: System) -> Iterator[Finding]:
    task, label = system.spec.task, system.spec.data.label
    if not isinstance(task, RankingTask) or label is None or task.position or task.propensity:
        return
    for name in ("column", "event"):
        said: str | None = getattr(label, name)
        if said is not None and _CLICKS.intersection(_words(said)):
            yield Finding(
                route=("data", "label", name),
                message=f"`{said}` is learned from without the place at which items were shown",
                help="add `task: {position: <column with the place, from 1>}`, or `propensity`",
                related=(Related(("task", "type"), "the type of the task"),),
            )
            return


def _words(name: str) -> list[str]:
    spaced = re.sub("(?<=[a-z])(?=[A-Z])", "_", name)
    return re.findall("[a-z]+", spaced.lower())


RULE = Rule(
    code="MLS245",
    name="clicks-without-position",
    severity=always(Severity.WARNING),
    about=lambda task: task.grouped,
    check=_check,
    good=examples(
        "{data: {label: {column: clicked}}, task: {position: place}}",
        "{data: {label: {column: clicked}}, task: {propensity: seen}}",
        "data: {label: {event: purchase}}",
        base="ranking",
    ),
    bad=examples(
        "data: {label: {column: wasClicked}}",
        "data: {label: {event: Click on a result}}",
        base="ranking",
    ),
)
