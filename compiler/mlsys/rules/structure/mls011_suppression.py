"""A suppression that does not say who, why and until when.

## What it finds
A suppression without path, reason, owner or expiry, with an unknown rule, expired, aimed at an error, or
matching no finding.

## Why it matters
A finding that is silenced for ever, by nobody, for no reason, is a defect with a blindfold. One that
matches nothing hides the next real finding.

## What to do
Complete the entry, renew it after looking again, or remove it with the cause.

## Source
Fixit and ruff report unused and expired suppressions for the same reason.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Severity
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route
from mlsys.rules.base import Example, Finding, Rule, always
from mlsys.rules.registry import find_rule
from mlsys.spec.metadata import Suppression


def _check(system: System) -> Iterator[Finding]:
    for index, entry in enumerate(system.spec.suppressions):
        route: Route = ("suppressions", index)
        missing = [name for name in ("path", "reason", "owner", "expires") if not getattr(entry, name)]
        if missing:
            yield Finding(
                route=route,
                message=f"suppression of {entry.rule} lacks {listing(missing)}",
                help="say where it holds, why, who accepts it and until when",
            )
        yield from _outdated(system, entry, route)
        if find_rule(entry.rule) is None:
            yield Finding((*route, "rule"), f"suppression of {entry.rule}: there is no such rule")


def _outdated(system: System, entry: Suppression, route: Route) -> Iterator[Finding]:
    if entry.expires is not None and entry.expires < system.today:
        yield Finding(
            route=(*route, "expires"),
            message=f"suppression of {entry.rule} expired on {entry.expires}",
            help="mend the finding, or look again and renew the suppression",
        )


RULE = Rule(
    code="MLS011",
    name="suppression",
    severity=always(Severity.ERROR),
    check=_check,
    good=Example("suppressions: []"),
    bad=Example(
        "suppressions: [{rule: MLS111, path: objectives, reason: on hold, owner: card-ml, "
        "expires: 2020-01-31}]"
    ),
)
