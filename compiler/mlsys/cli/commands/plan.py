"""``mlsys plan``: what compile would do, and what the change costs."""

from __future__ import annotations

from pathlib import Path

import click

from mlsys.cli import console, exits
from mlsys.cli.building import tell
from mlsys.cli.compiling import Compilation, compute, counted, lines_of
from mlsys.cli.impact import CONSEQUENCES, heaviest
from mlsys.cli.options import environment_option, folder_option, format_option, spec_argument
from mlsys.project.changes import Action, Change
from mlsys.route import format_route


@click.command("plan", short_help="Show what compile would change, and what the change costs.")
@spec_argument
@folder_option
@environment_option
@format_option
@click.option("--diff", is_flag=True, help="Show the changes line by line.")
def command(spec: Path, folder: Path | None, environment: str | None, output: str, diff: bool) -> int:
    """Show what `mlsys compile` would create, update, merge, delete or keep, and write nothing.

    Ends with 3 when something is pending: a change, an edit of a managed file, a conflict.
    """
    compilation = compute(spec, folder, environment)
    changes = compilation.changes
    if output == "json":
        console.out_json(_data(compilation))
    else:
        _print(compilation, diff)
        tell(compilation.prepared.report)
    return exits.PENDING if changes.pending or changes.drifted or changes.conflicts else exits.CLEAN


def _print(compilation: Compilation, diff: bool) -> None:
    changes = compilation.changes
    for line, change in lines_of(changes):
        console.out(line)
        if diff and change is not None:
            console.out(_diff(change))
    console.out(f"{compilation.folder}: {counted(changes)}")
    if not compilation.fields:
        return
    console.out()
    console.out(console.style("The document changed since it was compiled last", "bold"))
    rows = [(format_route(c.route), _short(c.old), "→", _short(c.new), c.impact) for c in compilation.fields]
    console.out(console.table(rows))
    worst = heaviest(c.impact for c in compilation.fields)
    console.out(f"Consequence: {console.style(worst, 'bold')}, {CONSEQUENCES.get(worst, worst)}")


def _short(value: object) -> str:
    import json

    text = "(absent)" if value is None else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _diff(change: Change) -> str:
    """Return the change of a text file in unified form, nothing for other files."""
    import difflib

    if change.content is None or isinstance(change.content, Path):
        return ""
    before = change.found.content if change.found is not None else b""
    try:
        old, new = (text.decode().splitlines(keepends=True) for text in (before, change.content))
    except UnicodeDecodeError:
        return ""
    name = change.moved_from or change.path
    lines = difflib.unified_diff(old, new, f"a/{name}" if before else "/dev/null", f"b/{change.path}")
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _data(compilation: Compilation) -> dict[str, object]:
    from mlsys.diagnostics.json_format import to_json

    fields = compilation.fields or ()
    worst = heaviest(c.impact for c in fields)
    return {
        "project": str(compilation.folder),
        "pending": compilation.changes.pending,
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
            {"path": format_route(c.route), "old": c.old, "new": c.new, "impact": c.impact} for c in fields
        ],
        "impact": worst if fields else None,
        "findings": to_json(compilation.prepared.report)["diagnostics"],
    }
