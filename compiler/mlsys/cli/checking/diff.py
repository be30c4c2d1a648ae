"""``mlsys diff``: what differs between two specifications, and whom it concerns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from mlsys.cli import console, exits
from mlsys.cli.checking.revisions import revision
from mlsys.cli.checking.semantic_diff import SemanticDiff, compare
from mlsys.cli.compiling.impact import CONSEQUENCES, heaviest
from mlsys.cli.options import SPEC_NAME, environment_option, report_option
from mlsys.route import format_route
from mlsys.spec.difference import Difference, Direction

SIGNS: Final = {Direction.TIGHTENED: "↑", Direction.LOOSENED: "↓", Direction.CHANGED: "~"}


@click.command("diff", short_help="Show what differs between two specifications, and whom it concerns.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", default=SPEC_NAME)
@environment_option
@report_option
def command(old: str, new: str, environment: str | None, output: str) -> int:
    """Compare the specifications OLD and NEW by what they mean; NEW is ./mlsystem.yaml unless named.

    Each is a file, a file in git (`HEAD~1:mlsystem.yaml`), or the `mlsystem.lock` of a project, which stands
    for the document that the project was compiled from. What a document extends counts, as it was at that
    time; with `--env`, the overlay of the environment does too. Tightened and loosened demands, breaking
    changes with those whom they break, and the step of `metadata.version` that they call for are named. Ends
    with 1 when the version does not take that step.
    """
    found = compare(revision(old), revision(new), environment)
    match output:
        case "json":
            console.out_json(diff_data(found))
        case "markdown":
            console.out("\n".join(_markdown(found)))
        case _:
            _print(found)
    return exits.CLEAN if found.version_is_enough else exits.FINDINGS


def _print(found: SemanticDiff) -> None:
    if not found.differences and not found.derived:
        console.out("no difference in meaning")
        return
    for each in found.differences:
        console.out(_line(each))
        for text in _notes(each):
            console.out(f"      {text}")
    for line in found.derived:
        console.out(f"  = {line}")
    console.out()
    counts = ", ".join(
        f"{sum(each.direction is direction for each in found.differences)} {direction.value}"
        for direction in Direction
    )
    console.out(f"{len(found.differences)} fields: {counts}")
    worst = heaviest(each.change.impact for each in found.differences)
    console.out(f"Consequence: {console.style(worst, 'bold')}, {CONSEQUENCES.get(worst, worst)}")
    console.out(_version(found))


def _line(each: Difference) -> str:
    change = each.change
    values = f"{console.shortened(change.old)} → {console.shortened(change.new)}"
    word = each.direction.value
    return f"  {SIGNS[each.direction]} {format_route(change.route)}  {values}  ({word}, {change.impact})"


def _notes(each: Difference) -> Iterator[str]:
    if each.breaks:
        who = " and ".join(audience.value for audience in each.breaks)
        yield f"{console.style('breaks', 'red')} {who}: {each.why}"
    elif each.concerns:
        yield f"concerns {' and '.join(audience.value for audience in each.concerns)}"


def _version(found: SemanticDiff) -> str:
    step = f"metadata.version {found.old_version} → {found.new_version}"
    if found.version_is_enough:
        return f"{step} is enough for these changes"
    return f"{step} is not enough: these changes call for {found.required_version}"


def _markdown(found: SemanticDiff) -> Iterator[str]:
    yield f"### mlsys diff: {len(found.differences)} fields"
    yield ""
    if found.differences:
        yield "| field | before | after | | impact | breaks |"
        yield "|---|---|---|---|---|---|"
    for each in found.differences:
        change = each.change
        breaks = f"{' and '.join(who.value for who in each.breaks)}: {each.why}" if each.breaks else ""
        values = (f"`{console.shortened(value)}`".replace("|", "\\|") for value in (change.old, change.new))
        cells = (f"`{format_route(change.route)}`", *values, each.direction.value, change.impact, breaks)
        yield f"| {' | '.join(cells)} |"
    yield ""
    yield f"{_version(found)}."


def diff_data(found: SemanticDiff) -> dict[str, object]:
    """Return everything that the comparison says, as plain data."""
    return {
        "environment": found.environment,
        "old": {"name": found.old.name, "version": found.old_version},
        "new": {"name": found.new.name, "version": found.new_version},
        "fields": [
            {
                "path": format_route(each.change.route),
                "old": each.change.old,
                "new": each.change.new,
                "direction": each.direction.value,
                "impact": each.change.impact,
                "concerns": [audience.name.lower() for audience in each.concerns],
                "breaks": [audience.name.lower() for audience in each.breaks],
                "why": each.why,
            }
            for each in found.differences
        ],
        "derived": list(found.derived),
        "impact": heaviest(each.change.impact for each in found.differences) if found.differences else None,
        "bump": found.bump.name.lower(),
        "required_version": found.required_version,
        "version_is_enough": found.version_is_enough,
    }
