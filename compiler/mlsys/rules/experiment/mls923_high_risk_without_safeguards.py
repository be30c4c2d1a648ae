"""A high-risk system without safeguards.

## What it finds
Risk class `high` without human oversight, appeal or logs; risk class `prohibited`.

## Why it matters
Those who are refused a loan or a job by it have a right to a person, a reason and a record.

## What to do
Declare `ethics.oversight` and `ethics.appeal`, log the predictions, and do not automate the decision fully.

## Source
EU AI Act, articles 5, 12, 14 and 86; GDPR, article 22.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Related, Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, always, examples


def _check(system: System) -> Iterator[Finding]:
    spec = system.spec
    ethics, decision = spec.requirements.constraints.ethics, spec.task.decision
    route: Route = ("requirements", "constraints", "ethics")
    if ethics.risk_class == "prohibited":
        yield Finding((*route, "risk_class"), "a system of a prohibited class must not be built",
                      help="choose another purpose")  # fmt: skip
    if ethics.risk_class != "high":
        return
    missing = [name for name in ("oversight", "appeal") if not getattr(ethics, name)]
    if spec.monitoring.logging.predictions is None:
        missing.append("logs")
    if missing:
        yield Finding(
            route=(*route, "risk_class"),
            message=f"a high-risk system without {listing(missing)}",
            help="add `ethics: {oversight: …, appeal: …}` and `monitoring.logging.predictions`",
        )
    if decision is not None and decision.automation == "full":
        yield Finding(
            route=("task", "decision", "automation"),
            message="a high-risk decision is fully automatic",
            help="write `automation: assisted`, so that a person decides",
            related=(Related((*route, "risk_class"), "high risk"),),
        )


RULE = Rule(
    code="MLS923",
    name="high-risk-without-safeguards",
    severity=always(Severity.DANGER),
    check=_check,
    good=examples(
        "requirements: {constraints: {ethics: {risk_class: high, oversight: an officer "
        "decides, appeal: by letter}}}"
    ),
    bad=examples(
        "requirements: {constraints: {ethics: {risk_class: high, oversight: an officer decides, appeal: ~}}}"
    ),
)
