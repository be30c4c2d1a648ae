"""A decision on people's rights or livelihood is said to carry hardly any risk.

## What it finds
`risk_class: minimal` beside an action on credit, employment, education, benefits, asylum, insurance or
medical treatment, by the words of `task.decision.action`.

## Why it matters
These uses are high-risk by law, with duties of oversight, logging and appeal that the project is then made
without.

## What to do
Write `risk_class: high`, or say in the action what the system really does.

## Source
Regulation (EU) 2024/1689 (AI Act), Annex III.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples

_USES = re.compile(
    r"\b(credit|loan|mortgage|hire|hiring|applicants?|dismiss|admission|grading|exam|benefits?|asylum|visa|"
    r"diagnos\w+|treatment|triage|parole|insurance)\b",
    re.IGNORECASE,
)


def _check(system: System) -> Iterator[Finding]:
    decision, ethics = system.spec.task.decision, system.spec.requirements.constraints.ethics
    if decision is None or ethics.risk_class != "minimal":
        return
    found = _USES.search(decision.action)
    if found is not None:
        yield Finding(
            route=("requirements", "constraints", "ethics", "risk_class"),
            message=f"`minimal` risk of a decision on {found[0].lower()}",
            help="write `risk_class: high`, with oversight and appeal",
            related=(Related(("task", "decision", "action"), "the decision"),),
        )


RULE = Rule(
    code="MLS930",
    name="risk-class-below-the-use",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples("requirements: {constraints: {ethics: {risk_class: minimal}}}"),
    bad=examples(
        "{task: {decision: {action: deny credit}}, requirements: {constraints: {ethics: {risk_class: "
        "minimal}}}}"
    ),
)
