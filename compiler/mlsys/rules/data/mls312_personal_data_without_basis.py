"""Personal data are used without a basis in law.

## What it finds
A feature tagged `pii` for which neither the feature nor `requirements.constraints.privacy` names legal
basis, purpose and retention.

## Why it matters
Processing personal data without a basis is forbidden, however useful the feature.

## What to do
Add what is missing, or drop the feature.

## Source
GDPR, articles 5 and 6.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, Severities, examples


def _check(system: System) -> Iterator[Finding]:
    privacy = system.spec.requirements.constraints.privacy
    for feature in system.features.values():
        if "pii" not in feature.spec.tags:
            continue
        missing = [
            name
            for name in ("legal_basis", "purpose", "retention")
            if getattr(feature.spec, name) is None and getattr(privacy, name) is None
        ]
        if missing:
            yield Finding(
                route=feature.route,
                anchor=Anchor.KEY,
                message=f"`{feature.name}` is tagged pii and has no {listing(missing)}",
                help="add it to the feature or to `requirements.constraints.privacy`, or drop the feature",
            )


RULE = Rule(
    code="MLS312",
    name="personal-data-without-basis",
    severity=Severities(Severity.NOTE, Severity.WARNING, Severity.DANGER),
    check=_check,
    good=examples("data: {features: {spend: {tags: [pii]}}}"),
    bad=examples(
        "{data: {features: {spend: {tags: [pii]}}}, requirements: {constraints: {privacy: {legal_basis: ~}}}}"
    ),
)
