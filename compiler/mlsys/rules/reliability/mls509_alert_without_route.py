"""Alerts go nowhere.

## What it finds
Objectives or drift checks whose alerts have no route, or a route without a team behind it.

## Why it matters
An alert that pages nobody is worse than none: people believe that they would know.

## What to do
Add `monitoring.routes.page` and `monitoring.routes.ticket` with receiver and team. Runbooks are generated.

## Source
Google SRE book, chapter 6 (monitoring).
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Related, Severity
from mlsys.ir.system import System
from mlsys.route import Route
from mlsys.rules.base import Finding, Rule, examples, omission


def _check(system: System) -> Iterator[Finding]:
    reliability, routes = system.spec.requirements.reliability, system.spec.monitoring.routes
    silent = reliability.silent_failure
    wanted: dict[str, tuple[str, Route]] = {}
    if reliability.slos:
        name = next(iter(reliability.slos))
        wanted["page"] = (f"the objective `{name}`", ("requirements", "reliability", "slos", name))
    if reliability.slos or silent.prediction_drift or silent.input_drift:
        place: Route = ("requirements", "reliability", "slos" if reliability.slos else "silent_failure")
        wanted["ticket"] = ("objectives and drift checks", place)
    report = system.spec.monitoring.report
    if report is not None and not report.to:
        yield Finding(("monitoring", "report"), f"a report every {report.every}, and nobody gets it",
                      help="add `to`: who reads it", anchor=Anchor.KEY)  # fmt: skip
    for severity, (source, place) in wanted.items():
        route = routes.get(severity)
        if route is None:
            yield Finding(
                route=("monitoring", "routes", severity),
                message=f"alerts of severity `{severity}` from {source} go nowhere",
                help=f"add `monitoring.routes.{severity}: {{receiver: …, team: …}}`",
                related=(Related(place, "raises them"),),
            )
        elif route.team is None:
            yield Finding(
                route=("monitoring", "routes", severity),
                message=f"no team answers for `{severity}` alerts to `{route.receiver}`",
                help="add `team`",
            )


RULE = Rule(
    code="MLS509",
    name="alert-without-route",
    severity=omission(Severity.ERROR),
    check=_check,
    good=examples("monitoring: {routes: {page: {receiver: platform-oncall, team: platform}}}"),
    bad=(*examples("monitoring: {routes: {page: ~}}"), *examples("monitoring: {report: {every: 30d}}")),
)
