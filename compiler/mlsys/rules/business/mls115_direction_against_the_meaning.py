"""What is wanted runs against what the words say.

## What it finds
An objective or guardrail that speaks of revenue, satisfaction or another good thing and is to fall, or of
complaints, costs or another bad thing and is to rise.

## Why it matters
A guardrail the wrong way round ends experiments that help and lets those pass that harm.

## What to do
Correct `direction`, which names the direction that is good; if the words mislead, write the metric in others.

## Source
Kohavi, Tang and Xu, Trustworthy Online Controlled Experiments (2020), chapter 7 (guardrail metrics).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_GOOD = frozenset(
    {"revenue", "profit", "margin", "sales", "income", "earnings", "satisfaction", "retention", "engagement"}
    | {"conversion", "conversions", "orders", "bookings", "uptime", "availability", "subscribers", "plays"}
)
_BAD = frozenset(
    {
        "complaint",
        "complaints",
        "cost",
        "costs",
        "churn",
        "cancellation",
        "cancellations",
        "refund",
        "refunds",
    }
    | {"error", "errors", "loss", "losses", "fraud", "default", "defaults", "unsubscribe", "unsubscribes"}
    | {"abandonment", "outage", "outages", "incidents", "injuries", "deaths", "delay", "delays", "waste"}
    | {"returns", "escalations", "accidents"}
)
_TURNS = frozenset(
    {"without", "lost", "missed", "avoided", "prevented", "reduced", "saved", "no", "not", "below", "lower"}
    | {"fewer", "free"}
)
"""Words that turn the meaning of those around them; then nothing is said."""
_NEUTRAL = frozenset({"rate", "count", "number", "index", "level", "volume", "share", "total", "percentage"})
_RELATIVE = re.compile(r"\b(?:that|who|which)\b")
"""What follows says which of them are meant; that, and not the noun, is good or bad."""
_SHARE_OF = re.compile("^(?:share|number|rate|count|percentage|proportion|sum|volume|amount) of ")
_FURTHER = re.compile(r"\b(?:per|of|for|from|among|in|after|with|that|who|by|at|on|an?)\b")
"""Where the noun ends and its description begins."""


def _check(system: System) -> Iterator[Finding]:
    objectives = system.spec.objectives
    for section, entries in (("business", objectives.business), ("guardrails", objectives.guardrails)):
        for name, entry in entries.items():
            wanted, word = entry.direction, _sense(entry.metric)
            if wanted is None or word is None:
                continue
            if (word in _GOOD) == (wanted == "decrease"):
                what = "fall" if wanted == "decrease" else "rise"
                yield Finding(
                    route=("objectives", section, name, "direction"),
                    message=f"`{name}` is good when it {what}s, but it is about {word}",
                    help=f"write `direction: {'increase' if what == 'fall' else 'decrease'}`",
                    related=(Related(("objectives", section, name, "metric"), "what is measured"),),
                )


def _sense(metric: str) -> str | None:
    """Return the counted noun if its meaning says whether more is good or bad, else ``None``."""
    counted = _SHARE_OF.sub("", metric.lower())
    if counted != metric.lower() and _RELATIVE.search(counted):
        return None
    words: list[str] = re.findall("[a-z]+", _FURTHER.split(counted)[0])
    while words and words[-1] in _NEUTRAL:
        words.pop()
    if not words or _TURNS & set(words) or words[-1] not in _GOOD | _BAD:
        return None
    return words[-1]


RULE = Rule(
    code="MLS115",
    name="direction-against-the-meaning",
    severity=always(Severity.WARNING),
    check=_check,
    good=(
        *examples(
            "objectives: {guardrails: {discount_spend: {metric: complaints per week, direction: decrease}}}",
            "objectives: {guardrails: {discount_spend: {metric: lost revenue, direction: decrease}}}",
            "objectives: {guardrails: {discount_spend: {metric: retention discounts, direction: decrease}}}",
            "objectives: {guardrails: {discount_spend: {metric: revenue loss, direction: decrease}}}",
            "objectives: {guardrails: {discount_spend: {metric: share of searches without revenue, "
            "direction: decrease}}}",
        ),
        *examples(
            "objectives: {business: {churn_rate: {metric: share of orders that are sent back, "
            "direction: decrease}}}"
        ),
    ),
    bad=examples(
        "objectives: {guardrails: {discount_spend: {metric: number of complaints a week,"
        " direction: increase}}}",
        "objectives: {guardrails: {discount_spend: {metric: total revenue per search, direction: decrease}}}",
        "objectives: {guardrails: {discount_spend: {metric: complaints per week, direction: increase}}}",
    ),
)
