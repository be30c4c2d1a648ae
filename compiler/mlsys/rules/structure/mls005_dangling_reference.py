"""A name that is declared nowhere.

## What it finds
A metric, baseline, feature, business objective, guardrail, route or team that is used by name but not
declared in this document.

## Why it matters
The generated project would leave out the check silently or fail at the first run; nobody notices which
until the number is needed.

## What to do
Declare the name where the message says, or correct the spelling.

## Source
dbt and cfn-lint report unresolved references as errors; so do compilers.
"""

from __future__ import annotations

from collections.abc import Iterator

from mlsys.diagnostics import Anchor, Fix, RenameKey, SetValue, Severity
from mlsys.diagnostics.suggest import closest, did_you_mean
from mlsys.ir.system import System
from mlsys.rules.base import Finding, Rule, always, examples
from mlsys.rules.references import Reference, declared_names, references

_PLACES = {
    "signals": "the metrics, the objectives or the drift checks",
    "data.columns": "the features, the keys or the label",
}


def _check(system: System) -> Iterator[Finding]:
    for reference in references(system.spec):
        known = declared_names(system.spec, reference, system.faults)
        if known is not None and reference.name not in known:
            yield _finding(reference, known)


def _finding(reference: Reference, known: tuple[str, ...]) -> Finding:
    match = closest(reference.name, known)
    fix = None
    if match is not None:
        change = (
            RenameKey(reference.route, match)
            if reference.is_key
            else SetValue(reference.route, _quoted(match))
        )
        fix = Fix(f"write `{match}`", (change,), safe=False)
    place = _PLACES.get(reference.target, f"`{reference.target}`")
    return Finding(
        route=reference.route,
        anchor=Anchor.KEY if reference.is_key else Anchor.VALUE,
        message=f"`{reference.name}` is not declared in {place}",
        help=did_you_mean(reference.name, known) or f"declare it in {place}",
        fix=fix,
    )


def _quoted(name: str) -> str:
    return name if name.isidentifier() else "'" + name.replace("'", "''") + "'"


RULE = Rule(
    code="MLS005",
    name="dangling-reference",
    severity=always(Severity.ERROR),
    check=_check,
    minds_faults=True,
    good=examples(
        "evaluation: {must_beat: {baseline: desk_rule, metric: pr_auc}}",
        "data: {quality: [{check: not_null, column: churn}, {check: not_null, column: customer_id}]}",
    ),
    bad=examples(
        "evaluation: {must_beat: {baseline: desk_rule, metric: pr_acu}}",
        "data: {quality: [{check: not_null, column: tenrue}]}",
    ),
)
