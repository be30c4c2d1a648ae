"""A fairness limit never binds, or cannot be kept, or is about another task.

## What it finds
A difference of groups that may be everything or must be nothing, a ratio that may be nothing, a fairness
metric of another type of task.

## Why it matters
A limit of 1 lets any treatment pass; a limit of 0 is broken by chance alone, so it will be switched off.

## What to do
Write a difference that harms nobody, such as 0.05, or a ratio such as 0.8.

## Source
Barocas, Hardt and Narayanan, Fairness and Machine Learning (2023), chapter 3; 29 CFR 1607.4, the four-fifths
rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing, number
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.spec.registry import fairness_metrics

_LARGEST = 0.5


def _check(system: System) -> Iterator[Finding]:
    known = fairness_metrics()
    for index, limit in enumerate(system.spec.requirements.constraints.fairness):
        route: Route = ("requirements", "constraints", "fairness", index)
        entry = known.get(limit.metric)
        if entry is None:
            continue
        # an anomaly that is labelled is a class with two values
        if system.spec.task.type not in entry.tasks and not system.task_kind.rare_positives:
            fitting = [name for name, other in known.items() if system.spec.task.type in other.tasks]
            yield Finding(
                route=(*route, "metric"),
                message=f"`{limit.metric}` is not for a {system.spec.task.type} task",
                help=f"use {listing(fitting, 'or')}" if fitting else "leave it out",
            )
        elif _without_groups(system, limit.by):
            yield Finding(
                route=(*route, "by"),
                message=f"`{limit.by}` is a number, and nothing divides it into groups",
                help=f"add `evaluation.slices.{limit.by}: {{edges: […]}}`, or compare by a category",
            )
        elif limit.min is not None and not 0 < limit.min < 1:
            what = "always holds" if limit.min <= 0 else "is broken by chance"
            yield Finding(
                route=(*route, "min"),
                message=f"`{limit.metric}` of at least {number(limit.min)} {what}",
                help="write a ratio such as 0.8",
            )
        elif limit.max is not None and entry.high is not None and not 0 < limit.max <= _LARGEST:
            what = "never binds" if limit.max > _LARGEST else "is broken by chance"
            yield Finding(
                route=(*route, "max"),
                message=f"`{limit.metric}` of at most {number(limit.max)} {what}",
                help="write a difference such as 0.05",
            )


def _without_groups(system: System, name: str) -> bool:
    feature, cut = system.spec.data.features.get(name), system.spec.evaluation.slices.get(name)
    numeric = feature is not None and feature.type == "number"
    return numeric and (cut is None or not (cut.edges or cut.quantiles))


RULE = Rule(
    code="MLS928",
    name="fairness-limit-empty",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples(
            "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, "
            "by: female, max: 0.5}]}}",
            "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, "
            "by: female, max: 0.01}]}}",
        ),
        *examples(
            "requirements: {constraints: {fairness: [{metric: demographic_parity_ratio, by: female, "
            "min: 0.8}]}}"
        ),
    ),
    bad=(
        *examples(
            "{requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, by: female, "
            "max: 0.1}, {metric: equal_opportunity_difference, by: spend, max: 0.1}]}}}"
        ),
        *examples(
            "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, "
            "by: female, max: 0.51}]}}",
            "requirements: {constraints: {fairness: [{metric: equal_opportunity_difference, "
            "by: female, max: 0}]}}",
            "requirements: {constraints: {fairness: [{metric: mae_difference, by: female, max: 0.1}]}}",
        ),
        *examples(
            "requirements: {constraints: {fairness: [{metric: demographic_parity_ratio, by: female, "
            "min: 0}]}}",
            "requirements: {constraints: {fairness: [{metric: demographic_parity_ratio, by: female, "
            "min: 1}]}}",
        ),
    ),
)
