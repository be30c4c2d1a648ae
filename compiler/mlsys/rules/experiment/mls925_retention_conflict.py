"""Logs are kept too long, or not long enough.

## What it finds
Predictions are logged for longer than `privacy.retention` allows, or for a shorter time than labels take to
arrive; a personal value that may be kept for longer than all data.

## Why it matters
Too long breaks the law; too short, and labels find no prediction to be joined to.

## What to do
Shorten or lengthen the retention; hash what must be kept longer.

## Source
GDPR, article 5 (storage limitation).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Fix, Related, SetValue, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples

_LEGAL: Route = ("requirements", "constraints", "privacy", "retention")


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    legal = spec.requirements.constraints.privacy.retention
    for feature in system.features.values():
        kept = feature.spec.retention
        if kept is not None and legal is not None and kept.seconds > legal.seconds:
            yield Finding(
                route=(*feature.route, "retention"),
                message=f"`{feature.name}` may be kept for {kept}, all data for {legal}",
                help=f"write at most {legal}",
                related=(Related(_LEGAL, f"at most {legal}"),),
            )
    log, label = spec.monitoring.logging.predictions, spec.data.label
    if log is None or log.retain is None:
        return
    route: Route = ("monitoring", "logging", "predictions", "retain")
    delay = (label.delay.p95 or label.delay.p50) if label and label.delay else None
    if legal is not None and log.retain.seconds > legal.seconds:
        yield Finding(
            route=route,
            message=f"predictions are kept for {log.retain}, {legal} are allowed",
            help=f"keep them for {legal}, or keep hashes only",
            related=(Related(_LEGAL, f"at most {legal}"),),
            fix=Fix(f"keep them for {legal}", (SetValue(route, str(legal)),)),
        )
    if delay is not None and log.retain.seconds < delay.seconds:
        yield Finding(
            route=route,
            message=f"predictions are kept for {log.retain}, labels arrive after {delay}",
            help=f"keep them for longer than {delay}",
            related=(Related(("data", "label", "delay"), f"labels after {delay}"),),
        )


RULE = Rule(
    code="MLS925",
    name="retention-conflict",
    severity=always(Severity.DANGER),
    check=_check,
    good=(
        *examples("monitoring: {logging: {predictions: {retain: 90d}}}"),
        *examples("data: {features: {spend: {tags: [pii], retention: 365d}}}"),
        *examples(
            "monitoring: {logging: {predictions: {retain: 365d}}}",
            "monitoring: {logging: {predictions: {retain: 14d}}}",
        ),
    ),
    bad=examples(
        "monitoring: {logging: {predictions: {retain: 400d}}}",
        "data: {features: {spend: {tags: [pii], retention: 366d}}}",
    ),
)
