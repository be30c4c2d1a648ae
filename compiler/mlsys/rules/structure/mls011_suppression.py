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
from mlsys.diagnostics.codes import PAGES
from mlsys.diagnostics.suggest import closest
from mlsys.ir.system import System
from mlsys.ir.wording import listing
from mlsys.route import Route, parse_route
from mlsys.rules.base import OTHER_CODE, Finding, Rule, always, examples
from mlsys.rules.registry import all_rules, find_rule
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
        yield from _misdirected(entry, route)


def _misdirected(entry: Suppression, route: Route) -> Iterator[Finding]:
    """Yield what is wrong with the rule and the path of an entry."""
    page = PAGES.get(entry.rule)
    if page is None and find_rule(entry.rule) is None and not OTHER_CODE.fullmatch(entry.rule):
        near = closest(entry.rule, [*PAGES, *(rule.code for rule in all_rules())])
        hint = f"did you mean {near}? `mlsys rules` lists them" if near else "`mlsys rules` lists them"
        yield Finding((*route, "rule"), f"suppression of {entry.rule}: there is no such rule", hint)
    elif page is not None and page.severity is Severity.ERROR:
        yield Finding(
            (*route, "rule"),
            f"suppression of {entry.rule}: an error cannot be suppressed",
            "mend it; only danger, warning and note can be accepted",
        )
    try:
        parse_route(entry.path or "")
    except ValueError as error:
        yield Finding((*route, "path"), f"suppression of {entry.rule}: {error}", "write it as findings do")


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
    good=(
        *examples("suppressions: []"),
        *examples(
            "{suppressions: [{rule: MLS406, path: evaluation, reason: on hold, "
            "owner: card-ml, expires: 2026-06-01}], evaluation: {must_beat: ~}}"
        ),
    ),
    bad=examples(
        "suppressions: [{rule: MLS111, path: objectives, reason: on hold, owner: card-ml, "
        "expires: 2020-01-31}]"
    ),
)
