"""The answer that replaces the model's is none that the task can give.

## What it finds
`fallback: {use: default}` without a `value`, or with one that is no class, no probability, no action, an
action that may not always be taken, or a number outside of the range.

## Why it matters
The fallback is what consumers get when all else fails. One that breaks the contract turns a slow model into
an error of everybody behind it.

## What to do
Write an answer that the consumer knows what to do with.

## Source
Google SRE book, chapter 22 (graceful degradation).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.ranges import Bounds

_ROUTE: Route = ("requirements", "reliability", "fallback")


def _check(system: System) -> Iterator[Finding]:
    fallback, task, kind = system.spec.requirements.reliability.fallback, system.spec.task, system.task_kind
    if fallback is None or fallback.use != "default":
        return
    value = fallback.value
    if value is None:
        yield Finding((*_ROUTE, "use"), "`default` without a value", help="add `value`: what is answered")
        return
    answers: tuple[str, ...] = getattr(task, "actions" if kind.acts else "classes", None) or ()
    bounds: Bounds | None = getattr(task, "range", None)
    # a probability or score is as good an answer as a class
    of_names = kind.acts or kind.several_classes or kind.two_classes
    number = isinstance(value, int | float)
    if of_names and answers and str(value) not in answers and (kind.acts or not number):
        yield Finding(
            route=(*_ROUTE, "value"),
            message=f"`{value}` is answered when the model is not there, and it is none of the answers",
            help=f"write {listing(answers, 'or')}",
        )
    elif str(value) in getattr(task, "eligible", {}):
        yield Finding(
            route=(*_ROUTE, "value"),
            message=f"`{value}` is answered when the model is not there, and it may not always be taken",
            help="write an action that `task.eligible` does not name",
            related=(Related(("task", "eligible", str(value)), "the flag that has to hold"),),
        )
    elif kind.numeric and not number and getattr(task, "as_buckets", None) is None:
        yield Finding(
            (*_ROUTE, "value"),
            f"`{value}` is answered when the model is not there, and it is no number",
            help="write a number that may be predicted",
        )
    elif kind.numeric and bounds is not None and isinstance(value, int | float) and value not in bounds:
        yield Finding(
            route=(*_ROUTE, "value"),
            message=f"{value} is answered when the model is not there, and it lies outside {bounds}",
            help="write a number that may be predicted",
            related=(Related(("task", "range"), f"{bounds}"),),
        )


RULE = Rule(
    code="MLS521",
    name="impossible-default-answer",
    severity=always(Severity.ERROR),
    check=_check,
    good=(
        *examples("requirements: {reliability: {fallback: {use: default, value: 0.2}}}"),
        *examples("requirements: {reliability: {fallback: {use: default, value: stay}}}", base="multiclass"),
        *examples(
            "{task: {range: 0..1000}, requirements: {reliability: {fallback: {use: default, value: 0}}}}",
            base="regression",
        ),
    ),
    bad=(
        *examples("requirements: {reliability: {fallback: {use: default, value: cheap}}}", base="regression"),
        *examples("requirements: {reliability: {fallback: {use: default}}}"),
        *examples("requirements: {reliability: {fallback: {use: default, value: gone}}}", base="multiclass"),
        *examples("requirements: {reliability: {fallback: {use: default, value: shout}}}", base="policy"),
        *examples(
            "{task: {eligible: {call: reachable}}, data: {features: {reachable: {type: boolean}}}, "
            "requirements: {reliability: {fallback: {use: default, value: call}}}}",
            base="policy",
        ),
        *examples(
            "{task: {range: 0..1000}, requirements: {reliability: {fallback: {use: default, value: -50}}}}",
            base="regression",
        ),
    ),
)
