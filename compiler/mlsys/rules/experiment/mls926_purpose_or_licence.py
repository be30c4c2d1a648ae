"""The data may not be used for this.

## What it finds
The purpose is not among those that the data were collected for, or a licence for research or non-commercial
use in a system beyond the prototype.

## Why it matters
Consent to support is not consent to advertising. A model trained on such data has to be destroyed.

## What to do
Ask for consent, drop the source, or change the purpose.

## Source
GDPR, article 5 (purpose limitation); FTC orders on algorithmic disgorgement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.rules.base import Finding, Rule, always, examples

_RESTRICTED = re.compile(r"\bNC\b|non-?commercial|research[- ]only|academic", re.IGNORECASE)


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    purpose = spec.requirements.constraints.privacy.purpose
    if purpose is not None and spec.data.purposes and purpose not in spec.data.purposes:
        yield Finding(
            route=("requirements", "constraints", "privacy", "purpose"),
            message=f"the data were collected for {listing(spec.data.purposes)}, not for `{purpose}`",
            help="ask for consent, drop the source, or change the purpose",
            related=(Related(("data", "purposes"), "the purposes of the data"),),
        )
    if (
        spec.data.licence is not None
        and system.stage != "prototype"
        and _RESTRICTED.search(spec.data.licence)
    ):
        yield Finding(
            route=("data", "licence"),
            message=f"`{spec.data.licence}` does not allow the use in a {system.stage} system",
            help="obtain a licence, or use other data",
        )


RULE = Rule(
    code="MLS926",
    name="purpose-or-licence",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("data: {purposes: [retention, support]}"),
    bad=examples("data: {purposes: [support]}"),
)
