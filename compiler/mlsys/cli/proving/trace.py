"""``mlsys trace``: claim → what enforces it → what can trip that."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.plans import Prepared, prepare, tell
from mlsys.cli.compiling.score import score_data, score_of, section
from mlsys.cli.options import environment_option, spec_argument
from mlsys.planning.coverage import ClaimCoverage, Standing
from mlsys.project.evidence import FOLDER
from mlsys.route import format_route
from mlsys.syntax.locate import span_of
from mlsys.syntax.nodes import find, to_plain

_COLOURS = {
    Standing.ENFORCED: "green",
    Standing.STATED: "cyan",
    Standing.MANUAL: "yellow",
    Standing.CHECKED: "cyan",
    Standing.UNENFORCED: "red",
}


@click.command("trace", short_help="Show which artefact enforces which claim, and what can trip it.")
@spec_argument
@environment_option
@click.option(
    "--format", "output", type=click.Choice(["text", "json", "html"]), default="text", show_default=True
)
@click.option("--unenforced", is_flag=True, help="Show only what nothing enforces.")
def command(spec: Path, environment: str | None, output: str, unenforced: bool) -> int:
    """Show for each field of SPEC which generated artefact enforces it and which saboteur can trip that.

    A field that only documents for people repeat is stated, not enforced.
    Ends with 1 if something is declared that nothing enforces and the stage of the system forbids it.
    """
    prepared = prepare(spec, environment, strict=False)
    rows = [claim_data(prepared, claim) for claim in prepared.coverage.claims]
    if unenforced:
        rows = [row for row in rows if row["standing"] == Standing.UNENFORCED.value]
    if output == "json":
        console.out_json({"system": prepared.system.name, "coverage": counts(prepared), "claims": rows})
    elif output == "html":
        from mlsys.cli.proving.trace_html import page

        numbers = counts(prepared)
        scored = section(score_data(score_of(spec.parent))) if (spec.parent / FOLDER).is_dir() else ""
        console.out(page(prepared.system.name, numbers, summary(numbers), rows, scored))
    else:
        _print(prepared, unenforced)
        tell(prepared.report)
    return exits.FINDINGS if prepared.report.fails else exits.CLEAN


def counts(prepared: Prepared) -> dict[str, int]:
    """Return how many claims stand how, and how many enforcements can be tripped."""
    enforcements = {(e.by, e.anchor, e.kind): e for e in prepared.plan.enforcements}.values()
    return {
        **{standing.value: prepared.coverage.count(standing) for standing in Standing},
        "claims": len(prepared.coverage.claims),
        "enforcements": len(enforcements),
        "saboteurs": len({e.saboteur for e in enforcements if e.saboteur}),
    }


def summary(numbers: Mapping[str, int]) -> str:
    """Return the numbers of ``counts`` as one line."""
    checked = f"{numbers['checked']} checked by rules, " if numbers["checked"] else ""
    standings = (
        f"{numbers['enforced']} enforced, {numbers['stated']} stated in documents, {checked}"
        f"{numbers['manual']} by people, {numbers['unenforced']} by nothing"
    )
    held = f"{numbers['enforcements']} enforcements, {numbers['saboteurs']} saboteurs"
    return f"{numbers['claims']} claims: {standings}; {held}"


def claim_data(prepared: Prepared, claim: ClaimCoverage) -> dict[str, object]:
    """Return a claim as plain data."""
    tree = prepared.system.tree
    node = find(tree, claim.route)
    span = span_of(tree, claim.route)
    return {
        "path": format_route(claim.route),
        "value": to_plain(node) if node is not None else None,
        "location": f"{span.source.name}:{span.start.line}:{span.start.column}",
        "standing": claim.standing.value,
        "evidence": claim.evidence,
        "enforced_by": [
            {
                "artefact": e.by,
                "anchor": e.anchor,
                "kind": e.kind.value,
                "saboteur": e.saboteur,
                "blueprint": e.blueprint,
            }
            for e in claim.enforcements
        ],
    }


def _print(prepared: Prepared, unenforced: bool) -> None:
    for claim in prepared.coverage.claims:
        if unenforced and claim.standing is not Standing.UNENFORCED:
            continue
        console.out(console.style(format_route(claim.route), "bold"))
        if not claim.enforcements:
            text = claim.standing.value + (f": {claim.evidence}" if claim.evidence else "")
            console.out(f"  {console.style(text, _COLOURS[claim.standing])}")
        for e in claim.enforcements:
            place = f"{e.by}#{e.anchor}" if e.anchor else e.by
            tripped = f", tripped by {e.saboteur}" if e.saboteur else ""
            console.out(f"  {console.style(e.kind.value, _COLOURS[claim.standing])} {place}{tripped}")
    console.out()
    console.out(summary(counts(prepared)))
