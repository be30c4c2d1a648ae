"""``mlsys plan``: what compile would do, and what the change costs."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.compiling.changes import Compilation, compute, counted, guard_project, lines_of, told
from mlsys.cli.compiling.impact import CONSEQUENCES, heaviest
from mlsys.cli.compiling.line_diff import line_diff
from mlsys.cli.options import compiled_argument, folder_option, identity_options, report_option
from mlsys.project.identity import Asked
from mlsys.project.reconcile.changes import Action
from mlsys.route import format_route


@click.command("plan", short_help="Show what compile would change, and what the change costs.")
@compiled_argument
@folder_option
@identity_options
@report_option
@click.option("--diff", is_flag=True, help="Show the changes line by line.")
def command(
    spec: Path | None,
    folder: Path | None,
    environment: str | None,
    output: str,
    *,
    no_environment: bool,
    rebind: bool,
    diff: bool,
) -> int:
    """Show what `mlsys compile` would create, update, merge, delete or keep, and write nothing.

    Of each changed field of the document it says what the change leads to, in words and numbers. Markdown is
    for comments on pull requests. Ends with 3 when something is pending: a change, an edit of a managed file,
    a conflict; and with 4, and the same words, where `mlsys compile` would refuse to write.
    """
    compilation = compute(Asked(spec, folder, environment, no_environment, rebind))
    changes = compilation.changes
    if output == "json":
        console.out_json(plan_data(compilation))
    elif output == "markdown":
        from mlsys.cli.compiling.plan_markdown import plan_markdown

        console.out(plan_markdown(compilation, diff=diff))
    else:
        _print(compilation, diff)
        sys.stderr.write(told(compilation))
    guard_project(compilation)
    return exits.PENDING if changes.pending or changes.drifted or changes.conflicts else exits.CLEAN


def _print(compilation: Compilation, diff: bool) -> None:
    changes = compilation.changes
    for line, change in lines_of(changes):
        console.out(line)
        if diff and change is not None:
            console.out(line_diff(change))
    console.out(f"{compilation.folder}: {counted(changes)}")
    if not changes.writable:
        console.out("Nothing will be written before the errors below are solved")
    if compilation.differences is None:
        return
    consequences = compilation.consequences()
    if compilation.fields:
        console.out()
        console.out(console.style("The document changed since it was compiled last", "bold"))
        for row in consequences.by_field:
            change_ = row.difference.change
            values = f"{console.shortened(change_.old)}  →  {console.shortened(change_.new)}"
            console.out(f"{format_route(change_.route)}  {values}  {console.style(change_.impact, 'bold')}")
            for phrase in row.phrases:
                console.out(f"    {phrase}")
        worst = heaviest(c.impact for c in compilation.fields)
        console.out(f"Consequence: {console.style(worst, 'bold')}, {CONSEQUENCES.get(worst, worst)}")
    if consequences.together:
        console.out()
        console.out(console.style("Besides", "bold"))
        for phrase in consequences.together:
            console.out(f"    {phrase}")


def plan_data(compilation: Compilation) -> dict[str, object]:
    """Return everything that the plan says, as plain data."""
    from mlsys.diagnostics.json_format import to_json

    fields, consequences = compilation.fields, compilation.consequences()
    report = compilation.prepared.report
    found = (*report.diagnostics, *compilation.changes.diagnostics)
    return {
        "project": str(compilation.folder),
        "pending": compilation.changes.pending,
        "writable": compilation.changes.writable,
        "counts": {action.value: compilation.changes.count(action) for action in Action},
        "files": [
            {
                "path": change.path,
                "action": change.action.value,
                "owner": change.owner.value,
                "blueprint": change.blueprint,
                "reason": change.reason,
                "moved_from": change.moved_from,
            }
            for change in compilation.changes.items
        ],
        "fields": [
            {
                "path": format_route(row.difference.change.route),
                "old": row.difference.change.old,
                "new": row.difference.change.new,
                "impact": row.difference.change.impact,
                "direction": row.difference.direction.value,
                "breaks": [audience.name.lower() for audience in row.difference.breaks],
                "consequences": list(row.phrases),
            }
            for row in consequences.by_field
        ],
        "consequences": list(consequences.together),
        "impact": heaviest(c.impact for c in fields) if fields else None,
        "findings": to_json(replace(report, diagnostics=found))["diagnostics"],
    }
